// sa-iu-ecourses III.4: a learner may move to another section of the same course in the days the
// calendar gives for it; whether the target has a seat is Registration/Capacity.
package import Kernel
package import Regulations

package enum SectionChange: Rule {
  package static let id = "Registration/SectionChange"
  package static let articles = ["III.4"]
  package static let summary = "A section is changed in its window, within the same course."

  package struct Facts: Sendable {
    package let window: ClosedRange<Day>?
    package let sameCourse: Bool

    package init(window: ClosedRange<Day>?, sameCourse: Bool) {
      self.window = window
      self.sameCourse = sameCourse
    }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      window: try source.days("window", "days for changing sections; absent when none are set"),
      sameCourse: try source.flag("sameCourse", "both sections belong to the same course"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    guard facts.sameCourse else { return Finding(id, .refused, "III.4", "otherCourse") }
    return CalendarWindow.finding(id, "III.4", facts.window, law)
  }
}
