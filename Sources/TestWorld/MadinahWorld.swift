package import Kernel
import Licensing
package import People
import Registrar
package import Storage

/// The world `madinah-1448-1`: the Islamic University's first term of 1448 with invented people, as
/// stories, tests and the demo use it.
package enum MadinahWorld {
  package static let name = "madinah-1448-1"
  /// The instant at which everything in it was recorded.
  package static let plantedAt = Zone.riyadh.start(of: day("2026-08-01"))
  /// The sign-in secret of everybody in the world; it is public on purpose.
  package static let password = "sanad-demo"

  static func day(_ text: String) -> Day { Day(text: text) ?? Day(number: 0) }

  /// The windows of the two terms: kind, first and last day, both included.
  static let windows: [(term: String, kind: CalendarWindow.Kind, from: String, through: String)] = [
    ("1448-1", .registration, "2026-08-23", "2026-09-10"),
    ("1448-1", .addDrop, "2026-08-23", "2026-09-10"),
    ("1448-1", .sectionChange, "2026-08-23", "2026-09-10"),
    ("1448-1", .lowSectionTransfer, "2026-08-23", "2026-09-03"),
    ("1448-1", .sectionDecision, "2026-09-04", "2026-09-04"),
    ("1448-1", .withdrawal, "2026-09-20", "2026-11-05"),
    ("1448-1", .finals, "2026-12-20", "2027-01-07"),
    ("1448-2", .registration, "2027-01-10", "2027-01-28"),
    ("1448-2", .addDrop, "2027-01-10", "2027-01-28"),
    ("1448-2", .sectionChange, "2027-01-10", "2027-01-28"),
    ("1448-2", .lowSectionTransfer, "2027-01-10", "2027-01-20"),
    ("1448-2", .sectionDecision, "2027-01-21", "2027-01-21"),
    ("1448-2", .withdrawal, "2027-02-07", "2027-03-25"),
    ("1448-2", .finals, "2027-05-23", "2027-06-10"),
  ]

  /// Plants the world; `secret` becomes everybody's.
  package static func plant(in tx: Transaction, ids: IDs, secret: Secret?) throws {
    let planter = Planter(tx: tx, ids: ids, secret: secret)
    try planter.run()
  }
}

/// Plants one world, in the order in which its rows refer to each other.
private final class Planter {
  let tx: Transaction
  let ids: IDs
  let secret: Secret?
  let at = MadinahWorld.plantedAt
  var people: [String: PersonID] = [:]
  var courses: [String: CourseID] = [:]

  init(tx: Transaction, ids: IDs, secret: Secret?) {
    self.tx = tx
    self.ids = ids
    self.secret = secret
  }

  func run() throws {
    let institution = Institution(
      id: ids.make(at: at), code: "iu",
      name: Localized(
        ar: "الجامعة الإسلامية بالمدينة المنورة", en: "Islamic University of Madinah",
        vi: "Đại học Hồi giáo Madinah"),
      unit: Localized(
        ar: "مركز التعلم الإلكتروني", en: "E-Learning Centre", vi: "Trung tâm Học tập Điện tử"),
      instrument: "sa-iu-ecourses", vatNumber: "300000000000003")
    try institution.insert(in: tx)
    for person in MadinahPeople.named + MadinahPeople.crowd {
      try plant(person, institution.id)
    }
    let programme = try plantProgramme(institution.id)
    for course in MadinahCourses.all { try plant(course, institution.id, programme) }
    for course in MadinahCourses.all { try plantRequirements(of: course) }
    let first = try plantTerm(
      institution.id, "1448-1", 1, ("2026-09-06", "2027-01-07"),
      Localized(
        ar: "الفصل الأول ١٤٤٨", en: "First term 1448", vi: "Học kỳ 1 năm 1448"))
    let second = try plantTerm(
      institution.id, "1448-2", 2, ("2027-01-24", "2027-06-10"),
      Localized(
        ar: "الفصل الثاني ١٤٤٨", en: "Second term 1448", vi: "Học kỳ 2 năm 1448"))
    for course in MadinahCourses.all {
      try plantSections(of: course, institution, first, MadinahWorld.day("2026-09-06"))
      try plantSections(of: course, institution, second, MadinahWorld.day("2027-01-24"))
    }
  }

  private func plant(_ named: NamedPerson, _ institution: InstitutionID) throws {
    let person = Person(
      id: ids.make(at: at), institution: institution, login: named.login, nameAr: named.nameAr,
      nameEn: named.nameEn, tongue: named.tongue, buyer: named.buyer,
      identifierKind: named.kind, identifier: named.identifier)
    try person.insert(secret: secret, at: at, in: tx)
    people[named.login] = person.id
    for role in named.roles where role != .instructor {
      try Grant(
        id: ids.make(at: at), person: person.id, role: role, institution: institution, from: at
      ).insert(at: at, in: tx)
    }
  }

