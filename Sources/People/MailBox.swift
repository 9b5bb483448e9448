package import Kernel
package import Storage

/// Where a person gets mail; whoever has none reads letters here only.
package enum MailBox {
  /// Somebody mail goes to, and in which language.
  package struct Reader: Sendable {
    package let person: PersonID
    /// Whose people they are one of.
    package let institution: InstitutionID
    package let address: String
    package let tongue: Tongue
  }

  /// The address of a person; nil where there is none.
  package static func address(of person: PersonID, in tx: Transaction) throws -> String? {
    try tx.first("SELECT address FROM mail_address WHERE person = $1", .id(person)) { $0.text(0) }
  }

  /// Sets a person's address in place of the one before.
  package static func set(
    _ address: MailAddress, of person: PersonID, at: Instant, in tx: Transaction
  ) throws {
    try tx.run(
      """
      INSERT INTO mail_address (person, address, set_at) VALUES ($1, $2, $3)
      ON CONFLICT (person) DO UPDATE SET address = excluded.address, set_at = excluded.set_at
      """, .id(person), .text(address.text), .instant(at))
  }

  /// The only person of an institution with an address; nil where nobody has it, or several have.
  package static func owner(_ address: String, _ scope: Scope, in tx: Transaction) throws
    -> PersonID?
  {
    let owners: [PersonID] = try tx.all(
      """
      SELECT p.id FROM person p JOIN mail_address m ON m.person = p.id
      WHERE p.institution = $1 AND m.address = $2 LIMIT 2
      """, .id(scope.institution), .text(address)
    ) { $0.id(0) }
    return owners.count == 1 ? owners.first : nil
  }

  /// Forgets a person's address.
  package static func remove(of person: PersonID, in tx: Transaction) throws {
    try tx.run("DELETE FROM mail_address WHERE person = $1", .id(person))
  }

  /// A person with an address.
  package static func reader(_ person: PersonID, in tx: Transaction) throws -> Reader? {
    try tx.first(
      """
      SELECT p.id, p.institution, m.address, p.tongue FROM person p JOIN mail_address m ON m.person = p.id
      WHERE p.id = $1
      """, .id(person), read: Reader.init)
  }

  /// Leaves mail to a person who has an address, and nothing for anybody else; the same key is left
  /// once. In one statement, since most who register have none.
  package static func tell(_ person: PersonID, key: String, at: Instant, in tx: Transaction) throws
  {
    try tx.run(
      """
      INSERT INTO outbox (topic, key, payload, queued_at, lease_until, attempts, institution)
      SELECT 'mail', $2, m.person, CAST($3 AS BIGINT), CAST($3 AS BIGINT), 0, p.institution
      FROM mail_address m JOIN person p ON p.id = m.person WHERE m.person = $1
      ON CONFLICT (topic, key) DO NOTHING
      """, .id(person), .text(key), .instant(at))
  }

  /// Those with an address who hold a role of an institution in their own right at an instant.
  package static func readers(
    holding role: Role, _ scope: Scope, at: Instant, in tx: Transaction
  ) throws -> [Reader] {
    try tx.all(
      """
      SELECT DISTINCT p.id, p.institution, m.address, p.tongue FROM grant_row g
      JOIN person p ON p.id = g.person JOIN mail_address m ON m.person = p.id
      WHERE g.institution = $1 AND g.role = $2 AND g.delegated_from IS NULL
        AND g.from_at <= $3 AND (g.until_at IS NULL OR g.until_at > $3)
      """, .id(scope.institution), .text(role.rawValue), .instant(at), read: Reader.init)
  }
}

extension MailBox.Reader {
  fileprivate init(_ row: Row) {
    person = row.id(0)
    institution = row.id(1)
    address = row.text(2)
    tongue = Tongue(rawValue: row.text(3)) ?? .arabic
  }
}
