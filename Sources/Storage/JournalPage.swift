package import Kernel

/// The public line of a journal entry: no person, no number of theirs.
package struct JournalLine: Sendable {
  package let id: RulingID
  package let sequence: Int
  package let at: Instant
  package let kind: JournalEntry.Kind
  package let operation: String
  package let outcome: String
  /// The article the headline cites; empty for an act.
  package let headline: String

  init(_ row: Row) {
    id = row.id(0)
    sequence = row.int(1)
    at = row.instant(2)
    kind = JournalEntry.Kind(rawValue: row.text(3)) ?? .act
    operation = row.text(4)
    outcome = row.text(5)
    headline = row.text(6)
  }
}

extension Transaction {
  /// Entries of an institution below a sequence number, newest first; empty filters let all pass.
  package func journalLines(
    _ scope: Scope, operation: String = "", outcome: String = "", headline: String = "",
    before: Int = .max, limit: Int
  ) throws -> [JournalLine] {
    try all(
      """
      SELECT id, seq, at, kind, operation, outcome, headline FROM journal
      WHERE institution = $1 AND ($2 = '' OR operation = $2) AND ($3 = '' OR outcome = $3)
        AND ($4 = '' OR headline = $4) AND seq < $5
      ORDER BY seq DESC LIMIT $6
      """, .id(scope.institution), .text(operation), .text(outcome), .text(headline),
      .int(before), .int(limit), read: JournalLine.init)
  }

  /// Rulings of an institution under one headline article, counted by outcome.
  package func journalOutcomes(_ scope: Scope, headline: String) throws -> [String: Int] {
    let rows = try all(
      """
      SELECT outcome, COUNT(*) FROM journal WHERE headline = $1 AND institution = $2
        AND kind = 'ruling' GROUP BY outcome
      """, .text(headline), .id(scope.institution)
    ) { row -> (String, Int) in (row.text(0), row.int(1)) }
    return Dictionary(rows) { _, last in last }
  }

  /// The names of operations that an institution's journal holds.
  package func journalOperations(_ scope: Scope) throws -> [String] {
    try all(
      "SELECT DISTINCT operation FROM journal WHERE institution = $1 ORDER BY operation",
      .id(scope.institution)
    ) { $0.text(0) }
  }
}
