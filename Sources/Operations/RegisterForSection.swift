import Accounts
package import Kernel
import Licensing
import People
import Registrar
import Regulations
import Rules
package import Storage

/// A learner registers for a section (III.1, III.2, III.4; II.3, II.4; G.1, G.2).
package struct RegisterForSection: Operation {
  package static let name = "RegisterForSection"

  let section: SectionID
  let learner: PersonID

  package init(section: SectionID, learner: PersonID) {
    self.section = section
    self.learner = learner
  }

  /// What a granted registration made.
  package struct Output: Sendable {
    package let registration: RegistrationID
    package let invoice: InvoiceID
    package let dueAt: Instant
  }

  package func expect(_ scope: Scope, in tx: Transaction) throws {
    try tx.expect(Grant.query(of: learner))
    try tx.expect(Person.query(learner, scope))
    try tx.expect(Licence.query(provider: scope))
    try tx.expect(Section.query(section, scope))
    guard let found = try tx.guess(Section.query(section, scope)) else { return }
    try tx.expect(Course.query(found.course, scope))
    try tx.expect(Term.query(found.term, scope))
    try tx.expect(CourseRequirement.query(of: found.course))
    try tx.expect(AdmissionCondition.query(of: found.course))
    try tx.expect(CalendarWindow.query(found.term, .registration))
    try tx.expect(Registration.held(learner, found.term))
    guard let course = try tx.guess(Course.query(found.course, scope)) else { return }
    try tx.expect(Programme.query(course.programme, scope))
    try tx.expect(Licence.query(programme: course.programme))
  }

  package func run(_ work: Work) throws -> Decided<Output> {
    // gather
    try work.requireLearnerOrRegistrar(learner)
    let person = try work.learner(learner)
    try work.requireLearnerRole(of: person)
    let found = try work.section(section)
    let (course, term) = (found.course, found.term)
    let held = try work.tx.all(Registration.held(learner, term.id))
    if held.contains(where: { $0.course == course.id && $0.state.isLive }) {
      throw OperationFault.stateConflict("registered in \(course.code) already")
    }
    let licences = try work.licences(of: course.programme)
    let (prerequisites, corequisites) = try work.requirements(course.id, learner, term.id)
    let facts = RegistrationFacts(
      provider: licences.provider, programme: licences.programme,
      scope: ProgrammeScope.Facts(
        microCredentialProgramme: found.programme.isMicroCredential,
        eLearning: found.programme.isELearning),
      admission: try work.admission(course.id, learner),
      sectionState: SectionState.Facts(state: Work.state(found.section)),
      window: RegistrationWindow.Facts(days: try work.window(term.id, .registration)),
      load: UnitCap.Facts(
        unitsHeld: work.units(held), unitsAdded: course.units),
      prerequisites: prerequisites, corequisites: corequisites,
      capacity: Capacity.Facts(taken: found.section.taken, maximum: found.section.maximum))

    // decide
    var ruling = registrationRuling(facts, under: work.law)
    if let warning = try work.warningGround(
      licences, programme: course.programme, learner: learner)
    {
      ruling = Ruling(ruling.grounds + [warning], at: work.at)
    }
    if ruling.outcome == .granted {
      ruling = ruling.adding(
        [
          CourseFee.decide(
            CourseFee.Facts(units: course.units, buyer: Work.buyer(person)), under: work.law),
          PaymentDeadline.decide(PaymentDeadline.Facts(registeredAt: work.at), under: work.law),
        ], under: work.law)
    }

    // record
    let id = try work.record(
      ruling, Self.name, subject: learner,
      facts: [("section", .text(section.description)), ("course", .text(course.code))])
    guard ruling.outcome == .granted, let fee = Fee(ruling), case .instant(let due)? = ruling["due"]
    else { return Decided(ruling, id, nil) }

    // apply
    let registration = Registration(
      id: work.id(), section: section, course: course.id, term: term.id, learner: learner,
      units: course.units, state: .pendingPayment, registeredAt: work.at, dueAt: due,
      isPaid: false, ruling: id)
    try registration.insert(work.scope, in: work.tx)
    try found.section.takeSeat(in: work.tx)
    let invoice = try work.issueInvoice(for: registration, fee: fee, due: due)

    // tell
    try work.tell(.registered, of: registration.id.description, learner: learner)
    return Decided(
      ruling, id, Output(registration: registration.id, invoice: invoice, dueAt: due))
  }
}
