package import Kernel
package import Storage

/// How long an institution keeps a class of records, where it has set a period: no source does.
package struct RecordRetention: Sendable {
  /// The classes of records.
  package enum Kind: String, Sendable, CaseIterable {
    case state, profile

    /// The kinds of documents that belong to it.
    var documents: [RecordDocument.Kind] {
      switch self {
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
      "SELECT kind, days, done_on FROM record_retention WHERE institution = $1 ORDER BY kind",
      .id(scope.institution)
    ) { row in
      Kind(rawValue: row.text(0)).map {
        RecordRetention(kind: $0, days: row.int(1), doneOn: row.optional(2, row.day))
      }
    }.compactMap { $0 }
  }

  /// Sets a period, or none: then what there is stays.
  package static func set(_ kind: Kind, days: Int?, _ scope: Scope, in tx: Transaction) throws {
    guard let days else {
      return try tx.run(
        "DELETE FROM record_retention WHERE institution = $1 AND kind = $2",
        .id(scope.institution), .text(kind.rawValue))
    }
    try tx.run(
      """
      INSERT INTO record_retention (institution, kind, days) VALUES ($1, $2, $3)
      ON CONFLICT (institution, kind) DO UPDATE SET days = excluded.days, done_on = NULL
      """, .id(scope.institution), .text(kind.rawValue), .int(days))
  }

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
  package static func remove(_ kind: Kind, before: Instant, _ scope: Scope, in tx: Transaction)
    throws -> Int
  {
    try kind.documents.reduce(0) { count, document in
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
}
