package import Kernel
package import Storage

/// A kind of case at a place of its way: what an office's queue is made of.
package struct CasePlace: Hashable, Sendable {
  package let instrument: String
  package let procedure: String
  package let state: String

  package init(instrument: String, procedure: String, state: String) {
    self.instrument = instrument
    self.procedure = procedure
    self.state = state
  }
}

/// Where a page of a queue ends: cases stand by their deadline, those without one last.
package struct CaseDue: Hashable, Comparable, Sendable {
  package let at: Instant
  package let id: CaseID

  package init(_ file: CaseFile) {
    at = file.dueAt ?? Instant(microseconds: .max)
    id = file.id
  }

  private init(at: Instant, id: CaseID) {
    self.at = at
    self.id = id
  }

  /// Before the first case.
  package static let start = CaseDue(at: Instant(microseconds: .min), id: CaseID(high: 0, low: 0))

  package static func < (a: Self, b: Self) -> Bool { (a.at, a.id) < (b.at, b.id) }

  /// As it stands in an address: microseconds and id with a dot between them.
  package var text: String { "\(at.microseconds).\(id)" }

  /// Nil for anything but such a text.
  package init?(text: String) {
    let halves = text.split(separator: ".", omittingEmptySubsequences: false)
    guard halves.count == 2, let microseconds = Int64(halves[0]), let id = CaseID(text: halves[1])
    else { return nil }
    self.init(at: Instant(microseconds: microseconds), id: id)
  }
}

extension CaseFile {
  /// How many cases stand at a place, and how many of them are late.
  package struct Count: Sendable {
    package let place: CasePlace
    package let cases: Int
    package let late: Int

    package init(place: CasePlace, cases: Int, late: Int) {
      self.place = place
      self.cases = cases
      self.late = late
    }
  }

  /// An office's open cases of one turn, counted by place.
  package static func counts(_ office: Scope, _ turn: Turn, in tx: Transaction) throws -> [Count] {
    try tx.all(
      """
      SELECT instrument, procedure, state, COUNT(*), SUM(CASE WHEN late > 0 THEN 1 ELSE 0 END)
      FROM case_file WHERE institution = $1 AND turn = $2
      GROUP BY instrument, procedure, state ORDER BY instrument, procedure, state
      """, .id(office.institution), .text(turn.rawValue)
    ) { row in
      Count(
        place: CasePlace(
          instrument: row.text(0), procedure: row.text(1), state: row.text(2)),
        cases: row.int(3), late: row.int(4))
    }
  }

  /// An office's cases at one place, what is due first on top, after the last one seen.
  package static func queue(
    _ office: Scope, _ turn: Turn, _ place: CasePlace, after last: CaseDue?, limit: Int,
    in tx: Transaction
  ) throws -> [CaseFile] {
    let last = last ?? .start
    return try tx.all(
      """
      SELECT id, institution, applicant, person, instrument, edition, procedure, number, state,
        turn, about, revision, entered_at, filed_at, promised_at, due_at, late, ended_at, outcome
      FROM case_file
      WHERE institution = $1 AND turn = $2 AND instrument = $3 AND procedure = $4 AND state = $5
        AND coalesce(due_at, 9223372036854775807) >= $6
        AND (coalesce(due_at, 9223372036854775807), id) > ($6, $7)
      ORDER BY coalesce(due_at, 9223372036854775807), id LIMIT $8
      """, .id(office.institution), .text(turn.rawValue), .text(place.instrument),
      .text(place.procedure), .text(place.state), .instant(last.at), .id(last.id), .int(limit),
      read: CaseFile.init)
  }

  /// The same of those alone in which somebody had a hand: took a step or found something.
  package static func queue(
    _ office: Scope, _ turn: Turn, touchedBy person: PersonID, after last: CaseDue?, limit: Int,
    in tx: Transaction
  ) throws -> [CaseFile] {
    let last = last ?? .start
    return try tx.all(
      """
      SELECT f.id, f.institution, f.applicant, f.person, f.instrument, f.edition, f.procedure,
        f.number, f.state, f.turn, f.about, f.revision, f.entered_at, f.filed_at, f.promised_at,
        f.due_at, f.late, f.ended_at, f.outcome
      FROM (SELECT case_file FROM case_step WHERE actor = $3
          UNION SELECT case_file FROM case_finding WHERE assessor = $3) m
      CROSS JOIN case_file f
      WHERE f.id = m.case_file AND f.institution = $1 AND f.turn = $2
        AND (coalesce(f.due_at, 9223372036854775807), f.id) > ($4, $5)
      ORDER BY coalesce(f.due_at, 9223372036854775807), f.id LIMIT $6
      """, .id(office.institution), .text(turn.rawValue), .id(person), .instant(last.at),
      .id(last.id), .int(limit), read: CaseFile.init)
  }
}
