import Accounts
import Casework
package import Kernel
import Registrar
import Regulations
import Rules
import Storage

/// Takes a gateway's notice of a payment, once per gateway and reference (IV.2). The payer's instant
/// decides, not the notice's arrival.
package struct SettlePayment: Operation {
  package static let name = "SettlePayment"

  let gateway: String
  let reference: String
  let invoice: InvoiceID
  let amount: Money
  let paidAt: Instant

  package init(
    gateway: String, reference: String, invoice: InvoiceID, amount: Money, paidAt: Instant
  ) {
    self.gateway = gateway
    self.reference = reference
    self.invoice = invoice
    self.amount = amount
    self.paidAt = paidAt
  }

  /// The built-in gateway; it moves no money, and every page that names it says so.
  package static let simulatedGateway = "simulated"
  /// How far a gateway's clock may run ahead of ours.
  static let skewSeconds: Int64 = 300

  /// Whether this notice was new; a repeated one returns the first ruling and changes nothing.
  package typealias Output = Bool

  package func run(_ work: Work) throws -> Decided<Bool> {
    try check(work)
    if let earlier = try Payment.find(
      gateway: gateway, reference: reference, work.scope, in: work.tx)
    {
      return try repeated(earlier, work)
    }
    guard let invoice = try Invoice.find(invoice, work.scope, in: work.tx) else {
      throw OperationFault.notFound("invoice")
    }
    if gateway == SettlePayment.simulatedGateway, !work.actor.holds(.finance, at: work.at) {
      try work.requireLearnerOrRegistrar(invoice.learner)
    }
    guard paidAt >= invoice.issuedAt else {
      throw OperationFault.badInput("paidAt", "lies before the invoice was issued")
    }
    guard amount.currency == invoice.currency else {
      throw OperationFault.badInput("currency", "the invoice is in \(invoice.currency.code)")
    }
    if invoice.dueAt == Invoice.neverDue, let fee = try CaseFee.of(invoice.id, in: work.tx) {
      return try work.settle(
        fee, invoice, work.scope, gateway: gateway, reference: reference, amount: amount,
        paidAt: paidAt)
    }
    // gather
    let lines = try invoice.lines(in: work.tx)
    let released = invoice.state == .released
    let owed =
      released
      ? lines.reduce(Money.zero(invoice.currency)) { $0 + $1.gross } : invoice.gross
    let registrations = try lines.filter { released || $0.isLive }.compactMap {
      try $0.registration.map { try work.registration($0) }
    }
    let charged = try work.charged(invoice, lines)
    let seatFree =
      try released && (charged.map(work.canResume) ?? seatsFree(work, registrations))
    // decide
    let kept = released ? try keptInTime(invoice, work) : .zero(invoice.currency)
    // Where nothing is owed any more the money is the learner's credit.
    let isSettled = invoice.state == .void || invoice.state == .paid
    let facts = Settlement.Facts(
      registeredAt: invoice.issuedAt, paidAt: paidAt,
      paid: isSettled ? amount : invoice.paid + kept + amount,
      owed: isSettled ? .zero(invoice.currency) : owed, seatFree: seatFree, released: released,
      paper: charged != nil)
    let finding = Settlement.decide(facts, under: work.law)
    let ruling = work.law.ruling(finding)
    // record
    let id = try work.record(
      ruling, Self.name, subject: invoice.learner,
      facts: [
        ("gateway", .text(gateway)), ("reference", .text(reference)),
        ("invoice", .integer(invoice.number)), ("amount", .money(amount)),
      ])
    try Payment(
      gateway: gateway, reference: reference, invoice: invoice.id, amount: amount,
      paidAt: paidAt, ruling: id
    ).insert(work.scope, receivedAt: work.at, in: work.tx)
    try apply(work, invoice, finding, owed: owed, kept: kept, registrations)
    if finding.outcome == .granted, let charged {
      try work.happen(.payment, to: charged, ruling: id)
    }
    try work.tell(.payment, of: id.description, learner: invoice.learner)
    return Decided(ruling, id, true)
  }

  private func check(_ work: Work) throws {
    // The simulated gateway moves no money: outside a demo only finance may book with it.
    if gateway != SettlePayment.simulatedGateway || !work.office.isDemo {
      try work.require(.finance)
    }
    guard Name.isPlain(gateway) else {
      throw OperationFault.badInput("gateway", "must be a word of ASCII letters and digits")
    }
    guard Name.isPlain(reference) else {
      throw OperationFault.badInput("reference", "must be a word of ASCII letters and digits")
    }
    guard amount.minor > 0 else {
      throw OperationFault.badInput("amount", "must be more than nothing")
    }
    guard paidAt <= work.at.adding(seconds: SettlePayment.skewSeconds) else {
      throw OperationFault.badInput(
        "paidAt", "lies in the future by our clock; check the gateway's clock")
    }
  }

  private func repeated(_ earlier: Payment, _ work: Work) throws -> Decided<Bool> {
    guard earlier.invoice == invoice, earlier.amount == amount, earlier.paidAt == paidAt else {
      throw OperationFault.stateConflict(
        "this gateway and reference were settled with other particulars")
    }
    // The same answer as the first time, from the journal.
    guard let entry = try work.tx.journalEntry(earlier.ruling) else {
      throw OperationFault.notFound("ruling")
    }
    let ruling = try StoredRuling.read(entry, work.office.library)
    return Decided(ruling, earlier.ruling, ruling.outcome == .granted ? false : nil)
  }

  private func apply(
    _ work: Work, _ invoice: Invoice, _ finding: Finding, owed: Money, kept: Money,
    _ registrations: [Registration]
  ) throws {
    let paid = invoice.paid + kept + amount
    guard finding.outcome == .granted else {
      if finding.variant == "partial", invoice.state == .open {
        try work.post(
          "payment", invoice: invoice.id, person: invoice.learner,
          [(.cash, amount), (.receivable, -amount)])
        return try invoice.set(paid: paid, state: .open, in: work.tx)
      }
      // Late, too little after the release, or the seat is gone: the money is kept as credit.
      return try work.post(
        "payment", invoice: invoice.id, person: invoice.learner,
        [(.cash, amount), (.creditPayment, -amount)])
    }
    if invoice.state == .released {
      try restore(work, invoice, registrations)
    }
    let excess = paid - owed
    try work.post(
      "payment", invoice: invoice.id, person: invoice.learner,
      [(.cash, amount), (.receivable, excess - amount - kept), (.creditPayment, kept - excess)])
    try invoice.set(paid: owed, state: .paid, in: work.tx)
    for item in registrations { try work.confirm(item.id) }
  }

  /// Whether what was released can all be given back.
  private func seatsFree(_ work: Work, _ registrations: [Registration]) throws -> Bool {
    try registrations.allSatisfy { item in
      guard item.state == .released else { return true }
      let section = try work.section(item.section).section
      let live = try Registration.live(
        item.learner, course: item.course, term: item.term, in: work.tx)
      return section.state != .cancelled && section.taken < section.maximum
        && (live == nil || live?.id == item.id)
    }
  }

  /// What was paid in time before the release and is still kept as credit.
  private func keptInTime(_ invoice: Invoice, _ work: Work) throws -> Money {
    let paid = try Payment.paid(on: invoice.id, before: invoice.dueAt, in: work.tx)
    let credit = try Ledger.credit(invoice.learner, .creditPayment, in: work.tx)
    return Money(minor: max(0, min(paid, credit)), currency: invoice.currency)
  }

  /// A timely payment whose notice came after the release: the hours come back.
  private func restore(_ work: Work, _ invoice: Invoice, _ registrations: [Registration]) throws {
    let reversed = try invoice.lines(in: work.tx)
    try work.tx.run(
      "UPDATE invoice_line SET state = 'live' WHERE invoice = $1", .id(invoice.id))
    for line in reversed {
      try work.post(
        "restore", invoice: invoice.id, person: invoice.learner,
        [(.receivable, line.gross), (.revenue, -line.net), (.vat, -line.vat)])
    }
    for item in registrations where item.state == .released {
      try work.section(item.section).section.takeSeat(in: work.tx)
    }
  }
}
