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
  /// Whether it goes with the next submission; one that was taken off stays known by its row.
  package let isAttached: Bool

  /// How many files one field may have, and how many a case may ever have been given.
  package static let mostOfField = 10
  package static let mostOfCase = 100

  package init(
    field: String, digest: [UInt8], name: String, type: String, bytes: Int, at: Instant,
    person: PersonID, isAttached: Bool = true
  ) {
    self.field = field
    self.digest = digest
    self.name = name
    self.type = type
    self.bytes = bytes
    self.at = at
    self.person = person
    self.isAttached = isAttached
  }

  /// Attaches it; one that was taken off is attached again under the name it had.
  package func insert(_ file: CaseID, in tx: Transaction) throws {
    try tx.run(
      """
      INSERT INTO case_document (case_file, field, digest, name, type, bytes, at, person)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      ON CONFLICT (case_file, field, digest) DO UPDATE SET is_attached = 1, at = excluded.at
      """, .id(file), .text(field), .blob(digest), .text(name), .text(type), .int(bytes),
      .instant(at), .id(person))
  }

  /// Takes a file off the form; false when it is not on it.
  package static func detach(_ file: CaseID, field: String, digest: [UInt8], in tx: Transaction)
    throws -> Bool
  {
    try tx.first(
      """
      UPDATE case_document SET is_attached = 0
      WHERE case_file = $1 AND field = $2 AND digest = $3 AND is_attached = 1 RETURNING field
      """, .id(file), .text(field), .blob(digest)
    ) { $0.text(0) } != nil
  }

  /// Takes away what says that somebody attached files to a case; returns their digests.
  package static func forget(_ file: CaseID, of person: PersonID, in tx: Transaction) throws
    -> [[UInt8]]
  {
    try tx.all(
      "DELETE FROM case_document WHERE case_file = $1 AND person = $2 RETURNING digest",
      .id(file), .id(person)
    ) { $0.blob(0) }
  }

  /// Whether any case names the bytes of a digest.
  package static func names(_ digest: [UInt8], in tx: Transaction) throws -> Bool {
    try tx.first("SELECT field FROM case_document WHERE digest = $1 LIMIT 1", .blob(digest)) {
      $0.text(0)
    } != nil
  }

  /// The digests of the attached files by field, in hexadecimal, as a form reads them.
  package static func attached(_ documents: [CaseDocument]) -> [String: [String]] {
    Dictionary(grouping: documents.filter(\.isAttached), by: \.field).mapValues { documents in
      documents.map { Hex.text($0.digest) }
    }
  }

  package static func of(_ file: CaseID, in tx: Transaction) throws -> [CaseDocument] {
    try tx.all(
      """
      SELECT field, digest, name, type, bytes, at, person, is_attached FROM case_document
      WHERE case_file = $1 ORDER BY field, at, digest
      """, .id(file)
    ) { row in
      CaseDocument(
        field: row.text(0), digest: row.blob(1), name: row.text(2), type: row.text(3),
        bytes: row.int(4), at: row.instant(5), person: row.id(6),
        isAttached: row.int(7) == 1)
    }
  }
}
