import JSON
import Kernel
import Storage

/// Removes what statements are found by. A body that can be read says which entries these are, and each
/// is removed by its key; only for what was erased a segment is gone through, once for all of a step.
struct FoundBy {
  let keys: IndexKeys
  let publicURL: String
  let scope: Scope
  let tx: Transaction
  /// How many statements about removed ones were met.
  private(set) var referrers = 0
  /// The attachments that removed ones named, by their SHA-2.
  private(set) var attachments: Set<String> = []
  /// The segments that must be gone through.
  private var unread: Set<Int64> = []

  /// The longest chain of statements about statements that is followed.
  private static let chain = 32
  /// Where more than this many are about one statement, going through their segments costs less.
  private static let many = 1_000

  init(keys: IndexKeys, publicURL: String, scope: Scope, tx: Transaction) {
    (self.keys, self.publicURL, self.scope, self.tx) = (keys, publicURL, scope, tx)
  }

  /// Removes all entries of a statement but the one that it is counted by, and those by which statements
  /// about it are found through it.
  mutating func remove(_ statement: Statement) throws {
    let found = try read(statement)
    if let found { attachments.formUnion(Attachment.named(in: found.value)) }
    let own = found?.entries
    let segment = try RecordSegment.of(statement.stored, in: tx)
    if let own {
      for entry in own where entry.key != keys.all {
        try remove(entry, segment, statement.stored, via: 0)
      }
    } else {
      unread.insert(segment)
    }
    if let target = statement.target { try remove(through: target, of: statement, segment) }
    let about = try about(statement.id)
    referrers += about.count
    for stored in about {
      let segment = try RecordSegment.of(stored, in: tx)
      guard let own, about.count <= Self.many else {
        unread.insert(segment)
        continue
      }
      for entry in own {
        try remove(entry, segment, stored, via: statement.stored.microseconds)
      }
    }
  }

  /// What a statement has through those that it is about.
  private mutating func remove(
    through first: StatementID, of statement: Statement, _ segment: Int64
  ) throws {
    var seen: Set<StatementID> = []
    var next: StatementID? = first
    while let id = next, seen.insert(id).inserted,
      let target = try Statement.find(id, scope, in: tx)
    {
      guard seen.count <= Self.chain else {
        unread.insert(segment)
        return
      }
      next = target.target
      // What went before took these with it.
      if target.hidden == .removed { continue }
      guard let entries = try read(target)?.entries else {
        unread.insert(segment)
        continue
      }
      for entry in entries {
        try remove(entry, segment, statement.stored, via: target.stored.microseconds)
      }
    }
  }

  /// When those were stored that are about a statement, or about one that is.
  private func about(_ id: StatementID) throws -> [Instant] {
    var waiting = [id]
    var found: [StatementID: Instant] = [:]
    while let id = waiting.popLast() {
      let some = try tx.all(
        "SELECT id, stored FROM statement WHERE institution = $1 AND target = $2",
        .id(scope.institution), .id(id)
      ) { (id: $0.id(0) as StatementID, stored: $0.instant(1)) }
      for one in some where found.updateValue(one.stored, forKey: one.id) == nil {
        waiting.append(one.id)
      }
    }
    return Array(found.values)
  }

  /// A statement and what it is found by; nil where its body can be read no more.
  private func read(_ statement: Statement) throws -> (value: Value, entries: [IndexEntry])? {
    guard let key = try SubjectKey.find(statement.subject, in: tx),
      let value = SubjectKey(key).read(statement.body, statement.id),
      let client = try RecordClient.find(statement.client, in: tx)
    else { return nil }
    return (value, keys.entries(of: value, authority: client.authority(publicURL)))
  }

  private func remove(
    _ entry: IndexEntry, _ segment: Int64, _ stored: Instant, via: Int64
  ) throws {
    try tx.run(
      """
      DELETE FROM statement_entry
      WHERE segment = $1 AND key = $2 AND role = $3 AND stored = $4 AND via = $5
      """, .integer(segment), .integer(entry.key.number), .integer(entry.role), .instant(stored),
      .integer(via))
  }

  /// Removes what is left of those removed between two instants, where a body could not be read.
  func sweep(_ first: Instant, _ last: Instant) throws {
    for segment in unread.sorted() {
      try tx.run(
        """
        DELETE FROM statement_entry
        WHERE segment = $1 AND NOT (key = $4 AND role = 0 AND via = 0) AND (
          stored IN (
            SELECT stored FROM statement
            WHERE institution = $5 AND hidden = 3 AND stored >= $2 AND stored <= $3)
          OR via IN (
            SELECT stored FROM statement
            WHERE institution = $5 AND hidden = 3 AND stored >= $2 AND stored <= $3))
        """, .integer(segment), .instant(first), .instant(last), .integer(keys.all.number),
        .id(scope.institution))
    }
  }
}
