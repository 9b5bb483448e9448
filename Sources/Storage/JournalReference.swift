package import Kernel

extension Transaction {
  /// The newest entries of an institution whose id ends with these four bytes: the short reference
  /// that people are told.
  package func journalLines(_ scope: Scope, ending: [UInt8], limit: Int) throws -> [JournalLine] {
    guard ending.count == 4 else { return [] }
    return try all(
      """
      SELECT id, seq, at, kind, operation, outcome, headline FROM journal
      WHERE institution = $1 AND substr(id, 13, 4) = $2 ORDER BY seq DESC LIMIT $3
      """, .id(scope.institution), .blob(ending), .int(limit), read: JournalLine.init)
  }
}
