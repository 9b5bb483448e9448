package import Kernel
package import Storage

/// A link by which a credential's holder shows it to whoever has the link; of its token only the
/// digest is kept.
package struct CredentialShare: Sendable {
  /// SHA-256 of the link's token.
  package let digest: [UInt8]
  package let credential: CredentialID
  package let createdAt: Instant

  package init(digest: [UInt8], credential: CredentialID, createdAt: Instant) {
    self.digest = digest
    self.credential = credential
    self.createdAt = createdAt
  }

  private init(_ row: Row) {
    digest = row.blob(0)
    credential = row.id(1)
    createdAt = row.instant(2)
  }

  package func insert(in tx: Transaction) throws {
    try tx.run(
      "INSERT INTO credential_share (digest, credential, created_at) VALUES ($1, $2, $3)",
      .blob(digest), .id(credential), .instant(createdAt))
  }

  /// The open link of this digest.
  package static func find(_ digest: [UInt8], in tx: Transaction) throws -> CredentialShare? {
    try tx.first(
      """
      SELECT digest, credential, created_at FROM credential_share
      WHERE digest = $1 AND ended_at IS NULL
      """, .blob(digest), read: CredentialShare.init)
  }

  /// A credential's open links, oldest first.
  package static func of(_ credential: CredentialID, in tx: Transaction) throws
    -> [CredentialShare]
  {
    try tx.all(
      """
      SELECT digest, credential, created_at FROM credential_share
      WHERE credential = $1 AND ended_at IS NULL ORDER BY created_at, digest
      """, .id(credential), read: CredentialShare.init)
  }

  /// Ends it; false when it had ended before.
  package func end(at: Instant, in tx: Transaction) throws -> Bool {
    try tx.first(
      """
      UPDATE credential_share SET ended_at = $2 WHERE digest = $1 AND ended_at IS NULL
      RETURNING credential
      """, .blob(digest), .instant(at)
    ) { $0.id(0, CredentialTag.self) } != nil
  }
}
