package import Kernel

/// What an authority measures providers and programmes against: one version, for one or more
/// sectors. A version and a sector name at most one set.
package struct StandardSet: Sendable {
  /// For whose licence a standard counts.
  package enum Licence: String, Sendable, CaseIterable { case provider, programme }

  /// Standards that belong together.
  package struct Domain: Sendable {
    package let code: String
    package let title: Localized
    package let licence: Licence
    package let standards: [ProcedureStandard]
  }

  package let version: String
  package let title: Localized
  /// How well the set is known; each standard may say it of itself.
  package let textStatus: TextStatus
  /// Where it is known from, and what of it is not held.
  package let note: Localized
  package let sectors: [(id: String, title: Localized)]
  package let domains: [Domain]

  package func isFor(sector: String) -> Bool { sectors.contains { Name.same($0.id, sector) } }
}

/// What a case is measured against: a standard of a set, or one that a procedure lists itself.
package struct ProcedureStandard: Sendable {
  package let code: String
  package let domain: Localized
  package let title: Localized
  /// What it asks for, in our own words.
  package let says: Localized?
  package let isRequired: Bool
  package let textStatus: TextStatus
  package let evidence: [Evidence]
  /// For which answers it counts; nil for all.
  package var appliesWhen: ProcedureField.Condition?

  /// What shows that a standard is met.
  package struct Evidence: Sendable {
    /// In what form it comes.
    package enum Kind: String, Sendable, CaseIterable {
      case link, document, acknowledgement, report, demoAccount
    }

    package let kind: Kind
    package let title: Localized
  }
}

extension Procedure {
  /// The standards that count for these answers.
  package func standards(for answers: Value) -> [ProcedureStandard] {
    standards.filter { standard in
      standard.appliesWhen?.holds { answers[$0] } ?? true
    }
  }
}

/// Reads sets of standards, the files `standards/*.yaml` of a pack.
struct StandardSetReader {
  let files: PackFiles

  func sets() throws(PackFault) -> [StandardSet] {
    var sets: [StandardSet] = []
    for path in files.texts.keys.sorted() where path.hasPrefix("standards/") {
      let file = "\(files.name)/\(path)"
      let root = try Reader(yaml: files.texts[path] ?? "", file: file)
      try root.format1()
      let set = try StandardSetReader.set(root)
      for other in sets where Name.same(other.version, set.version) {
        for sector in set.sectors where other.isFor(sector: sector.id) {
          throw root.fault("repeats the version '\(set.version)' for the sector '\(sector.id)'")
        }
      }
      sets.append(set)
    }
    return sets
  }

  private static func set(_ root: Reader) throws(PackFault) -> StandardSet {
    try root.only("format", "version", "title", "textStatus", "note", "sectors", "domains")
    var sectors: [(id: String, title: Localized)] = []
    for item in try root.required("sectors").list() {
      try item.only("id", "title")
      let id = try item.word("id")
      guard !sectors.contains(where: { Name.same($0.id, id) }) else {
        throw item.fault("repeats the sector '\(id)'")
      }
      sectors.append((id, try item.localized("title")))
    }
    guard !sectors.isEmpty else { throw root.fault("is for no sector") }
    let status: TextStatus = try root.required("textStatus").choice()
    var domains: [StandardSet.Domain] = []
    var codes: Set<String> = []
    for item in try root.required("domains").list() {
      try item.only("code", "title", "licence", "standards")
      let title = try item.localized("title")
      var standards: [ProcedureStandard] = []
      for standard in try item.required("standards").list() {
        let read = try Self.standard(standard, domain: title, status)
        guard codes.insert(read.code).inserted else {
          throw standard.fault("repeats the standard '\(read.code)'")
        }
        standards.append(read)
      }
      let domain = StandardSet.Domain(
        code: try item.word("code"), title: title, licence: try item.required("licence").choice(),
        standards: standards)
      guard !domains.contains(where: { $0.code == domain.code }) else {
        throw item.fault("repeats the domain '\(domain.code)'")
      }
      domains.append(domain)
    }
    return StandardSet(
      version: try root.word("version"), title: try root.localized("title"), textStatus: status,
      note: try root.localized("note"), sectors: sectors, domains: domains)
  }

