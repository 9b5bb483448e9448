package import Kernel
package import Storage

/// An issued micro-credential: one per learner, course and term (V.3).
package struct Credential: Sendable {
  package let id: CredentialID
  package let registration: RegistrationID
  package let learner: PersonID
  package let course: CourseID
  package let term: TermID
  package let issuedAt: Instant
  package let keyID: String
  package let jwt: String
  package let ruling: RulingID

  package init(
    id: CredentialID, registration: RegistrationID, learner: PersonID, course: CourseID,
    term: TermID, issuedAt: Instant, keyID: String, jwt: String, ruling: RulingID
  ) {
    self.id = id
    self.registration = registration
    self.learner = learner
    self.course = course
    self.term = term
    self.issuedAt = issuedAt
    self.keyID = keyID
    self.jwt = jwt
    self.ruling = ruling
  }

  private init(_ row: Row) {
    id = row.id(0)
    registration = row.id(1)
    learner = row.id(2)
    course = row.id(3)
    term = row.id(4)
    issuedAt = row.instant(5)
    keyID = row.text(6)
    jwt = row.text(7)
    ruling = row.id(8)
  }

  package func insert(_ scope: Scope, in tx: Transaction) throws {
    try tx.run(
      """
      INSERT INTO credential (id, institution, registration, learner, course, term, issued_at,
        key_id, jwt, ruling) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
      """, .id(id), .id(scope.institution), .id(registration), .id(learner), .id(course),
      .id(term), .instant(issuedAt), .text(keyID), .text(jwt), .id(ruling))
  }

  package static func find(_ id: CredentialID, _ scope: Scope, in tx: Transaction) throws
    -> Credential?
  {
    try tx.first(
      """
      SELECT id, registration, learner, course, term, issued_at, key_id, jwt, ruling
      FROM credential WHERE id = $1 AND institution = $2
      """, .id(id), .id(scope.institution), read: Credential.init)
  }

  /// The one credential of a learner for a course and term.
  package static func of(
    _ learner: PersonID, course: CourseID, term: TermID, in tx: Transaction
  ) throws -> Credential? {
    try tx.first(
      """
      SELECT id, registration, learner, course, term, issued_at, key_id, jwt, ruling
      FROM credential WHERE learner = $1 AND course = $2 AND term = $3
      """, .id(learner), .id(course), .id(term), read: Credential.init)
  }

  /// A learner's credentials, newest first.
  package static func of(_ learner: PersonID, in tx: Transaction) throws -> [Credential] {
    try tx.all(
      """
      SELECT id, registration, learner, course, term, issued_at, key_id, jwt, ruling
      FROM credential WHERE learner = $1 ORDER BY issued_at DESC, id DESC
      """, .id(learner), read: Credential.init)
  }
}
