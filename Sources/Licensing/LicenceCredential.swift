package import Kernel
package import Storage

/// Tags a licence's credential.
package enum LicenceCredentialTag {}
/// Tags a list of states; the register of lists lies in another book.
package enum LicenceStatusListTag {}

/// A licence in the form that travels inside awards: signed by the regulator, for a provider or for
/// one achievement of a programme.
package struct LicenceCredential: Sendable {
  package let id: ID<LicenceCredentialTag>
  package let licence: LicenceID
  /// The provider's DID, or the achievement's URI.
  package let subject: String
  package let jwt: String
  package let issuedAt: Instant
  /// Where its suspension would be published; nil where another installation keeps the lists.
  package let entry: (list: ID<LicenceStatusListTag>, position: Int)?

  package init(
    id: ID<LicenceCredentialTag>, licence: LicenceID, subject: String, jwt: String,
    issuedAt: Instant, entry: (list: ID<LicenceStatusListTag>, position: Int)?
  ) {
    self.id = id
    self.licence = licence
    self.subject = subject
    self.jwt = jwt
    self.issuedAt = issuedAt
    self.entry = entry
  }

  private init(_ row: Row) {
    id = row.id(0)
    licence = row.id(1)
    subject = row.text(2)
    jwt = row.text(3)
    issuedAt = row.instant(4)
    entry = row.optional(5) { (row.id($0), row.int(6)) }
  }

  package func insert(in tx: Transaction) throws {
    try tx.run(
      """
      INSERT INTO licence_credential (id, licence, subject, jwt, issued_at, status_list,
        status_index) VALUES ($1, $2, $3, $4, $5, $6, $7)
      """, .id(id), .id(licence), .text(subject), .text(jwt), .instant(issuedAt),
      .optional(entry?.list, Bind.id), .optional(entry?.position, Bind.int))
  }

  /// Puts this one in the place of what the same licence was signed as before for the same subject.
  package func replace(in tx: Transaction) throws {
    try tx.run(
      "UPDATE licence_credential SET jwt = $3, issued_at = $4 WHERE licence = $1 AND subject = $2",
      .id(licence), .text(subject), .text(jwt), .instant(issuedAt))
  }

  package static func find(_ licence: LicenceID, subject: String, in tx: Transaction) throws
    -> LicenceCredential?
  {
    try tx.first(
      """
      SELECT id, licence, subject, jwt, issued_at, status_list, status_index
      FROM licence_credential WHERE licence = $1 AND subject = $2
      """, .id(licence), .text(subject), read: LicenceCredential.init)
  }

  /// The one place in the lists that all of a licence's credentials point at.
  package static func entry(of licence: LicenceID, in tx: Transaction) throws
    -> (list: ID<LicenceStatusListTag>, position: Int)?
  {
    try tx.first(
      """
      SELECT status_list, status_index FROM licence_credential
      WHERE licence = $1 AND status_list IS NOT NULL ORDER BY subject LIMIT 1
      """, .id(licence)
    ) { ($0.id(0), $0.int(1)) }
  }

  /// A licence's credentials, one for each subject.
  package static func of(_ licence: LicenceID, in tx: Transaction) throws -> [LicenceCredential] {
    try tx.all(
      """
      SELECT id, licence, subject, jwt, issued_at, status_list, status_index
      FROM licence_credential WHERE licence = $1 ORDER BY subject
      """, .id(licence), read: LicenceCredential.init)
  }

  /// Every licence's credentials.
  package static func all(in tx: Transaction) throws -> [LicenceCredential] {
    try tx.all(
      """
      SELECT id, licence, subject, jwt, issued_at, status_list, status_index
      FROM licence_credential ORDER BY id
      """, read: LicenceCredential.init)
  }

  /// Puts the same licence, signed with another key, in its place.
  package func replace(jwt: String, in tx: Transaction) throws {
    try tx.run("UPDATE licence_credential SET jwt = $2 WHERE id = $1", .id(id), .text(jwt))
  }
}