  /// One standard; the same form in a set and in a procedure's own list.
  static func standard(_ item: Reader, domain: Localized, _ status: TextStatus) throws(PackFault)
    -> ProcedureStandard
  {
    try item.only("code", "title", "says", "required", "textStatus", "evidence")
    var evidence: [ProcedureStandard.Evidence] = []
    for piece in try item.list("evidence") {
      try piece.only("kind", "title")
      evidence.append(
        ProcedureStandard.Evidence(
          kind: try piece.required("kind").choice(), title: try piece.localized("title")))
    }
    return ProcedureStandard(
      code: try item.word("code"), domain: domain, title: try item.localized("title"),
      says: try item.optional("says")?.localized(),
      isRequired: try item.optional("required")?.flag() ?? true,
      textStatus: try item.optional("textStatus")?.choice() ?? status, evidence: evidence)
  }
}

/// Reads a procedure's `standards`: its own list, or a version of the pack's sets, chosen by sector
/// and by whose licence it is, each a word or the answer to a question.
struct ProcedureStandardsReader {
  let fields: [ProcedureField]
  let sets: [StandardSet]

  func standards(_ item: Reader) throws(PackFault) -> (
    version: String?, standards: [ProcedureStandard]
  ) {
    guard item.value.members != nil else { return (nil, try listed(item)) }
    try item.only("version", "sector", "licence")
    let version = try item.word("version")
    let ofVersion = sets.filter { Name.same($0.version, version) }
    guard !ofVersion.isEmpty else {
      let known = sets.map(\.version).joined(separator: ", ")
      throw item.fault("names the version '\(version)' of the standards; known: \(known)")
    }
    let sector = try chooser(try item.required("sector"))
    let licence = try chooser(try item.required("licence"))
    for word in sector.words where !ofVersion.contains(where: { $0.isFor(sector: word) }) {
      throw item.fault("has no standards of version '\(version)' for the sector '\(word)'")
    }
    for word in licence.words where StandardSet.Licence(rawValue: word) == nil {
      throw item.fault("'\(word)' is no licence's kind; write provider or programme")
    }
    var standards: [ProcedureStandard] = []
    for set in ofVersion {
      for domain in set.domains {
        let (inSector, ofKind) = (
          sector.conditions(set.sectors.map(\.id)),
          licence.conditions([domain.licence.rawValue])
        )
        guard let inSector, let ofKind else { continue }
        let conditions = inSector + ofKind
        standards += domain.standards.map { standard in
          var standard = standard
          standard.appliesWhen = conditions.isEmpty ? nil : .all(conditions)
          return standard
        }
      }
    }
    guard !standards.isEmpty else { throw item.fault("leads to no standard") }
    return (version, standards)
  }

  private func listed(_ item: Reader) throws(PackFault) -> [ProcedureStandard] {
    var standards: [ProcedureStandard] = []
    for domain in try item.list() {
      try domain.only("domain", "standards")
      let title = try domain.localized("domain")
      for standard in try domain.required("standards").list() {
        standards.append(try StandardSetReader.standard(standard, domain: title, .full))
      }
    }
    return standards
  }

  /// What chooses: a word, or the question whose answer is one.
  private struct Chooser {
    let field: String?
    let words: [String]

    /// Under which conditions it comes to one of these words: none for always, nil for never.
    func conditions(_ wanted: [String]) -> [ProcedureField.Condition]? {
      let met = words.filter { word in wanted.contains { Name.same($0, word) } }
      guard !met.isEmpty else { return nil }
      guard let field, met.count < words.count else { return [] }
      return [.isOneOf(field: field, met)]
    }
  }

  private func chooser(_ item: Reader) throws(PackFault) -> Chooser {
    guard item.value.members != nil else { return Chooser(field: nil, words: [try item.word()]) }
    try item.only("field")
    let key = try item.word("field")
    guard let field = fields.first(where: { $0.key == key }), field.kind == .choice,
      field.isRequired, field.shownWhen == nil
    else { throw item.fault("'\(key)' must be a choice that is required and always asked") }
    return Chooser(field: key, words: field.choices.map(\.value))
  }
}
