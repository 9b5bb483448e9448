// sa-iu-ecourses VI: fees are stated without value-added tax, so every amount has a net, a rate, a
// tax and a gross. The rate is law of another instrument (sa-vat) and depends on the buyer: a
// resident's is known, a non-resident's is unset there until a tax ruling sets it. Meanwhile the
// resident rate is charged (`vat.nonResidentUnset`), so that "paid in full" stays decidable, and
// the finding says so.
import Kernel
import Regulations

/// The class of buyer on which the tax rate depends.
package enum Buyer: String, Sendable, CaseIterable { case resident, nonResident }

/// One amount with its tax.
struct Charge {
  let net: Money
  let rate: ExactDecimal
  /// The resident rate stands in for a rate that is unset.
  let assumed: Bool

  var vat: Money { net.percent(rate) }
  var gross: Money { net + vat }

  var arguments: [(name: String, value: Argument)] {
    [
      ("net", .money(net)), ("rate", .decimal(rate)), ("vat", .money(vat)),
      ("gross", .money(gross)), ("assumed", .flag(assumed)),
    ]
  }
}

/// A finding instead of an amount.
struct ChargeFault: Error {
  let finding: Finding
}

extension Rule {
  /// The charge of a net amount to a buyer, or the finding why it cannot be told.
  static func charge(_ net: Money, to buyer: Buyer, _ law: Law) throws(ChargeFault) -> Charge {
    guard let tax = law.under("sa-vat") else {
      throw ChargeFault(finding: unset("sa-vat", "VI.3"))
    }
    if buyer == .nonResident, let rate = tax.percent("rate.nonResident") {
      return Charge(net: net, rate: rate, assumed: false)
    }
    if buyer == .nonResident,
      let finding = demand("vat.nonResidentUnset", "residentRate", "VI.3", law)
    {
      throw ChargeFault(finding: finding)
    }
    guard let rate = tax.percent("rate.resident") else {
      throw ChargeFault(finding: unset("rate.resident", "VI.3"))
    }
    return Charge(net: net, rate: rate, assumed: buyer == .nonResident)
  }
}
