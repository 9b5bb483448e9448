package import Kernel
package import Storage

/// A committee member's vote for one of the steps that lead on.
package enum CaseVote {
  /// Records a vote in the round that began with the case's last step; false when the person has
  /// voted in it.
  package static func cast(
    _ file: CaseID, round: Int, _ person: PersonID, step: String, ruling: RulingID, at: Instant,
    in tx: Transaction
  ) throws -> Bool {
    try tx.first(
      """
      INSERT INTO case_vote (case_file, round, person, step, at, ruling)
      VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (case_file, round, person) DO NOTHING
      RETURNING round
      """, .id(file), .int(round), .id(person), .text(step), .instant(at), .id(ruling)
    ) { $0.int(0) } != nil
  }

  /// Who has voted in a round, and when.
  package static func cast(_ file: CaseID, round: Int, in tx: Transaction) throws -> [(
    person: PersonID, at: Instant
  )] {
    try tx.all(
      "SELECT person, at FROM case_vote WHERE case_file = $1 AND round = $2", .id(file), .int(round)
    ) { ($0.id(0), $0.instant(1)) }
  }

  /// How many have voted for a step in a round.
  package static func count(_ file: CaseID, round: Int, step: String, in tx: Transaction) throws
    -> Int
  {
    try tx.first(
      "SELECT count(1) FROM case_vote WHERE case_file = $1 AND round = $2 AND step = $3",
      .id(file), .int(round), .text(step)
    ) { $0.int(0) } ?? 0
  }
}

/// What an assessor found for a standard, and who confirmed it.
package struct CaseFinding: Sendable {
  package let standard: String
  package let isMet: Bool
  package let note: String
  package let assessor: PersonID
  package let at: Instant
  package let confirmer: PersonID?

  package init(
    standard: String, isMet: Bool, note: String, assessor: PersonID, at: Instant,
    confirmer: PersonID? = nil
  ) {
    self.standard = standard
    self.isMet = isMet
    self.note = note
    self.assessor = assessor
    self.at = at
    self.confirmer = confirmer
  }

  /// Sets a finding; one that is found anew must be confirmed anew.
  package func save(_ file: CaseID, in tx: Transaction) throws {
    try tx.run(
      """
      INSERT INTO case_finding (case_file, standard, is_met, note, assessor, at)
      VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT (case_file, standard) DO UPDATE SET is_met = excluded.is_met,
        note = excluded.note, assessor = excluded.assessor, at = excluded.at, confirmer = NULL,
        confirmed_at = NULL
      """, .id(file), .text(standard), .flag(isMet), .text(note), .id(assessor), .instant(at))
  }

  /// Confirms a finding; false when there is none that waits for it.
  package static func confirm(
    _ file: CaseID, standard: String, by person: PersonID, at: Instant, in tx: Transaction
  ) throws -> Bool {
    try tx.first(
      """
      UPDATE case_finding SET confirmer = $3, confirmed_at = $4
      WHERE case_file = $1 AND standard = $2 AND confirmer IS NULL RETURNING standard
      """, .id(file), .text(standard), .id(person), .instant(at)
    ) { $0.text(0) } != nil
  }

  package static func of(_ file: CaseID, in tx: Transaction) throws -> [CaseFinding] {
    try tx.all(
      """
      SELECT standard, is_met, note, assessor, at, confirmer FROM case_finding
      WHERE case_file = $1 ORDER BY standard
      """, .id(file)
    ) { row in
      CaseFinding(
        standard: row.text(0), isMet: row.int(1) == 1, note: row.text(2), assessor: row.id(3),
        at: row.instant(4), confirmer: row.optional(5) { row.id($0) })
    }
  }
}

/// How an applicant found the service: 1 to 5, with a reason.
package enum CaseRating {
  /// Keeps a rating; false when the case was rated before.
  package static func give(
    _ file: CaseID, stars: Int, reason: String, at: Instant, in tx: Transaction
  ) throws -> Bool {
    try tx.first(
      """
      INSERT INTO case_rating (case_file, stars, reason, at) VALUES ($1, $2, $3, $4)
      ON CONFLICT (case_file) DO NOTHING RETURNING stars
      """, .id(file), .int(stars), .text(reason), .instant(at)
    ) { $0.int(0) } != nil
  }

  /// A case's stars; nil when nobody has rated it.
  package static func of(_ file: CaseID, in tx: Transaction) throws -> Int? {
    try tx.first("SELECT stars FROM case_rating WHERE case_file = $1", .id(file)) { $0.int(0) }
  }
}
