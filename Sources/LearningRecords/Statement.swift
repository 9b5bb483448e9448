package import Kernel
package import Storage

/// A statement as it lies in the store.
package struct Statement: Sendable {
  /// Why a statement is not among those that are found.
  package enum Hidden: Int, Sendable { case no, voided, erased, removed }

  package let stored: Instant
  package let id: StatementID
  package let client: RecordClientID
  /// Whose key the body is encrypted under.
  package let subject: IndexKey
  /// Whether its sender said when it happened.
  package let hasTime: Bool
  package let isVoiding: Bool
  /// The statement it is about, where it is about one.
  package let target: StatementID?
  package let hidden: Hidden
  package let body: [UInt8]

  private init(_ row: Row) {
    stored = row.instant(0)
    id = row.id(1)
    client = row.id(2)
    subject = IndexKey(number: row.integer(3))
    hasTime = row.flag(4)
    isVoiding = row.flag(5)
    target = row.optional(6) { row.id($0) }
    hidden = Hidden(rawValue: row.int(7)) ?? .erased
    body = row.blob(8)
  }

  /// Asks for a statement by its id.
  package static func query(_ id: StatementID, _ scope: Scope) -> Query<Statement> {
    Query(
      """
      SELECT stored, id, client, subject, has_time, is_voiding, target, hidden, body
      FROM statement WHERE institution = $1 AND id = $2
      """, .id(scope.institution), .id(id), read: Statement.init)
  }

  package static func find(_ id: StatementID, _ scope: Scope, in tx: Transaction) throws
    -> Statement?
  {
    try tx.first(query(id, scope))
  }

  package static func find(stored: Instant, _ scope: Scope, in tx: Transaction) throws
    -> Statement?
  {
    try tx.first(
      """
      SELECT stored, id, client, subject, has_time, is_voiding, target, hidden, body
      FROM statement WHERE stored = $1 AND institution = $2
      """, .instant(stored), .id(scope.institution), read: Statement.init)
  }

  /// Whether there is a statement of this id, and it voids another.
  package static func isVoiding(_ id: StatementID, _ scope: Scope, in tx: Transaction) throws
    -> Bool
  {
    try tx.first(
      "SELECT is_voiding FROM statement WHERE institution = $1 AND id = $2",
      .id(scope.institution), .id(id)
    ) { $0.flag(0) } ?? false
  }

  /// A statement that is about another, without its body.
  package struct Referrer: Sendable {
    package let stored: Instant
    package let id: StatementID
    package let isVoiding: Bool
  }

  /// The statements that are about this one, whether it is known or not.
  package static func referrers(of id: StatementID, _ scope: Scope, in tx: Transaction) throws
    -> [Referrer]
  {
    try tx.all(
      """
      SELECT stored, id, is_voiding FROM statement
      WHERE institution = $1 AND target = $2 ORDER BY stored
      """, .id(scope.institution), .id(id)
    ) { Referrer(stored: $0.instant(0), id: $0.id(1), isVoiding: $0.flag(2)) }
  }

  /// The instant for the next statement: now, or right after the last one.
  package static func next(_ now: Instant, in tx: Transaction) throws -> Instant {
    let least = Int(clamping: now.microseconds)
    return Instant(
      microseconds: Int64(
        try tx.next("SELECT COALESCE(MAX(stored), 0) FROM statement", atLeast: least)))
  }

  /// The instant of the last statement of all; nil in an empty store.
  package static func last(in tx: Transaction) throws -> Instant? {
    try tx.first("SELECT stored FROM statement ORDER BY stored DESC LIMIT 1") { $0.instant(0) }
  }

  package static func hide(_ id: StatementID, _ scope: Scope, as hidden: Hidden, in tx: Transaction)
    throws
  {
    try tx.run(
      "UPDATE statement SET hidden = $1 WHERE institution = $2 AND id = $3 AND hidden < $1",
      .int(hidden.rawValue), .id(scope.institution), .id(id))
  }

  /// Hides everything under a person's key and destroys the key: nothing of it can be read again; how
  /// many statements that are. The attachments that only they name go.
  package static func erase(
    _ subject: IndexKey, _ keys: IndexKeys, _ scope: Scope, in tx: Transaction
  ) throws -> Int {
    let key = try SubjectKey.find(subject, in: tx).map { SubjectKey($0) }
    var named: Set<String> = []
    // The person is met in what others did, too: that is under the others' keys.
    let hidden = try StatementQuery.direct(subject, in: tx).count { stored in
      let found = try tx.first(
        """
        UPDATE statement SET hidden = 2 WHERE stored = $1 AND institution = $2 AND subject = $3
        RETURNING id, body
        """, .instant(stored), .id(scope.institution), .integer(subject.number)
      ) { (id: $0.id(0) as StatementID, body: $0.blob(1)) }
      guard let found else { return false }
      if let value = key?.read(found.body, found.id) {
        named.formUnion(Attachment.named(in: value))
      }
      return true
    }
    try Attachment.removeUnnamed(named, keys, scope, in: tx)
    try tx.run("DELETE FROM record_subject WHERE agent = $1", .integer(subject.number))
    try tx.run(
      "DELETE FROM record_document WHERE institution = $1 AND agent = $2",
      .id(scope.institution), .integer(subject.number))
    return hidden
  }
}

extension IndexEntry {
  /// Makes a statement found by this; `via` is the statement that has it, where it is another.
  package func insert(segment: Int64, stored: Instant, via: Instant?, in tx: Transaction) throws {
    try tx.run(
      """
      INSERT INTO statement_entry (segment, key, role, stored, via) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT DO NOTHING
      """, .integer(segment), .integer(key.number), .integer(role), .instant(stored),
      .integer(via?.microseconds ?? 0))
  }
}

extension SubjectKey {
  /// The key of a subject; nil where nothing is known of it, or its key was destroyed.
  package static func find(_ subject: IndexKey, in tx: Transaction) throws -> [UInt8]? {
    try tx.first(
      "SELECT secret FROM record_subject WHERE agent = $1", .integer(subject.number)
    ) { $0.blob(0) }
  }

  package func insert(_ subject: IndexKey, in tx: Transaction) throws {
    try tx.run(
      "INSERT INTO record_subject (agent, secret) VALUES ($1, $2)", .integer(subject.number),
      .blob(bytes))
  }
}
