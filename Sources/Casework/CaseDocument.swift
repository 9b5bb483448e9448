package import Kernel
package import Storage

/// A file that was attached: its bytes lie in the store under their digest.
package struct CaseDocument: Sendable {
  package let field: String
  /// SHA-256 of the bytes.
  package let digest: [UInt8]
  package let name: String
  package let type: String
  package let bytes: Int
  package let at: Instant
  package let person: PersonID

  package init(
    field: String, digest: [UInt8], name: String, type: String, bytes: Int, at: Instant,
    person: PersonID
  ) {
    self.field = field
    self.digest = digest
    self.name = name
    self.type = type
    self.bytes = bytes
    self.at = at
    self.person = person
  }

  package func insert(_ file: CaseID, in tx: Transaction) throws {
    try tx.run(
      """
      INSERT INTO case_document (case_file, field, digest, name, type, bytes, at, person)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (case_file, field, digest) DO NOTHING
      """, .id(file), .text(field), .blob(digest), .text(name), .text(type), .int(bytes),
      .instant(at), .id(person))
  }

  package static func of(_ file: CaseID, in tx: Transaction) throws -> [CaseDocument] {
    try tx.all(
      """
      SELECT field, digest, name, type, bytes, at, person FROM case_document
      WHERE case_file = $1 ORDER BY field, at, digest
      """, .id(file)
    ) { row in
      CaseDocument(
        field: row.text(0), digest: row.blob(1), name: row.text(2), type: row.text(3),
        bytes: row.int(4), at: row.instant(5), person: row.id(6))
    }
  }
}
