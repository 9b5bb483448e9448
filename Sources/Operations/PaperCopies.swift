import Accounts
package import Credentials
package import Kernel
import Registrar
import Regulations
import Rules
import Storage

/// A learner asks for a registered certificate on paper (VI.2): it is invoiced, and made once it is
/// paid. The address goes into the request alone, not into the journal.
package struct RequestPaperCopy: Operation {
  package static let name = "RequestPaperCopy"
  /// How many copies one request may be for.
  package static let most = 20
  /// How long an address may be, in UTF-8 bytes.
  package static let addressLimit = 500

  let credential: CredentialID
  let copies: Int
  let delivery: PaperCopyRequest.Delivery
  let address: String?

  package init(
    credential: CredentialID, copies: Int, delivery: PaperCopyRequest.Delivery, address: String?
  ) {
    self.credential = credential
    self.copies = copies
    self.delivery = delivery
    self.address = address
  }

  /// The request with the invoice that is to be paid.
  package struct Output: Sendable {
    package let request: PaperCopyID
    package let invoice: InvoiceID
    /// The first instant that is too late.
    package let dueAt: Instant
  }

  package func run(_ work: Work) throws -> Decided<Output> {
    // gather
    let found = try work.own(credential)
    try check()
    let person = try work.learner(found.learner)
    let open = try PaperCopyRequest.open(found.id, in: work.tx)

    // decide
    var ruling = work.law.ruling(
      PaperCopy.decide(
        PaperCopy.Facts(
          electronicIssued: found.state == .registered, stands: found.stands,
          requested: open != nil), under: work.law))
    if ruling.outcome == .granted {
      ruling = ruling.adding(
        [
          CertificateFee.decide(
            CertificateFee.Facts(form: .paper, copies: copies, buyer: Work.buyer(person)),
            under: work.law),
          PaymentDeadline.decide(PaymentDeadline.Facts(registeredAt: work.at), under: work.law),
        ], under: work.law)
    }

    // record
    let id = try work.record(
      ruling, Self.name, subject: found.learner,
      facts: [
        ("credential", .text(credential.description)), ("copies", .integer(copies)),
        ("delivery", .text(delivery.rawValue)),
      ])
    guard ruling.outcome == .granted, let fee = Fee(ruling), case .instant(let due)? = ruling["due"]
    else { return Decided(ruling, id, nil) }

    // apply
    let request: PaperCopyID = work.id()
    let invoice = try work.issueInvoice(
      to: found.learner, term: found.term, due: due,
      Invoice.Line(
        registration: nil, course: found.course, units: 0, net: fee.net, vatRate: fee.rate,
        vat: fee.vat, gross: fee.gross, isLive: true))
    try PaperCopyRequest(
      id: request, credential: found.id, learner: found.learner, invoice: invoice,
      copies: copies, delivery: delivery, address: address, requestedAt: work.at, ruling: id
    ).insert(work.scope, in: work.tx)

    // tell
    try work.tell(.paperRequested, of: request.description, learner: found.learner)
    return Decided(ruling, id, Output(request: request, invoice: invoice, dueAt: due))
  }

  private func check() throws {
    guard (1...Self.most) ~= copies else {
      throw OperationFault.badInput("copies", "must be 1...\(Self.most)")
    }
    switch (delivery, address) {
    case (.collection, nil): return
    case (.collection, _?):
      throw OperationFault.badInput("address", "is not taken for a copy that is collected")
    case (.post, nil):
      throw OperationFault.badInput("address", "is needed where the copy is sent")
    case (.post, let address?):
      guard address.contains(where: { $0.isLetter }) else {
        throw OperationFault.badInput("address", "is needed where the copy is sent")
      }
      if let fault = Name.fault(in: address, limit: Self.addressLimit) {
        throw OperationFault.badInput("address", "is \(fault)")
      }
    }
  }
}

/// The e-learning centre has sent a paid copy, or handed it over.
package struct HandOverPaperCopy: Operation {
  package static let name = "HandOverPaperCopy"
  /// How long what is told of the dispatch may be, in UTF-8 bytes.
  package static let trackingLimit = 200

  let request: PaperCopyID
  /// The carrier's number, or to whom it was handed.
  let tracking: String

  package init(request: PaperCopyID, tracking: String) {
    self.request = request
    self.tracking = tracking
  }

  package func run(_ work: Work) throws -> Decided<Bool> {
    try work.require(.eLearningCentre)
    guard let found = try PaperCopyRequest.find(request, work.scope, in: work.tx) else {
      throw OperationFault.notFound("request for a paper copy")
    }
    if let fault = Name.fault(inLine: tracking, limit: Self.trackingLimit) {
      throw OperationFault.badInput("tracking", "is \(fault)")
    }
    guard found.state == .paid else {
      throw OperationFault.stateConflict("this request is \(found.state.rawValue)")
    }
    let id = try work.recordAct(
      Self.name, subject: found.learner,
      facts: [
        ("credential", .text(found.credential.description)),
        ("delivery", .text(found.delivery.rawValue)), ("tracking", .text(tracking)),
      ])
    try found.move(to: .done, at: work.at, tracking: tracking, in: work.tx)
    try work.tell(.paperDone, of: found.id.description, learner: found.learner)
    return Decided(Ruling([], at: work.at), id, true)
  }
}

extension Work {
  /// The request that an invoice is of; nil for the invoice of a registration.
  func paperCopy(_ invoice: Invoice, _ lines: [Invoice.Line]) throws -> PaperCopyRequest? {
    guard lines.contains(where: { $0.registration == nil }) else { return nil }
    return try PaperCopyRequest.of(invoice.id, in: tx)
  }

  /// Whether a request that lapsed can be taken up again: the certificate stands, and there is no
  /// other request.
  func canResume(_ request: PaperCopyRequest) throws -> Bool {
    guard let credential = try Credential.find(request.credential, scope, in: tx) else {
      return false
    }
    return try credential.stands && PaperCopyRequest.open(credential.id, in: tx) == nil
  }

  /// Ends a request whose copy will not be made: what was paid becomes credit, the rest is no longer
  /// owed.
  func end(_ request: PaperCopyRequest, _ state: PaperCopyRequest.State) throws {
    guard let invoice = try Invoice.find(request.invoice, scope, in: tx) else {
      throw OperationFault.notFound("invoice")
    }
    for line in try invoice.lines(in: tx) where line.isLive {
      try post(
        state == .lapsed ? "release" : "cancel", invoice: invoice.id, person: invoice.learner,
        [
          (.revenue, line.net), (.vat, line.vat), (.creditPayment, -invoice.paid),
          (.receivable, invoice.paid - line.gross),
        ])
    }
    try invoice.reverseLines(in: tx)
    try invoice.set(
      paid: .zero(invoice.currency), state: state == .lapsed ? .released : .void, in: tx)
    try request.move(to: state, at: at, in: tx)
  }
}
