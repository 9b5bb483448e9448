package import Kernel
package import Storage

/// The double-entry ledger: every posting's entries sum to zero; debits are positive.
package enum Ledger {
  package enum Account: String, Sendable, CaseIterable {
    /// What a learner owes.
    case receivable
    /// Money received through gateways.
    case cash
    case revenue, vat
    /// Value kept after a drop (IV.3), after a cancelled section (III.6), and money that arrived
    /// late or fell short (IV.2): three keys, because the articles treat them differently.
    case creditDrop = "credit.drop"
    case creditCancelled = "credit.cancelled"
    case creditPayment = "credit.payment"

    package var isPersonal: Bool {
      switch self {
      case .receivable, .creditDrop, .creditCancelled, .creditPayment: true
      case .cash, .revenue, .vat: false
      }
    }
  }

  package enum PostingTag {}

  /// Posts entries that must sum to zero; anything else is a programming error answered as a fault.
  package static func post(
    _ id: ID<PostingTag>, kind: String, invoice: InvoiceID?, person: PersonID, scope: Scope,
    at: Instant, _ entries: [(account: Account, amount: Money)], in tx: Transaction
  ) throws {
    let sum = entries.reduce(Int64(0)) { $0 &+ $1.amount.minor }
    guard sum == 0 else { throw StorageFault.constraint("posting \(kind) does not balance") }
    try tx.run(
      "INSERT INTO posting (id, institution, at, kind, invoice) VALUES ($1, $2, $3, $4, $5)",
      .id(id), .id(scope.institution), .instant(at), .text(kind), .optional(invoice, Bind.id))
    for (account, amount) in entries where amount.minor != 0 {
      try tx.run(
        """
        INSERT INTO ledger_entry (posting, account, person, amount, currency)
        VALUES ($1, $2, $3, $4, $5)
        """, .id(id), .text(account.rawValue), account.isPersonal ? .id(person) : .null,
        .integer(amount.minor), .text(amount.currency.code))
    }
  }

  /// What a person has in credit on one account, as a positive amount of minor units.
  package static func credit(_ person: PersonID, _ account: Account, in tx: Transaction) throws
    -> Int64
  {
    -Int64(
      try tx.count(
        """
        SELECT COALESCE(SUM(amount), 0) FROM ledger_entry WHERE person = $1 AND account = $2
        """, .id(person), .text(account.rawValue)))
  }

  /// What a person has in credit on each account, as positive amounts of minor units.
  package static func credits(_ person: PersonID, in tx: Transaction) throws -> [Account: Int64] {
    let rows = try tx.all(
      "SELECT account, SUM(amount) FROM ledger_entry WHERE person = $1 GROUP BY account",
      .id(person)
    ) { ($0.text(0), -$0.integer(1)) }
    return Dictionary(rows.compactMap { row in Account(rawValue: row.0).map { ($0, row.1) } }) {
      $1
    }
  }

  /// What an invoice's postings took from a person's account and have not given back, in minor units.
  package static func taken(
    from account: Account, of person: PersonID, for invoice: InvoiceID, in tx: Transaction
  ) throws -> Int64 {
    Int64(
      try tx.count(
        """
        SELECT COALESCE(SUM(e.amount), 0) FROM ledger_entry e
        JOIN posting p ON p.id = e.posting
        WHERE e.person = $1 AND e.account = $2 AND p.invoice = $3
        """, .id(person), .text(account.rawValue), .id(invoice)))
  }

  /// What a person owes, in minor units.
  package static func owed(_ person: PersonID, in tx: Transaction) throws -> Int64 {
    -(try credit(person, .receivable, in: tx))
  }

  /// Totals by account, debit positive.
  package static func totals(in tx: Transaction) throws -> [(account: String, amount: Int64)] {
    try tx.all(
      "SELECT account, SUM(amount) FROM ledger_entry GROUP BY account ORDER BY account"
    ) { ($0.text(0), $0.integer(1)) }
  }

  /// Postings whose entries do not sum to zero: none, unless something is broken.
  package static func unbalanced(in tx: Transaction) throws -> Int {
    try tx.count(
      """
      SELECT COUNT(*) FROM (SELECT posting FROM ledger_entry GROUP BY posting, currency
        HAVING SUM(amount) <> 0) AS unbalanced
      """)
  }
}
