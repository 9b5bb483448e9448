// sa-iu-ecourses G.5: the controls do not say when money goes back. For fees they point to the
// rules of the paid distance programmes, whose text is not held here, so a person the university
// names decides.
package import Kernel
package import Regulations

package enum Refund: Rule {
  package static let id = "Fees/Refund"
  package static let articles = ["G.5"]
  package static let summary = "A refund is decided by a person: the controls point elsewhere."

  package struct Facts: Sendable {
    package let amount: Money

    package init(amount: Money) { self.amount = amount }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(amount: try source.money("amount", "the amount asked back"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    Finding(
      id, .undetermined, "G.5", "",
      [("amount", .money(facts.amount)), ("fallback", .text("sa-iu-paiddl"))])
  }
}
