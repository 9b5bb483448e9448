import Accounts
package import Kernel
import People
import Registrar
import Regulations
import Rules
import Storage

/// A learner whose section was cancelled uses the balance in another section of the course, or in
/// one other course of the same units, until two weeks after study begins (III.6).
package struct UseCancelledBalance: Operation {
  package static let name = "UseCancelledBalance"

  /// The registration in the cancelled section.
  let registration: RegistrationID
  let section: SectionID

  package init(registration: RegistrationID, section: SectionID) {
    self.registration = registration
    self.section = section
  }

  package func run(_ work: Work) throws -> Decided<RegistrationID> {
    // gather
    let old = try work.registration(registration)
    try work.requireLearnerOrRegistrar(old.learner)
    guard old.state == .cancelled else {
      throw OperationFault.stateConflict("the section of this registration was not cancelled")
    }
    let found = try work.section(section)
    let (course, term) = (found.course, found.term)
    guard term.id == old.term else {
      throw OperationFault.badInput("section", "belongs to another term")
    }
    if try Registration.live(old.learner, course: course.id, term: term.id, in: work.tx) != nil {
      throw OperationFault.stateConflict("registered in \(course.code) already")
    }
    let licences = try work.licences(of: course.programme)
    let (prerequisites, corequisites) = try work.requirements(course.id, old.learner, term.id)

    // decide
    let law = work.law
    let ruling = law.ruling([
      InForce.decide(licences.provider, under: law),
      InForce.decide(licences.programme, under: law),
      ProgrammeScope.decide(
        ProgrammeScope.Facts(
          microCredentialProgramme: found.programme.isMicroCredential,
          eLearning: found.programme.isELearning), under: law),
      Admission.decide(try work.admission(course.id, old.learner), under: law),
      SectionState.decide(SectionState.Facts(state: Work.state(found.section)), under: law),
      CancelledBalance.decide(
        CancelledBalance.Facts(
          paid: old.isPaid, studyStarts: term.studyStarts, sameCourse: course.id == old.course,
          unitsCancelled: old.units, unitsNew: course.units, courses: 1), under: law),
      UnitCap.decide(
        UnitCap.Facts(
          unitsHeld: try work.unitsHeld(old.learner, term.id), unitsAdded: course.units),
        under: law),
      Prerequisites.decide(prerequisites, under: law),
      Corequisites.decide(corequisites, under: law),
      Capacity.decide(
        Capacity.Facts(taken: found.section.taken, maximum: found.section.maximum), under: law),
    ])
    if old.lateRightUsed, ruling.outcome == .granted {
      throw OperationFault.stateConflict("the balance of this section has been used already")
    }
    let id = try work.record(
      ruling, Self.name, subject: old.learner,
      facts: [("cancelled", .text(registration.description)), ("in", .text(course.code))])
    guard ruling.outcome == .granted else { return Decided(ruling, id, nil) }
    return Decided(ruling, id, try apply(work, old, found, id))
  }

  /// The paid value goes over unit for unit: a new registration, confirmed, on an invoice paid from
  /// the balance.
  private func apply(
    _ work: Work, _ old: Registration, _ found: SectionFacts, _ id: RulingID
  ) throws -> RegistrationID {
    let person = try work.learner(old.learner)
    let new = Registration(
      id: work.id(), section: section, course: found.course.id, term: found.term.id,
      learner: old.learner, units: found.course.units, state: .pendingPayment,
      registeredAt: work.at, dueAt: work.at, isPaid: false, ruling: id)
    try new.insert(work.scope, in: work.tx)
    try found.section.takeSeat(in: work.tx)
    let fee = Fee(
      work.law.ruling(
        CourseFee.decide(
          CourseFee.Facts(units: found.course.units, buyer: Work.buyer(person)),
          under: work.law)))
    guard let fee else { throw OperationFault.stateConflict("the fee cannot be determined") }
    let invoiceID = try work.issueInvoice(for: new, fee: fee, due: work.at)
    guard let invoice = try Invoice.find(invoiceID, work.scope, in: work.tx) else {
      throw OperationFault.notFound("invoice")
    }
    let balance = Money(
      minor: try Ledger.credit(old.learner, .creditCancelled, in: work.tx),
      currency: fee.gross.currency)
    guard balance.minor >= fee.gross.minor else {
      throw OperationFault.stateConflict(
        "the balance \(balance) does not cover the fee \(fee.gross)")
    }
    try work.post(
      "useBalance", invoice: invoiceID, person: old.learner,
      [(.creditCancelled, fee.gross), (.receivable, -fee.gross)])
    try invoice.set(paid: fee.gross, state: .paid, in: work.tx)
    try work.confirm(new.id)
    try old.endLateRight(in: work.tx)
    try old.end(.moved, at: work.at, in: work.tx)
    try work.tell(.balanceUsed, of: new.id.description, learner: old.learner)
    return new.id
  }
}
