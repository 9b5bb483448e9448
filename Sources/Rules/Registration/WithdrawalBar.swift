// sa-iu-ecourses IV.4: nobody withdraws from a course in which they are barred. Tested course by
// course, at the request; a lifted bar is no bar.
package import Regulations

package enum WithdrawalBar: Rule {
  package static let id = "Registration/WithdrawalBar"
  package static let articles = ["IV.4"]
  package static let summary = "A learner barred in a course cannot withdraw from it."

  package struct Facts: Sendable {
    package let barred: Bool
    package let lifted: Bool

    package init(barred: Bool, lifted: Bool) {
      self.barred = barred
      self.lifted = lifted
    }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      barred: try source.flag("barred", "the learner is barred in this course"),
      lifted: try source.flag("lifted", "the bar has been lifted and the lift stands"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    guard facts.barred else { return Finding(id, .granted, "IV.4") }
    return Finding(
      id, facts.lifted ? .granted : .refused, "IV.4", facts.lifted ? "lifted" : "")
  }
}
