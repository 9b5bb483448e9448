package import Kernel
import People
package import Registrar
import Regulations
import Rules
import Storage

extension Work {
  /// Weighs a registration's absences and journals a ruling when the bar changes, in either
  /// direction: barred, no longer barred, a lift that lapsed because absence reached half (IV.1).
  @discardableResult
  func weighBar(_ registration: Registration) throws -> Registration.Bar {
    let sessions = try sessions(registration)
    let finding = Bar.decide(sessions, under: law)
    let next: Registration.Bar
    switch (finding.outcome, registration.bar) {
    case (.granted, .none): return .none
    case (.granted, _): next = .none
    case (.refused, .none): next = .barred
    case (.refused, .lifted):
      let entry = FinalEntry.decide(
        FinalEntry.Facts(sessions: sessions, lifted: true), under: law)
      guard entry.outcome != .granted else { return .lifted }
      return try lapse(registration, entry)
    case (.refused, let bar): return bar
    case (.undetermined, let bar), (.conflict, let bar): return bar
    }
    _ = try record(
      law.ruling(finding), "WeighBar", subject: registration.learner,
      facts: [("registration", .text(registration.id.description))])
    try registration.set(bar: next, in: tx)
    try tell(
      next == .barred ? "mail.barred" : "mail.barEnded", key: "\(registration.id)-\(at.microseconds)",
      learner: registration.learner)
    return next
  }

  private func lapse(_ registration: Registration, _ entry: Finding) throws -> Registration.Bar {
    _ = try record(
      law.ruling(entry), "LapseLift", subject: registration.learner,
      facts: [("registration", .text(registration.id.description))])
    try registration.set(bar: .lapsed, in: tx)
    try tell(
      "committee.liftLapsed", key: "\(registration.id)-\(at.microseconds)",
      learner: registration.learner)
    return .lapsed
  }
}

/// The supervisory committee, or a valid delegate, lifts a bar and admits to the final (IV.1).
package struct LiftBar: Operation {
  package static let name = "LiftBar"

  let registration: RegistrationID
  let reason: String

  package init(registration: RegistrationID, reason: String) {
    self.registration = registration
    self.reason = reason
  }

  package func run(_ work: Work) throws -> Decided<Registration.Bar> {
    let found = try work.registration(registration)
    guard found.state.isLive else {
      throw OperationFault.stateConflict("this registration is \(found.state.rawValue)")
    }
    let text = reason.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    guard !text.isEmpty else { throw OperationFault.badInput("reason", "a reason is required") }
    if let fault = Name.fault(in: reason, limit: 2_000) {
      throw OperationFault.badInput("reason", fault.description)
    }
    let ruling = work.law.ruling([
      LiftAuthority.decide(try authority(work, found), under: work.law),
      LiftLimit.decide(try work.sessions(found), under: work.law),
    ])
    let id = try work.record(
      ruling, Self.name, subject: found.learner,
      facts: [("registration", .text(registration.description)), ("reason", .text(reason))])
    guard ruling.outcome == .granted else { return Decided(ruling, id, nil) }
    try found.set(bar: .lifted, in: work.tx)
    try work.tell("mail.barLifted", key: id.description, learner: found.learner)
    return Decided(ruling, id, .lifted)
  }

  /// The office the person acts in: the committee's own, or what is delegated.
  private func authority(_ work: Work, _ found: Registration) throws -> LiftAuthority.Facts {
    let actor = work.actor
    if actor.holds(
      .supervisoryCommittee, at: work.at, course: found.course, section: found.section)
    {
      return LiftAuthority.Facts(role: Role.supervisoryCommittee.rawValue)
    }
    let delegations = actor.grants.filter { $0.delegatedFrom != nil }.map { grant in
      LiftAuthority.Delegation(
        from: grant.role.rawValue, validFrom: grant.from,
        validUntil: grant.until ?? Instant(microseconds: .max),
        inScope: (grant.course == nil || grant.course == found.course)
          && (grant.section == nil || grant.section == found.section))
    }
    let role = actor.roles(at: work.at).first { $0 != .learner } ?? .learner
    return LiftAuthority.Facts(role: role.rawValue, delegation: delegations)
  }
}

/// When the finals have ended: whoever is barred and not lifted has failed with DN (IV.1, V.4).
package struct RecordDenial: Operation {
  package static let name = "RecordDenial"

  let registration: RegistrationID

  package init(registration: RegistrationID) { self.registration = registration }

  package func run(_ work: Work) throws -> Decided<Bool> {
    try work.require(.registrar)
    let found = try work.registration(registration)
    guard found.bar == .barred else {
      throw OperationFault.stateConflict("this learner is not barred")
    }
    guard let finals = try work.window(found.term, .finals),
      work.at >= work.law.zone.end(of: finals.upperBound)
    else { throw OperationFault.stateConflict("the finals are not over") }
    guard try CourseResult.of(found.id, in: work.tx) == nil else {
      throw OperationFault.stateConflict("there is a result already")
    }
    let entry = FinalEntry.decide(
      FinalEntry.Facts(sessions: try work.sessions(found), lifted: false), under: work.law)
    let grade = CourseGrade.decide(CourseGrade.Facts(mark: nil, code: "DN"), under: work.law)
    let ruling = work.law.ruling([entry, grade])
    let id = try work.record(
      ruling, Self.name, subject: found.learner,
      facts: [("registration", .text(registration.description))])
    guard case .text(let symbol)? = grade["symbol"], entry.outcome == .refused else {
      return Decided(ruling, id, nil)
    }
    try CourseResult(
      registration: found.id, symbol: symbol, mark: nil, passed: false, isApproved: true,
      body: "", number: "", at: work.at, ruling: id
    ).record(in: work.tx)
    try work.tell("mail.result", key: id.description, learner: found.learner)
    return Decided(ruling, id, true)
  }
}
