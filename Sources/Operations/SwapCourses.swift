import Accounts
package import Kernel
import People
import Registrar
import Regulations
import Rules
import Storage

/// A learner changes one course for another within the same number of units (III.3): the payment
/// clock and the invoice stay as they were.
package struct SwapCourses: Operation {
  package static let name = "SwapCourses"

  let registration: RegistrationID
  let section: SectionID

  package init(registration: RegistrationID, section: SectionID) {
    self.registration = registration
    self.section = section
  }

  package func run(_ work: Work) throws -> Decided<RegistrationID> {
    // gather
    let old = try work.liveRegistration(registration)
    let found = try work.section(section)
    let (course, term) = (found.course, found.term)
    guard term.id == old.term else {
      throw OperationFault.badInput("section", "belongs to another term")
    }
    guard course.id != old.course else {
      throw OperationFault.badInput("section", "is of the same course: change the section instead")
    }
    if try Registration.live(old.learner, course: course.id, term: term.id, in: work.tx) != nil {
      throw OperationFault.stateConflict("registered in \(course.code) already")
    }
    let licences = try work.licences(of: course.programme)
    let held = try work.unitsHeld(old.learner, term.id) - old.units
    let (prerequisites, corequisites) = try work.requirements(course.id, old.learner, term.id)
    let leftAlone = try CourseRequirement.dependents(
      of: old.course, learner: old.learner, term: term.id, in: work.tx)

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
      SwapWindow.decide(SwapWindow.Facts(days: try work.window(term.id, .addDrop)), under: law),
      EqualUnits.decide(
        EqualUnits.Facts(unitsRemoved: old.units, unitsAdded: course.units), under: law),
      UnitCap.decide(UnitCap.Facts(unitsHeld: held, unitsAdded: course.units), under: law),
      Prerequisites.decide(prerequisites, under: law),
      Corequisites.decide(corequisites, under: law),
      CorequisiteDrop.decide(CorequisiteDrop.Facts(dependents: leftAlone), under: law),
      Capacity.decide(
        Capacity.Facts(taken: found.section.taken, maximum: found.section.maximum), under: law),
    ])
    let id = try work.record(
      ruling, Self.name, subject: old.learner,
      facts: [("out", .text(registration.description)), ("in", .text(course.code))])
    guard ruling.outcome == .granted else { return Decided(ruling, id, nil) }

    // apply: the new registration keeps the day of the old one, and with it the payment clock
    try old.end(.swapped, at: work.at, in: work.tx)
    try Section.freeSeat(old.section, in: work.tx)
    let new = Registration(
      id: work.id(), section: section, course: course.id, term: term.id, learner: old.learner,
      units: course.units, state: old.state, registeredAt: old.registeredAt, dueAt: old.dueAt,
      isPaid: old.isPaid, ruling: id)
    try new.insert(work.scope, in: work.tx)
    try found.section.takeSeat(in: work.tx)
    try Invoice.of(old.id, in: work.tx)?.transfer(
      old.id, to: new.id, course: course.id, in: work.tx)
    if new.state == .confirmed { try work.report(.registered(new.id)) }
    try work.tell(.swapped, of: new.id.description, learner: old.learner)
    return Decided(ruling, id, new.id)
  }
}
