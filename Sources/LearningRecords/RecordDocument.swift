package import Kernel
package import Storage

/// A document that programs keep beside the statements: state, or a profile of an activity or agent.
package struct RecordDocument: Sendable {
  package enum Kind: String, Sendable { case state, activity, agent }

  /// Whose documents: of an activity, of an agent, or of both with or without a registration.
  package struct Place: Sendable, Equatable {
    package let kind: Kind
    /// The activity's IRI; empty for an agent's profile.
    package let activity: String
    /// The agent's key; nil for an activity's profile.
    package let agent: IndexKey?
    /// The registration's bytes; empty where there is none.
    package let registration: [UInt8]

    package init(_ kind: Kind, activity: String, agent: IndexKey?, registration: StatementID?) {
      self.kind = kind
      self.activity = activity
      self.agent = agent
      self.registration = registration?.bytes ?? []
    }
  }

  package let id: String
  package let type: String
  package let body: [UInt8]
  package let stored: Instant

  package init(id: String, type: String, body: [UInt8], stored: Instant) {
    self.id = id
    self.type = type
    self.body = body
    self.stored = stored
  }

  package static func find(_ id: String, _ place: Place, _ scope: Scope, in tx: Transaction) throws
    -> RecordDocument?
  {
    try tx.first(
      """
      SELECT id, type, body, stored FROM record_document
      WHERE institution = $1 AND kind = $2 AND activity = $3 AND agent = $4 AND registration = $5
        AND id = $6
      """, .id(scope.institution), .text(place.kind.rawValue), .text(place.activity),
      .integer(place.agent?.number ?? 0), .blob(place.registration), .text(id)
    ) {
      RecordDocument(id: $0.text(0), type: $0.text(1), body: $0.blob(2), stored: $0.instant(3))
    }
  }

  /// The ids of a place's documents stored after an instant with when they were stored; without a
  /// registration those of all registrations.
  package static func ids(
    _ place: Place, since: Instant?, _ scope: Scope, in tx: Transaction
  ) throws -> [(id: String, stored: Instant)] {
    let read: (Row) throws -> (String, Instant) = { ($0.text(0), $0.instant(1)) }
    guard place.registration.isEmpty else {
      return try tx.all(
        """
        SELECT id, stored FROM record_document
        WHERE institution = $1 AND kind = $2 AND activity = $3 AND agent = $4
          AND registration = $5 AND stored > $6 ORDER BY id
        """, .id(scope.institution), .text(place.kind.rawValue), .text(place.activity),
        .integer(place.agent?.number ?? 0), .blob(place.registration),
        .integer(since?.microseconds ?? .min), read: read)
    }
    return try tx.all(
      """
      SELECT id, stored FROM record_document
      WHERE institution = $1 AND kind = $2 AND activity = $3 AND agent = $4 AND stored > $5
      ORDER BY id, stored
      """, .id(scope.institution), .text(place.kind.rawValue), .text(place.activity),
      .integer(place.agent?.number ?? 0), .integer(since?.microseconds ?? .min), read: read)
  }

  package func put(_ place: Place, _ scope: Scope, in tx: Transaction) throws {
    try tx.run(
      """
      INSERT INTO record_document (institution, kind, activity, agent, registration, id, type,
        body, stored) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      ON CONFLICT (institution, kind, activity, agent, registration, id)
      DO UPDATE SET type = excluded.type, body = excluded.body, stored = excluded.stored
      """, .id(scope.institution), .text(place.kind.rawValue), .text(place.activity),
      .integer(place.agent?.number ?? 0), .blob(place.registration), .text(id), .text(type),
      .blob(body), .instant(stored))
  }

  /// Removes one document, or all of the place.
  package static func remove(
    _ id: String?, _ place: Place, _ scope: Scope, in tx: Transaction
  ) throws {
    let (institution, kind) = (Bind.id(scope.institution), Bind.text(place.kind.rawValue))
    let (activity, agent) = (Bind.text(place.activity), Bind.integer(place.agent?.number ?? 0))
    guard let id else {
      guard place.registration.isEmpty else {
        return try tx.run(
          """
          DELETE FROM record_document WHERE institution = $1 AND kind = $2 AND activity = $3
            AND agent = $4 AND registration = $5
          """, institution, kind, activity, agent, .blob(place.registration))
      }
      return try tx.run(
        """
        DELETE FROM record_document WHERE institution = $1 AND kind = $2 AND activity = $3
          AND agent = $4
        """, institution, kind, activity, agent)
    }
    try tx.run(
      """
      DELETE FROM record_document WHERE institution = $1 AND kind = $2 AND activity = $3
        AND agent = $4 AND registration = $5 AND id = $6
      """, institution, kind, activity, agent, .blob(place.registration), .text(id))
  }
}
