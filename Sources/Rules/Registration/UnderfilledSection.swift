// sa-iu-ecourses III.5: a learner may leave a section that is below the required minimum (half of
// its maximum) for another of the same course, in the days the calendar gives for it. Leaving a
// section that is full enough is an ordinary change (III.4).
package import Kernel
package import Regulations

package enum UnderfilledSection: Rule {
  package static let id = "Registration/UnderfilledSection"
  package static let articles = ["III.5"]
  package static let summary = "A section below its minimum may be left in the days given for it."

  package struct Facts: Sendable {
    /// Live registrations of the section to be left, this learner included.
    package let taken: Int
    /// Seats of the section to be left.
    package let maximum: Int
    package let window: ClosedRange<Day>?
    package let sameCourse: Bool

    package init(taken: Int, maximum: Int, window: ClosedRange<Day>?, sameCourse: Bool) {
      self.taken = taken
      self.maximum = maximum
      self.window = window
      self.sameCourse = sameCourse
    }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      taken: try source.int("taken", 0...100_000, "registrations of the section to be left"),
      maximum: try source.int("maximum", 0...100_000, "seats of the section to be left"),
      window: try source.days("window", "days for leaving low sections; absent when none are set"),
      sameCourse: try source.flag("sameCourse", "both sections belong to the same course"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    if let finding = demand("section.capMeaning", "maximum", "III.5", law) { return finding }
    guard let percent = law.percent("section.openShare") else {
      return unset("section.openShare", "III.5")
    }
    guard facts.sameCourse else { return Finding(id, .refused, "III.5", "otherCourse") }
    let share = Share(percent: percent)
    let numbers: [(name: String, value: Argument)] = [
      ("taken", .integer(facts.taken)),
      ("needed", .integer(share.smallest(of: facts.maximum))),
      ("maximum", .integer(facts.maximum)),
    ]
    if share.isReached(by: facts.taken, of: facts.maximum) {
      return Finding(id, .refused, "III.5", "fullEnough", numbers)
    }
    let window = CalendarWindow.finding(id, "III.5", facts.window, law)
    return Finding(id, window.outcome, "III.5", window.variant, numbers + window.arguments)
  }
}
