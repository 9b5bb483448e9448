// sa-iu-ecourses VI.2: the electronic certificate is free, a paper copy costs 100 riyals without
// value-added tax; each copy counts.
import Kernel
package import Regulations

package enum CertificateFee: Rule {
  package static let id = "Fees/CertificateFee"
  package static let articles = ["VI.2", "VI.3"]
  package static let summary = "The fee of certificates: electronic free, paper by the copy."

  package enum Form: String, Sendable, CaseIterable { case electronic, paper }

  package struct Facts: Sendable {
    package let form: Form
    package let copies: Int
    package let buyer: Buyer

    package init(form: Form, copies: Int, buyer: Buyer) {
      self.form = form
      self.copies = copies
      self.buyer = buyer
    }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      form: try source.choice("form", "the form of the certificate"),
      copies: try source.int("copies", 1...1_000, "how many copies"),
      buyer: try source.choice("buyer", "the buyer's class for value-added tax"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    let key = facts.form == .paper ? "fee.paper" : "fee.electronic"
    guard let fee = law.money(key) else { return unset(key, "VI.2") }
    do {
      let charge = try charge(fee.times(facts.copies), to: facts.buyer, law)
      let variant =
        switch (charge.net.minor, charge.assumed) {
        case (0, _): "free"
        case (_, true): "assumedRate"
        default: ""
        }
      return Finding(
        id, .granted, "VI.2", variant,
        [("copies", .integer(facts.copies)), ("fee", .money(fee))] + charge.arguments)
    } catch {
      return error.finding
    }
  }
}
