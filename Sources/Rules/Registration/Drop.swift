// sa-iu-ecourses IV.3: a course is dropped in the add/drop window, first and last day included; no
// line of it stays in the transcript. What was paid becomes credit: Fees/DropCredit.
package import Kernel
package import Regulations

package enum Drop: Rule {
  package static let id = "Registration/Drop"
  package static let articles = ["IV.3"]
  package static let summary = "A course is dropped in the add/drop window."

  package struct Facts: Sendable {
    package let days: ClosedRange<Day>?

    package init(days: ClosedRange<Day>?) { self.days = days }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(days: try source.days("days", "the add/drop days; absent when the calendar sets none"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    CalendarWindow.finding(id, "IV.3", facts.days, law)
  }
}
