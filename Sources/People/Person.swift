package import Kernel
package import Storage

/// A person of an institution: learner, instructor or official.
package struct Person: Sendable {
  /// Whether VAT treats the buyer as living in the Kingdom.
  package enum Buyer: String, Sendable, CaseIterable { case resident, nonResident }

  /// The kind of the document a person is known by.
  package enum IdentifierKind: String, Sendable, CaseIterable {
    case nationalID, iqama, border, passport
  }

  package let id: PersonID
  package let institution: InstitutionID
  package let login: String
  /// As the identity document writes it, in Arabic and in Latin letters.
  package let nameAr: String
  package let nameEn: String
  package let tongue: Tongue
  package let buyer: Buyer
  package let identifierKind: IdentifierKind
  package let identifier: String

  package init(
    id: PersonID, institution: InstitutionID, login: String, nameAr: String, nameEn: String,
    tongue: Tongue, buyer: Buyer, identifierKind: IdentifierKind, identifier: String
  ) {
    self.id = id
    self.institution = institution
    self.login = login
    self.nameAr = nameAr
    self.nameEn = nameEn
    self.tongue = tongue
    self.buyer = buyer
    self.identifierKind = identifierKind
    self.identifier = identifier
  }

  package func name(in tongue: Tongue) -> String { tongue == .arabic ? nameAr : nameEn }

  package func insert(secret: Secret?, at: Instant, in tx: Transaction) throws {
    try tx.run(
      """
      INSERT INTO person (id, institution, login, name_ar, name_en, tongue, buyer,
        identifier_kind, identifier, secret_salt, secret_hash, created_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
      """, .id(id), .id(institution), .text(login), .text(nameAr), .text(nameEn),
      .text(tongue.rawValue), .text(buyer.rawValue), .text(identifierKind.rawValue),
      .text(identifier), .optional(secret?.salt, Bind.blob), .optional(secret?.hash, Bind.blob),
      .instant(at))
  }

  init(_ row: Row) {
    id = row.id(0)
    institution = row.id(1)
    login = row.text(2)
    nameAr = row.text(3)
    nameEn = row.text(4)
    tongue = Tongue(rawValue: row.text(5)) ?? .arabic
    buyer = Buyer(rawValue: row.text(6)) ?? .resident
    identifierKind = IdentifierKind(rawValue: row.text(7)) ?? .passport
    identifier = row.text(8)
  }

  /// The person of this id inside a scope.
  package static func find(_ id: PersonID, _ scope: Scope, in tx: Transaction) throws -> Person? {
    try tx.first(query(id, scope))
  }

  /// Asks for the person of this id inside a scope.
  package static func query(_ id: PersonID, _ scope: Scope) -> Query<Person> {
    Query(
      """
      SELECT id, institution, login, name_ar, name_en, tongue, buyer, identifier_kind, identifier
      FROM person WHERE id = $1 AND institution = $2
      """, .id(id), .id(scope.institution), read: Person.init)
  }

  /// The people of these ids inside a scope; as many at a time as a section holds.
  package static func of(_ ids: [PersonID], _ scope: Scope, in tx: Transaction) throws
    -> [PersonID: Person]
  {
    var found: [PersonID: Person] = [:]
    for start in stride(from: 0, to: ids.count, by: Person.atOnce) {
      let asked = ids[start..<min(start + Person.atOnce, ids.count)].map { Bind.id($0) }
      let unused = Array(repeating: Bind.null, count: Person.atOnce - asked.count)
      let people = try tx.all(
        """
        SELECT id, institution, login, name_ar, name_en, tongue, buyer, identifier_kind, identifier
        FROM person WHERE institution = $1 AND id IN (
          $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
          $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34,
          $35, $36, $37, $38, $39, $40, $41)
        """, values: [.id(scope.institution)] + asked + unused, read: Person.init)
      for person in people { found[person.id] = person }
    }
    return found
  }

  private static let atOnce = 40

  /// The person of this id, whatever the institution: for sessions and tokens, which know it.
  package static func signedIn(_ id: PersonID, in tx: Transaction) throws -> Person? {
    try tx.first(
      """
      SELECT id, institution, login, name_ar, name_en, tongue, buyer, identifier_kind, identifier
      FROM person WHERE id = $1
      """, .id(id), read: Person.init)
  }

  /// The person of a sign-in name with what proves it.
  package static func login(_ login: String, in tx: Transaction) throws -> (Person, Secret?)? {
    try tx.first(
      """
      SELECT id, institution, login, name_ar, name_en, tongue, buyer, identifier_kind, identifier,
        secret_salt, secret_hash
      FROM person WHERE login = $1
      """, .text(login)
    ) { row in
      let secret =
        row.isNull(9) ? nil : Secret(salt: row.blob(9), hash: row.blob(10))
      return (Person(row), secret)
    }
  }

  /// Everybody of an institution, by sign-in name.
  package static func all(_ scope: Scope, in tx: Transaction) throws -> [Person] {
    try tx.all(
      """
      SELECT id, institution, login, name_ar, name_en, tongue, buyer, identifier_kind, identifier
      FROM person WHERE institution = $1 ORDER BY login
      """, .id(scope.institution), read: Person.init)
  }
}
