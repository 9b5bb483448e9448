// sa-iu-ecourses IV.4: after add/drop a learner may withdraw within the withdrawal window, without
// a refund; the course stays in the transcript as W. The instant of the request decides
// (`withdraw.testInstant`) and no excuse is asked for (`withdraw.excuse`). Between the two windows
// there is neither drop nor withdrawal.
package import Kernel
package import Regulations

package enum WithdrawalWindow: Rule {
  package static let id = "Registration/WithdrawalWindow"
  package static let articles = ["IV.4"]
  package static let summary = "A course is withdrawn from in the withdrawal window."

  package struct Facts: Sendable {
    package let addDrop: ClosedRange<Day>?
    package let withdrawal: ClosedRange<Day>?

    package init(addDrop: ClosedRange<Day>?, withdrawal: ClosedRange<Day>?) {
      self.addDrop = addDrop
      self.withdrawal = withdrawal
    }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      addDrop: try source.days("addDrop", "the add/drop days"),
      withdrawal: try source.days("withdrawal", "the withdrawal days"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    if let finding = demand("withdraw.testInstant", "request", "IV.4", law) { return finding }
    if let finding = demand("withdraw.excuse", "notRequired", "IV.4", law) { return finding }
    if let addDrop = facts.addDrop, addDrop.contains(law.day) {
      return Finding(id, .refused, "IV.4", "addDrop", [("through", .day(addDrop.upperBound))])
    }
    guard let days = facts.withdrawal else {
      return Finding(id, .undetermined, "IV.4", "noWindow")
    }
    let arguments: [(name: String, value: Argument)] = [
      ("from", .day(days.lowerBound)), ("through", .day(days.upperBound)),
    ]
    if law.day > days.upperBound { return Finding(id, .refused, "IV.4", "late", arguments) }
    if law.day < days.lowerBound {
      let closed = facts.addDrop.map { law.day > $0.upperBound } ?? false
      return Finding(id, .refused, "IV.4", closed ? "between" : "early", arguments)
    }
    return Finding(id, .granted, "IV.4", "", arguments + [("symbol", .text("W"))])
  }
}
