package import Kernel
import Regulations
package import Storage

/// A value an institution has set where the law sets none, with the decision it rests on.
package struct SetValue: Sendable {
  package let pack: String
  package let key: String
  /// As it was written; the parameter's kind says how to read it.
  package let value: String
  package let from: Day
  package let decision: String
  package let recordedAt: Instant

  /// Everything an institution has set, the latest first.
  package static func all(_ scope: Scope, in tx: Transaction) throws -> [SetValue] {
    try tx.all(
      """
      SELECT pack, key, value, from_day, decision, recorded_at FROM overlay
      WHERE institution = $1 ORDER BY id DESC
      """, .id(scope.institution)
    ) { row in
      SetValue(
        pack: row.text(0), key: row.text(1), value: row.text(2), from: row.day(3),
        decision: row.text(4), recordedAt: row.instant(5))
    }
  }
}
