package import Kernel
import Licensing
import People
import Registrar
package import Storage

/// A registration day of any size: every course has one section, and registration is open around the
/// instant it is planted.
package struct SurgeWorld: Sendable {
  package struct Planted: Sendable {
    package let learners: [(id: PersonID, login: String)]
    package let sections: [SectionID]
  }

  let learners: Int
  let sections: Int
  let capacity: Int
  let now: Instant

  package init(learners: Int, sections: Int, capacity: Int, now: Instant) {
    self.learners = learners
    self.sections = sections
    self.capacity = capacity
    self.now = now
  }

  package func plant(in tx: Transaction, ids: IDs) throws -> Planted {
    let today = Zone.riyadh.day(of: now)
    let institution = Institution(
      id: ids.make(at: now), code: "surge", name: same("Surge University"),
      unit: same("E-Learning Centre"), instrument: "sa-iu-ecourses",
      vatNumber: "300000000000003")
    try institution.insert(in: tx)
    let programme = Programme(
      id: ids.make(at: now), institution: institution.id, code: "SURGE", title: same("Surge"),
      isMicroCredential: true, isELearning: true)
    try programme.insert(in: tx)
    try plantLicences(institution.id, programme.id, today, tx, ids)
    let term = Term(
      id: ids.make(at: now), institution: institution.id, code: "surge", ordinal: 1,
      title: same("Surge"), studyStarts: today.adding(days: 10), ends: today.adding(days: 120))
    try term.insert(in: tx)
    for (kind, from, through) in windows(today) {
      try CalendarWindow.insert(
        term: term.id, kind: kind, from: from, through: through,
        recordedAt: now.adding(seconds: -86_400), decision: "surge", in: tx)
    }
    return Planted(
      learners: try plantLearners(institution.id, tx, ids),
      sections: try plantSections(institution, programme.id, term.id, tx, ids))
  }

  private func same(_ text: String) -> Localized { Localized(ar: text, en: text, vi: text) }

  private func windows(_ today: Day) -> [(CalendarWindow.Kind, Day, Day)] {
    let (first, last) = (today.adding(days: -5), today.adding(days: 20))
    return [
      (.registration, first, last), (.addDrop, first, last), (.sectionChange, first, last),
      (.lowSectionTransfer, first, last),
      (.sectionDecision, today.adding(days: 21), today.adding(days: 21)),
      (.withdrawal, today.adding(days: 22), today.adding(days: 60)),
      (.finals, today.adding(days: 100), today.adding(days: 119)),
    ]
  }

  private func plantLicences(
    _ institution: InstitutionID, _ programme: ProgrammeID, _ today: Day, _ tx: Transaction,
    _ ids: IDs
  ) throws {
    let from = today.adding(days: -30)
    let provider = Licence(
      id: ids.make(at: now), institution: institution, kind: .provider, number: "SURGE-P-1",
      programme: nil, parent: nil, from: from, until: from.adding(years: 4))
    let licence = Licence(
      id: ids.make(at: now), institution: institution, kind: .programme, number: "SURGE-G-1",
      programme: programme, parent: provider.id, from: from, until: from.adding(years: 4))
    for licence in [provider, licence] {
      try licence.grant(
        from: Zone.riyadh.start(of: from),
        on: Licence.Grounds(article: Licence.defaultArticle, reason: "granted"),
        recordedAt: now, in: tx)
    }
  }

  private func plantLearners(_ institution: InstitutionID, _ tx: Transaction, _ ids: IDs) throws
    -> [(id: PersonID, login: String)]
  {
    try (1...learners).map { number in
      let login = "surge-\(number)"
      let person = Person(
        id: ids.make(at: now), institution: institution, login: login,
        nameAr: "متعلم \(number)", nameEn: "Learner \(number)", tongue: .arabic,
        buyer: .resident, identifierKind: .passport, identifier: "S\(number)")
      try person.insert(secret: nil, at: now, in: tx)
      try Grant(
        id: ids.make(at: now), person: person.id, role: .learner, institution: institution,
        from: now.adding(seconds: -86_400)
      ).insert(at: now, in: tx)
      return (person.id, login)
    }
  }

  private func plantSections(
    _ institution: Institution, _ programme: ProgrammeID, _ term: TermID, _ tx: Transaction,
    _ ids: IDs
  ) throws -> [SectionID] {
    try (1...sections).map { number in
      let course = Course(
        id: ids.make(at: now), institution: institution.id, programme: programme,
        code: "SRG\(number)", title: same("Course \(number)"), kind: .other, units: 3,
        field: same("Surge"), about: same("A course of the registration-day world."),
        isPassFail: false)
      try course.insert(outcomes: [], in: tx)
      let section: SectionID = ids.make(at: now)
      try Section.insert(
        section, scope: institution.scope, course: course.id, term: term, number: 1,
        maximum: capacity, instructor: nil, in: tx)
      return section
    }
  }
}
