package import Kernel
package import Storage

/// A request for a certificate on paper (VI.2) as it was kept before such requests were cases; what is
/// still kept so is carried over, and nothing new is.
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
  }

  package let id: PaperCopyID
  package let credential: CredentialID
  package let learner: PersonID
  package let invoice: InvoiceID
  package let copies: Int
  /// `post` or `collection`.
  package let delivery: String
  /// Where it is sent; nil where it is collected, and once it is not needed any more.
  package let address: String?
  package let state: State
  package let requestedAt: Instant
  /// When it came into its state.
  package let changedAt: Instant
  /// What the e-learning centre told of the dispatch.
  package let tracking: String?
  package let ruling: RulingID

  private init(_ row: Row) {
    id = row.id(0)
    credential = row.id(1)
    learner = row.id(2)
    invoice = row.id(3)
    copies = row.int(4)
    delivery = row.text(5)
    address = row.optional(6) { row.text($0) }
    state = State(rawValue: row.text(7)) ?? .cancelled
    requestedAt = row.instant(8)
    changedAt = row.instant(9)
    tracking = row.optional(10) { row.text($0) }
    ruling = row.id(11)
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

  /// Requests of an institution that are still kept so; those whose invoice falls due come first.
  package static func kept(_ scope: Scope, limit: Int, in tx: Transaction) throws
    -> [PaperCopyID]
  {
    try tx.all(
      """
      SELECT id FROM paper_copy WHERE institution = $1
      ORDER BY CASE state WHEN 'requested' THEN 0 WHEN 'paid' THEN 1 ELSE 2 END, changed_at
      LIMIT $2
      """, .id(scope.institution), .int(limit)
    ) { $0.id(0) }
  }

  /// Forgets where a person's copies went.
  package static func forget(_ learner: PersonID, in tx: Transaction) throws {
    try tx.run(
      "UPDATE paper_copy SET address = NULL, tracking = NULL WHERE learner = $1", .id(learner))
  }

  /// Removes it: it has become a case.
  package func remove(in tx: Transaction) throws {
    try tx.run("DELETE FROM paper_copy WHERE id = $1", .id(id))
  }
}
