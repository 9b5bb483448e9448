package import Kernel
package import Storage

extension Licence {
  /// One change of a licence's status.
  package struct Change: Sendable {
    package let status: Status
    package let from: Instant
    package let article: String
    package let reason: String
  }

  /// Every licence of an institution with its status at an instant, provider licences first.
  package static func register(_ scope: Scope, at: Instant, in tx: Transaction) throws
    -> [Standing]
  {
    try tx.all(
      """
      SELECT l.id, l.institution, l.kind, l.number, l.programme, l.parent, l.from_day,
        l.until_day, (SELECT status FROM licence_status s WHERE s.licence = l.id
          AND s.from_at <= $2 ORDER BY s.from_at DESC, s.id DESC LIMIT 1)
      FROM licence l WHERE l.institution = $1 ORDER BY l.kind DESC, l.number
      """, .id(scope.institution), .instant(at)
    ) { row in
      (
        Licence(
          id: row.id(0), institution: row.id(1),
          kind: Kind(rawValue: row.text(2)) ?? .provider, number: row.text(3),
          programme: row.optional(4) { row.id($0) }, parent: row.optional(5) { row.id($0) },
          from: row.day(6), until: row.day(7)),
        row.optional(8) { Status(rawValue: row.text($0)) ?? .revoked }
      )
    }
  }

  /// The programme licences that rest on a provider licence, by number.
  package static func resting(on parent: LicenceID, in tx: Transaction) throws -> [Licence] {
    try tx.all(
      """
      SELECT id, institution, kind, number, programme, parent, from_day, until_day
      FROM licence WHERE parent = $1 ORDER BY number
      """, .id(parent), read: Licence.init)
  }

  /// The history of this licence's status, oldest first.
  package func history(in tx: Transaction) throws -> [Change] {
    try tx.all(
      """
      SELECT status, from_at, article, reason FROM licence_status WHERE licence = $1
      ORDER BY from_at, id
      """, .id(id)
    ) { row in
      Change(
        status: Status(rawValue: row.text(0)) ?? .revoked, from: row.instant(1),
        article: row.text(2), reason: row.text(3))
    }
  }
}
