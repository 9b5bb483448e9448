import Kernel
import Licensing
import Operations
import People
import Registrar
import Regulations
import Storage

/// An institution of its own for the replay: officials, learners, programme, licences, courses and
/// a term for each presentation, all planted in one write.
struct ReplayWorld: Sendable {
  let scope: Scope
  let learners: [Int: PersonID]
  let courses: [String: CourseID]
  /// By presentation.
  let terms: [TermID]
  let officials: [Role: PersonID]
  /// When everything was recorded.
  let plantedAt: Instant

  static let instrument = "sa-iu-ecourses"
  static let edition = "1447"
  static let publicURL = "http://localhost:8080"
  static let roles: [Role] = [
    .registrar, .instructor, .academicAffairs, .resultsAuthority, .eLearningCentre,
  ]

  // MARK: What is invented, in one place: nobody may take it for data.

  static let providerLicence = "REPLAY-P-1"
  /// The platform's key, as statements carry it.
  static let platform = "REPLAY"
  static let name = Localized(
    ar: "جامعة إعادة التمثيل", en: "OULAD replay", vi: "Trường mô phỏng OULAD")
  static let about = Localized(
    ar: "وحدة من بيانات حقيقية مجهولة الأسماء.", en: "A module of real, anonymised data.",
    vi: "Học phần lấy từ dữ liệu thật đã ẩn danh.")
  /// The same of every learner, in statements only.
  static let mobile = "+966500000000"
  static let nationality = "غير مذكورة"
  static let born = "01/01/1900"

  static func title(of module: String) -> Localized {
    Localized(ar: "الوحدة \(module)", en: "Module \(module)", vi: "Học phần \(module)")
  }

  static func login(of student: Int) -> String { "oulad-\(student)" }
  static func login(of role: Role) -> String { "replay-\(role.rawValue)" }
  static func name(of student: Int) -> String { "متعلم \(student)" }
  static func name(of role: Role) -> String { "ممثل: \(role.rawValue)" }

  /// The person with an office, who may act anywhere in the institution.
  func official(_ role: Role) -> Actor { actor(officials[role], role) }

  func learner(_ student: Int) -> Actor { actor(learners[student], .learner) }

  private func actor(_ person: PersonID?, _ role: Role) -> Actor {
    let id = person ?? PersonID(high: 0, low: 0)
    return Actor(
      person: id, scope: scope,
      grants: [
        Grant(
          id: id.of(GrantTag.self), person: id, role: role, institution: scope.institution,
          from: plantedAt)
      ])
  }

  /// Draws the ids and plants the world in a fresh database.
  static func plant(
    _ data: OuladData, _ calendars: ReplayCalendars, zone: Zone, licensedFrom: Day,
    in database: Database
  ) throws -> ReplayWorld {
    let at = zone.start(of: calendars.first)
    let ids = IDs.system
    var learners: [Int: PersonID] = [:]
    for item in data.registrations where item.registered != nil {
      if learners[item.student] == nil { learners[item.student] = ids.make(at: at) }
    }
    var courses: [String: CourseID] = [:]
    for module in Set(data.presentations.map(\.module)) { courses[module] = ids.make(at: at) }
    var officials: [Role: PersonID] = [:]
    for role in roles { officials[role] = ids.make(at: at) }
    let world = ReplayWorld(
      scope: Scope(ids.make(at: at)), learners: learners, courses: courses,
      terms: data.presentations.map { _ in ids.make(at: at) }, officials: officials,
      plantedAt: at)
    let planter = ReplayPlanter(
      world: world, data: data, calendars: calendars, licensedFrom: licensedFrom, zone: zone,
      programme: ids.make(at: at), licences: (ids.make(at: at), ids.make(at: at)))
    do {
      try Installation.create(in: database, publicURL: publicURL, isDemo: true) { tx in
        try planter.plant(in: tx)
      }
    } catch OperationFault.stateConflict {
      throw ReplayFault(
        "\(database.name) is in use already; a replay needs a fresh database of its own")
    }
    return world
  }
}

/// Writes a world's rows in the order in which they refer to each other.
private struct ReplayPlanter: Sendable {
  let world: ReplayWorld
  let data: OuladData
  let calendars: ReplayCalendars
  let licensedFrom: Day
  let zone: Zone
  let programme: ProgrammeID
  let licences: (provider: LicenceID, programme: LicenceID)

  private var at: Instant { world.plantedAt }

  private func same(_ text: String) -> Localized { Localized(ar: text, en: text, vi: text) }

