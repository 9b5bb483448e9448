package import Kernel
import Licensing
package import People
package import Registrar
package import Regulations

/// A person to be added, with where that was written.
package struct NewPerson: Sendable {
  package let login: String
  let nameAr: String
  let nameEn: String
  let tongue: Tongue
  let buyer: Person.Buyer
  let identifierKind: Person.IdentifierKind
  let identifier: String
  let roles: [Role]
  let place: String

  package init(
    login: String, nameAr: String, nameEn: String, tongue: Tongue, buyer: Person.Buyer,
    identifierKind: Person.IdentifierKind, identifier: String, roles: [Role], place: String
  ) {
    self.login = login
    self.nameAr = nameAr
    self.nameEn = nameEn
    self.tongue = tongue
    self.buyer = buyer
    self.identifierKind = identifierKind
    self.identifier = identifier
    self.roles = roles
    self.place = place
  }

  package init(_ item: Reader) throws(PackFault) {
    try item.only(
      "login", "nameArabic", "nameLatin", "language", "buyer", "identifierKind", "identifier",
      "roles")
    var roles: [Role] = []
    for role in try item.list("roles") { roles.append(try role.choice()) }
    self.init(
      login: try item.word("login"), nameAr: try item.line("nameArabic"),
      nameEn: try item.line("nameLatin"),
      tongue: try item.optional("language")?.choice() ?? .arabic,
      buyer: try item.optional("buyer")?.choice() ?? .resident,
      identifierKind: try item.required("identifierKind").choice(),
      identifier: try item.word("identifier"), roles: roles, place: item.place)
  }
}

/// A role to be given to somebody who is here or in the same file.
struct NewGrant: Sendable {
  let login: String
  let role: Role
  let place: String

  init(_ item: Reader) throws(PackFault) {
    try item.only("login", "role")
    login = try item.word("login")
    role = try item.required("role").choice()
    place = item.place
  }
}

/// A licence as it was printed.
struct NewLicence: Sendable {
  let number: String
  /// Nil for the provider's own.
  let programme: String?
  /// The number of the provider licence it rests on; the one in force where none is named.
  let restsOn: String?
  let from: Day
  let until: Day
  let place: String

  init(_ item: Reader, programme: String?, restsOn: String?) throws(PackFault) {
    try item.only("number", "from", "until", "programme", "restsOn")
    number = try item.word("number")
    self.programme = try item.optional("programme")?.word() ?? programme
    self.restsOn = try item.optional("restsOn")?.word() ?? restsOn
    from = try item.required("from").day()
    until = try item.required("until").day()
    place = item.place
    guard from <= until else { throw item.fault("ends before it begins") }
  }
}

/// A programme with the licence it runs under.
struct NewProgramme: Sendable {
  let code: String
  let title: Localized
  let licence: NewLicence
  let place: String

  init(_ item: Reader, restsOn: String?) throws(PackFault) {
    try item.only("code", "title", "licence")
    code = try item.word("code")
    title = try item.localizedLine("title")
    licence = try NewLicence(try item.required("licence"), programme: code, restsOn: restsOn)
    place = item.place
  }
}

/// A course to be added; what it requires is named by code and must be there already.
package struct NewCourse: Sendable {
  package let code: String
  let programme: String
  let title: Localized
  let kind: Course.Kind
  let units: Int
  let field: Localized
  let about: Localized
  let isPassFail: Bool
  let outcomes: [Localized]
  let conditions: [(code: String, title: Localized)]
  let prerequisites: [String]
  let corequisites: [String]
  let place: String

  package init(
    code: String, programme: String, title: Localized, kind: Course.Kind, units: Int,
    field: Localized, about: Localized, isPassFail: Bool, outcomes: [Localized],
    conditions: [(code: String, title: Localized)], prerequisites: [String],
    corequisites: [String], place: String
  ) {
    self.code = code
    self.programme = programme
    self.title = title
    self.kind = kind
    self.units = units
    self.field = field
    self.about = about
    self.isPassFail = isPassFail
    self.outcomes = outcomes
    self.conditions = conditions
    self.prerequisites = prerequisites
    self.corequisites = corequisites
    self.place = place
  }

  package init(_ item: Reader) throws(PackFault) {
    try item.only(
      "code", "programme", "title", "kind", "units", "field", "about", "passFail", "outcomes",
      "conditions", "prerequisites", "corequisites")
    let units = try item.required("units").integer()
    guard (1...30) ~= units else { throw item.fault("units must be 1...30") }
    var outcomes: [Localized] = []
    for outcome in try item.list("outcomes") { outcomes.append(try outcome.localized()) }
    var conditions: [(code: String, title: Localized)] = []
    for condition in try item.list("conditions") {
      try condition.only("code", "title")
      conditions.append((try condition.word("code"), try condition.localizedLine("title")))
    }
    self.init(
      code: try item.word("code"), programme: try item.word("programme"),
      title: try item.localizedLine("title"),
      kind: try item.optional("kind")?.choice() ?? .other, units: units,
      field: try item.localizedLine("field"), about: try item.localized("about"),
      isPassFail: try item.optional("passFail")?.flag() ?? false, outcomes: outcomes,
      conditions: conditions, prerequisites: try item.words("prerequisites"),
      corequisites: try item.words("corequisites"), place: item.place)
  }
}

