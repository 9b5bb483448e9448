package import Kernel
package import Storage

/// A provider's or a programme's licence; its status is an append-only history.
package struct Licence: Sendable {
  /// The instrument that licenses: the one a regulator's office runs.
  package static let instrument = "sa-nelc"
  /// The edition assumed where a licence's file or row names none.
  package static let defaultRegime = instrument + "@1446"
  /// The article of that edition that a grant rests on where none is named.
  package static let defaultArticle = defaultRegime + "#licence"

  package enum Kind: String, Sendable, CaseIterable { case provider, programme }

  /// What a licence lets its holder do, as the regulations name it.
  package enum Form: String, Sendable, CaseIterable {
    /// Of the provider: its own licence (1441) or its preliminary approval (1446).
    case entityLicence, preliminaryApproval
    /// Of a programme: at a distance, blended, or a single shared course.
    case distance, blended, course

    package var kind: Kind {
      switch self {
      case .entityLicence, .preliminaryApproval: .provider
      case .distance, .blended, .course: .programme
      }
    }
  }

  /// What was decided about a licence, as it is stored; what it comes to on a day is `LicenceState`.
  package enum Status: String, Sendable, CaseIterable {
    case active, warned, warnedAgain, suspended, revoked, surrendered

    /// A warned licence still holds; what a warning forbids is another rule's.
    package var isInForce: Bool {
      switch self {
      case .active, .warned, .warnedAgain: true
      case .suspended, .revoked, .surrendered: false
      }
    }

    /// Nothing follows these.
    package var isFinal: Bool { self == .revoked || self == .surrendered }

    package var isWarned: Bool { self == .warned || self == .warnedAgain }

    /// The heavier of two outweighs the other.
    package var weight: Int {
      switch self {
      case .active: 0
      case .warned: 1
      case .warnedAgain: 2
      case .suspended: 3
      case .surrendered: 4
      case .revoked: 5
      }
    }
  }

  package let id: LicenceID
  package let institution: InstitutionID
  package let kind: Kind
  /// The one number it is known by; what its paper prints is in its particulars.
  package let number: String
  package let programme: ProgrammeID?
  /// The provider licence a programme licence rests on.
  package let parent: LicenceID?
  package let from: Day
  package let until: Day
  /// Nil where it was not said.
  package let form: Form?
  /// The edition it was granted under: `sa-nelc@1446`.
  package let regime: String
  /// The licence that this one renews.
  package let renews: LicenceID?

  package init(
    id: LicenceID, institution: InstitutionID, kind: Kind, number: String,
    programme: ProgrammeID?, parent: LicenceID?, from: Day, until: Day, form: Form? = nil,
    regime: String = Licence.defaultRegime, renews: LicenceID? = nil
  ) {
    self.id = id
    self.institution = institution
    self.kind = kind
    self.number = number
    self.programme = programme
    self.parent = parent
    self.from = from
    self.until = until
    self.form = form
    self.regime = regime
    self.renews = renews
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
    form = row.optional(8) { Form(rawValue: row.text($0)) } ?? nil
    regime = row.text(9)
    renews = row.optional(10) { row.id($0) }
  }

  /// A licence with its status at an instant; nil status when it has none yet.
  package typealias Standing = (licence: Licence, status: Status?)

  /// A licence with one status of its history, or with none where it has no history yet.
  package struct Moment: Sendable {
    let licence: Licence
    let status: Status?
    let from: Instant
    let number: Int
    /// Whether it came over the licence from another one.
    let isCascade: Bool

    init(_ row: Row) {
      licence = Licence(row)
      status = row.optional(11) { Status(rawValue: row.text($0)) ?? .revoked }
      from = row.instant(12)
      number = row.int(13)
      isCascade = row.int(14) == 1
    }
  }

  /// Asks for an institution's provider licences with their whole history: those who ask at
  /// different instants share the answer.
  package static func query(provider scope: Scope) -> Query<Moment> {
    Query(
      """
      SELECT l.id, l.institution, l.kind, l.number, l.programme, l.parent, l.from_day,
        l.until_day, l.form, l.regime, l.renews, s.status, s.from_at, s.id,
        CASE WHEN s.caused_by IS NULL THEN 0 ELSE 1 END
      FROM licence l LEFT JOIN licence_status s ON s.licence = l.id
      WHERE l.institution = $1 AND l.kind = 'provider'
      """, .id(scope.institution), read: Moment.init)
  }

  /// Asks for a programme's licences with their whole history.
  package static func query(programme: ProgrammeID) -> Query<Moment> {
    Query(
      """
      SELECT l.id, l.institution, l.kind, l.number, l.programme, l.parent, l.from_day,
        l.until_day, l.form, l.regime, l.renews, s.status, s.from_at, s.id,
        CASE WHEN s.caused_by IS NULL THEN 0 ELSE 1 END
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

  /// Each licence with the status that its history has at an instant: what was decided about itself
  /// and what came over it from another licence, whichever is heavier; of each the latest begun, of
  /// several the last recorded.
  static func standings(_ moments: [Moment], at: Instant) -> [Standing] {
    var own: [LicenceID: Moment] = [:]
    var others: [LicenceID: Moment] = [:]
    var licences: [Licence] = []
    for moment in moments {
      let id = moment.licence.id
      if !licences.contains(where: { $0.id == id }) { licences.append(moment.licence) }
      guard moment.status != nil, moment.from <= at else { continue }
      if moment.isCascade { later(moment, &others) } else { later(moment, &own) }
    }
    return licences.map { licence in
      guard let status = own[licence.id]?.status else { return (licence, nil) }
      let other = others[licence.id]?.status ?? .active
      return (licence, other.weight > status.weight ? other : status)
    }
  }

  private static func later(_ moment: Moment, _ latest: inout [LicenceID: Moment]) {
    if let known = latest[moment.licence.id],
      (known.from, known.number) > (moment.from, moment.number)
    {
      return
    }
    latest[moment.licence.id] = moment
  }

  // Chosen here and not by ORDER BY: a body holds a few licences, and a sort in SQL costs each
  // registration more than reading them.
  private static func best(on day: Day, _ standings: [Standing]) -> Standing? {
    standings.max { a, b in
      let (first, second) = (a.licence.from <= day, b.licence.from <= day)
      return first == second ? a.licence.from < b.licence.from : second
    }
  }
}