  private func plantProgramme(_ institution: InstitutionID) throws -> ProgrammeID {
    let programme = Programme(
      id: ids.make(at: at), institution: institution, code: "MC-ISL",
      title: Localized(
        ar: "برنامج الشهادات المصغرة في العلوم الإسلامية",
        en: "Micro-credentials in Islamic studies",
        vi: "Chương trình chứng chỉ vi mô ngành Hồi giáo học"),
      isMicroCredential: true, isELearning: true)
    try programme.insert(in: tx)
    let provider = Licence(
      id: ids.make(at: at), institution: institution, kind: .provider, number: "NELC-P-0007",
      programme: nil, parent: nil, from: MadinahWorld.day("2026-01-01"),
      until: MadinahWorld.day("2030-12-31"), form: .preliminaryApproval)
    let licence = Licence(
      id: ids.make(at: at), institution: institution, kind: .programme, number: "NELC-G-0101",
      programme: programme.id, parent: provider.id, from: MadinahWorld.day("2026-01-01"),
      until: MadinahWorld.day("2029-12-31"), form: .distance)
    let holder = try Institution.all(in: tx).first { $0.id == institution }
    for licence in [provider, licence] {
      try licence.grant(
        from: Zone.riyadh.start(of: licence.from),
        on: Licence.Grounds(article: Licence.defaultArticle, reason: "granted"), recordedAt: at,
        in: tx)
      try LicenceWords(
        number: licence.number, holder: holder?.name ?? programme.title,
        programme: licence.kind == .programme ? programme.title : nil
      ).set(licence, in: tx)
    }
    return programme.id
  }

  private func plant(_ named: NamedCourse, _ institution: InstitutionID, _ programme: ProgrammeID)
    throws
  {
    let course = Course(
      id: ids.make(at: at), institution: institution, programme: programme, code: named.code,
      title: named.title, kind: named.kind, units: named.units, field: named.field,
      about: named.about, isPassFail: named.isPassFail)
    try course.insert(outcomes: named.outcomes, in: tx)
    courses[named.code] = course.id
    for condition in named.conditions {
      try AdmissionCondition.insert(
        course: course.id, code: condition.code, title: condition.title, in: tx)
    }
  }

  private func plantRequirements(of named: NamedCourse) throws {
    guard let course = courses[named.code] else { return }
    for (kind, codes) in [
      (CourseRequirement.Kind.prerequisite, named.prerequisites),
      (.corequisite, named.corequisites),
    ] {
      for code in codes {
        guard let required = courses[code] else { continue }
        try CourseRequirement.insert(course: course, kind: kind, required: required, in: tx)
      }
    }
  }

  private func plantTerm(
    _ institution: InstitutionID, _ code: String, _ ordinal: Int,
    _ days: (starts: String, ends: String), _ title: Localized
  ) throws -> TermID {
    let term = Term(
      id: ids.make(at: at), institution: institution, code: code, ordinal: ordinal,
      title: title, studyStarts: MadinahWorld.day(days.starts),
      ends: MadinahWorld.day(days.ends))
    try term.insert(in: tx)
    for window in MadinahWorld.windows where window.term == code {
      try CalendarWindow.insert(
        term: term.id, kind: window.kind, from: MadinahWorld.day(window.from),
        through: MadinahWorld.day(window.through), recordedAt: at, decision: "calendar-1448",
        in: tx)
    }
    return term.id
  }

  private func plantSections(
    of named: NamedCourse, _ institution: Institution, _ term: TermID, _ starts: Day
  ) throws {
    guard let course = courses[named.code], let instructor = people[named.instructor] else {
      return
    }
    for (offset, maximum) in named.maxima.enumerated() {
      let section: SectionID = ids.make(at: at)
      try Section.insert(
        section, scope: institution.scope, course: course, term: term, number: offset + 1,
        maximum: maximum, instructor: instructor, in: tx)
      try Grant(
        id: ids.make(at: at), person: instructor, role: .instructor,
        institution: institution.id, course: course, section: section, from: at
      ).insert(at: at, in: tx)
      try plantLessons(section, units: named.units, starts: starts)
    }
  }

  /// 28 lessons for three units, 15 for two, 4 for one: Sundays and Tuesdays at five in the
  /// afternoon, every second one asynchronous.
  private func plantLessons(_ section: SectionID, units: Int, starts: Day) throws {
    let count = units >= 3 ? 28 : units == 2 ? 15 : 4
    for number in 0..<count {
      let day =
        units >= 3
        ? starts.adding(days: number / 2 * 7 + number % 2 * 2) : starts.adding(days: number * 7)
      try Lesson(
        id: ids.make(at: at), section: section, number: number + 1,
        startsAt: Zone.riyadh.start(of: day).adding(seconds: 17 * 3600),
        mode: number % 2 == 0 ? .synchronous : .asynchronous
      ).insert(in: tx)
    }
  }
}
