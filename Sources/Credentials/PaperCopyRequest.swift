package import Kernel
package import Storage

/// A learner's request for the certificate on paper (VI.2): paid first, then sent or handed over.
package struct PaperCopyRequest: Sendable {
  package enum State: String, Sendable {
    /// Its invoice is open.
    case requested
    /// Paid, and to be made.
    case paid
    /// Sent, or handed over.
    case done
    /// Not paid in its time.
    case lapsed
    /// The certificate was revoked before the copy was made.
    case cancelled

    /// Whether the copy is still to come.
    package var isOpen: Bool { self == .requested || self == .paid }
  }

  /// How the copy comes to the learner.
  package enum Delivery: String, Sendable, CaseIterable { case post, collection }

  package let id: PaperCopyID
  package let credential: CredentialID
  package let learner: PersonID
  package let invoice: InvoiceID
  package let copies: Int
  package let delivery: Delivery
  /// Where it is sent; nil where it is collected, and once it is not needed any more.
  package let address: String?
  package let state: State
  package let requestedAt: Instant
  /// When it came into its state.
  package let changedAt: Instant
  /// What the e-learning centre told of the dispatch.
  package let tracking: String?
  package let ruling: RulingID

  package init(
    id: PaperCopyID, credential: CredentialID, learner: PersonID, invoice: InvoiceID,
    copies: Int, delivery: Delivery, address: String?, requestedAt: Instant, ruling: RulingID
  ) {
    self.id = id
    self.credential = credential
    self.learner = learner
    self.invoice = invoice
    self.copies = copies
    self.delivery = delivery
    self.address = address
    self.requestedAt = requestedAt
    self.ruling = ruling
    state = .requested
    changedAt = requestedAt
    tracking = nil
  }

  private init(_ row: Row) {
    id = row.id(0)
    credential = row.id(1)
    learner = row.id(2)
    invoice = row.id(3)
    copies = row.int(4)
    delivery = Delivery(rawValue: row.text(5)) ?? .collection
    address = row.optional(6) { row.text($0) }
    state = State(rawValue: row.text(7)) ?? .cancelled
    requestedAt = row.instant(8)
    changedAt = row.instant(9)
    tracking = row.optional(10) { row.text($0) }
    ruling = row.id(11)
  }

  package func insert(_ scope: Scope, in tx: Transaction) throws {
    try tx.run(
      """
      INSERT INTO paper_copy (id, institution, credential, learner, invoice, copies, delivery,
        address, state, requested_at, changed_at, ruling)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
      """, .id(id), .id(scope.institution), .id(credential), .id(learner), .id(invoice),
      .int(copies), .text(delivery.rawValue), .optional(address, Bind.text),
      .text(state.rawValue), .instant(requestedAt), .instant(changedAt), .id(ruling))
  }

  package static func find(_ id: PaperCopyID, _ scope: Scope, in tx: Transaction) throws
    -> PaperCopyRequest?
  {
    try tx.first(
      """
      SELECT id, credential, learner, invoice, copies, delivery, address, state, requested_at,
        changed_at, tracking, ruling FROM paper_copy WHERE id = $1 AND institution = $2
      """, .id(id), .id(scope.institution), read: PaperCopyRequest.init)
  }

  /// The request that an invoice is of.
  package static func of(_ invoice: InvoiceID, in tx: Transaction) throws -> PaperCopyRequest? {
    try tx.first(
      """
      SELECT id, credential, learner, invoice, copies, delivery, address, state, requested_at,
        changed_at, tracking, ruling FROM paper_copy WHERE invoice = $1
      """, .id(invoice), read: PaperCopyRequest.init)
  }

  /// A certificate's requests, newest first.
  package static func of(_ credential: CredentialID, in tx: Transaction) throws
    -> [PaperCopyRequest]
  {
    try tx.all(
      """
      SELECT id, credential, learner, invoice, copies, delivery, address, state, requested_at,
        changed_at, tracking, ruling FROM paper_copy
      WHERE credential = $1 ORDER BY requested_at DESC, id DESC
      """, .id(credential), read: PaperCopyRequest.init)
  }

  /// The request for a certificate's copy that is still to come.
  package static func open(_ credential: CredentialID, in tx: Transaction) throws
    -> PaperCopyRequest?
  {
    try of(credential, in: tx).first { $0.state.isOpen }
  }

  /// How many requests of an institution are paid and to be made.
  package static func countPaid(_ scope: Scope, in tx: Transaction) throws -> Int {
    try tx.count(
      "SELECT COUNT(*) FROM paper_copy WHERE institution = $1 AND state = 'paid'",
      .id(scope.institution))
  }

  /// Paid requests, the longest waiting first.
  package static func paid(_ scope: Scope, limit: Int, in tx: Transaction) throws
    -> [PaperCopyRequest]
  {
    try tx.all(
      """
      SELECT id, credential, learner, invoice, copies, delivery, address, state, requested_at,
        changed_at, tracking, ruling FROM paper_copy
      WHERE institution = $1 AND state = 'paid' ORDER BY changed_at, id LIMIT $2
      """, .id(scope.institution), .int(limit), read: PaperCopyRequest.init)
  }

  /// Requests that were sent or handed over, the last one first.
  package static func done(_ scope: Scope, limit: Int, in tx: Transaction) throws
    -> [PaperCopyRequest]
  {
    try tx.all(
      """
      SELECT id, credential, learner, invoice, copies, delivery, address, state, requested_at,
        changed_at, tracking, ruling FROM paper_copy
      WHERE institution = $1 AND state = 'done' ORDER BY changed_at DESC, id DESC LIMIT $2
      """, .id(scope.institution), .int(limit), read: PaperCopyRequest.init)
  }

  /// Brings it into another state. Where the copy was sent or will never be, the address goes; what
  /// lapsed keeps it, because the notice of a timely payment may still come.
  package func move(to next: State, at: Instant, tracking: String? = nil, in tx: Transaction)
    throws
  {
    let keepsAddress = next != .done && next != .cancelled
    try tx.run(
      """
      UPDATE paper_copy SET state = $2, changed_at = $3, tracking = $4, address = $5 WHERE id = $1
      """, .id(id), .text(next.rawValue), .instant(at), .optional(tracking, Bind.text),
      .optional(keepsAddress ? address : nil, Bind.text))
  }

  /// What was asked for of one certificate is made of the one in its place.
  package static func transfer(
    from old: CredentialID, to new: CredentialID, in tx: Transaction
  ) throws {
    try tx.run(
      """
      UPDATE paper_copy SET credential = $2
      WHERE credential = $1 AND state IN ('requested', 'paid')
      """, .id(old), .id(new))
  }

  /// Forgets where a person's copies went.
  package static func forget(_ learner: PersonID, in tx: Transaction) throws {
    try tx.run(
      "UPDATE paper_copy SET address = NULL, tracking = NULL WHERE learner = $1", .id(learner))
  }
}
