package import Kernel
package import Storage

/// Figures of an office's cases over a time; they name no person and no body.
package enum CaseStatistics {
  /// Open cases at a place by their age since filing: at most so many days as `bounds` says, the
  /// last column beyond.
  package struct Open: Sendable {
    package let place: CasePlace
    package let byAge: [Int]
  }

  /// The most days of each age but the last.
  package static let bounds = [7, 30, 90]

  package static func open(_ office: Scope, at: Instant, in tx: Transaction) throws -> [Open] {
    let ends = bounds.map { at.adding(seconds: -Int64($0) * 86_400) }
    return try tx.all(
      """
      SELECT instrument, procedure, state, SUM(CASE WHEN filed_at >= $2 THEN 1 ELSE 0 END),
        SUM(CASE WHEN filed_at >= $3 AND filed_at < $2 THEN 1 ELSE 0 END),
        SUM(CASE WHEN filed_at >= $4 AND filed_at < $3 THEN 1 ELSE 0 END),
        SUM(CASE WHEN filed_at < $4 THEN 1 ELSE 0 END)
      FROM case_file WHERE institution = $1 AND turn IN ('office', 'applicant')
      GROUP BY instrument, procedure, state ORDER BY instrument, procedure, state
      """, .id(office.institution), .instant(ends[0]), .instant(ends[1]), .instant(ends[2])
    ) { row in
      Open(
        place: CasePlace(
          instrument: row.text(0), procedure: row.text(1), state: row.text(2)),
        byAge: (3...6).map { row.int(Int32($0)) })
    }
  }

  /// One decided case: the days from the day of filing to that of the first decision, and whether it
  /// came in the time that was promised; nil where nothing was.
  package struct Decided: Sendable {
    package let instrument: String
    package let procedure: String
    package let days: Int
    package let isOnTime: Bool?
  }

  /// Cases first decided from an instant to before another.
  package static func decided(
    _ office: Scope, from: Instant, to end: Instant, _ zone: Zone, in tx: Transaction
  ) throws -> [Decided] {
    try tx.all(
      """
      SELECT instrument, procedure, filed_at, decided_at, promised_at, late FROM case_file
      WHERE institution = $1 AND decided_at >= $2 AND decided_at < $3
      """, .id(office.institution), .instant(from), .instant(end)
    ) { row in
      let (filed, decided) = (row.instant(2), row.instant(3))
      let promised = row.optional(4, row.instant)
      return Decided(
        instrument: row.text(0), procedure: row.text(1),
        days: Int(zone.day(of: decided).number) - Int(zone.day(of: filed).number),
        isOnTime: promised.map { row.int(5) == 0 && decided < $0 })
    }
  }

  /// How often a procedure was given so many stars.
  package struct Stars: Sendable {
    package let instrument: String
    package let procedure: String
    package let stars: Int
    package let count: Int
  }

  /// Ratings given from an instant to before another.
  package static func stars(
    _ office: Scope, from: Instant, to end: Instant, in tx: Transaction
  ) throws -> [Stars] {
    try tx.all(
      """
      SELECT f.instrument, f.procedure, r.stars, COUNT(*) FROM case_rating r
      JOIN case_file f ON f.id = r.case_file
      WHERE f.institution = $1 AND r.at >= $2 AND r.at < $3
      GROUP BY f.instrument, f.procedure, r.stars ORDER BY f.instrument, f.procedure, r.stars
      """, .id(office.institution), .instant(from), .instant(end)
    ) {
      Stars(
        instrument: $0.text(0), procedure: $0.text(1), stars: $0.int(2), count: $0.int(3))
    }
  }

  /// The smallest number within which so many hundredths of all lie; nil of none.
  package static func percentile(_ hundredths: Int, of sorted: [Int]) -> Int? {
    guard !sorted.isEmpty else { return nil }
    let rank = (sorted.count * hundredths + 99) / 100
    return sorted[min(max(rank, 1), sorted.count) - 1]
  }

  /// Notes when a case was first decided; a later decision, on an objection, does not change it.
  package static func note(decidedAt: Instant, _ file: CaseID, in tx: Transaction) throws {
    try tx.run(
      "UPDATE case_file SET decided_at = $2 WHERE id = $1 AND decided_at IS NULL", .id(file),
      .instant(decidedAt))
  }
}
