// A window of the calendar: first and last day included, counted in the pack's zone.
import Kernel
import Regulations

/// Where a day stands to a window of the calendar.
enum CalendarWindow {
  /// The finding for a window: granted inside, refused before (`early`) and after (`late`),
  /// undetermined (`noWindow`) when the calendar sets none.
  static func finding(_ rule: String, _ article: String, _ days: ClosedRange<Day>?, _ law: Law)
    -> Finding
  {
    guard let days else { return Finding(rule, .undetermined, article, "noWindow") }
    let arguments: [(name: String, value: Argument)] = [
      ("from", .day(days.lowerBound)), ("through", .day(days.upperBound)),
    ]
    if days.contains(law.day) { return Finding(rule, .granted, article, "", arguments) }
    return Finding(
      rule, .refused, article, law.day < days.lowerBound ? "early" : "late", arguments)
  }
}
