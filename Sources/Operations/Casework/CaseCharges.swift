package import Accounts
import Casework
import Credentials
import JSON
package import Kernel
import People
package import Regulations
package import Rules
package import Storage

/// The rules that say what filing makes due, a closed set: an invoice stands for it, and the case goes
/// on when that is paid.
package enum CaseCharges {
  /// The ids of all such rules.
  package static let ids = [CertificateFee.id]

  /// What so many cost whoever files now, and until when it is to be paid.
  package static func findings(
    _ charge: Procedure.Charge, times: Int, _ buyer: Buyer, at: Instant, under law: Law
  ) -> [Finding] {
    guard charge.rule == CertificateFee.id else { return [] }
    return [
      CertificateFee.decide(
        CertificateFee.Facts(form: .paper, copies: times, buyer: buyer), under: law),
      PaymentDeadline.decide(PaymentDeadline.Facts(registeredAt: at), under: law),
    ]
  }
}

/// The case whose filing made an invoice due, in a few words.
package struct ChargedCase: Sendable {
  package let file: CaseID
  package let title: Localized
  /// How many the invoice is for.
  package let times: Int
}

extension Office {
  /// What an invoice is for, where a case's filing made it due.
  package func charged(_ invoice: InvoiceID, at: Instant, in tx: Transaction) throws
    -> ChargedCase?
  {
    guard let fee = try CaseFee.of(invoice, in: tx), let file = try CaseFile.find(fee.file, in: tx),
      let procedure = library.kept(by: file, at: at)?.procedure, let charge = procedure.charge
    else { return nil }
    let answers = try CaseAnswers.find(file.id, revision: file.revision, in: tx)
    return ChargedCase(
      file: file.id, title: procedure.title,
      times: try answers.map { try JSON.read($0) }?[charge.times]?.count ?? 1)
  }
}

/// The invoice that a case's filing made due, whatever has become of it.
package struct CaseBill: Sendable {
  package let invoice: Invoice
  /// With VAT, and with what is no longer owed.
  package let amount: Money

  /// Nil where filing made nothing due.
  static func of(_ file: CaseFile, in tx: Transaction) throws -> CaseBill? {
    guard file.turn != .draft,
      let fee = try CaseFee.last(file.id, step: CaseStep.filing, in: tx),
      let invoice = try Invoice.find(fee.invoice, Scope(file.institution), in: tx),
      invoice.dueAt != Invoice.neverDue
    else { return nil }
    let amount = try invoice.lines(in: tx).reduce(Money.zero(invoice.currency)) { $0 + $1.gross }
    return CaseBill(invoice: invoice, amount: amount)
  }
}

extension Value {
  /// A whole number as a form keeps it.
  package var count: Int? { answerText.isEmpty ? nil : Int(answerText) }
}

extension Work {
  /// What a filing with these answers makes due.
  func findings(of charge: Procedure.Charge, _ answers: Value) throws -> [Finding] {
    guard let times = answers[charge.times]?.count, let person = actor.person else {
      throw OperationFault.badInput(charge.times, "must say how many")
    }
    return CaseCharges.findings(
      charge, times: times, Work.buyer(try learner(person)), at: at, under: law)
  }

  /// Invoices what a filing makes due, in the term of what the case is about.
  func invoice(_ charge: Procedure.Charge, _ desk: CaseDesk, _ ruling: Ruling) throws {
    guard let fee = Fee(ruling), case .instant(let due)? = ruling["due"],
      let term = desk.subject?.term
    else { throw OperationFault.notFound("amount of what filing makes due") }
    let invoice = try issueInvoice(
      to: desk.file.person, term: term, due: due,
      Invoice.Line(
        registration: nil, course: desk.subject?.course, units: 0, net: fee.net,
        vatRate: fee.rate, vat: fee.vat, gross: fee.gross, isLive: true))
    try CaseFee(
      invoice: invoice, file: desk.file.id, step: CaseStep.filing, parameter: charge.rule, at: at
    ).insert(in: tx)
  }

  /// The open invoice that a case's filing made due.
  func unpaid(_ file: CaseFile) throws -> Invoice? {
    let bill = try CaseBill.of(file, in: tx)?.invoice
    return bill?.state == .open ? bill : nil
  }

  /// The case whose filing made an invoice due; nil for the invoice of anything else.
  func charged(_ invoice: Invoice, _ lines: [Invoice.Line]) throws -> CaseDesk? {
    guard lines.contains(where: { $0.registration == nil }), invoice.dueAt != Invoice.neverDue,
      let fee = try CaseFee.of(invoice.id, in: tx), let file = try CaseFile.find(fee.file, in: tx)
    else { return nil }
    return try unattended(file)
  }

  /// A case to which something happens, whoever's act it is.
  func unattended(_ file: CaseFile) throws -> CaseDesk {
    let (procedure, law) = try procedure(
      file.procedure, instrument: file.instrument, edition: file.edition,
      handledBy: file.institution)
    return CaseDesk(
      file: file, procedure: procedure, law: law,
      subject: try CaseSubject.find(
        file.about, procedure, Scope(file.applicant), office.library, in: tx),
      side: .clock, steps: try CaseStep.of(file.id, in: tx))
  }

  /// Whether a case that lapsed can be taken up again: it would be received now.
  func canResume(_ desk: CaseDesk) throws -> Bool {
    guard desk.step(by: .payment) != nil else { return false }
    let stored = try CaseAnswers.find(desk.file.id, revision: desk.file.revision, in: tx)
    let kept = try stored.map { try JSON.read($0) } ?? .object(Value.Members())
    return try desk.procedure.guards.allSatisfy {
      try CaseGuards.find($0, desk, kept, self).outcome == .granted
    }
  }

  /// Something happens to a case: it takes the step that waits for that, under the ruling given;
  /// where none does, nothing changes.
  func happen(_ event: ProcedureStep.Event, to found: CaseDesk, ruling: RulingID) throws {
    guard let step = found.step(by: event) else { return }
    var desk = found
    try move(
      &desk, by: step.id, to: step.to, ruling: ruling, letters: step.letters,
      article: desk.procedure.article)
    for effect in step.effects { try CaseEffects.run(effect, desk, ruling: ruling, self) }
  }

  /// What cases are about has come to its end.
  func end(casesAbout thing: [UInt8], ruling: RulingID) throws {
    for file in try CaseFile.about(thing, in: tx)
    where file.turn == .office || file.turn == .applicant {
      try happen(.ending, to: unattended(file), ruling: ruling)
    }
  }
}

extension CaseDesk {
  fileprivate func step(by event: ProcedureStep.Event) -> ProcedureStep? {
    procedure.steps(from: file.state).first { $0.by == .event(event) }
  }
}

extension CaseGuards {
  /// The certificate the case is about can be copied, and is not being copied already (VI.2).
  @Sendable static func paperCopy(_ desk: CaseDesk, _: Value, _ work: Work) throws -> Finding {
    guard let id = desk.file.about.flatMap({ CredentialID(bytes: $0) }),
      let found = try Credential.find(id, Scope(desk.file.applicant), in: work.tx)
    else { throw OperationFault.notFound("credential of the case") }
    return PaperCopy.decide(
      PaperCopy.Facts(
        electronicIssued: found.state == .registered, stands: found.stands,
        requested: try work.otherOpen(desk) != nil), under: desk.law)
  }
}
