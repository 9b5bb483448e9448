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

  /// Asks whose token this is, while it is valid, with each of the person's grants; a person
  /// without any is one row.
  package static func query(digest: [UInt8], at: Instant) -> Query<(person: Person, grant: Grant?)>
  {
    Query(
      """
      SELECT p.id, p.institution, p.login, p.name_ar, p.name_en, p.tongue, p.buyer,
        p.identifier_kind, p.identifier, g.id, g.person, g.role, g.institution, g.course,
        g.section, g.from_at, g.until_at, g.delegated_from
      FROM bearer_token t JOIN person p ON p.id = t.person
        LEFT JOIN grant_row g ON g.person = p.id
      WHERE t.digest = $1 AND t.expires_at > $2 ORDER BY g.from_at
      """, .blob(digest), .instant(at)
    ) { row in (Person(row), row.isNull(9) ? nil : Grant(row, from: 9)) }
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
