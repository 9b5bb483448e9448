// sa-iu-ecourses IV.2: hours that are not paid in full within the week are deleted. Asked at the
// law's instant: granted means that they are to be deleted now. The whole invoice counts
// (`payment.scope`); asking twice changes nothing. A paper copy has the same time
// (`paper.payment`): its request lapses.
package import Kernel
package import Regulations

package enum Release: Rule {
  package static let id = "Fees/Release"
  package static let articles = ["IV.2"]
  package static let summary = "Hours not paid in full when the time ends are deleted."

  package struct Facts: Sendable {
    package let registeredAt: Instant
    /// All that was paid in time on the invoice.
    package let paid: Money
    package let owed: Money
    /// The invoice is of a paper copy.
    package let paper: Bool

    package init(registeredAt: Instant, paid: Money, owed: Money, paper: Bool = false) {
      self.registeredAt = registeredAt
      self.paid = paid
      self.owed = owed
      self.paper = paper
    }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      registeredAt: try source.instant("registeredAt", "the instant of the registration"),
      paid: try source.money("paid", "all paid in time on the invoice"),
      owed: try source.money("owed", "the invoice's whole amount, tax included"),
      paper: try source.optionalFlag("paper", "the invoice is of a paper copy") ?? false)
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    let term: PaymentTerm
    do {
      term = try paymentTerm(registeredAt: facts.registeredAt, law)
    } catch {
      return error.finding
    }
    var arguments: [(name: String, value: Argument)] = [
      ("paid", .money(facts.paid)), ("owed", .money(facts.owed)),
    ]
    guard facts.paid.currency == facts.owed.currency else {
      return Finding(id, .undetermined, "IV.2", "currency", arguments)
    }
    arguments += term.arguments
    if facts.paid.minor >= facts.owed.minor {
      return Finding(id, .refused, "IV.2", "paid", arguments)
    }
    if law.at < term.due { return Finding(id, .refused, "IV.2", "notDue", arguments) }
    if facts.paid.minor > 0,
      let finding = demand("payment.partial", "credit", "IV.2", law)
    {
      return finding
    }
    return Finding(
      id, .granted, "IV.2", facts.paper ? "paper" : "",
      arguments + [("credit", .money(facts.paid))])
  }
}
