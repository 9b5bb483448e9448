// sa-iu-ecourses IV.3: whoever drops in add/drop keeps the value paid. It stays as credit, the
// gross that was paid (`credit.amount`), under the key `drop`: it does not expire. Nothing paid, no
// credit.
package import Kernel
package import Regulations

package enum DropCredit: Rule {
  package static let id = "Fees/DropCredit"
  package static let articles = ["IV.3"]
  package static let summary = "What was paid for a dropped course stays as credit."

  package struct Facts: Sendable {
    /// What was paid for the dropped course, tax included.
    package let paid: Money

    package init(paid: Money) { self.paid = paid }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(paid: try source.money("paid", "what was paid for the dropped course, tax included"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    if let finding = demand("credit.amount", "grossPaid", "IV.3", law) { return finding }
    return Finding(
      id, .granted, "IV.3", facts.paid.minor == 0 ? "nothing" : "",
      [("credit", .money(facts.paid)), ("key", .text("drop"))])
  }
}
