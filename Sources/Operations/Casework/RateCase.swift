import Casework
package import Kernel
import Regulations
import Storage

/// An applicant says how the service was, once, after the case has ended.
package struct RateCase: Operation {
  package static let name = "RateCase"

  let file: CaseID
  /// 1 to 5.
  let stars: Int
  let reason: String

  package init(file: CaseID, stars: Int, reason: String) {
    self.file = file
    self.stars = stars
    self.reason = reason
  }

  package func run(_ work: Work) throws -> Decided<Bool> {
    let desk = try work.desk(file)
    guard desk.side == .applicant else {
      throw OperationFault.forbidden("the applicant rates the service")
    }
    guard desk.procedure.isRated, desk.file.turn == .ended else {
      throw OperationFault.stateConflict("a case is rated once it has ended")
    }
    guard (1...5) ~= stars else { throw OperationFault.badInput("stars", "must be 1 to 5") }
    guard Name.fault(in: reason, limit: 1_000) == nil else {
      throw OperationFault.badInput("reason", "must be text of at most 1000 bytes")
    }
    let id = try work.recordAct(
      Self.name, subject: work.actor.person,
      facts: [("case", .text(desk.file.number ?? "–")), ("stars", .integer(stars))])
    guard try CaseRating.give(file, stars: stars, reason: reason, at: work.at, in: work.tx) else {
      throw OperationFault.stateConflict("this case was rated already")
    }
    return Decided(Ruling([], at: work.at), id, true)
  }
}
