// sa-iu-ecourses VI.1 and VI.3: a unit costs 200 riyals, without value-added tax.
import Kernel
package import Regulations

package enum CourseFee: Rule {
  package static let id = "Fees/CourseFee"
  package static let articles = ["VI.1", "VI.3"]
  package static let summary = "The fee of a course: units times the fee of a unit, and the tax."

  package struct Facts: Sendable {
    package let units: Int
    package let buyer: Buyer

    package init(units: Int, buyer: Buyer) {
      self.units = units
      self.buyer = buyer
    }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      units: try source.int("units", 0...1_000, "units to be paid for"),
      buyer: try source.choice("buyer", "the buyer's class for value-added tax"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    guard let fee = law.money("fee.unit") else { return unset("fee.unit", "VI.1") }
    do {
      let charge = try charge(fee.times(facts.units), to: facts.buyer, law)
      return Finding(
        id, .granted, "VI.1", charge.assumed ? "assumedRate" : "",
        [("units", .integer(facts.units)), ("fee", .money(fee))] + charge.arguments)
    } catch {
      return error.finding
    }
  }
}
