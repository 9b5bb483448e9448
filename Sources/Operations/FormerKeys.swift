package import Kernel
package import Proofs
package import Storage

/// A key an issuer or regulator signed with before, kept so that what it signed still verifies.
package struct FormerKey: Sendable {
  package let method: DIDDocument.Method
  package let retiredAt: Instant

  /// A DID's former keys, oldest first.
  package static func of(_ did: DID, in tx: Transaction) throws -> [FormerKey] {
    try tx.all(
      """
      SELECT id, multikey, revoked_at, retired_at FROM former_key WHERE did = $1
      ORDER BY retired_at, id
      """, .text(did.text)
    ) { row in
      PublicKey(multikey: row.text(1)).map { key in
        FormerKey(
          method: DIDDocument.Method(
            id: row.text(0), key: key, revoked: row.optional(2) { row.instant($0) }),
          retiredAt: row.instant(3))
      }
    }.compactMap { $0 }
  }

  /// Since when keys sign nothing any more; nil while they are the present ones.
  package static func retired(_ keys: IssuerKeys, in tx: Transaction) throws -> Instant? {
    try tx.first(
      "SELECT retired_at FROM former_key WHERE id = $1", .text(keys.integrityID)
    ) { $0.instant(0) }
  }

  /// Keeps a key; with `revokedAt` what it signs from then on counts no more.
  package static func retire(
    _ key: PublicKey, of did: DID, at: Instant, revokedAt: Instant?, in tx: Transaction
  ) throws {
    guard let multikey = key.multikey else { return }
    try tx.run(
      """
      INSERT INTO former_key (id, did, multikey, retired_at, revoked_at)
      VALUES ($1, $2, $3, $4, $5)
      """, .text(did.keyID(key)), .text(did.text), .text(multikey), .instant(at),
      .optional(revokedAt, Bind.instant))
  }
}

extension Work {
  /// Refuses to sign with keys that were retired: a process that was not started anew since then
  /// still holds them.
  func requirePresent(_ keys: IssuerKeys) throws {
    guard let retired = try FormerKey.retired(keys, in: tx) else { return }
    throw OperationFault.stateConflict(
      "this process holds keys that were retired at \(retired.utcText); start it again")
  }
}
