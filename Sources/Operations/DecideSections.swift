import Accounts
package import Kernel
import Registrar
import Regulations
import Rules
import Storage

/// Opens a section that has reached half of its maximum at the decision instant, cancels one that
/// has not (III.2). Learners of a cancelled section who had paid get a balance and a late right
/// (III.6).
package struct DecideSection: Operation {
  package static let name = "DecideSection"

  let section: SectionID

  package init(section: SectionID) { self.section = section }

  /// Whether it opened.
  package typealias Output = Bool

  package func run(_ work: Work) throws -> Decided<Bool> {
    try work.require(.registrar)
    let found = try work.section(section)
    guard found.section.state == .planned else {
      throw OperationFault.stateConflict("this section is \(found.section.state.rawValue) already")
    }
    guard let window = try work.window(found.term.id, .sectionDecision),
      work.at >= work.law.zone.start(of: window.lowerBound)
    else {
      throw OperationFault.stateConflict("the day of the section decision has not come")
    }
    let registrations = try Registration.live(in: section, tx: work.tx)
    let unpaid = registrations.filter { $0.state == .pendingPayment }.count
    let ruling = work.law.ruling(
      SectionOpens.decide(
        SectionOpens.Facts(
          registered: registrations.count, maximum: found.section.maximum, unpaid: unpaid),
        under: work.law))
    let id = try work.record(
      ruling, Self.name, subject: nil, about: section.bytes,
      facts: [("section", .text(section.description)), ("course", .text(found.course.code))])
    switch ruling.outcome {
    case .granted:
      try found.section.set(state: .open, in: work.tx)
      return Decided(ruling, id, true)
    case .refused:
      try cancel(found, registrations, work)
      return Decided(ruling, id, false)
    case .undetermined, .conflict:
      return Decided(ruling, id, nil)
    }
  }

  private func cancel(_ found: SectionFacts, _ registrations: [Registration], _ work: Work) throws {
    try found.section.set(state: .cancelled, in: work.tx)
    let days = work.law.integer("credit.lateRightDays")
    for registration in registrations {
      try registration.end(.cancelled, at: work.at, in: work.tx)
      try Section.freeSeat(registration.section, in: work.tx)
      let credit = try work.reverseFee(
        of: registration, credit: registration.isPaid ? .creditCancelled : .creditPayment,
        kind: "cancel")
      if registration.isPaid, credit.minor > 0, let days {
        try registration.giveLateRight(
          until: work.law.zone.end(of: found.term.studyStarts.adding(days: days)), in: work.tx)
      }
      try work.tell(
        .sectionCancelled, of: registration.id.description,
        learner: registration.learner)
    }
  }
}

/// Ends a late right that ran out unused (III.6): the value stays the learner's, what it may still
/// be used for is undetermined (G.5).
package struct CloseLateRight: Operation {
  package static let name = "CloseLateRight"

  let registration: RegistrationID

  package init(registration: RegistrationID) { self.registration = registration }

  package func run(_ work: Work) throws -> Decided<Bool> {
    try work.require(.registrar)
    let found = try work.registration(registration)
    guard let until = found.lateRightUntil, !found.lateRightUsed else {
      throw OperationFault.stateConflict("there is no late right to close")
    }
    guard work.at >= until else {
      throw OperationFault.stateConflict("the late right still runs")
    }
    guard let term = try Term.find(found.term, work.scope, in: work.tx) else {
      throw OperationFault.notFound("term")
    }
    let ruling = work.law.ruling(
      CreditUse.decide(
        CreditUse.Facts(kind: .cancelled, studyStarts: term.studyStarts), under: work.law))
    let id = try work.record(
      ruling, Self.name, subject: found.learner,
      facts: [("registration", .text(registration.description))])
    try found.endLateRight(in: work.tx)
    try work.tell(
      .lateRightEnded, of: registration.description, learner: found.learner)
    return Decided(ruling, id, true)
  }
}
