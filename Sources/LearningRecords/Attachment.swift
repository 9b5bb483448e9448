package import Kernel
package import Storage

/// Bytes that a statement names by their SHA-2.
package struct Attachment: Sendable {
  /// In small hexadecimal letters.
  package let sha2: String
  package let type: String
  package let body: [UInt8]

  package init(sha2: String, type: String, body: [UInt8]) {
    self.sha2 = sha2.lowercased()
    self.type = type
    self.body = body
  }

  package static func find(_ sha2: String, _ scope: Scope, in tx: Transaction) throws
    -> Attachment?
  {
    try tx.first(
      "SELECT sha2, type, body FROM record_attachment WHERE institution = $1 AND sha2 = $2",
      .id(scope.institution), .text(sha2.lowercased())
    ) { Attachment(sha2: $0.text(0), type: $0.text(1), body: $0.blob(2)) }
  }

  /// How many bytes it has; nil where it is not here.
  package static func size(_ sha2: String, _ scope: Scope, in tx: Transaction) throws -> Int? {
    try tx.first(
      "SELECT LENGTH(body) FROM record_attachment WHERE institution = $1 AND sha2 = $2",
      .id(scope.institution), .text(sha2.lowercased())
    ) { $0.int(0) }
  }

  /// What a statement says of its attachments, and a statement within it of its own.
  package static func listed(in statement: Value) -> [Value] {
    (statement["attachments"]?.elements ?? [])
      + (statement["object"]?["attachments"]?.elements ?? [])
  }

  /// The SHA-2 of all that a statement names, in small letters.
  package static func named(in statement: Value) -> [String] {
    listed(in: statement).compactMap { $0["sha2"]?.string?.lowercased() }
  }

  /// Removes those of these that no statement names which can still be read: names by their SHA-2 in
  /// small letters.
  package static func removeUnnamed(
    _ names: Set<String>, _ keys: IndexKeys, _ scope: Scope, in tx: Transaction
  ) throws {
    for sha2 in names where try size(sha2, scope, in: tx) != nil {
      let isNamed = try tx.exists(
        """
        SELECT 1 FROM record_segment s
        CROSS JOIN statement_entry e
        CROSS JOIN statement t
        WHERE e.segment = s.number AND e.key = $1 AND e.role = 0 AND e.via = 0
          AND t.stored = e.stored AND t.institution = $2 AND t.hidden < 2
        """, .integer(keys.attachment(sha2).number), .id(scope.institution))
      guard !isNamed else { continue }
      try tx.run(
        "DELETE FROM record_attachment WHERE institution = $1 AND sha2 = $2",
        .id(scope.institution), .text(sha2))
    }
  }

  package func insert(_ scope: Scope, in tx: Transaction) throws {
    try tx.run(
      """
      INSERT INTO record_attachment (institution, sha2, type, body) VALUES ($1, $2, $3, $4)
      ON CONFLICT DO NOTHING
      """, .id(scope.institution), .text(sha2), .text(type), .blob(body))
  }
}
