import Foundation
import Storage
import TestEngine
import Testing

/// No statement reads a table that grows with the learners from one end to the other, except those
/// counted in Tests/Schemas, a list that may only shrink. (PostgreSQL plans for empty tables here,
/// and so may begin a join at the other end than it would with rows.)
@Suite struct PlanTests {
  static let growing = [
    "registration", "journal", "journal_facts", "journal_seal", "ledger_entry", "posting",
    "invoice", "invoice_line", "payment", "attendance", "person", "bearer_token", "web_session",
    "idempotency", "outbox", "result", "mark", "grant_row", "credential", "admission_record",
    "paper_copy", "notice", "notice_to", "notice_read", "mail_address", "case_file", "case_step",
    "case_letter", "case_clock", "particulars",
  ]

  @Test func fullScansAreTheKnownOnes() throws {
    let temporary = try TemporaryDatabase()
    var found: [String: Int] = [:]
    for (file, sql) in StatementTests.statements
    where !sql.hasPrefix("INSERT") && !file.hasPrefix("Replay/") {
      let plan = try temporary.place.plan(of: sql)
      for table in Self.growing where Self.scans(table, sql, plan) {
        found["\(table) in \(file)", default: 0] += 1
      }
    }
    try SchemaTests.compare(
      found.map { "\($0.key): \($0.value)" }.sorted(),
      with: TestPlace.server == nil ? "sqlite-scans" : "postgres-scans")
  }

  /// Whether a plan reads all of a table, or all of an index on it.
  private static func scans(_ table: String, _ sql: String, _ plan: [String]) -> Bool {
    if TestPlace.server != nil {
      return plan.enumerated().contains { number, line in
        let words = line.split { $0 == " " }
        guard line.contains("Scan"), let on = words.firstIndex(of: "on"),
          on + 1 < words.count, words[on + 1] == table, !isPartial(line)
        else { return false }
        let below = number + 1 < plan.count ? plan[number + 1] : ""
        return !below.contains("Cond:") && !line.contains("Bitmap Heap Scan")
      }
    }
    // SQLite calls a table by its alias.
    let words = sql.split { " \n,()".contains($0) }.map(String.init)
    var names = [table]
    for (index, word) in words.enumerated().dropLast()
    where word == table && words[index + 1] == words[index + 1].lowercased() {
      names.append(words[index + 1])
    }
    return plan.contains { line in
      names.contains { line == "SCAN \($0)" || line.hasPrefix("SCAN \($0) ") }
        && !isPartial(line)
    }
  }

  /// An index of few rows: what is due, what is open, what is current.
  private static func isPartial(_ line: String) -> Bool {
    [
      "registration_due", "registration_late_right", "invoice_due", "result_incomplete",
      "registration_live", "outbox_receipt", "outbox_dead", "outbox_letter", "outbox_mail",
      "outbox_xapi",
    ].contains { line.contains($0) }
  }

  /// What a registration day runs hardest, by hand: each is found by an index.
  @Test(arguments: [
    "SELECT id FROM registration WHERE learner = $1 AND term = $2",
    "SELECT id FROM registration WHERE section = $1 AND state IN ('pendingPayment', 'confirmed')",
    "SELECT id FROM registration WHERE state = 'pendingPayment' AND due_at <= $1",
    "SELECT id FROM section WHERE term = $1 AND course = $2",
    "SELECT id FROM ledger_entry WHERE person = $1 AND account = $2",
    "SELECT journal FROM journal_facts WHERE subject = $1",
    "SELECT person FROM bearer_token WHERE digest = $1",
    "SELECT person FROM web_session WHERE digest = $1",
    "SELECT status FROM idempotency WHERE person = $1 AND key = $2",
    "SELECT id FROM credential WHERE substr(id, 11, 6) = $1",
    "SELECT id FROM paper_copy WHERE institution = $1 ORDER BY state, changed_at LIMIT $2",
    """
    SELECT id FROM case_file WHERE institution = $1 AND turn = 'office' AND instrument = $2
      AND procedure = $3 AND state = $4 AND coalesce(due_at, 9223372036854775807) >= $5
    ORDER BY coalesce(due_at, 9223372036854775807), id
    """,
  ])
  func hotPathsUseAnIndex(_ sql: String) throws {
    let temporary = try TemporaryDatabase()
    let plan = try temporary.place.plan(of: sql)
    let words = ["SEARCH", "Index Scan", "Index Only Scan", "Bitmap Index Scan"]
    #expect(plan.contains { line in words.contains { line.contains($0) } }, "\(plan)")
    #expect(!plan.contains { $0.hasPrefix("SCAN ") || $0.contains("Seq Scan") }, "\(plan)")
  }
}
