package import Kernel
package import Storage

/// An invoice that stands before a step: the step can be taken once it is paid, and uses it up.
package struct CaseFee: Sendable {
  package let invoice: InvoiceID
  package let file: CaseID
  /// The step's id, or that of the filing.
  package let step: String
  /// The parameter that says how much.
  package let parameter: String
  package let at: Instant

  package init(invoice: InvoiceID, file: CaseID, step: String, parameter: String, at: Instant) {
    self.invoice = invoice
    self.file = file
    self.step = step
    self.parameter = parameter
    self.at = at
  }

  private init(_ row: Row) {
    invoice = row.id(0)
    file = row.id(1)
    step = row.text(2)
    parameter = row.text(3)
    at = row.instant(4)
  }

  package func insert(in tx: Transaction) throws {
    try tx.run(
      "INSERT INTO case_fee (invoice, case_file, step, parameter, at) VALUES ($1, $2, $3, $4, $5)",
      .id(invoice), .id(file), .text(step), .text(parameter), .instant(at))
  }

  /// The fee an invoice is of; nil for an invoice of something else.
  package static func of(_ invoice: InvoiceID, in tx: Transaction) throws -> CaseFee? {
    try tx.first(
      "SELECT invoice, case_file, step, parameter, at FROM case_fee WHERE invoice = $1",
      .id(invoice), read: CaseFee.init)
  }

  /// The last fee of a step, used up or not.
  package static func last(_ file: CaseID, step: String, in tx: Transaction) throws -> CaseFee? {
    try tx.first(
      """
      SELECT invoice, case_file, step, parameter, at FROM case_fee
      WHERE case_file = $1 AND step = $2 ORDER BY at DESC LIMIT 1
      """, .id(file), .text(step), read: CaseFee.init)
  }

  /// The fees of a case that no step has used up.
  package static func open(_ file: CaseID, in tx: Transaction) throws -> [CaseFee] {
    try tx.all(
      """
      SELECT invoice, case_file, step, parameter, at FROM case_fee
      WHERE case_file = $1 AND used_at IS NULL ORDER BY at, step
      """, .id(file), read: CaseFee.init)
  }

  /// The step was taken, or never will be.
  package func use(at: Instant, in tx: Transaction) throws {
    try tx.run(
      "UPDATE case_fee SET used_at = $2 WHERE invoice = $1", .id(invoice), .instant(at))
  }
}
