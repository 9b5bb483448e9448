import Crypto
package import Kernel
package import Storage

/// How long an institution keeps a class of records, where it has set a period: no source does.
package struct RecordRetention: Sendable {
  /// The classes of records.
  package enum Kind: String, Sendable, CaseIterable {
    case statements, state, profile

    /// The kinds of documents that belong to it.
    var documents: [RecordDocument.Kind] {
      switch self {
      case .statements: []
      case .state: [.state]
      case .profile: [.activity, .agent]
      }
    }
  }

  package let kind: Kind
  package let days: Int
  /// The last day on which what was older was removed.
  package let doneOn: Day?

  /// The longest period that can be set, in days: a hundred years.
  package static let longest = 36_525

  /// The periods that are set.
  package static func all(_ scope: Scope, in tx: Transaction) throws -> [RecordRetention] {
    try tx.all(
      """
      SELECT kind, days, done_on FROM record_retention
      WHERE institution = $1 AND days IS NOT NULL ORDER BY kind
      """, .id(scope.institution)
    ) { row in
      Kind(rawValue: row.text(0)).map {
        RecordRetention(kind: $0, days: row.int(1), doneOn: row.optional(2, row.day))
      }
    }.compactMap { $0 }
  }

  /// Sets a period, or none: then what there is stays.
  package static func set(_ kind: Kind, days: Int?, _ scope: Scope, in tx: Transaction) throws {
    try tx.run(
      """
      INSERT INTO record_retention (institution, kind, days) VALUES ($1, $2, $3)
      ON CONFLICT (institution, kind) DO UPDATE SET days = excluded.days, done_on = NULL
      """, .id(scope.institution), .text(kind.rawValue),
      .optional(days, Bind.int))
  }

  /// From which instant on records are kept.
  package func limit(at now: Instant) -> Instant { now.adding(seconds: -Int64(days) * 86_400) }

  /// Notes that nothing older is left on a day.
  package func done(on day: Day, _ scope: Scope, in tx: Transaction) throws {
    try tx.run(
      """
      UPDATE record_retention SET done_on = $3
      WHERE institution = $1 AND kind = $2 AND days = $4
      """, .id(scope.institution), .text(kind.rawValue), .day(day), .int(days))
  }

  /// The most records that one step removes.
  package static let step = 1_000

  /// Removes records of a class that were last written before an instant, a step; how many.
  /// `publicURL` is the installation's, under which programs are named.
  package static func remove(
    _ kind: Kind, before: Instant, _ keys: IndexKeys, at publicURL: String, _ scope: Scope,
    in tx: Transaction
  ) throws -> Int {
    guard kind != .statements else {
      return try removeStatements(before: before, keys, at: publicURL, scope, in: tx)
    }
    return try kind.documents.reduce(0) { count, document in
      try count
        + tx.all(
          """
          DELETE FROM record_document
          WHERE (institution, kind, activity, agent, registration, id) IN (
            SELECT institution, kind, activity, agent, registration, id FROM record_document
            WHERE institution = $1 AND kind = $2 AND stored < $3 ORDER BY stored LIMIT $4)
          RETURNING stored
          """, .id(scope.institution), .text(document.rawValue), .instant(before), .int(step)
        ) { $0.instant(0) }.count
    }
  }

  /// Removes the bodies of statements, what they are found by, and the attachments that only they name. Number, id and the hash of the body
  /// stay: the id is not free, and the digests in the journal hold.
  private static func removeStatements(
    before: Instant, _ keys: IndexKeys, at publicURL: String, _ scope: Scope, in tx: Transaction
  ) throws -> Int {
    let places = try StatementQuery.direct(
      keys.all, after: try removed(scope, in: tx), until: before.microseconds - 1, limit: step,
      in: tx)
    var index = FoundBy(keys: keys, publicURL: publicURL, scope: scope, tx: tx)
    var done = 0
    // Statements about one that goes, and attachments, cost as much as it does; the first goes with all
    // of them.
    for place in places {
      guard done + index.referrers + index.attachments.count < step else { break }
      done += 1
      guard let statement = try Statement.find(stored: place, scope, in: tx),
        statement.hidden != .removed
      else { continue }
      try index.remove(statement)
      try tx.run(
        "UPDATE statement SET body = $2, hidden = 3, subject = 0 WHERE stored = $1",
        .instant(place), .blob(Array(SHA256.hash(data: statement.body))))
    }
    guard let first = places.first, let last = places.prefix(done).last else { return 0 }
    try index.sweep(first, last)
    try Attachment.removeUnnamed(index.attachments, keys, scope, in: tx)
    try tx.run(
      "UPDATE record_retention SET removed = $2 WHERE institution = $1 AND kind = 'statements'",
      .id(scope.institution), .instant(last))
    return done
  }

  /// The number of the last statement that was removed; the least there is where none was.
  package static func removed(_ scope: Scope, in tx: Transaction) throws -> Int64 {
    try tx.first(
      """
      SELECT COALESCE(removed, $2) FROM record_retention
      WHERE institution = $1 AND kind = 'statements'
      """, .id(scope.institution), .integer(.min)
    ) { $0.integer(0) } ?? .min
  }
}
