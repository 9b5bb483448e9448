package import Kernel

/// What identifies a server among several on one database.
package enum ServerTag {}

extension Transaction {
  /// Takes a lease or keeps it until an instant; false while another server holds it.
  package func takeLease(_ name: String, holder: ID<ServerTag>, at: Instant, until: Instant)
    throws -> Bool
  {
    try !all(
      """
      INSERT INTO lease (name, holder, until_at) VALUES ($1, $2, $3)
      ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until_at = excluded.until_at
      WHERE lease.holder = excluded.holder OR lease.until_at <= $4
      RETURNING until_at
      """, .text(name), .id(holder), .instant(until), .instant(at)
    ) { $0.instant(0) }.isEmpty
  }

  /// Gives a lease back, so that another server need not wait for its end.
  package func giveLease(_ name: String, holder: ID<ServerTag>) throws {
    try run("DELETE FROM lease WHERE name = $1 AND holder = $2", .text(name), .id(holder))
  }
}
