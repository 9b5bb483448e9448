package import Kernel
package import Storage

/// A term of study.
package struct Term: Sendable {
  package let id: TermID
  package let institution: InstitutionID
  package let code: String
  /// Place in the sequence of regular terms: IC lapses by counting them.
  package let ordinal: Int
  package let title: Localized
  package let studyStarts: Day
  package let ends: Day

  package init(
    id: TermID, institution: InstitutionID, code: String, ordinal: Int, title: Localized,
    studyStarts: Day, ends: Day
  ) {
    self.id = id
    self.institution = institution
    self.code = code
    self.ordinal = ordinal
    self.title = title
    self.studyStarts = studyStarts
    self.ends = ends
  }

  package func insert(in tx: Transaction) throws {
    try tx.run(
      """
      INSERT INTO term (id, institution, code, ordinal, title_ar, title_en, title_vi,
        study_starts, ends) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      """, .id(id), .id(institution), .text(code), .int(ordinal), .text(title.ar),
      .text(title.en), .text(title.vi), .day(studyStarts), .day(ends))
  }

  private init(_ row: Row) {
    id = row.id(0)
    institution = row.id(1)
    code = row.text(2)
    ordinal = row.int(3)
    title = Localized(ar: row.text(4), en: row.text(5), vi: row.text(6))
    studyStarts = row.day(7)
    ends = row.day(8)
  }

  package static func find(_ id: TermID, _ scope: Scope, in tx: Transaction) throws -> Term? {
    try tx.first(query(id, scope))
  }

  /// Asks for a term inside a scope.
  package static func query(_ id: TermID, _ scope: Scope) -> Query<Term> {
    Query(
      """
      SELECT id, institution, code, ordinal, title_ar, title_en, title_vi, study_starts, ends
      FROM term WHERE id = $1 AND institution = $2
      """, .id(id), .id(scope.institution), read: Term.init)
  }

  /// How many days before or after its term a window of its calendar may lie.
  private static let reach = 366

  /// Whether a window is near enough to be this term's; a year off is a slip of the pen.
  package func reaches(_ from: Day, _ through: Day) -> Bool {
    from >= studyStarts.adding(days: -Term.reach) && through <= ends.adding(days: Term.reach)
  }

  /// All terms of an institution, in order.
  package static func all(_ scope: Scope, in tx: Transaction) throws -> [Term] {
    try tx.all(
      """
      SELECT id, institution, code, ordinal, title_ar, title_en, title_vi, study_starts, ends
      FROM term WHERE institution = $1 ORDER BY ordinal, code
      """, .id(scope.institution), read: Term.init)
  }
}

/// A window of a term's academic calendar. A moved date is a new row: it decides later requests
/// only, and what was asked before is judged by the window as it stood then.
package struct CalendarWindow: Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    case registration, addDrop, sectionChange, lowSectionTransfer, sectionDecision, withdrawal
    case finals
  }

  package let kind: Kind
  package let from: Day
  package let through: Day
  package let recordedAt: Instant
  /// The decision the dates rest on.
  package let decision: String

  package var days: ClosedRange<Day> { from...max(from, through) }

  package static func insert(
    term: TermID, kind: Kind, from: Day, through: Day, recordedAt: Instant, decision: String,
    in tx: Transaction
  ) throws {
    try tx.run(
      """
      INSERT INTO calendar_window (term, kind, from_day, through_day, recorded_at, decision)
      VALUES ($1, $2, $3, $4, $5, $6)
      """, .id(term), .text(kind.rawValue), .day(from), .day(through), .instant(recordedAt),
      .text(decision))
  }

  /// The window of a kind as it stood at an instant.
  package static func find(_ term: TermID, _ kind: Kind, at: Instant, in tx: Transaction) throws
    -> CalendarWindow?
  {
    try tx.all(query(term, kind)).first { $0.recordedAt <= at }
  }

  /// Asks for a window of a kind as it stood from time to time, the last first: those who ask at
  /// different instants share the answer.
  package static func query(_ term: TermID, _ kind: Kind) -> Query<CalendarWindow> {
    Query(
      """
      SELECT kind, from_day, through_day, recorded_at, decision FROM calendar_window
      WHERE term = $1 AND kind = $2 ORDER BY id DESC
      """, .id(term), .text(kind.rawValue), read: CalendarWindow.init)
  }

  /// Every window of a term as it stands at an instant, in the order of `Kind`.
  package static func all(_ term: TermID, at: Instant, in tx: Transaction) throws
    -> [CalendarWindow]
  {
    var newest: [Kind: (id: Int, window: CalendarWindow)] = [:]
    try tx.each(
      """
      SELECT kind, from_day, through_day, recorded_at, decision, id FROM calendar_window
      WHERE term = $1 AND recorded_at <= $2
      """, .id(term), .instant(at)
    ) { row in
      guard let kind = Kind(rawValue: row.text(0)) else { return }
      let id = row.int(5)
      if let held = newest[kind], held.id > id { return }
      newest[kind] = (id, CalendarWindow(row))
    }
    return Kind.allCases.compactMap { newest[$0]?.window }
  }

  private init(_ row: Row) {
    kind = Kind(rawValue: row.text(0)) ?? .registration
    from = row.day(1)
    through = row.day(2)
    recordedAt = row.instant(3)
    decision = row.text(4)
  }
}
