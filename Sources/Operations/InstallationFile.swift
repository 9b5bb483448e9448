package import Kernel
package import People
package import Regulations
package import Storage

/// What a university writes of its installation (`format: 1`): its beginning, and later what comes
/// in addition.
package struct InstallationFile: Sendable {
  private let root: Reader
  package let additions: Additions

  package init(_ text: String, file: String) throws(PackFault) {
    root = try Reader(yaml: text, file: file)
    try root.format1()
    try root.only(
      "format", "institution", "people", "grants", "programmes", "licences", "courses", "terms",
      "sections")
    additions = try Additions(root)
  }

  /// The institution whose beginning this file is.
  private func institution(_ id: InstitutionID) throws(PackFault) -> Institution {
    let item = try root.required("institution")
    try item.only("code", "name", "unit", "instrument", "vatNumber")
    return Institution(
      id: id, code: try item.word("code"), name: try item.localizedLine("name"),
      unit: try item.localizedLine("unit"), instrument: try item.word("instrument"),
      vatNumber: try item.word("vatNumber"))
  }

  /// Checks the whole file and returns what plants it in an empty database; `secrets` by sign-in
  /// name.
  package func planting(at: Instant, ids: IDs, secrets: [String: Secret]) throws
    -> @Sendable (Transaction) throws -> Void
  {
    let institution = try institution(ids.make(at: at))
    if let section = additions.sections.first {
      throw PackFault(
        root.file, section.place, "sections are offered with `sanad add` once terms stand")
    }
    let additions = additions
    return { tx in
      try institution.insert(in: tx)
      var adding = Adding(
        tx, institution.scope, at: at, zone: .riyadh
      ) { ids.make(RulingTag.self, at: at) }
      try adding.add(additions, secrets: secrets)
    }
  }

  /// The institution this file adds to: named by code, described as it stands, or the only one.
  package func institution(among all: [Institution]) throws -> Institution {
    guard let item = root.optional("institution") else {
      guard let only = all.first, all.count == 1 else {
        throw root.fault("lacks 'institution': write the code of one of \(codes(all))")
      }
      return only
    }
    let isWord = item.value.members == nil
    let code = isWord ? try item.word() : try item.word("code")
    guard let found = all.first(where: { $0.code == code }) else {
      throw item.fault("names no institution of this installation; it has \(codes(all))")
    }
    if !isWord {
      let told = try institution(found.id)
      guard
        told.name == found.name, told.unit == found.unit,
        told.instrument == found.instrument, told.vatNumber == found.vatNumber
      else {
        throw item.fault(
          "differs from the institution as it stands; write only its code, \(code), to add to it")
      }
    }
    return found
  }

  private func codes(_ all: [Institution]) -> String {
    all.map(\.code).joined(separator: ", ")
  }
}

/// Everything that is to be added, in the order in which it can be.
package struct Additions: Sendable {
  package let people: [NewPerson]
  let grants: [NewGrant]
  let licences: [NewLicence]
  let programmes: [NewProgramme]
  let courses: [NewCourse]
  let terms: [NewTerm]
  let sections: [NewSection]

  init(_ root: Reader) throws(PackFault) {
    var people: [NewPerson] = []
    for item in try root.list("people") { people.append(try NewPerson(item)) }
    var grants: [NewGrant] = []
    for item in try root.list("grants") { grants.append(try NewGrant(item)) }
    var licences: [NewLicence] = []
    var programmes: [NewProgramme] = []
    if let group = root.optional("programmes") {
      try group.only("providerLicence", "list")
      let provider = group.optional("providerLicence")
      let first = try provider.map { item throws(PackFault) in
        try NewLicence(item, programme: nil, restsOn: nil)
      }
      if let first { licences.append(first) }
      for item in try group.list("list") {
        programmes.append(try NewProgramme(item, restsOn: first?.number))
      }
    }
    for item in try root.list("licences") {
      licences.append(try NewLicence(item, programme: nil, restsOn: nil))
    }
    var courses: [NewCourse] = []
    for item in try root.list("courses") { courses.append(try NewCourse(item)) }
    var terms: [NewTerm] = []
    for item in try root.list("terms") { terms.append(try NewTerm(item)) }
    var sections: [NewSection] = []
    for item in try root.list("sections") { sections.append(try NewSection(item)) }
    self.people = people
    self.grants = grants
    self.licences = licences
    self.programmes = programmes
    self.courses = courses
    self.terms = terms
    self.sections = sections
  }
}
