import Accounts
import Kernel
import Storage

/// What the books say at the end, and whether they agree with one another.
struct ReplayBooks: Sendable {
  struct Count: Sendable {
    let operation: String
    let outcome: String
    /// The headline's citation.
    let article: String
    let count: Int
  }

  /// Something that must hold, with the two numbers compared.
  struct Check: Sendable {
    let what: String
    let left: Int64
    let right: Int64

    var holds: Bool { left == right }
  }

  /// Rulings by operation, outcome and article.
  let rulings: [Count]
  let acts: Int
  let openQuestions: Int
  let registrations: [(state: String, count: Int)]
  /// Registrations ever made: net and VAT invoiced, in minor units.
  let invoices: Int
  let net: Int64
  let vat: Int64
  /// Of these, taken back by drops, cancelled sections and unpaid hours.
  let netReversed: Int64
  let vatReversed: Int64
  let payments: Int
  let paid: Int64
  let openInvoices: Int
  /// Ledger accounts, debit positive.
  let accounts: [(account: String, amount: Int64)]
  let credentials: Int
  let results: Int
  let checks: [Check]

  var rulingCount: Int { rulings.reduce(0) { $0 + $1.count } }

  func account(_ name: String) -> Int64 { accounts.first { $0.account == name }?.amount ?? 0 }

  static func read(in tx: Transaction) throws -> ReplayBooks {
    let rulings = try tx.all(
      """
      SELECT operation, outcome, headline, COUNT(*) FROM journal WHERE kind = 'ruling'
      GROUP BY operation, outcome, headline ORDER BY operation, outcome, headline
      """
    ) { Count(operation: $0.text(0), outcome: $0.text(1), article: $0.text(2), count: $0.int(3)) }
    let lines =
      try tx.first(
        """
        SELECT COUNT(*), COALESCE(SUM(net), 0), COALESCE(SUM(vat), 0),
          COALESCE(SUM(CASE state WHEN 'reversed' THEN net ELSE 0 END), 0),
          COALESCE(SUM(CASE state WHEN 'reversed' THEN vat ELSE 0 END), 0)
        FROM invoice_line
        """
      ) { (0..<5).map($0.integer) } ?? []
    let accounts = try Ledger.totals(in: tx)
    func line(_ index: Int) -> Int64 { index < lines.count ? lines[index] : 0 }
    return ReplayBooks(
      rulings: rulings,
      acts: try tx.count("SELECT COUNT(*) FROM journal WHERE kind = 'act'"),
      openQuestions: try tx.count("SELECT COUNT(*) FROM open_question WHERE closed_at IS NULL"),
      registrations: try tx.all(
        "SELECT state, COUNT(*) FROM registration GROUP BY state ORDER BY 2 DESC"
      ) { (state: $0.text(0), count: $0.int(1)) },
      invoices: try tx.count("SELECT COUNT(*) FROM invoice"), net: line(1), vat: line(2),
      netReversed: line(3), vatReversed: line(4),
      payments: try tx.count("SELECT COUNT(*) FROM payment"),
      paid: Int64(try tx.count("SELECT COALESCE(SUM(amount), 0) FROM payment")),
      openInvoices: try tx.count("SELECT COUNT(*) FROM invoice WHERE state = 'open'"),
      accounts: accounts, credentials: try tx.count("SELECT COUNT(*) FROM credential"),
      results: try tx.count("SELECT COUNT(*) FROM result WHERE superseded = 0"),
      checks: try checks(
        accounts, net: line(1) - line(3), vat: line(2) - line(4), rulings: rulings, in: tx))
  }

  private static func checks(
    _ accounts: [(account: String, amount: Int64)], net: Int64, vat: Int64, rulings: [Count],
    in tx: Transaction
  ) throws -> [Check] {
    func account(_ name: Ledger.Account) -> Int64 {
      accounts.first { $0.account == name.rawValue }?.amount ?? 0
    }
    func granted(_ operation: String) -> Int64 {
      Int64(
        rulings.filter { $0.operation == operation && $0.outcome == "granted" }
          .reduce(0) { $0 + $1.count })
    }
    func check(_ what: String, _ left: Int64, _ right: Int64) -> Check {
      Check(what: what, left: left, right: right)
    }
    func sum(_ sql: SQL) throws -> Int64 { Int64(try tx.count(sql)) }
    return [
      check("postings whose entries do not sum to zero", Int64(try Ledger.unbalanced(in: tx)), 0),
      check("all accounts together", accounts.reduce(0) { $0 + $1.amount }, 0),
      check(
        "cash, against payments received", account(.cash),
        try sum("SELECT COALESCE(SUM(amount), 0) FROM payment")),
      check("revenue, against live invoice lines", -account(.revenue), net),
      check("VAT, against live invoice lines", -account(.vat), vat),
      check(
        "receivable, against what open invoices lack", account(.receivable),
        try sum(
          """
          SELECT COALESCE(SUM(l.gross), 0) - (SELECT COALESCE(SUM(paid), 0) FROM invoice
            WHERE state = 'open')
          FROM invoice i JOIN invoice_line l ON l.invoice = i.id AND l.state = 'live'
          WHERE i.state = 'open'
          """)),
      check(
        "sections whose seats differ from their live registrations",
        try sum(
          """
          SELECT COUNT(*) FROM section s WHERE taken <> (SELECT COUNT(*) FROM registration g
            WHERE g.section = s.id AND g.state IN ('pendingPayment', 'confirmed'))
          """), 0),
      check(
        "registrations, against granted requests", try sum("SELECT COUNT(*) FROM registration"),
        granted("RegisterForSection")),
      check(
        "results, against approvals and withdrawals",
        try sum("SELECT COUNT(*) FROM result WHERE superseded = 0"),
        granted("ApproveResult") + granted("WithdrawFromCourse")),
      check(
        "credentials, against granted issues", try sum("SELECT COUNT(*) FROM credential"),
        granted("IssueCredential")),
      check(
        "registrations of cancelled sections that are still live",
        try sum(
          """
          SELECT COUNT(*) FROM registration g JOIN section s ON s.id = g.section
          WHERE s.state = 'cancelled' AND g.state IN ('pendingPayment', 'confirmed')
          """), 0),
    ]
  }
}
