import Crypto
package import Kernel

/// One entry of the append-only record of rulings and administrative acts.
package struct JournalEntry: Sendable {
  package enum Kind: String, Sendable { case ruling, act }

  package let id: RulingID
  package let at: Instant
  package let institution: InstitutionID
  package let kind: Kind
  package let operation: String
  /// The ruling's outcome; `granted` for an act.
  package let outcome: String
  /// The article the headline cites, canonical; empty for an act without one.
  package let headline: String
  /// What anyone may know of it: stored once, never serialised again.
  package let publicPart: [UInt8]
  /// Who, whom and which numbers: erasable, so that a person can be forgotten.
  package let facts: [UInt8]
  package let actor: PersonID?
  package let subject: PersonID?
  /// Sixteen random bytes drawn for this entry.
  package let salt: [UInt8]

  package init(
    id: RulingID, at: Instant, institution: InstitutionID, kind: Kind, operation: String,
    outcome: String, headline: String, publicPart: [UInt8], facts: [UInt8], actor: PersonID?,
    subject: PersonID?, salt: [UInt8]
  ) {
    self.id = id
    self.at = at
    self.institution = institution
    self.kind = kind
    self.operation = operation
    self.outcome = outcome
    self.headline = headline
    self.publicPart = publicPart
    self.facts = facts
    self.actor = actor
    self.subject = subject
    self.salt = salt
  }

  /// What stays of the facts when they are erased: SHA-256(salt ‖ facts).
  static func innerHash(salt: [UInt8], facts: [UInt8]) -> [UInt8] {
    var hash = SHA256()
    hash.update(data: salt)
    hash.update(data: facts)
    return Array(hash.finalize())
  }
}

extension Transaction {
  /// Appends to the journal: leaf = SHA-256(0 ‖ public ‖ SHA-256(salt ‖ facts)).
  package func record(_ entry: JournalEntry) throws {
    let inner = JournalEntry.innerHash(salt: entry.salt, facts: entry.facts)
    let leaf = MerkleTree.leaf(entry.publicPart, inner)
    try run(
      """
      INSERT INTO journal (id, at, institution, kind, operation, outcome, headline, public, leaf)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      """,
      .id(entry.id), .instant(entry.at), .id(entry.institution), .text(entry.kind.rawValue),
      .text(entry.operation), .text(entry.outcome), .text(entry.headline),
      .blob(entry.publicPart), .blob(leaf))
    try run(
      """
      INSERT INTO journal_facts (journal, salt, actor, subject, facts)
      VALUES ($1, $2, $3, $4, $5)
      """,
      .id(entry.id), .blob(entry.salt), .optional(entry.actor, Bind.id),
      .optional(entry.subject, Bind.id), .blob(entry.facts))
  }

  /// An entry as stored: what anyone may know and, unless erased, the facts.
  package func journalEntry(_ id: RulingID) throws -> StoredEntry? {
    try first(
      """
      SELECT j.id, j.seq, j.at, j.institution, j.operation, j.outcome, j.headline, j.public,
        f.facts, f.subject, f.actor
      FROM journal j LEFT JOIN journal_facts f ON f.journal = j.id WHERE j.id = $1
      """, .id(id), read: StoredEntry.init)
  }

  /// The newest entries whose headline is this citation, newest first.
  package func journalEntries(headline: String, limit: Int) throws -> [StoredEntry] {
    try all(
      """
      SELECT j.id, j.seq, j.at, j.institution, j.operation, j.outcome, j.headline, j.public,
        f.facts, f.subject, f.actor
      FROM journal j LEFT JOIN journal_facts f ON f.journal = j.id
      WHERE j.headline = $1 ORDER BY j.seq DESC LIMIT $2
      """, .text(headline), .int(limit), read: StoredEntry.init)
  }

  /// The newest entries about a person, newest first.
  package func journalEntries(subject: PersonID, limit: Int) throws -> [StoredEntry] {
    try all(
      """
      SELECT j.id, j.seq, j.at, j.institution, j.operation, j.outcome, j.headline, j.public,
        f.facts, f.subject, f.actor
      FROM journal_facts f JOIN journal j ON j.id = f.journal
      WHERE f.subject = $1 ORDER BY j.seq DESC LIMIT $2
      """, .id(subject), .int(limit), read: StoredEntry.init)
  }

  /// The instant of the newest entry: a demo clock must not start before it.
  package func journalEnd() throws -> Instant? {
    try first("SELECT MAX(at) FROM journal") { row in row.optional(0, row.instant) } ?? nil
  }
}

/// A journal entry read back.
package struct StoredEntry: Sendable {
  package let id: RulingID
  package let sequence: Int
  package let at: Instant
  package let institution: InstitutionID
  package let operation: String
  package let outcome: String
  package let headline: String
  package let publicPart: [UInt8]
  /// Nil once erased.
  package let facts: [UInt8]?
  package let subject: PersonID?
  package let actor: PersonID?

  init(_ row: Row) {
    id = row.id(0)
    sequence = row.int(1)
    at = row.instant(2)
    institution = row.id(3)
    operation = row.text(4)
    outcome = row.text(5)
    headline = row.text(6)
    publicPart = row.blob(7)
    facts = row.optional(8, row.blob)
    subject = row.optional(9) { row.id($0) }
    actor = row.optional(10) { row.id($0) }
  }
}
