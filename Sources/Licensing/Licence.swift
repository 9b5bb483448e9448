package import Kernel
package import Storage

/// A provider's or a programme's licence; its status is an append-only history.
package struct Licence: Sendable {
  package enum Kind: String, Sendable { case provider, programme }

  package enum Status: String, Sendable { case active, suspended, revoked }

  package let id: LicenceID
  package let institution: InstitutionID
  package let kind: Kind
  package let number: String
  package let programme: ProgrammeID?
  /// The provider licence a programme licence rests on.
  package let parent: LicenceID?
  package let from: Day
  package let until: Day

  package init(
    id: LicenceID, institution: InstitutionID, kind: Kind, number: String,
    programme: ProgrammeID?, parent: LicenceID?, from: Day, until: Day
  ) {
    self.id = id
    self.institution = institution
    self.kind = kind
    self.number = number
    self.programme = programme
    self.parent = parent
    self.from = from
    self.until = until
  }

  package func insert(in tx: Transaction) throws {
    try tx.run(
      """
      INSERT INTO licence (id, institution, kind, number, programme, parent, from_day, until_day)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      """, .id(id), .id(institution), .text(kind.rawValue), .text(number),
      .optional(programme, Bind.id), .optional(parent, Bind.id), .day(from), .day(until))
  }

  /// Adds a status that holds from an instant; nothing is overwritten.
  package static func setStatus(
    _ licence: LicenceID, _ status: Status, from: Instant, article: String, reason: String,
    recordedAt: Instant, in tx: Transaction
  ) throws {
    try tx.run(
      """
      INSERT INTO licence_status (licence, status, from_at, article, reason, recorded_at)
      VALUES ($1, $2, $3, $4, $5, $6)
      """, .id(licence), .text(status.rawValue), .instant(from), .text(article), .text(reason),
      .instant(recordedAt))
  }

  init(_ row: Row) {
    id = row.id(0)
    institution = row.id(1)
    kind = Kind(rawValue: row.text(2)) ?? .provider
    number = row.text(3)
    programme = row.optional(4) { row.id($0) }
    parent = row.optional(5) { row.id($0) }
    from = row.day(6)
    until = row.day(7)
  }

  /// A licence with its status at an instant; nil status when it has none yet.
  package typealias Standing = (licence: Licence, status: Status?)

  /// A licence with one status of its history, or with none where it has no history yet.
  package struct Moment: Sendable {
    let licence: Licence
    let status: Status?
    let from: Instant
    let number: Int

    fileprivate init(_ row: Row) {
      licence = Licence(row)
      status = row.optional(8) { Status(rawValue: row.text($0)) ?? .revoked }
      from = row.instant(9)
      number = row.int(10)
    }
  }

  /// Asks for an institution's provider licences with their whole history: those who ask at
  /// different instants share the answer.
  package static func query(provider scope: Scope) -> Query<Moment> {
    Query(
      """
      SELECT l.id, l.institution, l.kind, l.number, l.programme, l.parent, l.from_day,
        l.until_day, s.status, s.from_at, s.id
      FROM licence l LEFT JOIN licence_status s ON s.licence = l.id
      WHERE l.institution = $1 AND l.kind = 'provider'
      """, .id(scope.institution), read: Moment.init)
  }

  /// Asks for a programme's licences with their whole history.
  package static func query(programme: ProgrammeID) -> Query<Moment> {
    Query(
      """
      SELECT l.id, l.institution, l.kind, l.number, l.programme, l.parent, l.from_day,
        l.until_day, s.status, s.from_at, s.id
      FROM licence l LEFT JOIN licence_status s ON s.licence = l.id
      WHERE l.programme = $1
      """, .id(programme), read: Moment.init)
  }

  /// The provider licence that stands best on an instant: the latest begun.
  package static func provider(_ scope: Scope, at: Instant, day: Day, in tx: Transaction) throws
    -> Standing?
  {
    best(on: day, standings(try tx.all(query(provider: scope)), at: at))
  }

  /// The licence of a programme that stands best on an instant: the latest begun.
  package static func programme(
    _ programme: ProgrammeID, at: Instant, day: Day, in tx: Transaction
  ) throws -> Standing? {
    best(on: day, standings(try tx.all(query(programme: programme)), at: at))
  }

  /// Each licence with the status that its history has at an instant: the latest begun, of several
  /// the last recorded.
  private static func standings(_ moments: [Moment], at: Instant) -> [Standing] {
    var latest: [LicenceID: Moment] = [:]
    var licences: [Licence] = []
    for moment in moments {
      let id = moment.licence.id
      if !licences.contains(where: { $0.id == id }) { licences.append(moment.licence) }
      guard moment.status != nil, moment.from <= at else { continue }
      if let known = latest[id], (known.from, known.number) > (moment.from, moment.number) {
        continue
      }
      latest[id] = moment
    }
    return licences.map { ($0, latest[$0.id]?.status) }
  }

  // Chosen here and not by ORDER BY: a body holds a few licences, and a sort in SQL costs each
  // registration more than reading them.
  private static func best(on day: Day, _ standings: [Standing]) -> Standing? {
    standings.max { a, b in
      let (first, second) = (a.licence.from <= day, b.licence.from <= day)
      return first == second ? a.licence.from < b.licence.from : second
    }
  }

  package static func find(_ id: LicenceID, in tx: Transaction) throws -> Licence? {
    try tx.first(
      """
      SELECT id, institution, kind, number, programme, parent, from_day, until_day
      FROM licence WHERE id = $1
      """, .id(id), read: Licence.init)
  }

  /// The licence of a number, whoever holds it, with its status at an instant.
  package static func numbered(_ number: String, at: Instant, in tx: Transaction) throws
    -> Standing?
  {
    let moments = try tx.all(
      """
      SELECT l.id, l.institution, l.kind, l.number, l.programme, l.parent, l.from_day,
        l.until_day, s.status, s.from_at, s.id
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
      SELECT id, institution, kind, number, programme, parent, from_day, until_day
      FROM licence WHERE number = $1 AND institution = $2
      """, .text(number), .id(scope.institution), read: Licence.init)
  }
}
