package import Kernel
import People
import Registrar
import Regulations
import Rules
import Storage

/// The registrar offers a section of a course in a term, within the maximum of III.2.
package struct OfferSection: Operation {
  package static let name = "OfferSection"

  let course: CourseID
  let term: TermID
  let maximum: Int
  let instructor: PersonID?

  package init(course: CourseID, term: TermID, maximum: Int, instructor: PersonID?) {
    self.course = course
    self.term = term
    self.maximum = maximum
    self.instructor = instructor
  }

  package func run(_ work: Work) throws -> Decided<SectionID> {
    try work.require(.registrar)
    guard let found = try Course.find(course, work.scope, in: work.tx),
      let termRow = try Term.find(term, work.scope, in: work.tx)
    else { throw OperationFault.notFound("course or term") }
    guard maximum > 0 else { throw OperationFault.badInput("maximum", "must be at least 1") }
    if let instructor { _ = try work.learner(instructor) }
    let size = SectionMaximum.decide(
      SectionMaximum.Facts(kind: found.kind == .quran ? .quran : .other, maximum: maximum),
      under: work.law)
    let grounds = [Ground(size, work.law.edition)]
    let ruling = Ruling(
      try grounds + [work.warningGround(offering: found)].compactMap { $0 }, at: work.at)
    let id = try work.record(
      ruling, Self.name, subject: nil,
      facts: [("course", .text(found.code)), ("term", .text(termRow.code))])
    guard ruling.outcome == .granted else { return Decided(ruling, id, nil) }
    let number =
      (try Section.of(course: course, term: term, in: work.tx).last?.number ?? 0) + 1
    let section: SectionID = work.id()
    try Section.insert(
      section, scope: work.scope, course: course, term: term, number: number, maximum: maximum,
      instructor: instructor, in: work.tx)
    if let instructor {
      try Grant(
        id: work.id(), person: instructor, role: .instructor, institution: work.institution.id,
        course: course, section: section, from: work.at
      ).insert(at: work.at, in: work.tx)
    }
    return Decided(ruling, id, section)
  }
}

/// The registrar records whether a learner meets an admission condition of a course (II.4).
package struct RecordAdmission: Operation {
  package static let name = "RecordAdmission"

  let course: CourseID
  let learner: PersonID
  let code: String
  let met: Bool

  package init(course: CourseID, learner: PersonID, code: String, met: Bool) {
    self.course = course
    self.learner = learner
    self.code = code
    self.met = met
  }

  package func run(_ work: Work) throws -> Decided<Bool> {
    try work.require(.registrar)
    guard try Course.find(course, work.scope, in: work.tx) != nil else {
      throw OperationFault.notFound("course")
    }
    let person = try work.learner(learner)
    let known = try AdmissionCondition.of(course, learner: person.id, in: work.tx)
    guard known.contains(where: { $0.code == code }) else {
      throw OperationFault.notFound("admission condition")
    }
    let id = try work.recordAct(
      Self.name, subject: learner, facts: [("code", .text(code)), ("met", .flag(met))])
    try AdmissionCondition.record(
      course: course, code: code, person: learner, met: met, at: work.at, in: work.tx)
    return Decided(Ruling([], at: work.at), id, met)
  }
}
