package import Kernel

/// What a licence comes to on a day: its recorded status and its days together.
package enum LicenceState: String, Sendable, CaseIterable {
  case notYetValid, active, renewalDue, warned, warnedAgain, suspended, revoked, expired,
    surrendered, renewed

  /// Weighs the status recorded by an instant of the day. What is final stays so after the last day;
  /// then a licence that was renewed is `renewed` and any other `expired`. `renewalMonths` before
  /// its end a licence that nothing renews is due for it; nil where the law names no such time.
  package init(
    _ standing: Licence.Standing, isRenewed: Bool, renewalMonths: Int?, on day: Day
  ) {
    let licence = standing.licence
    guard let status = standing.status else {
      self = .notYetValid
      return
    }
    switch status {
    case .revoked: self = .revoked
    case .surrendered: self = .surrendered
    case _ where day < licence.from: self = .notYetValid
    case _ where day > licence.until: self = isRenewed ? .renewed : .expired
    case .suspended: self = .suspended
    case .warnedAgain: self = .warnedAgain
    case .warned: self = .warned
    case .active:
      // The last day on which renewal can be asked for.
      let due = renewalMonths.map { licence.until.adding(days: 1).adding(months: -$0) }
      self = due.map { !isRenewed && day >= $0 } == true ? .renewalDue : .active
    }
  }

  /// Whether a licence in this state lets its holder teach.
  package var isInForce: Bool {
    switch self {
    case .active, .renewalDue, .warned, .warnedAgain: true
    case .notYetValid, .suspended, .revoked, .expired, .surrendered, .renewed: false
    }
  }
}
