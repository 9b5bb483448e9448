// sa-iu-ecourses III.3: courses are exchanged in the add/drop window (`swap.window`), first and
// last day included.
package import Kernel
package import Regulations

package enum SwapWindow: Rule {
  package static let id = "Registration/SwapWindow"
  package static let articles = ["III.3"]
  package static let summary = "Courses are exchanged in the add/drop window."

  package struct Facts: Sendable {
    package let days: ClosedRange<Day>?

    package init(days: ClosedRange<Day>?) { self.days = days }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(days: try source.days("days", "the add/drop days; absent when the calendar sets none"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    if let finding = demand("swap.window", "addDrop", "III.3", law) { return finding }
    return CalendarWindow.finding(id, "III.3", facts.days, law)
  }
}
