package import Kernel
package import Storage

/// What was received under a licence about one course, counted once, by the clock.
package struct RecordCoverage: Sendable {
  package let licence: LicenceID
  /// The course's key; where a statement names none, the key of no address.
  package let course: IndexKey
  /// The programme licence that covers the course; nil where none is known to.
  package var programme: LicenceID?
  /// Statements that stood when they were counted.
  package var statements: Int
  /// Whose registration for the course was told.
  package var learners: Set<IndexKey>
  /// The number of the last statement.
  package var last: Instant

  package init(licence: LicenceID, course: IndexKey, last: Instant) {
    self.licence = licence
    self.course = course
    self.last = last
    statements = 0
    learners = []
  }

  /// Up to which statement an institution's were counted.
  package static func end(_ scope: Scope, in tx: Transaction) throws -> Instant {
    try tx.first(
      "SELECT stored FROM record_coverage_position WHERE institution = $1", .id(scope.institution)
    ) { $0.instant(0) } ?? Instant(microseconds: .min)
  }

  /// Notes up to which statement they were counted, whatever was found.
  package static func setEnd(_ stored: Instant, _ scope: Scope, in tx: Transaction) throws {
    try tx.run(
      """
      INSERT INTO record_coverage_position (institution, stored) VALUES ($1, $2)
      ON CONFLICT (institution) DO UPDATE SET stored = excluded.stored
      """, .id(scope.institution), .instant(stored))
  }

  /// Adds this to what was counted before; a learner counts once a course.
  package func add(_ scope: Scope, in tx: Transaction) throws {
    let new = try learners.sorted { $0.number < $1.number }.filter { learner in
      try tx.first(
        """
        INSERT INTO record_learner (learner, licence, course) VALUES ($1, $2, $3)
        ON CONFLICT DO NOTHING RETURNING course
        """, .integer(learner.number), .id(licence), .integer(course.number)
      ) { $0.integer(0) } != nil
    }.count
    try tx.run(
      """
      INSERT INTO record_coverage (licence, course, institution, programme, statements, learners,
        last) VALUES ($1, $2, $3, $4, $5, $6, $7)
      ON CONFLICT (licence, course) DO UPDATE SET
        programme = COALESCE(excluded.programme, record_coverage.programme),
        statements = record_coverage.statements + excluded.statements,
        learners = record_coverage.learners + excluded.learners, last = excluded.last
      """, .id(licence), .integer(course.number), .id(scope.institution),
      .optional(programme, Bind.id), .int(statements), .int(new), .instant(last))
  }

  /// Forgets for which courses a person was registered; how many they were stays counted.
  package static func forget(_ learner: IndexKey, in tx: Transaction) throws {
    try tx.run("DELETE FROM record_learner WHERE learner = $1", .integer(learner.number))
  }

  /// The courses that a programme licence covers among those told of under a licence.
  package static func courses(_ programme: LicenceID, under licence: LicenceID, in tx: Transaction)
    throws -> Set<IndexKey>
  {
    Set(
      try tx.all(
        "SELECT course FROM record_coverage WHERE licence = $1 AND programme = $2", .id(licence),
        .id(programme)
      ) { IndexKey(number: $0.integer(0)) })
  }

  /// What was counted under a licence of one programme, or of none that is known.
  package struct Sum: Sendable {
    package let licence: LicenceID
    package let programme: LicenceID?
    package let statements: Int
    /// Learners told as registered, once for each of their courses.
    package let registrations: Int
    package let last: Instant
  }

  /// All that was counted for an institution.
  package static func sums(_ scope: Scope, in tx: Transaction) throws -> [Sum] {
    try tx.all(
      """
      SELECT licence, programme, SUM(statements), SUM(learners), MAX(last) FROM record_coverage
      WHERE institution = $1 GROUP BY licence, programme
      """, .id(scope.institution)
    ) { row in
      Sum(
        licence: row.id(0), programme: row.optional(1) { row.id($0) }, statements: row.int(2),
        registrations: row.int(3), last: row.instant(4))
    }
  }
}
