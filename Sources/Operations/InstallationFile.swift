package import Kernel
import Licensing
package import People
import Registrar
package import Regulations
package import Storage

/// A real installation's beginning, written by its university (`format: 1`): institution, people with
/// their roles, programmes with licences, courses, terms with their windows.
package struct InstallationFile: Sendable {
  private let root: Reader

  package init(_ text: String, file: String) throws(PackFault) {
    root = Reader(try YAML.read(text, file: file), file: file)
    try root.format1()
    try root.only("format", "institution", "people", "programmes", "courses", "terms")
  }

  /// Who may sign in, with the secret to be told to each.
  package struct Account: Sendable {
    package let login: String
    package let password: String
  }

  /// Checks the whole file and returns what plants it; nothing is written when anything is wrong.
  /// `secrets` makes a password and what is stored of it for a sign-in name.
  package func plan(
    at: Instant, ids: IDs, secrets: (String) throws -> (password: String, secret: Secret)
  ) throws -> (accounts: [Account], plant: @Sendable (Transaction) throws -> Void) {
    var steps: [@Sendable (Transaction) throws -> Void] = []
    let institution = try readInstitution(ids, at)
    steps.append { try institution.insert(in: $0) }
    var accounts: [Account] = []
    for item in try root.list("people") {
      let (person, roles) = try readPerson(item, institution.id, ids, at)
      let (password, secret) = try secrets(person.login)
      accounts.append(Account(login: person.login, password: password))
      steps.append { tx in
        try person.insert(secret: secret, at: at, in: tx)
        for role in roles {
          try Grant(
            id: ids.make(at: at), person: person.id, role: role, institution: institution.id,
            from: at
          ).insert(at: at, in: tx)
        }
      }
    }
    let programmes = try readProgrammes(institution.id, ids, at, &steps)
    try readCourses(institution.id, programmes, ids, at, &steps)
    try readTerms(institution.id, ids, at, &steps)
    let planned = steps
    return (accounts, { tx in for step in planned { try step(tx) } })
  }

  private func readInstitution(_ ids: IDs, _ at: Instant) throws -> Institution {
    let item = try root.required("institution")
    try item.only("code", "name", "unit", "instrument", "vatNumber")
    return Institution(
      id: ids.make(at: at), code: try item.word("code"), name: try item.localized("name"),
      unit: try item.localized("unit"), instrument: try item.word("instrument"),
      vatNumber: try item.word("vatNumber"))
  }

  private func readPerson(
    _ item: Reader, _ institution: InstitutionID, _ ids: IDs, _ at: Instant
  ) throws -> (Person, [Role]) {
    try item.only(
      "login", "nameArabic", "nameLatin", "language", "buyer", "identifierKind", "identifier",
      "roles")
    let person = Person(
      id: ids.make(at: at), institution: institution, login: try item.word("login"),
      nameAr: try item.text("nameArabic"), nameEn: try item.text("nameLatin"),
      tongue: try item.optional("language")?.choice() ?? .arabic,
      buyer: try item.optional("buyer")?.choice() ?? .resident,
      identifierKind: try item.required("identifierKind").choice(),
      identifier: try item.word("identifier"))
    return (person, try item.list("roles").map { try $0.choice() })
  }

  private typealias Steps = [@Sendable (Transaction) throws -> Void]

  private func readProgrammes(
    _ institution: InstitutionID, _ ids: IDs, _ at: Instant, _ steps: inout Steps
  ) throws -> [String: ProgrammeID] {
    var found: [String: ProgrammeID] = [:]
    let provider = try root.required("programmes")
    try provider.only("providerLicence", "list")
    let licence = try readLicence(
      try provider.required("providerLicence"), institution, nil, nil, ids, at)
    steps.append(planting(licence, at))
    for item in try provider.list("list") {
      try item.only("code", "title", "licence")
      let programme = Programme(
        id: ids.make(at: at), institution: institution, code: try item.word("code"),
        title: try item.localized("title"), isMicroCredential: true, isELearning: true)
      found[programme.code] = programme.id
      let own = try readLicence(
        try item.required("licence"), institution, programme.id, licence.id, ids, at)
      steps.append { try programme.insert(in: $0) }
      steps.append(planting(own, at))
    }
    return found
  }

  private func readLicence(
    _ item: Reader, _ institution: InstitutionID, _ programme: ProgrammeID?,
    _ parent: LicenceID?, _ ids: IDs, _ at: Instant
  ) throws -> Licence {
    try item.only("number", "from", "until")
    let from = try item.required("from").day()
    let until = try item.required("until").day()
    guard from <= until else { throw item.fault("ends before it begins") }
    return Licence(
      id: ids.make(at: at), institution: institution,
      kind: programme == nil ? .provider : .programme, number: try item.word("number"),
      programme: programme, parent: parent, from: from, until: until)
  }

  private func planting(_ licence: Licence, _ at: Instant) -> @Sendable (Transaction) throws -> Void
  {
    { tx in
      try licence.insert(in: tx)
      try Licence.setStatus(
        licence.id, .active, from: Zone.riyadh.start(of: licence.from),
        article: "sa-nelc@1446#licence", reason: "as printed on the licence", recordedAt: at,
        in: tx)
    }
  }

  private func readCourses(
    _ institution: InstitutionID, _ programmes: [String: ProgrammeID], _ ids: IDs, _ at: Instant,
    _ steps: inout Steps
  ) throws {
    var courses: [String: CourseID] = [:]
    for item in try root.list("courses") {
      try item.only(
        "code", "programme", "title", "kind", "units", "field", "about", "passFail", "outcomes",
        "prerequisites", "corequisites")
      let units = try item.required("units").integer()
      guard (1...30) ~= units else { throw item.fault("units must be 1...30") }
      guard let programme = programmes[try item.word("programme")] else {
        throw item.fault("names a programme that stands nowhere in the file")
      }
      let course = Course(
        id: ids.make(at: at), institution: institution, programme: programme,
        code: try item.word("code"), title: try item.localized("title"),
        kind: try item.optional("kind")?.choice() ?? .other, units: units,
        field: try item.localized("field"), about: try item.localized("about"),
        isPassFail: try item.optional("passFail")?.flag() ?? false)
      let outcomes = try item.list("outcomes").map { try $0.localized() }
      steps.append { try course.insert(outcomes: outcomes, in: $0) }
      for (key, kind) in [
        ("prerequisites", CourseRequirement.Kind.prerequisite), ("corequisites", .corequisite),
      ] {
        for code in try item.list(key) {
          guard let required = courses[try code.word()] else {
            throw code.fault("names a course that does not stand above this one")
          }
          steps.append {
            try CourseRequirement.insert(
              course: course.id, kind: kind, required: required, in: $0)
          }
        }
      }
      courses[course.code] = course.id
    }
  }

  private func readTerms(
    _ institution: InstitutionID, _ ids: IDs, _ at: Instant, _ steps: inout Steps
  ) throws {
    for (offset, item) in try root.list("terms").enumerated() {
      try item.only("code", "title", "studyStarts", "ends", "windows")
      let term = Term(
        id: ids.make(at: at), institution: institution, code: try item.word("code"),
        ordinal: offset + 1, title: try item.localized("title"),
        studyStarts: try item.required("studyStarts").day(),
        ends: try item.required("ends").day())
      steps.append { try term.insert(in: $0) }
      for window in try item.list("windows") {
        try window.only("kind", "from", "through", "decision")
        let kind: CalendarWindow.Kind = try window.required("kind").choice()
        let from = try window.required("from").day()
        let through = try window.required("through").day()
        guard from <= through else { throw window.fault("ends before it begins") }
        let decision = try window.text("decision")
        steps.append {
          try CalendarWindow.insert(
            term: term.id, kind: kind, from: from, through: through, recordedAt: at,
            decision: decision, in: $0)
        }
      }
    }
  }
}
