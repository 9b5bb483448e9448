// sa-iu-ecourses IV.2: a registration is confirmed when its whole invoice, tax included, is paid
// before the week ends. The payer's instant of payment counts, not the arrival of the notice; when
// the notice of a timely payment comes after the hours were deleted, the seat is given back if one
// is free. What was paid late or in part stays as credit (`payment.late`, `payment.partial`), and so
// does what came when nothing was owed any more. A paper copy is paid in the same time
// (`paper.payment`).
package import Kernel
package import Regulations

package enum Settlement: Rule {
  package static let id = "Fees/Settlement"
  package static let articles = ["IV.2"]
  package static let summary =
    "A registration is confirmed when its invoice is paid in full in time."

  package struct Facts: Sendable {
    package let registeredAt: Instant
    /// The payer's instant of the last payment.
    package let paidAt: Instant
    /// All that has been paid on the invoice, this payment included.
    package let paid: Money
    /// The invoice's whole amount, tax included; nothing for one that was paid or has no lines left.
    package let owed: Money
    /// A seat is free, or the copy can still be made (asked only when the time was over).
    package let seatFree: Bool
    /// The hours have been deleted, or the request has lapsed, already.
    package let released: Bool
    /// The invoice is of a paper copy.
    package let paper: Bool

    package init(
      registeredAt: Instant, paidAt: Instant, paid: Money, owed: Money, seatFree: Bool,
      released: Bool, paper: Bool = false
    ) {
      self.registeredAt = registeredAt
      self.paidAt = paidAt
      self.paid = paid
      self.owed = owed
      self.seatFree = seatFree
      self.released = released
      self.paper = paper
    }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      registeredAt: try source.instant("registeredAt", "the instant of the registration"),
      paidAt: try source.instant("paidAt", "the payer's instant of payment"),
      paid: try source.money("paid", "all paid on the invoice, this payment included"),
      owed: try source.money("owed", "the invoice's whole amount, tax included"),
      seatFree: try source.flag(
        "seatFree", "a seat is free in the section; of a paper copy: it can still be made"),
      released: try source.flag("released", "the hours have been deleted already"),
      paper: try source.optionalFlag("paper", "the invoice is of a paper copy") ?? false)
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    let term: PaymentTerm
    do {
      term = try paymentTerm(registeredAt: facts.registeredAt, law)
    } catch {
      return error.finding
    }
    guard facts.paid.currency == facts.owed.currency else {
      return Finding(
        id, .undetermined, "IV.2", "currency",
        [("paid", .money(facts.paid)), ("owed", .money(facts.owed))])
    }
    var arguments: [(name: String, value: Argument)] = [
      ("paid", .money(facts.paid)), ("owed", .money(facts.owed)),
      ("paidAt", .instant(facts.paidAt)),
    ]
    arguments += term.arguments
    if facts.owed.minor == 0 {
      return Finding(
        id, .refused, "IV.2", "settled", arguments + [("credit", .money(facts.paid))])
    }
    if facts.paidAt >= term.due {
      if let finding = demand("payment.late", "credit", "IV.2", law) { return finding }
      return Finding(
        id, .refused, "IV.2", "late", arguments + [("credit", .money(facts.paid))])
    }
    if facts.paid.minor < facts.owed.minor {
      if let finding = demand("payment.partial", "credit", "IV.2", law) { return finding }
      return Finding(
        id, .refused, "IV.2", "partial",
        arguments + [("remaining", .money(facts.owed - facts.paid))])
    }
    if facts.released, !facts.seatFree {
      return Finding(
        id, .refused, "IV.2", facts.paper ? "paperGone" : "seatGone",
        arguments + [("credit", .money(facts.paid))])
    }
    if facts.paper { return Finding(id, .granted, "IV.2", "paper", arguments) }
    return Finding(id, .granted, "IV.2", facts.released ? "restored" : "", arguments)
  }
}
