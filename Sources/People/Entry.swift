package import Kernel
package import Storage

/// A bearer token for the API; only its digest is stored.
package enum BearerToken {
  package static func insert(
    digest: [UInt8], person: PersonID, label: String, from: Instant, until: Instant,
    in tx: Transaction
  ) throws {
    try tx.run(
      """
      INSERT INTO bearer_token (digest, person, label, created_at, expires_at)
      VALUES ($1, $2, $3, $4, $5)
      """, .blob(digest), .id(person), .text(label), .instant(from), .instant(until))
  }

  /// Whose token this is, while it is valid.
  package static func person(digest: [UInt8], at: Instant, in tx: Transaction) throws -> PersonID? {
    try tx.first(
      "SELECT person FROM bearer_token WHERE digest = $1 AND expires_at > $2",
      .blob(digest), .instant(at)
    ) { $0.id(0) }
  }
}

/// A signed-in browser: the cookie's digest, the person, and the token its forms carry.
package struct WebSession: Sendable {
  package let person: PersonID
  package let csrf: String

  package static func insert(
    digest: [UInt8], person: PersonID, csrf: String, from: Instant, until: Instant,
    in tx: Transaction
  ) throws {
    try tx.run(
      """
      INSERT INTO web_session (digest, person, csrf, created_at, expires_at)
      VALUES ($1, $2, $3, $4, $5)
      """, .blob(digest), .id(person), .text(csrf), .instant(from), .instant(until))
  }

  package static func find(digest: [UInt8], at: Instant, in tx: Transaction) throws -> WebSession? {
    try tx.first(
      "SELECT person, csrf FROM web_session WHERE digest = $1 AND expires_at > $2",
      .blob(digest), .instant(at)
    ) { WebSession(person: $0.id(0), csrf: $0.text(1)) }
  }

  package static func remove(digest: [UInt8], in tx: Transaction) throws {
    try tx.run("DELETE FROM web_session WHERE digest = $1", .blob(digest))
  }
}