/// A term to be added with the windows of its calendar.
package struct NewTerm: Sendable {
  /// One window with the decision its dates rest on.
  package struct Window: Sendable {
    let kind: CalendarWindow.Kind
    let from: Day
    let through: Day
    let decision: String
    let place: String

    package init(
      kind: CalendarWindow.Kind, from: Day, through: Day, decision: String, place: String
    ) {
      self.kind = kind
      self.from = from
      self.through = through
      self.decision = decision
      self.place = place
    }
  }

  package let code: String
  let title: Localized
  let studyStarts: Day
  let ends: Day
  let windows: [Window]
  let place: String

  package init(
    code: String, title: Localized, studyStarts: Day, ends: Day, windows: [Window],
    place: String
  ) {
    self.code = code
    self.title = title
    self.studyStarts = studyStarts
    self.ends = ends
    self.windows = windows
    self.place = place
  }

  package init(_ item: Reader) throws(PackFault) {
    try item.only("code", "title", "studyStarts", "ends", "windows")
    var windows: [Window] = []
    for window in try item.list("windows") {
      try window.only("kind", "from", "through", "decision")
      let made = Window(
        kind: try window.required("kind").choice(), from: try window.required("from").day(),
        through: try window.required("through").day(), decision: try window.line("decision"),
        place: window.place)
      guard made.from <= made.through else { throw window.fault("ends before it begins") }
      guard !windows.contains(where: { $0.kind == made.kind }) else {
        throw window.fault("repeats the kind \(made.kind.rawValue)")
      }
      windows.append(made)
    }
    self.init(
      code: try item.word("code"), title: try item.localizedLine("title"),
      studyStarts: try item.required("studyStarts").day(),
      ends: try item.required("ends").day(), windows: windows, place: item.place)
    guard studyStarts <= ends else { throw item.fault("ends before study starts") }
  }
}

/// A section to be offered, its course, term and instructor named by code.
struct NewSection: Sendable {
  let course: String
  let term: String
  let number: Int
  let maximum: Int
  let instructor: String?
  let place: String

  init(_ item: Reader) throws(PackFault) {
    try item.only("course", "term", "number", "maximum", "instructor")
    course = try item.word("course")
    term = try item.word("term")
    number = try item.required("number").integer()
    maximum = try item.required("maximum").integer()
    instructor = try item.optional("instructor")?.word()
    place = item.place
    guard (1...100_000) ~= maximum, (1...10_000) ~= number else {
      throw item.fault("number and maximum are whole numbers from 1")
    }
  }
}

extension Reader {
  /// A text of one line that says something, at most 300 bytes.
  func line(_ name: String) throws(PackFault) -> String {
    let item = try required(name)
    let text = try item.text()
    if let fault = Name.fault(inLine: text, limit: 300) { throw item.fault(fault.description) }
    return text
  }

  func localizedLine(_ name: String) throws(PackFault) -> Localized {
    let item = try required(name)
    try item.only("ar", "en", "vi")
    return Localized(
      ar: try item.line("ar"), en: try item.line("en"), vi: try item.line("vi"))
  }

  func words(_ name: String) throws(PackFault) -> [String] {
    var words: [String] = []
    for item in try list(name) { words.append(try item.word()) }
    return words
  }
}
