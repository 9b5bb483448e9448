package import Kernel
package import Storage

/// A status list as another installation signed it for a time, kept beside what it was needed for.
package struct ForeignSnapshot: Sendable {
  /// Where the list is published.
  package let url: String
  package let from: Instant
  /// The instant at which it holds no longer.
  package let until: Instant
  package let document: [UInt8]

  package init(url: String, from: Instant, until: Instant, document: [UInt8]) {
    self.url = url
    self.from = from
    self.until = until
    self.document = document
  }

  package func insert(in tx: Transaction) throws {
    try tx.run(
      """
      INSERT INTO foreign_snapshot (url, valid_from, valid_until, document)
      VALUES ($1, $2, $3, $4)
      ON CONFLICT (url, valid_from) DO UPDATE SET valid_until = excluded.valid_until,
        document = excluded.document
      """, .text(url), .instant(from), .instant(until), .blob(document))
  }

  /// The lists whose newest snapshot ends before an instant.
  package static func ending(before instant: Instant, in tx: Transaction) throws -> [String] {
    try tx.all(
      """
      SELECT url FROM foreign_snapshot GROUP BY url HAVING MAX(valid_until) < $1 ORDER BY url
      LIMIT 100
      """, .instant(instant)
    ) { $0.text(0) }
  }

  /// The newest snapshot that had begun at an instant.
  package static func newest(_ url: String, at: Instant, in tx: Transaction) throws
    -> ForeignSnapshot?
  {
    try tx.first(
      """
      SELECT url, valid_from, valid_until, document FROM foreign_snapshot
      WHERE url = $1 AND valid_from <= $2 ORDER BY valid_from DESC LIMIT 1
      """, .text(url), .instant(at)
    ) { row in
      ForeignSnapshot(
        url: row.text(0), from: row.instant(1), until: row.instant(2), document: row.blob(3))
    }
  }
}

/// What another installation's regulator answered when it refused to register a credential.
package enum CredentialRefusal {
  /// Keeps the problem document with its ruling.
  package static func insert(
    _ credential: CredentialID, at: Instant, document: [UInt8], in tx: Transaction
  ) throws {
    try tx.run(
      """
      INSERT INTO credential_refusal (credential, at, document) VALUES ($1, $2, $3)
      ON CONFLICT (credential) DO NOTHING
      """, .id(credential), .instant(at), .blob(document))
  }

  /// The problem document; nil where nothing was refused from elsewhere.
  package static func find(_ credential: CredentialID, in tx: Transaction) throws -> [UInt8]? {
    try tx.first(
      "SELECT document FROM credential_refusal WHERE credential = $1", .id(credential)
    ) { $0.blob(0) }
  }
}
