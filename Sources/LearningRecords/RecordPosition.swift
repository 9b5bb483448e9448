package import Kernel
package import Storage

/// Up to which statement an institution's records were looked through for what counts.
package enum RecordPosition {
  package static func of(_ scope: Scope, in tx: Transaction) throws -> Instant {
    try tx.first(
      "SELECT stored FROM record_position WHERE institution = $1", .id(scope.institution)
    ) { $0.instant(0) } ?? Instant(microseconds: .min)
  }

  package static func set(_ stored: Instant, _ scope: Scope, in tx: Transaction) throws {
    try tx.run(
      """
      INSERT INTO record_position (institution, stored) VALUES ($1, $2)
      ON CONFLICT (institution) DO UPDATE SET stored = excluded.stored
      """, .id(scope.institution), .instant(stored))
  }
}