  func plant(in tx: Transaction) throws {
    try Institution(
      id: world.scope.institution, code: "oulad-replay",
      name: ReplayWorld.name,
      unit: Localized(
        ar: "مركز الإصدار", en: "Issuing centre", vi: "Trung tâm cấp chứng chỉ"),
      instrument: ReplayWorld.instrument, vatNumber: "300000000000003"
    ).insert(in: tx)
    for (role, id) in world.officials.sorted(by: { $0.value < $1.value }) {
      try plant(
        id, ReplayWorld.login(of: role), ReplayWorld.name(of: role), role.rawValue, role, in: tx)
    }
    for (student, id) in world.learners.sorted(by: { $0.key < $1.key }) {
      try plant(
        id, ReplayWorld.login(of: student), ReplayWorld.name(of: student), "Learner \(student)",
        .learner, in: tx)
    }
    try plantProgramme(in: tx)
    for (module, id) in world.courses.sorted(by: { $0.key < $1.key }) {
      try plantCourse(id, module, in: tx)
    }
    for (index, term) in world.terms.enumerated() { try plantTerm(term, index, in: tx) }
  }

  private func plant(
    _ id: PersonID, _ login: String, _ nameAr: String, _ nameEn: String, _ role: Role,
    in tx: Transaction
  ) throws {
    try Person(
      id: id, institution: world.scope.institution, login: login, nameAr: nameAr, nameEn: nameEn,
      tongue: .english, buyer: .resident, identifierKind: .passport, identifier: login
    ).insert(secret: nil, at: at, in: tx)
    try Grant(
      id: id.of(GrantTag.self), person: id, role: role, institution: world.scope.institution,
      from: at
    ).insert(at: at, in: tx)
  }

  private func plantProgramme(in tx: Transaction) throws {
    try Programme(
      id: programme, institution: world.scope.institution, code: "OULAD",
      title: Localized(
        ar: "برنامج إعادة التمثيل", en: "Replayed modules", vi: "Chương trình mô phỏng"),
      isMicroCredential: true, isELearning: true
    ).insert(in: tx)
    let until = calendars.last.adding(years: 1)
    let provider = Licence(
      id: licences.provider, institution: world.scope.institution, kind: .provider,
      number: ReplayWorld.providerLicence, programme: nil, parent: nil, from: licensedFrom,
      until: until)
    let licence = Licence(
      id: licences.programme, institution: world.scope.institution, kind: .programme,
      number: "REPLAY-G-1", programme: programme, parent: provider.id, from: licensedFrom,
      until: until)
    for item in [provider, licence] {
      try item.grant(
        from: zone.start(of: item.from),
        on: Licence.Grounds(
          article: Licence.defaultArticle, reason: "assumed for the replay"),
        recordedAt: at, in: tx)
    }
  }

  private func plantCourse(_ id: CourseID, _ module: String, in tx: Transaction) throws {
    try Course(
      id: id, institution: world.scope.institution, programme: programme, code: module,
      title: ReplayWorld.title(of: module),
      kind: .other, units: ReplayCalendar.unitsEach,
      field: Localized(ar: "غير محدد", en: "Not stated", vi: "Không nêu"),
      about: ReplayWorld.about, isPassFail: false
    ).insert(
      outcomes: [
        Localized(
          ar: "أتم متطلبات الوحدة.", en: "Has met the module's requirements.",
          vi: "Đã đáp ứng yêu cầu của học phần.")
      ], in: tx)
  }

  private func plantTerm(_ id: TermID, _ index: Int, in tx: Transaction) throws {
    let calendar = calendars.calendars[index]
    let name = data.presentations[index].name
    // The order of terms counts only for incomplete results, of which a replay has none.
    try Term(
      id: id, institution: world.scope.institution, code: name, ordinal: index + 1,
      title: same(name), studyStarts: calendar.starts, ends: calendar.ends
    ).insert(in: tx)
    let windows: [(kind: CalendarWindow.Kind, from: Day, through: Day)] = [
      (.registration, calendar.opens, calendar.shuts), (.addDrop, calendar.opens, calendar.shuts),
      (.sectionChange, calendar.opens, calendar.shuts),
      (.sectionDecision, calendar.decides, calendar.decides),
      (.withdrawal, calendar.withdrawsFrom, calendar.withdrawsThrough),
      (.finals, calendar.finalsFrom, max(calendar.finalsFrom, calendar.ends)),
    ]
    for window in windows {
      try CalendarWindow.insert(
        term: id, kind: window.kind, from: window.from, through: window.through, recordedAt: at,
        decision: "replay", in: tx)
    }
  }
}
