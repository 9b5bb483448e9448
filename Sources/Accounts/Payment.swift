package import Kernel
package import Storage

/// Money as a gateway reports it; gateway and reference together are settled once.
package struct Payment: Sendable {
  package let gateway: String
  package let reference: String
  package let invoice: InvoiceID
  package let amount: Money
  /// The payer's instant, which decides; not when the notice arrived.
  package let paidAt: Instant
  package let ruling: RulingID

  package init(
    gateway: String, reference: String, invoice: InvoiceID, amount: Money, paidAt: Instant,
    ruling: RulingID
  ) {
    self.gateway = gateway
    self.reference = reference
    self.invoice = invoice
    self.amount = amount
    self.paidAt = paidAt
    self.ruling = ruling
  }

  package static func find(
    gateway: String, reference: String, _ scope: Scope, in tx: Transaction
  ) throws -> Payment? {
    try tx.first(
      """
      SELECT gateway, reference, invoice, amount, currency, paid_at, ruling
      FROM payment WHERE institution = $1 AND gateway = $2 AND reference = $3
      """, .id(scope.institution), .text(gateway), .text(reference)
    ) { row in
      Payment(
        gateway: row.text(0), reference: row.text(1), invoice: row.id(2),
        amount: Money(minor: row.integer(3), currency: Currency(code: row.text(4)) ?? .sar),
        paidAt: row.instant(5), ruling: row.id(6))
    }
  }

  /// What was paid on an invoice before an instant, whenever the notices came.
  package static func paid(on invoice: InvoiceID, before: Instant, in tx: Transaction) throws
    -> Int64
  {
    Int64(
      try tx.count(
        "SELECT COALESCE(SUM(amount), 0) FROM payment WHERE invoice = $1 AND paid_at < $2",
        .id(invoice), .instant(before)))
  }

  package func insert(_ scope: Scope, receivedAt: Instant, in tx: Transaction) throws {
    try tx.run(
      """
      INSERT INTO payment (institution, gateway, reference, invoice, amount, currency, paid_at,
        received_at, ruling) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      """, .id(scope.institution), .text(gateway), .text(reference), .id(invoice),
      .integer(amount.minor),
      .text(amount.currency.code), .instant(paidAt), .instant(receivedAt), .id(ruling))
  }
}
