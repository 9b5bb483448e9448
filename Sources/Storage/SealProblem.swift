package import Kernel

/// One thing that does not hold in the sealed journal.
package struct SealProblem: Sendable, Equatable {
  /// What is wrong; its words are in the locale files.
  package enum Kind: String, Sendable, CaseIterable {
    /// The numbers skip: an entry and its seal are gone.
    case gap
    /// The entry with this number is gone.
    case dropped
    /// The entry stands at another place of the sequence, or its seal under another number.
    case moved
    /// Another entry stands in its place.
    case replaced
    /// The public part, the facts or the salt are not those sealed.
    case changed
    /// The entry and its leaf fit each other and not the leaf that was sealed.
    case rewritten
    /// A column says something else than the sealed parts.
    case column
    /// The facts are gone and no act erased them.
    case factsGone
    /// The facts are marked as erased, but not by an act of erasure after the entry.
    case erasure
    /// The bytes on disk cannot be read.
    case unreadable
    /// An entry lies among sealed ones and has no number.
    case slippedIn
    /// The tree over these entries has not the root that was signed: changed, dropped or reordered
    /// together with their leaves.
    case tree
    /// The stored hash of a full subtree is not that of its entries.
    case subtree
    /// A stored checkpoint is not a signed one of this journal, or says something else than its row.
    case checkpoint
    /// The checkpoint kept elsewhere has more entries than the journal: its end was cut off.
    case truncated
    /// The checkpoint kept elsewhere has another root over the same number of entries.
    case fork
  }

  package let kind: Kind
  /// The entry's number, or the first of a range, or the checkpoint's size.
  package let number: Int
  /// The last number of a range; the same as `number` for one entry.
  package let through: Int
  package let entry: RulingID?
  /// The name of the column, or of a checkpoint's fault; empty otherwise.
  package let what: String
  /// What stands there and what was sealed; nil where that could be personal or is not known.
  package let values: (stored: String, sealed: String)?

  init(
    _ kind: Kind, _ number: Int, through: Int? = nil, entry: RulingID? = nil, what: String = "",
    values: (stored: String, sealed: String)? = nil
  ) {
    self.kind = kind
    self.number = number
    self.through = through ?? number
    self.entry = entry
    self.what = what
    self.values = values
  }

  package static func == (a: SealProblem, b: SealProblem) -> Bool {
    a.kind == b.kind && a.number == b.number && a.through == b.through && a.entry == b.entry
      && a.what == b.what
  }
}

/// What a verification of the sealed journal has found.
package struct SealReport: Sendable {
  /// Numbered entries that were recomputed.
  package internal(set) var entries = 0
  /// Those of them whose facts were erased.
  package internal(set) var erased = 0
  /// Entries under a checkpoint that holds.
  package internal(set) var covered = 0
  package internal(set) var checkpoints = 0
  /// Committed entries that have no number yet.
  package internal(set) var unsealed = 0
  /// The first hundred problems, in the order of numbers.
  package internal(set) var problems: [SealProblem] = []
  package internal(set) var problemCount = 0

  package var holds: Bool { problemCount == 0 }
}

/// A column that disagrees with the sealed public part or facts.
package struct ColumnDifference: Sendable {
  package let column: String
  /// What stands there and what was sealed; nil where that is personal.
  package let values: (stored: String, sealed: String)?

  package init(_ column: String, values: (stored: String, sealed: String)? = nil) {
    self.column = column
    self.values = values
  }
}

/// A sealed entry as it lies on disk, for comparing its columns with its sealed parts.
package struct SealedRow: Sendable {
  package let number: Int
  /// The entry's id as it was sealed.
  package let journal: RulingID
  let sequence: Int
  let sealedLeaf: [UInt8]
  /// Nil where no entry stands at the sealed place of the sequence.
  package let id: RulingID?
  package let at: Instant
  package let institution: InstitutionID
  package let kind: String
  package let operation: String
  package let outcome: String
  package let headline: String
  package let publicPart: [UInt8]
  let leaf: [UInt8]
  let salt: [UInt8]
  /// Nil once erased.
  package let facts: [UInt8]?
  package let actor: PersonID?
  package let subject: PersonID?
  let erasedInner: [UInt8]?
  /// Whether the act that erased the facts is in the journal, after the entry.
  let hasAct: Bool
  /// Whether every value is marked as what its column holds.
  let hasTypes: Bool

  init(_ row: Row) {
    number = row.int(0)
    journal = row.id(1)
    sequence = row.int(2)
    sealedLeaf = row.blob(3)
    id = row.optional(4) { row.id($0) }
    at = row.instant(5)
    institution = row.id(6)
    kind = row.text(7)
    operation = row.text(8)
    outcome = row.text(9)
    headline = row.text(10)
    publicPart = row.blob(11)
    leaf = row.blob(12)
    salt = row.blob(13)
    facts = row.optional(14, row.blob)
    actor = row.optional(15) { row.id($0) }
    subject = row.optional(16) { row.id($0) }
    erasedInner = row.optional(17, row.blob)
    hasAct = row.flag(18)
    hasTypes = row.flag(19)
  }

  static func read(
    after last: Int, through: Int, limit: Int, in tx: Transaction
  ) throws -> [SealedRow] {
    // Joined by sequence, the journal's own order on disk: an index could hide a changed row. SQLite
    // marks each value as text or bytes; a changed mark gives the same bytes, but queries no longer
    // find them. Text is never above empty bytes, bytes joined with a text are never bytes again.
    try tx.all(
      """
      SELECT s.number, s.journal, s.seq, s.leaf, j.id, j.at, j.institution, j.kind, j.operation,
        j.outcome, j.headline, j.public, j.leaf, f.salt, f.facts, f.actor, f.subject,
        e.inner_hash,
        CASE WHEN a.seq > s.seq AND (t.number IS NULL OR t.number > s.number) THEN 1 ELSE 0 END,
        CASE WHEN j.kind || '' = j.kind AND j.operation || '' = j.operation
          AND j.outcome || '' = j.outcome AND j.headline || '' = j.headline
          AND j.id >= $3 AND j.institution >= $3 AND j.public >= $3 AND j.leaf >= $3
          AND s.journal >= $3 AND s.leaf >= $3 AND COALESCE(f.salt, $3) >= $3
          AND COALESCE(f.facts, $3) >= $3 AND COALESCE(f.actor, $3) >= $3
          AND COALESCE(f.subject, $3) >= $3 THEN 1 ELSE 0 END
      FROM journal_seal s LEFT JOIN journal j ON j.seq = s.seq
      LEFT JOIN journal_facts f ON f.journal = s.journal
      LEFT JOIN journal_erased e ON e.journal = s.journal
      LEFT JOIN journal a
        ON a.id = e.act AND a.kind = 'act' AND a.operation = 'ErasePersonFacts'
      LEFT JOIN journal_seal t ON t.journal = a.id
      WHERE s.number > $1 AND s.number <= $2 ORDER BY s.number LIMIT $4
      """, .int(last), .int(through), .blob([]), .int(limit), read: SealedRow.init)
  }
}
