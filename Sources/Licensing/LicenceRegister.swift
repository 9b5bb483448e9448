package import Kernel
package import Storage

// Reading the register.
extension Licence {
  /// One change of a licence's status.
  package struct Change: Sendable {
    package let status: Status
    package let from: Instant
    package let article: String
    package let reason: String
    package let recordedAt: Instant
    /// The ruling or act in the journal; nil for what was recorded before rulings were kept here.
    package let ruling: RulingID?
    /// The licence from which it came over this one; nil for what was decided about itself.
    package let causedBy: LicenceID?
  }

  package static func find(_ id: LicenceID, in tx: Transaction) throws -> Licence? {
    try tx.first(
      """
      SELECT id, institution, kind, number, programme, parent, from_day, until_day, form, regime,
        renews FROM licence WHERE id = $1
      """, .id(id), read: Licence.init)
  }

  /// A licence with its status at an instant.
  package static func standing(_ id: LicenceID, at: Instant, in tx: Transaction) throws
    -> Standing?
  {
    let moments = try tx.all(
      """
      SELECT l.id, l.institution, l.kind, l.number, l.programme, l.parent, l.from_day,
        l.until_day, l.form, l.regime, l.renews, s.status, s.from_at, s.id,
        CASE WHEN s.caused_by IS NULL THEN 0 ELSE 1 END
      FROM licence l LEFT JOIN licence_status s ON s.licence = l.id WHERE l.id = $1
      """, .id(id), read: Moment.init)
    return standings(moments, at: at).first
  }

  /// The licence of a number, whoever holds it, with its status at an instant.
  package static func numbered(_ number: String, at: Instant, in tx: Transaction) throws
    -> Standing?
  {
    let moments = try tx.all(
      """
      SELECT l.id, l.institution, l.kind, l.number, l.programme, l.parent, l.from_day,
        l.until_day, l.form, l.regime, l.renews, s.status, s.from_at, s.id,
        CASE WHEN s.caused_by IS NULL THEN 0 ELSE 1 END
      FROM licence l LEFT JOIN licence_status s ON s.licence = l.id WHERE l.number = $1
      """, .text(number), read: Moment.init)
    return standings(moments, at: at).first
  }

  /// The licence of a number.
  package static func number(_ number: String, _ scope: Scope, in tx: Transaction) throws
    -> Licence?
  {
    try tx.first(
      """
      SELECT id, institution, kind, number, programme, parent, from_day, until_day, form, regime,
        renews FROM licence WHERE number = $1 AND institution = $2
      """, .text(number), .id(scope.institution), read: Licence.init)
  }

  /// Every licence of an institution with its status at an instant, provider licences first.
  package static func register(_ scope: Scope, at: Instant, in tx: Transaction) throws
    -> [Standing]
  {
    let moments = try tx.all(
      """
      SELECT l.id, l.institution, l.kind, l.number, l.programme, l.parent, l.from_day,
        l.until_day, l.form, l.regime, l.renews, s.status, s.from_at, s.id,
        CASE WHEN s.caused_by IS NULL THEN 0 ELSE 1 END
      FROM licence l LEFT JOIN licence_status s ON s.licence = l.id
      WHERE l.institution = $1 ORDER BY l.kind DESC, l.number
      """, .id(scope.institution), read: Moment.init)
    return standings(moments, at: at)
  }

  /// The licence that renews another; nil where none does.
  package static func successor(of licence: LicenceID, in tx: Transaction) throws -> Licence? {
    try tx.first(
      """
      SELECT id, institution, kind, number, programme, parent, from_day, until_day, form, regime,
        renews FROM licence WHERE renews = $1
      """, .id(licence), read: Licence.init)
  }

  /// What stands in a licence's place on a day: itself until the one that renews it has begun.
  package static func continuing(_ licence: LicenceID, on day: Day, in tx: Transaction) throws
    -> Licence?
  {
    var found = try find(licence, in: tx)
    while let next = try found.flatMap({ try successor(of: $0.id, in: tx) }), next.from <= day {
      found = next
    }
    return found
  }

  /// What falls with a licence: the one that renews it, and of a provider's own licence the
  /// programme licences that rest on it or on what it renews; each once.
  package func dependants(in tx: Transaction) throws -> [Licence] {
    var found: [Licence] = []
    var later = try Licence.successor(of: id, in: tx)
    while let next = later {
      found.append(next)
      later = try Licence.successor(of: next.id, in: tx)
    }
    guard kind == .provider else { return found }
    var line = [id] + found.map(\.id)
    var earlier = renews
    while let id = earlier {
      line.append(id)
      earlier = try Licence.find(id, in: tx)?.renews
    }
    for parent in line { found += try Licence.resting(on: parent, in: tx) }
    return found
  }

  /// The programme licences that rest on a provider licence, by number.
  package static func resting(on parent: LicenceID, in tx: Transaction) throws -> [Licence] {
    try tx.all(
      """
      SELECT id, institution, kind, number, programme, parent, from_day, until_day, form, regime,
        renews FROM licence WHERE parent = $1 ORDER BY number
      """, .id(parent), read: Licence.init)
  }

  /// The history of this licence's status, oldest first.
  package func history(in tx: Transaction) throws -> [Change] {
    try tx.all(
      """
      SELECT status, from_at, article, reason, recorded_at, ruling, caused_by
      FROM licence_status WHERE licence = $1 ORDER BY from_at, id
      """, .id(id)
    ) { row in
      Change(
        status: Status(rawValue: row.text(0)) ?? .revoked, from: row.instant(1),
        article: row.text(2), reason: row.text(3), recordedAt: row.instant(4),
        ruling: row.optional(5) { row.id($0) }, causedBy: row.optional(6) { row.id($0) })
    }
  }
}
