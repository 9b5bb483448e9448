// sa-iu-ecourses III.6: registration has its days in the calendar, first and last included. The
// late right of a learner whose section was cancelled admits after them until it ends. Without a
// window in the calendar nobody can say whether registration is open.
package import Kernel
package import Regulations

package enum RegistrationWindow: Rule {
  package static let id = "Registration/Window"
  package static let articles = ["III.6"]
  package static let summary = "Registration happens in its window or under a live late right."

  package enum Kind: String, Sendable, CaseIterable { case registration }

  package struct Facts: Sendable {
    package let kind: Kind
    package let days: ClosedRange<Day>?
    /// The exclusive end of the late right, where the learner has one.
    package let lateRightUntil: Instant?

    package init(
      kind: Kind = .registration, days: ClosedRange<Day>?, lateRightUntil: Instant? = nil
    ) {
      self.kind = kind
      self.days = days
      self.lateRightUntil = lateRightUntil
    }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      kind: try source.choice("kind", "which window of the calendar"),
      days: try source.days("days", "the window's days; absent when the calendar sets none"),
      lateRightUntil: try source.optionalInstant(
        "lateRightUntil", "the first instant after the late right, where there is one"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    if let days = facts.days, days.contains(law.day) {
      return Finding(id, .granted, "III.6", "", arguments(days))
    }
    if let until = facts.lateRightUntil, law.at < until {
      return Finding(id, .granted, "III.6", "lateRight", [("until", .instant(until))])
    }
    guard let days = facts.days else { return Finding(id, .undetermined, "III.6", "noWindow") }
    return Finding(
      id, .refused, "III.6", law.day < days.lowerBound ? "early" : "late", arguments(days))
  }

  private static func arguments(_ days: ClosedRange<Day>) -> [(name: String, value: Argument)] {
    [("from", .day(days.lowerBound)), ("through", .day(days.upperBound))]
  }
}
