package import Kernel
package import Storage

/// A program that may send or read records: it belongs to an institution, and writes under one of the
/// institution's licences.
package struct RecordClient: Sendable {
  /// What a client may do (the scopes of xAPI 1.0.3, part three, 4.1).
  package enum Right: String, Sendable, CaseIterable {
    case writeStatements = "statements/write"
    case readMine = "statements/read/mine"
    case read = "statements/read"
    case state, profile
    case readAll = "all/read"
    case all
  }

  package let id: RecordClientID
  package let institution: InstitutionID
  /// The licence under which it writes.
  package let licence: LicenceID
  package let name: String
  /// The name it signs in with.
  package let username: String
  package let rights: [Right]
  package let from: Instant
  package let endedAt: Instant?

  package init(
    id: RecordClientID, institution: InstitutionID, licence: LicenceID, name: String,
    username: String, rights: [Right], from: Instant
  ) {
    self.id = id
    self.institution = institution
    self.licence = licence
    self.name = name
    self.username = username
    self.rights = rights
    self.from = from
    endedAt = nil
  }

  private init(_ row: Row) {
    id = row.id(0)
    institution = row.id(1)
    licence = row.id(2)
    name = row.text(3)
    username = row.text(4)
    rights = row.text(5).split(separator: " ").compactMap { Right(rawValue: String($0)) }
    from = row.instant(6)
    endedAt = row.optional(7, row.instant)
  }

  package var scope: Scope { Scope(institution) }

  /// Whether one of these is among its rights.
  package func may(_ wanted: [Right]) -> Bool {
    rights.contains(.all) || wanted.contains { rights.contains($0) }
  }

  /// Who is named as the authority of what it sends: the client itself.
  package func authority(_ publicURL: String) -> Value {
    .object(
      Value.Members([
        ("objectType", .text("Agent")), ("name", .text(name)),
        (
          "account",
          .object(
            Value.Members([
              ("homePage", .text("\(publicURL)/xapi")), ("name", .text(username)),
            ]))
        ),
      ]))
  }

  /// Asks for the client of a name with the digest of its secret.
  package static func query(username: String) -> Query<(client: RecordClient, secret: [UInt8])> {
    Query(
      """
      SELECT id, institution, licence, name, username, scopes, from_at, ended_at, secret
      FROM record_client WHERE username = $1
      """, .text(username), read: { (RecordClient($0), $0.blob(8)) })
  }

  package static func find(_ id: RecordClientID, in tx: Transaction) throws -> RecordClient? {
    try tx.first(
      """
      SELECT id, institution, licence, name, username, scopes, from_at, ended_at
      FROM record_client WHERE id = $1
      """, .id(id), read: RecordClient.init)
  }

  package static func all(_ scope: Scope, in tx: Transaction) throws -> [RecordClient] {
    try tx.all(
      """
      SELECT id, institution, licence, name, username, scopes, from_at, ended_at
      FROM record_client WHERE institution = $1 ORDER BY from_at, username
      """, .id(scope.institution), read: RecordClient.init)
  }

  /// Stores a new client with the SHA-256 of its secret.
  package func insert(secret: [UInt8], in tx: Transaction) throws {
    try tx.run(
      """
      INSERT INTO record_client (id, institution, licence, name, username, secret, scopes,
        from_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      """, .id(id), .id(institution), .id(licence), .text(name), .text(username),
      .blob(secret), .text(rights.map(\.rawValue).joined(separator: " ")), .instant(from))
  }

  package static func end(_ id: RecordClientID, at: Instant, in tx: Transaction) throws {
    try tx.run(
      "UPDATE record_client SET ended_at = $1 WHERE id = $2 AND ended_at IS NULL", .instant(at),
      .id(id))
  }
}
