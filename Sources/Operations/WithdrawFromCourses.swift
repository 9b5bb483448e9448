package import Kernel
import Registrar
import Regulations
import Rules
import Storage

/// A learner withdraws from one or several courses after add and drop, without refund (IV.4). Each
/// course is judged by itself: who is barred in one may withdraw from another.
package struct WithdrawFromCourse: Operation {
  package static let name = "WithdrawFromCourse"

  let registration: RegistrationID

  package init(registration: RegistrationID) { self.registration = registration }

  package func run(_ work: Work) throws -> Decided<RegistrationID> {
    let found = try work.liveRegistration(registration)
    let ruling = work.law.ruling([
      WithdrawalWindow.decide(
        WithdrawalWindow.Facts(
          addDrop: try work.window(found.term, .addDrop),
          withdrawal: try work.window(found.term, .withdrawal)), under: work.law),
      WithdrawalBar.decide(
        WithdrawalBar.Facts(
          barred: try work.isBarred(found), lifted: found.bar == .lifted), under: work.law),
    ])
    let id = try work.record(
      ruling, Self.name, subject: found.learner,
      facts: [("registration", .text(registration.description))])
    guard ruling.outcome == .granted else { return Decided(ruling, id, nil) }
    try found.end(.withdrawn, at: work.at, in: work.tx)
    try Section.freeSeat(found.section, in: work.tx)
    try CourseResult(
      registration: found.id, symbol: "W", mark: nil, passed: nil, isApproved: true, body: "",
      number: "", at: work.at, ruling: id
    ).record(in: work.tx)
    try work.tell(.withdrawn, of: registration.description, learner: found.learner)
    return Decided(ruling, id, found.id)
  }
}

extension Work {
  /// The sessions and absences of a registration, as the attendance rules read them.
  func sessions(_ registration: Registration) throws -> Sessions {
    let summary = try AttendanceSummary.of(registration, in: tx)
    return Sessions(
      planned: summary.planned, absent: summary.absent + summary.excused,
      excused: summary.excused, beforeRegistration: summary.beforeRegistration)
  }

  /// Whether the bar is effective at this instant, by the rule and not only by the stored state.
  func isBarred(_ registration: Registration) throws -> Bool {
    if registration.bar == .barred || registration.bar == .lapsed { return true }
    return Bar.decide(try sessions(registration), under: law).outcome == .refused
  }
}
