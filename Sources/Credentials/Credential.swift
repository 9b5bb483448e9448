package import Kernel
package import Storage

/// A micro-credential: one that stands per learner, course and term (V.3).
package struct Credential: Sendable {
  package enum State: String, Sendable {
    /// Decided and journaled, not yet signed.
    case intended
    /// Signed; the regulator has not yet answered.
    case signed
    /// Signed, and registered with the regulator.
    case registered
    /// Signed, and refused by the regulator.
    case refused
  }

  /// Why a credential stands no longer.
  package enum Ending: String, Sendable { case revoked, superseded }

  package let id: CredentialID
  package let institution: InstitutionID
  package let registration: RegistrationID
  package let learner: PersonID
  package let course: CourseID
  package let term: TermID
  package let issuedAt: Instant
  package let ruling: RulingID
  package let state: State
  /// Where its revocation would be published; nil for tokens of the first version.
  package let entry: StatusEntry?
  /// The credential in whose place this one stands.
  package let replaces: CredentialID?
  package let ended: (ending: Ending, at: Instant)?

  package init(
    id: CredentialID, institution: InstitutionID, registration: RegistrationID,
    learner: PersonID, course: CourseID, term: TermID, issuedAt: Instant, ruling: RulingID,
    entry: StatusEntry?, replaces: CredentialID?
  ) {
    self.id = id
    self.institution = institution
    self.registration = registration
    self.learner = learner
    self.course = course
    self.term = term
    self.issuedAt = issuedAt
    self.ruling = ruling
    self.entry = entry
    self.replaces = replaces
    state = .intended
    ended = nil
  }

  private init(_ row: Row) {
    id = row.id(0)
    institution = row.id(1)
    registration = row.id(2)
    learner = row.id(3)
    course = row.id(4)
    term = row.id(5)
    issuedAt = row.instant(6)
    ruling = row.id(7)
    state = State(rawValue: row.text(8)) ?? .intended
    entry = row.optional(9) { StatusEntry(list: row.id($0), position: row.int(10)) }
    replaces = row.optional(11) { row.id($0) }
    ended = row.optional(12) { (Ending(rawValue: row.text(13)) ?? .revoked, row.instant($0)) }
  }

  /// Whether it has not come to an end.
  package var stands: Bool { ended == nil }

  package func insert(in tx: Transaction) throws {
    try tx.run(
      """
      INSERT INTO credential (id, institution, registration, learner, course, term, issued_at,
        ruling, state, status_list, status_index, replaces)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
      """, .id(id), .id(institution), .id(registration), .id(learner), .id(course), .id(term),
      .instant(issuedAt), .id(ruling), .text(state.rawValue),
      .optional(entry?.list, Bind.id), .optional(entry?.position, Bind.int),
      .optional(replaces, Bind.id))
  }

  /// Goes from one state to the next; false when it was not in the first any more.
  package static func move(
    _ id: CredentialID, from: State, to next: State, in tx: Transaction
  ) throws -> Bool {
    try tx.first(
      "UPDATE credential SET state = $3 WHERE id = $1 AND state = $2 RETURNING state",
      .id(id), .text(from.rawValue), .text(next.rawValue)
    ) { $0.text(0) } != nil
  }

  /// Ends it; false when it had ended before.
  package func end(_ ending: Ending, at: Instant, ruling: RulingID, in tx: Transaction) throws
    -> Bool
  {
    try tx.first(
      """
      UPDATE credential SET ended_at = $2, ending = $3, ended_ruling = $4
      WHERE id = $1 AND ended_at IS NULL RETURNING id
      """, .id(id), .instant(at), .text(ending.rawValue), .id(ruling)
    ) { $0.id(0, CredentialTag.self) } != nil
  }

  package static func find(_ id: CredentialID, in tx: Transaction) throws -> Credential? {
    try tx.first(
      """
      SELECT id, institution, registration, learner, course, term, issued_at, ruling, state,
        status_list, status_index, replaces, ended_at, ending FROM credential WHERE id = $1
      """, .id(id), read: Credential.init)
  }

  package static func find(_ id: CredentialID, _ scope: Scope, in tx: Transaction) throws
    -> Credential?
  {
    try find(id, in: tx).flatMap { $0.institution == scope.institution ? $0 : nil }
  }

  /// The credential that stands for a learner's course and term.
  package static func of(
    _ learner: PersonID, course: CourseID, term: TermID, in tx: Transaction
  ) throws -> Credential? {
    try tx.first(
      """
      SELECT id, institution, registration, learner, course, term, issued_at, ruling, state,
        status_list, status_index, replaces, ended_at, ending FROM credential
      WHERE learner = $1 AND course = $2 AND term = $3 AND ended_at IS NULL
      """, .id(learner), .id(course), .id(term), read: Credential.init)
  }

  /// A learner's credentials, newest first, those that ended included.
  package static func of(_ learner: PersonID, in tx: Transaction) throws -> [Credential] {
    try tx.all(
      """
      SELECT id, institution, registration, learner, course, term, issued_at, ruling, state,
        status_list, status_index, replaces, ended_at, ending FROM credential
      WHERE learner = $1 ORDER BY issued_at DESC, id DESC
      """, .id(learner), read: Credential.init)
  }

  /// The credentials with this code, as a rule one.
  package static func of(_ code: ShortCode, in tx: Transaction) throws -> [Credential] {
    // Six whole bytes lie within the fifty bits of a code.
    let tail = Array(CredentialID(high: 0, low: code.bits).bytes.suffix(6))
    return try tx.all(
      """
      SELECT id, institution, registration, learner, course, term, issued_at, ruling, state,
        status_list, status_index, replaces, ended_at, ending FROM credential
      WHERE substr(id, 11, 6) = $1 ORDER BY id LIMIT 20
      """, .blob(tail), read: Credential.init
    ).filter { ShortCode($0.id) == code }
  }

  /// The credential that took this one's place, if one did.
  package func successor(in tx: Transaction) throws -> CredentialID? {
    try tx.all(
      "SELECT id, replaces FROM credential WHERE learner = $1 ORDER BY issued_at DESC, id DESC",
      .id(learner)
    ) { row in (id: row.id(0, CredentialTag.self), replaces: row.optional(1) { row.id($0) }) }
    .first { $0.replaces == id }?.id
  }

  /// Credentials in a state, oldest first, after one.
  package static func waiting(
    _ state: State, after last: CredentialID?, limit: Int, in tx: Transaction
  ) throws -> [Credential] {
    try tx.all(
      """
      SELECT id, institution, registration, learner, course, term, issued_at, ruling, state,
        status_list, status_index, replaces, ended_at, ending FROM credential
      WHERE state = $1 AND state IN ('intended', 'signed') AND id > $2 ORDER BY id LIMIT $3
      """, .text(state.rawValue), .id(last ?? CredentialID(high: 0, low: 0)), .int(limit),
      read: Credential.init)
  }
}
