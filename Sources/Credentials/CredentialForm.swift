package import Kernel
package import Storage

/// What is to be signed, kept from the decision to issue until it is signed.
package enum CredentialIntent {
  /// `proofInput` is what the linked-data proof signs.
  package static func insert(
    _ credential: CredentialID, unsigned: [UInt8], proofInput: [UInt8], in tx: Transaction
  ) throws {
    try tx.run(
      "INSERT INTO credential_intent (credential, unsigned, proof_input) VALUES ($1, $2, $3)",
      .id(credential), .blob(unsigned), .blob(proofInput))
  }

  /// The unsigned award's bytes; nil once it is signed.
  package static func find(_ credential: CredentialID, in tx: Transaction) throws
    -> (unsigned: [UInt8], proofInput: [UInt8])?
  {
    try tx.first(
      "SELECT unsigned, proof_input FROM credential_intent WHERE credential = $1",
      .id(credential)
    ) { ($0.blob(0), $0.blob(1)) }
  }

  /// What its linked-data proof signs; nil once it is signed.
  package static func proofInput(_ credential: CredentialID, in tx: Transaction) throws
    -> [UInt8]?
  {
    try tx.first(
      "SELECT proof_input FROM credential_intent WHERE credential = $1", .id(credential)
    ) { $0.blob(0) }
  }

  package static func delete(_ credential: CredentialID, in tx: Transaction) throws {
    try tx.run("DELETE FROM credential_intent WHERE credential = $1", .id(credential))
  }
}

/// A credential as it was signed: the bytes are stored once and never written anew.
package struct CredentialForm: Sendable {
  package let credential: CredentialID
  /// The award with its linked-data proof; nil for tokens of the first version.
  package let award: [UInt8]?
  /// The same award as a compact token.
  package let jwt: String
  package let keyID: String

  package init(credential: CredentialID, award: [UInt8], jwt: String, keyID: String) {
    self.credential = credential
    self.award = award
    self.jwt = jwt
    self.keyID = keyID
  }

  private init(_ row: Row) {
    credential = row.id(0)
    award = row.optional(1) { row.blob($0) }
    jwt = row.text(2)
    keyID = row.text(3)
  }

  package func insert(in tx: Transaction) throws {
    try tx.run(
      "INSERT INTO credential_form (credential, award, jwt, key_id) VALUES ($1, $2, $3, $4)",
      .id(credential), .optional(award, Bind.blob), .text(jwt), .text(keyID))
  }

  package static func find(_ credential: CredentialID, in tx: Transaction) throws
    -> CredentialForm?
  {
    try tx.first(
      "SELECT credential, award, jwt, key_id FROM credential_form WHERE credential = $1",
      .id(credential), read: CredentialForm.init)
  }
}

/// The regulator's receipt of a credential, as the provider keeps it.
package enum CredentialReceipt {
  package static func insert(
    _ credential: CredentialID, registeredAt: Instant, document: [UInt8], in tx: Transaction
  ) throws {
    try tx.run(
      """
      INSERT INTO credential_receipt (credential, registered_at, document) VALUES ($1, $2, $3)
      ON CONFLICT (credential) DO NOTHING
      """, .id(credential), .instant(registeredAt), .blob(document))
  }

  package static func find(_ credential: CredentialID, in tx: Transaction) throws
    -> (registeredAt: Instant, document: [UInt8])?
  {
    try tx.first(
      "SELECT registered_at, document FROM credential_receipt WHERE credential = $1",
      .id(credential)
    ) { ($0.instant(0), $0.blob(1)) }
  }
}

/// A receipt in the regulator's own register: one for an award, whatever its provider asks.
package struct RegisteredReceipt: Sendable {
  package let id: ID<ReceiptTag>
  /// The award's id, `urn:uuid:…`.
  package let award: String
  /// The provider's DID.
  package let provider: String
  package let registeredAt: Instant
  package let document: [UInt8]
  package let entry: StatusEntry

  package init(
    id: ID<ReceiptTag>, award: String, provider: String, registeredAt: Instant,
    document: [UInt8], entry: StatusEntry
  ) {
    self.id = id
    self.award = award
    self.provider = provider
    self.registeredAt = registeredAt
    self.document = document
    self.entry = entry
  }

  private init(_ row: Row) {
    id = row.id(0)
    award = row.text(1)
    provider = row.text(2)
    registeredAt = row.instant(3)
    document = row.blob(4)
    entry = StatusEntry(list: row.id(5), position: row.int(6))
  }

  package func insert(in tx: Transaction) throws {
    try tx.run(
      """
      INSERT INTO receipt (id, award, provider, registered_at, document, status_list, status_index)
      VALUES ($1, $2, $3, $4, $5, $6, $7)
      """, .id(id), .text(award), .text(provider), .instant(registeredAt), .blob(document),
      .id(entry.list), .int(entry.position))
  }

  package static func of(award: String, in tx: Transaction) throws -> RegisteredReceipt? {
    try tx.first(
      """
      SELECT id, award, provider, registered_at, document, status_list, status_index FROM receipt
      WHERE award = $1
      """, .text(award), read: RegisteredReceipt.init)
  }
}

/// Tags a receipt.
package enum ReceiptTag {}
