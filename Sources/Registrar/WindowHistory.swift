package import Kernel
package import Storage

/// Dates a window of a term had, with the decision they rest on: earlier ones still judge what was
/// asked while they stood.
package struct WindowDates: Sendable {
  package let from: Day
  package let through: Day
  package let recordedAt: Instant
  package let decision: String

  /// All dates a window has had, newest first.
  package static func history(
    _ term: TermID, _ kind: CalendarWindow.Kind, _ scope: Scope, in tx: Transaction
  ) throws -> [WindowDates] {
    try tx.all(
      """
      SELECT w.from_day, w.through_day, w.recorded_at, w.decision FROM calendar_window w
      JOIN term t ON t.id = w.term
      WHERE w.term = $1 AND w.kind = $2 AND t.institution = $3 ORDER BY w.id DESC
      """, .id(term), .text(kind.rawValue), .id(scope.institution)
    ) { row in
      WindowDates(
        from: row.day(0), through: row.day(1), recordedAt: row.instant(2),
        decision: row.text(3))
    }
  }
}
