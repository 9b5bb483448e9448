// sa-iu-ecourses IV.1: lessons are to be attended, synchronous and asynchronous. Each planned
// session counts once; an asynchronous one counts as attended when enough of it was consumed in its
// own time (`attendance.asyncThreshold`).
import Kernel
package import Regulations

package enum LessonAttended: Rule {
  package static let id = "Attendance/LessonAttended"
  package static let articles = ["IV.1"]
  package static let summary = "Whether one lesson counts as attended."

  package enum Mode: String, Sendable, CaseIterable { case synchronous, asynchronous }

  package struct Facts: Sendable {
    package let mode: Mode
    /// Percent of an asynchronous lesson consumed inside its window; nil when nothing is recorded.
    package let consumed: Int?
    /// Present in a synchronous lesson.
    package let present: Bool

    package init(mode: Mode, consumed: Int?, present: Bool) {
      self.mode = mode
      self.consumed = consumed
      self.present = present
    }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      mode: try source.choice("mode", "how the lesson was held"),
      consumed: try source.optionalInt(
        "consumed", 0...100, "percent of an asynchronous lesson consumed inside its window"),
      present: try source.optionalFlag("present", "present in a synchronous lesson") ?? false)
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    switch facts.mode {
    case .synchronous:
      return Finding(id, facts.present ? .granted : .refused, "IV.1", "synchronous")
    case .asynchronous:
      let key = "attendance.asyncThreshold"
      guard let threshold = law.percent(key) else { return unset(key, "IV.1") }
      let consumed = facts.consumed ?? 0
      let attended = Share(percent: threshold).isReached(by: consumed, of: 100)
      return Finding(
        id, attended ? .granted : .refused, "IV.1", "asynchronous",
        [("consumed", .integer(consumed)), ("threshold", .decimal(threshold))])
    }
  }
}
