package import Kernel
import Registrar
import Regulations
import Rules
import Storage

/// A learner moves to another section of the same course inside the calendar's window (III.4), or
/// leaves a section below half of its maximum (III.5).
package struct ChangeSection: Operation {
  package static let name = "ChangeSection"

  let registration: RegistrationID
  let section: SectionID

  package init(registration: RegistrationID, section: SectionID) {
    self.registration = registration
    self.section = section
  }

  package func run(_ work: Work) throws -> Decided<RegistrationID> {
    try moveSection(work, Self.name, registration, to: section) { found, old in
      SectionChange.decide(
        SectionChange.Facts(
          window: try work.window(old.term, .sectionChange),
          sameCourse: found.course.id == old.course), under: work.law)
    }
  }
}

/// A learner leaves a section that has not reached half of its maximum (III.5).
package struct LeaveUnderfilledSection: Operation {
  package static let name = "LeaveUnderfilledSection"

  let registration: RegistrationID
  let section: SectionID

  package init(registration: RegistrationID, section: SectionID) {
    self.registration = registration
    self.section = section
  }

  package func run(_ work: Work) throws -> Decided<RegistrationID> {
    try moveSection(work, Self.name, registration, to: section) { found, old in
      let source = try work.section(old.section).section
      return UnderfilledSection.decide(
        UnderfilledSection.Facts(
          taken: source.taken, maximum: source.maximum,
          window: try work.window(old.term, .lowSectionTransfer),
          sameCourse: found.course.id == old.course), under: work.law)
    }
  }
}

/// Moves a registration when the transfer's own rule, the section's state and its seats allow it.
private func moveSection(
  _ work: Work, _ name: String, _ registration: RegistrationID, to target: SectionID,
  rule: (SectionFacts, Registration) throws -> Finding
) throws -> Decided<RegistrationID> {
  let old = try work.liveRegistration(registration)
  let found = try work.section(target)
  guard found.term.id == old.term else {
    throw OperationFault.badInput("section", "belongs to another term")
  }
  guard found.section.id != old.section else {
    throw OperationFault.stateConflict("registered in this section already")
  }
  let ruling = work.law.ruling([
    SectionState.decide(
      SectionState.Facts(state: Work.state(found.section)), under: work.law),
    try rule(found, old),
    Capacity.decide(
      Capacity.Facts(taken: found.section.taken, maximum: found.section.maximum),
      under: work.law),
  ])
  let id = try work.record(
    ruling, name, subject: old.learner,
    facts: [
      ("registration", .text(registration.description)),
      ("section", .text(target.description)),
    ])
  guard ruling.outcome == .granted else { return Decided(ruling, id, nil) }
  try Section.freeSeat(old.section, in: work.tx)
  try found.section.takeSeat(in: work.tx)
  try old.move(to: target, in: work.tx)
  try work.tell(
    .sectionChanged, of: "\(registration)-\(id)", learner: old.learner)
  return Decided(ruling, id, old.id)
}
