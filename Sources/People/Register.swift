package import Kernel
package import Storage

// The register of people as the offices see it: lists, searches, and what is changed in it.
extension Person {
  /// People of an institution by sign-in name, a page at a time.
  package static func page(_ scope: Scope, offset: Int, limit: Int, in tx: Transaction) throws
    -> [Person]
  {
    try tx.all(
      """
      SELECT id, institution, login, name_ar, name_en, tongue, buyer, identifier_kind, identifier
      FROM person WHERE institution = $1 ORDER BY login LIMIT $2 OFFSET $3
      """, .id(scope.institution), .int(limit), .int(offset), read: Person.init)
  }

  package static func count(_ scope: Scope, in tx: Transaction) throws -> Int {
    try tx.count("SELECT COUNT(*) FROM person WHERE institution = $1", .id(scope.institution))
  }

  /// People whose sign-in name or name holds a text, or whose document has that number.
  package static func search(_ text: String, _ scope: Scope, limit: Int, in tx: Transaction)
    throws -> [Person]
  {
    let typed = Person.pattern(text)
    return try tx.all(
      """
      SELECT id, institution, login, name_ar, name_en, tongue, buyer, identifier_kind, identifier
      FROM person WHERE institution = $1 AND (lower(login) LIKE $3 ESCAPE '!'
        OR name_en LIKE $2 ESCAPE '!' OR lower(name_en) LIKE $3 ESCAPE '!'
        OR name_ar LIKE $2 ESCAPE '!' OR identifier = $4)
      ORDER BY login LIMIT $5
      """, .id(scope.institution), .text(typed), .text(typed.lowercased()), .text(text),
      .int(limit), read: Person.init)
  }

  // `%` and `_` stand for themselves in what was typed.
  private static func pattern(_ text: String) -> String {
    var out = "%"
    for scalar in text.unicodeScalars {
      if scalar == "%" || scalar == "_" || scalar == "!" { out += "!" }
      out.unicodeScalars.append(scalar)
    }
    return out + "%"
  }

  /// Whoever may teach: people of an institution who are not learners alone, by sign-in name.
  package static func staff(_ scope: Scope, in tx: Transaction) throws -> [Person] {
    try tx.all(
      """
      SELECT id, institution, login, name_ar, name_en, tongue, buyer, identifier_kind, identifier
      FROM person WHERE institution = $1 AND (NOT EXISTS (SELECT 1 FROM grant_row
        WHERE grant_row.person = person.id AND grant_row.role = 'learner')
        OR EXISTS (SELECT 1 FROM grant_row
        WHERE grant_row.person = person.id AND grant_row.role <> 'learner'))
      ORDER BY login LIMIT 500
      """, .id(scope.institution), read: Person.init)
  }

  /// The sign-in name of whoever is known by a document.
  package static func holding(
    _ kind: IdentifierKind, _ identifier: String, _ scope: Scope, in tx: Transaction
  ) throws -> String? {
    try tx.first(
      """
      SELECT login FROM person WHERE institution = $1 AND identifier_kind = $2
        AND identifier = $3
      """, .id(scope.institution), .text(kind.rawValue), .text(identifier)
    ) { $0.text(0) }
  }

  /// Puts a new secret in place of the old one and signs the person out everywhere: sessions and
  /// tokens end.
  package func renew(_ secret: Secret, in tx: Transaction) throws {
    try tx.run(
      "UPDATE person SET secret_salt = $2, secret_hash = $3 WHERE id = $1", .id(id),
      .blob(secret.salt), .blob(secret.hash))
    try tx.run("DELETE FROM web_session WHERE person = $1", .id(id))
    try tx.run("DELETE FROM bearer_token WHERE person = $1", .id(id))
  }
}

extension Grant {
  /// A grant of an institution by its id.
  package static func find(_ id: GrantID, _ scope: Scope, in tx: Transaction) throws -> Grant? {
    try tx.first(
      """
      SELECT id, person, role, institution, course, section, from_at, until_at, delegated_from
      FROM grant_row WHERE id = $1 AND institution = $2
      """, .id(id), .id(scope.institution)
    ) { row in
      Grant(
        id: row.id(0), person: row.id(1), role: Role(rawValue: row.text(2)) ?? .applicant,
        institution: row.id(3), course: row.optional(4) { row.id($0) },
        section: row.optional(5) { row.id($0) }, from: row.instant(6),
        until: row.optional(7, row.instant), delegatedFrom: row.optional(8) { row.id($0) })
    }
  }

  /// Ends it at an instant; what was done under it stays.
  package func end(at: Instant, in tx: Transaction) throws {
    try tx.run("UPDATE grant_row SET until_at = $2 WHERE id = $1", .id(id), .instant(at))
  }
}
