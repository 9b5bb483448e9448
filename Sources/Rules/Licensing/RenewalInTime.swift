// sa-nelc validity: a licence is renewed where that is asked for at least so many months
// (renewal.months) before it ends. Counted back from the moment it ends, the day after its last day:
// a licence that holds through 2030-11-20 may be renewed through 2030-05-21.
package import Kernel
package import Regulations

package enum RenewalInTime: Rule {
  package static let id = "Licensing/RenewalInTime"
  package static let articles = ["validity"]
  package static let instrument = "sa-nelc"
  package static let summary = "A renewal is asked for early enough before the licence ends."

  package struct Facts: Sendable {
    package let number: String
    /// The last day on which the licence holds.
    package let until: Day

    package init(number: String, until: Day) {
      self.number = number
      self.until = until
    }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      number: try source.text("number", "the licence's number as printed"),
      until: try source.day("until", "last day on which it holds"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    guard let months = law.integer("renewal.months") else {
      return unset("renewal.months", "validity")
    }
    let lastDay = facts.until.adding(days: 1).adding(months: -months)
    return Finding(
      id, law.day <= lastDay ? .granted : .refused, "validity", law.day <= lastDay ? "" : "late",
      [
        ("number", .text(facts.number)), ("months", .integer(months)),
        ("until", .day(facts.until)), ("lastDay", .day(lastDay)),
      ])
  }
}
