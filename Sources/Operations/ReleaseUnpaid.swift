import Accounts
package import Kernel
import Registrar
import Regulations
import Rules
import Storage

/// Deletes the hours of an invoice that was not paid in full in its week (IV.2), or lets the case
/// lapse whose filing made it due; part payments become credit, or go back to the credit they came from.
/// The clock runs it; a second run finds nothing to do.
package struct ReleaseUnpaid: Operation {
  package static let name = "ReleaseUnpaid"

  let invoice: InvoiceID

  package init(invoice: InvoiceID) { self.invoice = invoice }

  /// The registrations released.
  package typealias Output = [RegistrationID]

  package func run(_ work: Work) throws -> Decided<[RegistrationID]> {
    try work.require(.registrar)
    guard let invoice = try Invoice.find(invoice, work.scope, in: work.tx) else {
      throw OperationFault.notFound("invoice")
    }
    guard invoice.state == .open else {
      throw OperationFault.stateConflict("this invoice is \(invoice.state.rawValue)")
    }
    let live = try invoice.lines(in: work.tx).filter(\.isLive)
    let charged = try work.charged(invoice, live)
    guard charged != nil || live.allSatisfy({ $0.registration != nil }) else {
      throw OperationFault.stateConflict(
        "invoice \(invoice.number) is of no registration and of no case; see `sanad doctor`")
    }
    let ruling = work.law.ruling(
      Release.decide(
        Release.Facts(
          registeredAt: invoice.issuedAt, paid: invoice.paid, owed: invoice.gross,
          paper: charged != nil), under: work.law))
    let id = try work.record(
      ruling, Self.name, subject: invoice.learner, about: invoice.id.bytes,
      facts: [("invoice", .integer(invoice.number))])
    guard ruling.outcome == .granted else { return Decided(ruling, id, nil) }
    var released: [RegistrationID] = []
    if let charged {
      try work.cancel(invoice, as: .released, work.scope)
      try work.happen(.nonpayment, to: charged, ruling: id)
    }
    for line in live {
      guard let registrationID = line.registration else { continue }
      let registration = try work.registration(registrationID)
      if registration.state.isLive {
        try registration.end(.released, at: work.at, in: work.tx)
        try Section.freeSeat(registration.section, in: work.tx)
        released.append(registrationID)
      }
      // What was withdrawn from before it was paid stays withdrawn; nothing is owed for it any more.
      if live.count == 1 {
        _ = try work.reverse(
          line, of: registration, in: invoice, credit: .creditPayment, kind: "release")
      } else {
        _ = try work.reverseFee(of: registration, credit: .creditPayment, kind: "release")
      }
    }
    try work.tell(.released, of: invoice.id.description, learner: invoice.learner)
    return Decided(ruling, id, released)
  }
}
