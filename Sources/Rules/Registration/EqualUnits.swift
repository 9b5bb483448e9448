// sa-iu-ecourses III.3: in add/drop a learner may change courses within the same number of units.
// Read as equal, exactly (`swap.units`): fewer is a drop (IV.3), more is a new registration. The
// change keeps the clock of the original payment (`swap.keepsPaymentClock`).
package import Regulations

package enum EqualUnits: Rule {
  package static let id = "Registration/EqualUnits"
  package static let articles = ["III.3"]
  package static let summary = "Courses are exchanged within the same number of units."

  package struct Facts: Sendable {
    package let unitsRemoved: Int
    package let unitsAdded: Int

    package init(unitsRemoved: Int, unitsAdded: Int) {
      self.unitsRemoved = unitsRemoved
      self.unitsAdded = unitsAdded
    }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      unitsRemoved: try source.int("unitsRemoved", 0...1_000, "units of the courses given up"),
      unitsAdded: try source.int("unitsAdded", 0...1_000, "units of the courses taken instead"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    guard let reading = law.choice("swap.units") else { return unset("swap.units", "III.3") }
    guard let keepsClock = law.flag("swap.keepsPaymentClock") else {
      return unset("swap.keepsPaymentClock", "III.3")
    }
    let fewerAllowed: Bool
    switch reading {
    case "equal": fewerAllowed = false
    case "equalOrFewer": fewerAllowed = true
    default: return unread("swap.units", reading, "III.3")
    }
    let arguments: [(name: String, value: Argument)] = [
      ("removed", .integer(facts.unitsRemoved)), ("added", .integer(facts.unitsAdded)),
    ]
    if facts.unitsAdded > facts.unitsRemoved {
      return Finding(id, .refused, "III.3", "more", arguments)
    }
    if facts.unitsAdded < facts.unitsRemoved, !fewerAllowed {
      return Finding(id, .refused, "III.3", "fewer", arguments)
    }
    return Finding(
      id, .granted, "III.3", keepsClock ? "" : "newClock",
      arguments + [("keepsPaymentClock", .flag(keepsClock))])
  }
}
