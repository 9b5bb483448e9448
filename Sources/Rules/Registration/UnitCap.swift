// sa-iu-ecourses III.1: a learner may be registered in at most so many units in one term (25).
// Live registrations count, paid or not; withdrawn courses count too (no new room, parameter
// `load.countsWithdrawn`); dropped, released and cancelled ones do not. There is no minimum.
package import Regulations

package enum UnitCap: Rule {
  package static let id = "Registration/UnitCap"
  package static let articles = ["III.1"]
  package static let summary = "The units of a term may not exceed the maximum load."

  package struct Facts: Sendable {
    /// Units that already count in the term.
    package let unitsHeld: Int
    package let unitsAdded: Int

    package init(unitsHeld: Int, unitsAdded: Int) {
      self.unitsHeld = unitsHeld
      self.unitsAdded = unitsAdded
    }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      unitsHeld: try source.int("unitsHeld", 0...1_000, "units that already count in the term"),
      unitsAdded: try source.int("unitsAdded", 0...100, "units of the course to be added"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    let sum = facts.unitsHeld + facts.unitsAdded
    guard let maximum = law.integer("load.maximum") else {
      return unset("load.maximum", "III.1")
    }
    return Finding(
      id, sum <= maximum ? .granted : .refused, "III.1", "",
      [
        ("held", .integer(facts.unitsHeld)), ("added", .integer(facts.unitsAdded)),
        ("units", .integer(sum)), ("maximum", .integer(maximum)),
      ])
  }
}
