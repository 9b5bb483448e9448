import Accounts
package import Kernel
import Registrar
import Regulations
import Rules
import Storage

/// A learner pays an open invoice from credit (IV.3; III.6 and G.5 for a cancelled section's).
package struct PayFromCredit: Operation {
  package static let name = "PayFromCredit"

  let invoice: InvoiceID
  let account: Ledger.Account

  package init(invoice: InvoiceID, account: CreditKind) {
    self.invoice = invoice
    self.account = account.account
  }

  /// The three kinds of credit, by where they come from.
  package enum CreditKind: String, Sendable, CaseIterable {
    case drop = "credit.drop"
    case cancelled = "credit.cancelled"
    case payment = "credit.payment"

    var account: Ledger.Account {
      switch self {
      case .drop: .creditDrop
      case .cancelled: .creditCancelled
      case .payment: .creditPayment
      }
    }
  }

  /// The amount taken from credit.
  package typealias Output = Money

  package func run(_ work: Work) throws -> Decided<Money> {
    guard let invoice = try Invoice.find(invoice, work.scope, in: work.tx) else {
      throw OperationFault.notFound("invoice")
    }
    try work.requireLearnerOrRegistrar(invoice.learner)
    guard invoice.state == .open else {
      throw OperationFault.stateConflict("this invoice is \(invoice.state.rawValue) already")
    }
    let available = Money(
      minor: try Ledger.credit(invoice.learner, account, in: work.tx),
      currency: invoice.currency)
    guard available.minor > 0 else {
      throw OperationFault.stateConflict("there is no credit on \(account.rawValue)")
    }
    let used = available.minor < invoice.owed.minor ? available : invoice.owed
    let studyStarts = try origin(of: invoice, work)
    let lines = try invoice.lines(in: work.tx)
    let charged = try work.charged(invoice, lines)
    let settled = Settlement.decide(
      Settlement.Facts(
        registeredAt: invoice.issuedAt, paidAt: work.at, paid: invoice.paid + used,
        owed: invoice.gross, seatFree: true, released: false, paper: charged != nil),
      under: work.law)
    // A part payment from credit is no refusal: what is still owed stays owed until its day.
    let partial = settled.variant == "partial"
    let use = CreditUse.decide(
      CreditUse.Facts(
        kind: creditKind, studyStarts: studyStarts),
      under: work.law)
    let ruling = work.law.ruling(partial ? [use] : [use, settled])
    let id = try work.record(
      ruling, Self.name, subject: invoice.learner,
      facts: [
        ("invoice", .integer(invoice.number)), ("used", .money(used)),
        ("account", .text(account.rawValue)),
      ])
    guard ruling.outcome == .granted else { return Decided(ruling, id, nil) }
    try work.post(
      "useCredit", invoice: invoice.id, person: invoice.learner,
      [(account, used), (.receivable, -used)])
    try invoice.set(
      paid: invoice.paid + used, state: partial ? .open : .paid, in: work.tx)
    if !partial {
      if let charged { try work.happen(.payment, to: charged, ruling: id) }
      for line in lines where line.isLive {
        if let registration = line.registration {
          try work.confirm(registration)
        }
      }
    }
    return Decided(ruling, id, used)
  }
}

extension PayFromCredit {
  private var creditKind: CreditUse.Kind {
    switch account {
    case .creditCancelled: .cancelled
    case .creditPayment: .payment
    default: .drop
    }
  }

  /// When study began in the term the credit comes from: a cancelled section's own term.
  private func origin(of invoice: Invoice, _ work: Work) throws -> Day {
    let cancelled = try Registration.of(invoice.learner, in: work.tx)
      .last { $0.lateRightUntil != nil && $0.state == .cancelled }
    guard let term = try Term.find(cancelled?.term ?? invoice.term, work.scope, in: work.tx)
    else { throw OperationFault.notFound("term") }
    return term.studyStarts
  }
}

/// A learner asks for money back: the controls are silent, a person decides (G.5).
package struct RequestRefund: Operation {
  package static let name = "RequestRefund"

  let learner: PersonID

  package init(learner: PersonID) { self.learner = learner }

  package func run(_ work: Work) throws -> Decided<Bool> {
    try work.requireLearnerOrRegistrar(learner)
    _ = try work.learner(learner)
    var minor: Int64 = 0
    for account in [Ledger.Account.creditDrop, .creditCancelled, .creditPayment] {
      minor += try Ledger.credit(learner, account, in: work.tx)
    }
    let ruling = work.law.ruling(
      Refund.decide(
        Refund.Facts(amount: Money(minor: minor, currency: .sar)), under: work.law))
    let id = try work.record(ruling, Self.name, subject: learner)
    return Decided(ruling, id, ruling.outcome == .granted ? true : nil)
  }
}
