package import Kernel
import People
package import Registrar
import Regulations
import Rules
import Storage

extension Work {
  /// What the rules make of a registration's absences now: the bar as it should stand, with the
  /// finding that says so, or nil when nothing changes (IV.1).
  func barChange(of registration: Registration) throws -> (bar: Registration.Bar, Finding)? {
    let sessions = try sessions(registration)
    let finding = Bar.decide(sessions, under: law)
    switch (finding.outcome, registration.bar) {
    case (.granted, .none): return nil
    case (.granted, _): return (.none, finding)
    case (.refused, .none): return (.barred, finding)
    case (.refused, .lifted):
      // A lift carries while absence is below half; then it lapses and the committee is told.
      let entry = FinalEntry.decide(
        FinalEntry.Facts(sessions: sessions, lifted: true), under: law)
      return entry.outcome == .granted ? nil : (.lapsed, entry)
    case (.refused, _), (.undetermined, _), (.conflict, _): return nil
    }
  }

  /// Weighs a registration's absences and journals a ruling when the bar changes, in either
  /// direction; returns the bar as it stands.
  @discardableResult
  func weighBar(_ registration: Registration) throws -> Registration.Bar {
    guard let (bar, finding) = try barChange(of: registration) else { return registration.bar }
    _ = try record(
      law.ruling(finding), bar == .lapsed ? "LapseLift" : "WeighBar",
      subject: registration.learner,
      facts: [("registration", .text(registration.id.description))])
    try registration.set(bar: bar, in: tx)
    let news: LearnerNews =
      switch bar {
      case .lapsed: .liftLapsed
      case .barred: .barred
      case .none, .lifted: .barEnded
      }
    try tell(news, of: "\(registration.id)-\(at.microseconds)", learner: registration.learner)
    return bar
  }
}

/// The supervisory committee, or a valid delegate, lifts a bar and admits to the final (IV.1), of its
/// own accord; a learner's request that waits is answered by it.
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
    try work.requireOffice(orSubject: found.learner)
    guard found.state.isLive else {
      throw OperationFault.stateConflict("this registration is \(found.state.rawValue)")
    }
    let text = reason.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    guard !text.isEmpty else { throw OperationFault.badInput("reason", "a reason is required") }
    if let fault = Name.fault(in: reason, limit: 2_000) {
      throw OperationFault.badInput("reason", fault.description)
    }
    let ruling = work.law.ruling([
      LiftAuthority.decide(work.liftAuthority(over: found), under: work.law),
      LiftLimit.decide(try work.sessions(found), under: work.law),
    ])
    let id = try work.record(
      ruling, Self.name, subject: found.learner,
      facts: [("registration", .text(registration.description)), ("reason", .text(reason))])
    guard ruling.outcome == .granted else { return Decided(ruling, id, nil) }
    try work.lift(found, under: id)
    try work.answerRequests(
      about: found.id.bytes, for: Self.name, ruling: id, article: "IV.1", reasons: text)
    return Decided(ruling, id, .lifted)
  }
}

extension Work {
  /// The final is open again to a barred learner, who is told.
  func lift(_ registration: Registration, under ruling: RulingID) throws {
    guard registration.state.isLive else {
      throw OperationFault.stateConflict("this registration is \(registration.state.rawValue)")
    }
    try registration.set(bar: .lifted, in: tx)
    try tell(.barLifted, of: ruling.description, learner: registration.learner)
  }

  /// The office the person acts in: the committee's own, or what is delegated.
  func liftAuthority(over found: Registration) -> LiftAuthority.Facts {
    if actor.holds(.supervisoryCommittee, at: at, course: found.course, section: found.section) {
      return LiftAuthority.Facts(role: Role.supervisoryCommittee.rawValue)
    }
    let delegations = actor.grants.filter { $0.delegatedFrom != nil }.map { grant in
      LiftAuthority.Delegation(
        from: grant.role.rawValue, validFrom: grant.from,
        validUntil: grant.until ?? Instant(microseconds: .max),
        inScope: (grant.course == nil || grant.course == found.course)
          && (grant.section == nil || grant.section == found.section))
    }
    let role = actor.roles(at: at).first { $0 != .learner } ?? .learner
    return LiftAuthority.Facts(role: role.rawValue, delegation: delegations)
  }
}

/// When the finals have ended, whoever is barred and not lifted has failed with DN; after a lift that
/// lapsed, DN is entered only by the supervisory committee's own ruling (IV.1, V.4).
package struct RecordDenial: Operation {
  package static let name = "RecordDenial"

  let registration: RegistrationID

  package init(registration: RegistrationID) { self.registration = registration }

  package func run(_ work: Work) throws -> Decided<Bool> {
    let found = try work.registration(registration)
    guard try CourseResult.of(found.id, in: work.tx) == nil else {
      throw OperationFault.stateConflict("there is a result already")
    }
    let grounds = try grounds(of: found, work)
    let grade = CourseGrade.decide(CourseGrade.Facts(mark: nil, code: "DN"), under: work.law)
    let ruling = work.law.ruling(grounds.findings + [grade])
    let id = try work.record(
      ruling, Self.name, subject: found.learner, about: found.id.bytes,
      facts: [("registration", .text(registration.description))])
    guard case .text(let symbol)? = grade["symbol"], grounds.isDenied else {
      return Decided(ruling, id, nil)
    }
    try CourseResult(
      registration: found.id, symbol: symbol, mark: nil, passed: false, isApproved: true,
      body: "", number: "", at: work.at, ruling: id
    ).record(in: work.tx)
    try work.tell(.result, of: id.description, learner: found.learner)
    return Decided(ruling, id, true)
  }

  private func grounds(of found: Registration, _ work: Work) throws -> (
    findings: [Finding], isDenied: Bool
  ) {
    switch found.bar {
    case .lapsed:
      try work.require(.supervisoryCommittee, course: found.course, section: found.section)
      _ = try work.personActing()
      return (
        [
          LiftAuthority.decide(
            LiftAuthority.Facts(role: Role.supervisoryCommittee.rawValue), under: work.law)
        ], true
      )
    case .barred:
      try work.require(.registrar)
      guard let finals = try work.window(found.term, .finals),
        work.at >= work.law.zone.end(of: finals.upperBound)
      else { throw OperationFault.stateConflict("the finals are not over") }
      let entry = FinalEntry.decide(
        FinalEntry.Facts(sessions: try work.sessions(found), lifted: false), under: work.law)
      return ([entry], entry.outcome == .refused)
    case .none, .lifted:
      throw OperationFault.stateConflict("this learner is not barred")
    }
  }
}
