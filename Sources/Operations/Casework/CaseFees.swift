package import Accounts
import Casework
package import Kernel
import People
package import Regulations
import Storage

/// How a step stands to what it costs.
package enum FeeStanding: Sendable {
  /// The procedure asks for none.
  case free
  /// The procedure names a parameter which the law leaves unset: nothing is asked.
  case unset
  /// So much is to be paid, and there is no invoice yet.
  case asked(Money)
  case owed(Invoice)
  case paid(Invoice)
}

/// Whoever applies has a step's fee invoiced; the step waits until it is paid.
package struct ChargeFee: Operation {
  package static let name = "ChargeFee"

  let file: CaseID
  /// A step's id, or that of the filing.
  let step: String

  package init(file: CaseID, step: String) {
    self.file = file
    self.step = step
  }

  /// The invoice's number, as a payment names it.
  package func run(_ work: Work) throws -> Decided<Int> {
    let desk = try work.desk(file)
    guard desk.side == .applicant else {
      throw OperationFault.forbidden("the applicant has a fee invoiced")
    }
    try requireThatItCouldBeTaken(desk, work)
    guard case .asked(let amount) = try work.fee(for: step, desk) else {
      throw OperationFault.stateConflict("there is no fee to be invoiced for this")
    }
    guard let key = desk.procedure.fee(of: step) else { throw OperationFault.notFound("fee") }
    let office = Scope(desk.file.institution)
    let zero = Money.zero(amount.currency)
    let invoice: InvoiceID = work.id()
    // The case stands where a registration's invoice names its term; no day is set by which to pay.
    let number = try Invoice.issue(
      invoice, learner: desk.file.person, term: TermID(high: file.high, low: file.low),
      scope: office, issuedAt: work.at, dueAt: Invoice.neverDue,
      line: Invoice.Line(
        registration: nil, course: nil, units: 0, net: amount, vatRate: "", vat: zero,
        gross: amount, isLive: true), in: work.tx)
    try Ledger.post(
      work.id(), kind: "invoice", invoice: invoice, person: desk.file.person, scope: office,
      at: work.at, [(.receivable, amount), (.revenue, -amount)], in: work.tx)
    try CaseFee(invoice: invoice, file: file, step: step, parameter: key, at: work.at)
      .insert(in: work.tx)
    let id = try work.recordAct(
      Self.name, subject: desk.file.person,
      facts: [
        ("case", .text(desk.file.number ?? "–")), ("step", .text(step)),
        ("parameter", .text(key)), ("amount", .money(amount)), ("invoice", .integer(number)),
      ])
    return Decided(Ruling([], at: work.at), id, number)
  }

  private func requireThatItCouldBeTaken(_ desk: CaseDesk, _ work: Work) throws {
    if Name.same(step, CaseStep.filing) {
      guard desk.file.turn == .draft else {
        throw OperationFault.stateConflict("this case was filed already")
      }
      return
    }
    guard let step = desk.procedure.step(step) else { throw OperationFault.notFound("step") }
    guard step.from.contains(desk.file.state) else {
      throw OperationFault.stateConflict(
        "the case is in the state '\(desk.file.state)', where '\(step.id)' does not start")
    }
  }
}

/// Whoever applies pays a fee by the built-in gateway, which moves no money: in demonstrations only.
package struct PayFee: Operation {
  package static let name = "PayFee"

  let file: CaseID
  let step: String

  package init(file: CaseID, step: String) {
    self.file = file
    self.step = step
  }

  package func run(_ work: Work) throws -> Decided<Bool> {
    let desk = try work.desk(file)
    guard desk.side == .applicant, work.office.isDemo else {
      throw OperationFault.forbidden("fees are paid so in demonstrations, by the applicant")
    }
    guard case .owed(let invoice) = try work.fee(for: step, desk),
      let fee = try CaseFee.of(invoice.id, in: work.tx)
    else { throw OperationFault.stateConflict("there is nothing to be paid for this") }
    return try work.settle(
      fee, invoice, Scope(desk.file.institution), gateway: SettlePayment.simulatedGateway,
      reference: "case-fee-\(invoice.number)", amount: invoice.owed, paidAt: work.at)
  }
}

extension Procedure {
  /// The parameter that says what a step, or the filing, costs.
  package func fee(of step: String) -> String? {
    Name.same(step, CaseStep.filing) ? fee : self.step(step)?.fee
  }
}

extension FeeStanding {
  /// How a step of a case stands to its fee under a law that knows what the office set.
  static func find(
    _ procedure: Procedure, _ step: String, _ file: CaseFile, _ law: Law, in tx: Transaction
  ) throws -> FeeStanding {
    guard let key = procedure.fee(of: step) else { return .free }
    let open = try CaseFee.open(file.id, in: tx).first { Name.same($0.step, step) }
    // What was invoiced stays as it was, whatever the amount has become.
    if let open, let invoice = try Invoice.find(open.invoice, Scope(file.institution), in: tx) {
      return invoice.state == .paid ? .paid(invoice) : .owed(invoice)
    }
    return asking(key, law)
  }

