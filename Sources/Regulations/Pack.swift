package import Kernel

/// The folder that holds an instrument's editions as data.
package struct Pack: Sendable {
  package let id: String
  package let title: Localized
  package let authority: Localized
  package let zone: Zone
  package let dependsOn: [String]
  package let sourceDigest: String?
  package let editions: [Edition]
  package let examples: [Example]
  /// What must be done by when, whatever the edition.
  package let deadlines: [AnnouncedDeadline]
  /// What its authority measures by; editions come and go beside them.
  package let standardSets: [StandardSet]

  package func edition(_ id: String) -> Edition? { editions.first { $0.id == id } }

  /// The edition in force on a day: the latest that has begun; drafts never.
  package func edition(inForceOn day: Day) -> Edition? {
    editions.filter { !$0.isDraft && $0.effectiveFrom <= day }
      .max { $0.effectiveFrom < $1.effectiveFrom }
  }
}

/// A pack's files as text, by path inside the folder; reading them from disk is the caller's work.
package struct PackFiles: Sendable {
  package let name: String
  package let texts: [String: String]

  package init(name: String, texts: [String: String]) {
    self.name = name
    self.texts = texts
  }
}

extension Pack {
  /// Whether a file of the folder is one that is read.
  private static func reads(_ path: String, _ editions: [String]) -> Bool {
    if ["pack.yaml", "deadlines.yaml"].contains(path) { return true }
    let parts = path.split(separator: "/").map(String.init)
    guard let name = parts.last, name.hasSuffix(".yaml") else { return false }
    if parts.count == 2, parts[0] == "standards" { return true }
    guard let edition = parts.first, editions.contains(edition) else { return false }
    if parts.count == 2 { return ["articles.yaml", "errata.yaml"].contains(name) }
    guard parts.count > 2 else { return false }
    switch parts[1] {
    case "parameters", "examples", "procedures": return true
    case "tables":
      return parts.count == 3
        && ["grades.yaml", "work-calendar.yaml", "violations.yaml", "statements.yaml"]
          .contains(name)
    default: return false
    }
  }

  /// Reads a pack from its files; every fault names file and place.
  package init(_ files: PackFiles) throws(PackFault) {
    let file = "\(files.name)/pack.yaml"
    guard let text = files.texts["pack.yaml"] else {
      throw PackFault(file, "", "is missing: a pack is a folder with a pack.yaml")
    }
    let root = try Reader(yaml: text, file: file)
    try root.format1()
    try root.only(
      "format", "id", "title", "authority", "zone", "dependsOn", "source", "editions")
    id = try root.word("id")
    title = try root.localized("title")
    authority = try root.localized("authority")
    let zoneName = try root.text("zone")
    guard let zone = Zone(named: zoneName) else {
      throw root.fault("names the zone '\(zoneName)', which is unknown or changes its clocks")
    }
    self.zone = zone
    var dependsOn: [String] = []
    for item in try root.list("dependsOn") { dependsOn.append(try item.word()) }
    self.dependsOn = dependsOn
    sourceDigest = try root.optional("source")?.required("sha256").word()
    standardSets = try StandardSetReader(files: files).sets()
    var editions: [Edition] = []
    var examples: [Example] = []
    for item in try root.required("editions").list() {
      let edition = try EditionReader(
        files: files, instrument: id, zone: zone, item: item, earlier: editions,
        standardSets: standardSets
      ).edition()
      guard !editions.contains(where: { $0.id == edition.id }) else {
        throw item.fault("repeats the edition '\(edition.id)'")
      }
      editions.append(edition)
      let folder = "\(edition.id)/examples/"
      for path in files.texts.keys.sorted() where path.hasPrefix(folder) {
        examples += try Example.read(
          files.texts[path] ?? "", file: "\(files.name)/\(path)", instrument: id,
          edition: edition.id)
      }
    }
    self.editions = editions
    self.examples = examples
    for path in files.texts.keys.sorted() where !Pack.reads(path, editions.map(\.id)) {
      throw PackFault(
        "\(files.name)/\(path)", "",
        "is read by nothing; files end in .yaml and lie in standards or in the procedures, "
          + "parameters, examples or tables of an edition that pack.yaml names")
    }
    if let text = files.texts["deadlines.yaml"] {
      let file = "\(files.name)/deadlines.yaml"
      deadlines = try AnnouncedDeadline.read(
        try Reader(yaml: text, file: file), instrument: id)
    } else {
      deadlines = []
    }
  }
}
