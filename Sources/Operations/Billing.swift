import Accounts
import Kernel
import Registrar
import Regulations
import Storage

/// What a course or a paper copy costs, as the ruling of VI found it.
struct Fee {
  let net: Money
  let vat: Money
  let gross: Money
  let rate: String

  /// The fee a ruling carries; nil when it found none.
  init?(_ ruling: Ruling) {
    guard case .money(let net)? = ruling["net"], case .money(let vat)? = ruling["vat"],
      case .money(let gross)? = ruling["gross"]
    else { return nil }
    self.net = net
    self.vat = vat
    self.gross = gross
    if case .decimal(let rate)? = ruling["rate"] {
      self.rate = rate.description
    } else {
      self.rate = ""
    }
  }
}

extension Ruling {
  /// The ruling with further grounds at the end of the legal order.
  func adding(_ findings: [Finding], under law: Law) -> Ruling {
    Ruling(grounds + findings.map { Ground($0, law.edition) }, at: at)
  }
}

extension Work {
  /// Issues the invoice of one registration.
  func issueInvoice(for registration: Registration, fee: Fee, due: Instant) throws -> InvoiceID {
    try issueInvoice(
      to: registration.learner, term: registration.term, due: due,
      Invoice.Line(
        registration: registration.id, course: registration.course, units: registration.units,
        net: fee.net, vatRate: fee.rate, vat: fee.vat, gross: fee.gross, isLive: true))
  }

  /// Issues an invoice of one line: receivable against revenue and VAT.
  func issueInvoice(to learner: PersonID, term: TermID, due: Instant, _ line: Invoice.Line) throws
    -> InvoiceID
  {
    let id: InvoiceID = self.id()
    _ = try Invoice.issue(
      id, learner: learner, term: term, scope: scope, issuedAt: at, dueAt: due, line: line, in: tx)
    try post(
      "invoice", invoice: id, person: learner,
      [(.receivable, line.gross), (.revenue, -line.net), (.vat, -line.vat)])
    return id
  }

  func post(
    _ kind: String, invoice: InvoiceID?, person: PersonID,
    _ entries: [(account: Ledger.Account, amount: Money)]
  ) throws {
    try Ledger.post(
      id(), kind: kind, invoice: invoice, person: person, scope: scope, at: at, entries, in: tx)
  }

  /// The entries that give back what was paid on an invoice: what came from a credit to that credit,
  /// with its limits (III.6), other money as credit of its own.
  func givingBack(_ amount: Money, of invoice: Invoice) throws -> [(
    account: Ledger.Account, amount: Money
  )] {
    var back: [(account: Ledger.Account, amount: Money)] = []
    var rest = amount
    for account in [Ledger.Account.creditCancelled, .creditDrop] {
      let taken = try Ledger.taken(from: account, of: invoice.learner, for: invoice.id, in: tx)
      let part = Money(minor: max(0, min(taken, rest.minor)), currency: amount.currency)
      back.append((account, -part))
      rest = rest - part
    }
    return back + [(.creditPayment, -rest)]
  }

  /// Takes a registration's line out of its invoice. What had been paid for it becomes credit on
  /// the account given, or where that is the one for payments goes back to where it came from; what
  /// had not been paid is no longer owed. Returns the credit.
  func reverseFee(of registration: Registration, credit account: Ledger.Account, kind: String)
    throws -> Money
  {
    guard let invoice = try Invoice.of(registration.id, in: tx),
      let line = try invoice.lines(in: tx).first(where: {
        $0.registration == registration.id && $0.isLive
      })
    else { return .zero(.sar) }
    return try reverse(line, of: registration, in: invoice, credit: account, kind: kind)
  }

  /// The same where the line and its invoice are known as they stand now.
  func reverse(
    _ line: Invoice.Line, of registration: Registration, in invoice: Invoice,
    credit account: Ledger.Account, kind: String
  ) throws -> Money {
    try invoice.reverse(registration.id, in: tx)
    let remaining = invoice.gross - line.gross
    // Money beyond what the remaining lines cost leaves the invoice as credit.
    let excess =
      invoice.paid.minor > remaining.minor ? invoice.paid - remaining : .zero(line.gross.currency)
    try post(
      kind, invoice: invoice.id, person: registration.learner,
      (account == .creditPayment
        ? try givingBack(excess, of: invoice) : [(account, -excess)])
        + [(.revenue, line.net), (.vat, line.vat), (.receivable, excess - line.gross)])
    let state: Invoice.State =
      remaining.minor == 0
      ? (kind == "release" ? .released : .void)
      : (invoice.paid - excess == remaining ? .paid : .open)
    try invoice.set(paid: invoice.paid - excess, state: state, in: tx)
    return excess
  }
}