  /// What a parameter asks for before anything is invoiced.
  static func asking(_ key: String, _ law: Law?) -> FeeStanding {
    guard let amount = law?.money(key) else { return .unset }
    return amount.minor > 0 ? .asked(amount) : .free
  }
}

extension Office {
  /// What filing costs before anything was begun.
  package func filingFee(of procedure: Procedure, at: Instant) throws -> FeeStanding {
    guard let key = procedure.fee else { return .free }
    let handler = institutions.first { $0.instrument == procedure.instrument }
    let overlay = try handler.map { handler in
      try database.read { tx in
        try OverlayRow.current(
          handler.scope, at: at, office: self, in: tx)
      }
    }
    return .asking(
      key,
      library.law(
        procedure.instrument, at: at, edition: procedure.edition, overlay: overlay ?? [:]))
  }
}

extension Work {
  func fee(for step: String, _ desk: CaseDesk) throws -> FeeStanding {
    try FeeStanding.find(desk.procedure, step, desk.file, desk.law, in: tx)
  }

  /// Refuses a step whose fee is not paid.
  func requireFee(for step: String, _ desk: CaseDesk) throws {
    switch try fee(for: step, desk) {
    case .free, .unset, .paid: return
    case .asked(let amount):
      throw OperationFault.stateConflict(
        "this costs \(amount); have it invoiced and pay it first (ChargeFee)")
    case .owed(let invoice):
      throw OperationFault.stateConflict("invoice \(invoice.number) is not paid yet")
    }
  }

  /// A step that was taken uses its fee up.
  func useFee(for step: String, _ file: CaseID) throws {
    for fee in try CaseFee.open(file, in: tx) where Name.same(fee.step, step) {
      try fee.use(at: at, in: tx)
    }
  }

  /// Ends the fees of steps that will not be taken any more: what was paid becomes credit, the rest
  /// is no longer owed.
  func endFees(_ file: CaseFile) throws {
    let office = Scope(file.institution)
    for fee in try CaseFee.open(file.id, in: tx) {
      let invoice = try Invoice.find(fee.invoice, office, in: tx)
      // What lapsed is taken up again when a payment was in time and only its notice came late.
      if invoice?.state == .released { continue }
      try fee.use(at: at, in: tx)
      // What filing itself made due was for what has now come about.
      if Name.same(fee.step, CaseStep.filing), file.outcome == .granted { continue }
      if let invoice { try cancel(invoice, as: .void, office) }
    }
  }

  /// Ends an invoice of one line whose thing will not come: what was paid from a credit goes back to
  /// it, with its limits (III.6), other money becomes credit, the rest is no longer owed.
  func cancel(_ invoice: Invoice, as state: Invoice.State, _ office: Scope) throws {
    for line in try invoice.lines(in: tx) where line.isLive {
      try Ledger.post(
        id(), kind: state == .released ? "release" : "cancel", invoice: invoice.id,
        person: invoice.learner, scope: office, at: at,
        try givingBack(invoice.paid, of: invoice) + [
          (.revenue, line.net), (.vat, line.vat), (.receivable, invoice.paid - line.gross),
        ], in: tx)
    }
    try invoice.reverseLines(in: tx)
    try invoice.set(paid: .zero(invoice.currency), state: state, in: tx)
  }

  /// Books money for the fee of a case with the office that handles it; what is more than is owed
  /// becomes the payer's credit.
  func settle(
    _ fee: CaseFee, _ invoice: Invoice, _ office: Scope, gateway: String, reference: String,
    amount: Money, paidAt: Instant
  ) throws -> Decided<Bool> {
    let id = try recordAct(
      SettlePayment.name, subject: invoice.learner,
      facts: [
        ("gateway", .text(gateway)), ("reference", .text(reference)),
        ("invoice", .integer(invoice.number)), ("amount", .money(amount)),
      ])
    try Payment(
      gateway: gateway, reference: reference, invoice: invoice.id, amount: amount, paidAt: paidAt,
      ruling: id
    ).insert(office, receivedAt: at, in: tx)
    let isOpen = invoice.state == .open
    let taken = Money(
      minor: isOpen ? min(amount.minor, invoice.owed.minor) : 0, currency: amount.currency)
    try Ledger.post(
      self.id(), kind: "payment", invoice: invoice.id, person: invoice.learner, scope: office,
      at: at, [(.cash, amount), (.receivable, -taken), (.creditPayment, taken - amount)], in: tx)
    if isOpen {
      let paid = invoice.paid + taken
      try invoice.set(paid: paid, state: paid == invoice.gross ? .paid : .open, in: tx)
    }
    return Decided(Ruling([], at: at), id, true)
  }
}
