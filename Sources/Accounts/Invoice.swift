package import Kernel
package import Storage

/// What a registration, a paper copy or a step of a case costs, with VAT and the instant by which it is due (VI.1, VI.3, IV.2).
package struct Invoice: Sendable {
  /// The due instant of an invoice where nothing says by when it is to be paid.
  package static let neverDue = Instant(microseconds: 253_370_764_800_000_000)

  package enum State: String, Sendable { case open, paid, released, void }

  package let id: InvoiceID
  package let learner: PersonID
  package let term: TermID
  package let number: Int
  package let currency: Currency
  package let issuedAt: Instant
  /// Exclusive: paid in time is paid before it.
  package let dueAt: Instant
  package let paid: Money
  package let state: State
  /// Gross of the lines that are still live.
  package private(set) var gross: Money

  private init(_ row: Row) { self.init(row, gross: row.integer(9)) }

  private init(_ row: Row, gross: Int64) {
    id = row.id(0)
    learner = row.id(1)
    term = row.id(2)
    number = row.int(3)
    currency = Currency(code: row.text(4)) ?? .sar
    issuedAt = row.instant(5)
    dueAt = row.instant(6)
    paid = Money(minor: row.integer(7), currency: currency)
    state = State(rawValue: row.text(8)) ?? .void
    self.gross = Money(minor: gross, currency: currency)
  }

  package var owed: Money { gross - paid }

  /// One line: a course's fee, or without a registration that of a paper copy.
  package struct Line: Sendable {
    package let registration: RegistrationID?
    package let course: CourseID?
    package let units: Int
    package let net: Money
    package let vatRate: String
    package let vat: Money
    package let gross: Money
    package let isLive: Bool

    package init(
      registration: RegistrationID?, course: CourseID?, units: Int, net: Money, vatRate: String,
      vat: Money, gross: Money, isLive: Bool
    ) {
      self.registration = registration
      self.course = course
      self.units = units
      self.net = net
      self.vatRate = vatRate
      self.vat = vat
      self.gross = gross
      self.isLive = isLive
    }

    fileprivate init(_ row: Row, _ currency: Currency) {
      registration = row.optional(0) { row.id($0) }
      course = row.optional(1) { row.id($0) }
      units = row.int(2)
      net = Money(minor: row.integer(3), currency: currency)
      vatRate = row.text(4)
      vat = Money(minor: row.integer(5), currency: currency)
      gross = Money(minor: row.integer(6), currency: currency)
      isLive = row.text(7) == "live"
    }
  }

  /// Makes an open invoice with one line and returns its number.
  package static func issue(
    _ id: InvoiceID, learner: PersonID, term: TermID, scope: Scope, issuedAt: Instant,
    dueAt: Instant, line: Line, in tx: Transaction
  ) throws -> Int {
    let number = try tx.next("SELECT COALESCE(MAX(number), 0) FROM invoice")
    try tx.run(
      """
      INSERT INTO invoice (id, institution, learner, term, number, currency, issued_at, due_at,
        paid, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 'open')
      """, .id(id), .id(scope.institution), .id(learner), .id(term), .int(number),
      .text(line.gross.currency.code), .instant(issuedAt), .instant(dueAt))
    try tx.run(
      """
      INSERT INTO invoice_line (invoice, registration, course, units, net, vat_rate, vat, gross,
        state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'live')
      """, .id(id), .optional(line.registration, Bind.id), .optional(line.course, Bind.id),
      .int(line.units), .integer(line.net.minor), .text(line.vatRate), .integer(line.vat.minor),
      .integer(line.gross.minor))
    return number
  }

  package static func find(_ id: InvoiceID, _ scope: Scope, in tx: Transaction) throws -> Invoice? {
    try tx.first(
      """
      SELECT i.id, i.learner, i.term, i.number, i.currency, i.issued_at, i.due_at, i.paid,
        i.state, (SELECT COALESCE(SUM(gross), 0) FROM invoice_line l
          WHERE l.invoice = i.id AND l.state = 'live')
      FROM invoice i WHERE i.id = $1 AND i.institution = $2
      """, .id(id), .id(scope.institution), read: Invoice.init)
  }

  /// The invoice of a number, as printed on the reference a payment names.
  package static func number(_ number: Int, _ scope: Scope, in tx: Transaction) throws -> Invoice? {
    try tx.first(
      """
      SELECT i.id, i.learner, i.term, i.number, i.currency, i.issued_at, i.due_at, i.paid,
        i.state, (SELECT COALESCE(SUM(gross), 0) FROM invoice_line l
          WHERE l.invoice = i.id AND l.state = 'live')
      FROM invoice i WHERE i.number = $1 AND i.institution = $2
      """, .int(number), .id(scope.institution), read: Invoice.init)
  }

  /// A learner's invoices of a term, oldest first.
  package static func of(_ learner: PersonID, term: TermID, in tx: Transaction) throws -> [Invoice]
  {
    try tx.all(
      """
      SELECT i.id, i.learner, i.term, i.number, i.currency, i.issued_at, i.due_at, i.paid,
        i.state, (SELECT COALESCE(SUM(gross), 0) FROM invoice_line l
          WHERE l.invoice = i.id AND l.state = 'live')
      FROM invoice i WHERE i.learner = $1 AND i.term = $2 ORDER BY i.number
      """, .id(learner), .id(term), read: Invoice.init)
  }

  /// The invoice that holds a registration's live line.
  package static func of(_ registration: RegistrationID, in tx: Transaction) throws -> Invoice? {
    try tx.first(
      """
      SELECT i.id, i.learner, i.term, i.number, i.currency, i.issued_at, i.due_at, i.paid,
        i.state, (SELECT COALESCE(SUM(gross), 0) FROM invoice_line l
          WHERE l.invoice = i.id AND l.state = 'live')
      FROM invoice_line k JOIN invoice i ON i.id = k.invoice
      WHERE k.registration = $1 AND k.state = 'live'
      """, .id(registration), read: Invoice.init)
  }

  /// An open invoice whose due instant has passed, with its place in the order they fell due.
  package struct Due: Sendable {
    package let id: InvoiceID
    let dueAt: Instant
    let number: Int
  }

  /// Open invoices whose due instant has passed, in the order they fell due; after the one given.
  package static func due(
    _ scope: Scope, before: Instant, after last: Due? = nil, limit: Int, in tx: Transaction
  ) throws -> [Due] {
    try tx.all(
      """
      SELECT id, due_at, number FROM invoice
      WHERE state = 'open' AND due_at <= $1 AND institution = $2 AND (due_at, number) > ($3, $4)
      ORDER BY due_at, number LIMIT $5
      """, .instant(before), .id(scope.institution), .integer(last?.dueAt.microseconds ?? .min),
      .int(last?.number ?? 0), .int(limit)
    ) { Due(id: $0.id(0), dueAt: $0.instant(1), number: $0.int(2)) }
  }

  package func lines(in tx: Transaction) throws -> [Line] {
    try tx.all(
      """
      SELECT registration, course, units, net, vat_rate, vat, gross, state
      FROM invoice_line WHERE invoice = $1 ORDER BY id
      """, .id(id)
    ) { Line($0, currency) }
  }

  /// A learner's invoices of a term with all that was ever written on them, oldest first.
  package static func written(to learner: PersonID, term: TermID, in tx: Transaction) throws
    -> [(invoice: Invoice, lines: [Line])]
  {
    let rows = try tx.all(
      """
      SELECT i.id, i.learner, i.term, i.number, i.currency, i.issued_at, i.due_at, i.paid,
        i.state, l.registration, l.course, l.units, l.net, l.vat_rate, l.vat, l.gross, l.state,
        l.id
      FROM invoice i JOIN invoice_line l ON l.invoice = i.id
      WHERE i.learner = $1 AND i.term = $2
      """, .id(learner), .id(term)
    ) { row in
      let invoice = Invoice(row, gross: 0)
      return (invoice: invoice, line: Line(row.from(9), invoice.currency), place: row.int(17))
    }
    var written: [(invoice: Invoice, lines: [Line])] = []
    for row in rows.sorted(by: { ($0.invoice.number, $0.place) < ($1.invoice.number, $1.place) }) {
      if written.last?.invoice.id != row.invoice.id { written.append((row.invoice, [])) }
      let last = written.count - 1
      written[last].lines.append(row.line)
      if row.line.isLive {
        written[last].invoice.gross = written[last].invoice.gross + row.line.gross
      }
    }
    return written
  }

  package func set(paid: Money, state: State, in tx: Transaction) throws {
    try tx.run(
      "UPDATE invoice SET paid = $2, state = $3 WHERE id = $1", .id(id), .integer(paid.minor),
      .text(state.rawValue))
  }

  /// Takes a registration's line out of what is owed.
  package func reverse(_ registration: RegistrationID, in tx: Transaction) throws {
    try tx.run(
      """
      UPDATE invoice_line SET state = 'reversed'
      WHERE invoice = $1 AND registration = $2 AND state = 'live'
      """, .id(id), .id(registration))
  }

  /// Takes every line out of what is owed.
  package func reverseLines(in tx: Transaction) throws {
    try tx.run("UPDATE invoice_line SET state = 'reversed' WHERE invoice = $1", .id(id))
  }

  /// After a swap the line stands for the course that came in (III.3: no new invoice).
  package func transfer(
    _ old: RegistrationID, to new: RegistrationID, course: CourseID, in tx: Transaction
  ) throws {
    try tx.run(
      """
      UPDATE invoice_line SET registration = $3, course = $4
      WHERE invoice = $1 AND registration = $2 AND state = 'live'
      """, .id(id), .id(old), .id(new), .id(course))
  }
}
