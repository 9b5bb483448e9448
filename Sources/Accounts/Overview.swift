package import Kernel
package import Storage

extension Ledger {
  /// Totals of an institution by account: debits and credits apart, credits as negative numbers.
  package static func totals(_ scope: Scope, in tx: Transaction) throws
    -> [(account: String, debit: Money, credit: Money)]
  {
    try tx.all(
      """
      SELECT e.account, e.currency, SUM(CASE WHEN e.amount > 0 THEN e.amount ELSE 0 END),
        SUM(CASE WHEN e.amount < 0 THEN e.amount ELSE 0 END)
      FROM ledger_entry e JOIN posting p ON p.id = e.posting
      WHERE p.institution = $1 GROUP BY e.account, e.currency ORDER BY e.account
      """, .id(scope.institution)
    ) { row in
      let currency = Currency(code: row.text(1)) ?? .sar
      return (
        account: row.text(0), debit: Money(minor: row.integer(2), currency: currency),
        credit: Money(minor: row.integer(3), currency: currency)
      )
    }
  }

  /// How many postings an institution has, and how many of them do not sum to zero.
  package static func balance(_ scope: Scope, in tx: Transaction) throws -> (
    postings: Int, unbalanced: Int
  ) {
    let postings = try tx.count(
      "SELECT COUNT(*) FROM posting WHERE institution = $1", .id(scope.institution))
    let unbalanced = try tx.count(
      """
      SELECT COUNT(*) FROM (SELECT e.posting FROM ledger_entry e
        JOIN posting p ON p.id = e.posting WHERE p.institution = $1
        GROUP BY e.posting, e.currency HAVING SUM(e.amount) <> 0) AS unbalanced
      """, .id(scope.institution))
    return (postings, unbalanced)
  }
}

extension Invoice {
  /// How many invoices of an institution are open.
  package static func openCount(_ scope: Scope, in tx: Transaction) throws -> Int {
    try tx.count(
      "SELECT COUNT(*) FROM invoice WHERE institution = $1 AND state = 'open'",
      .id(scope.institution))
  }

  /// Open invoices of an institution in the order they fall due.
  package static func open(_ scope: Scope, offset: Int, limit: Int, in tx: Transaction) throws
    -> [Invoice]
  {
    let ids = try tx.all(
      """
      SELECT id FROM invoice WHERE institution = $1 AND state = 'open'
      ORDER BY due_at, number LIMIT $2 OFFSET $3
      """, .id(scope.institution), .int(limit), .int(offset)
    ) { row -> InvoiceID in row.id(0) }
    return try ids.compactMap { try find($0, scope, in: tx) }
  }
}
