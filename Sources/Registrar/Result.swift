package import Kernel
package import Storage

/// The result of a registration: a symbol of the grade table, with the mark behind it where there is
/// one. A correction supersedes and keeps the old row (V.2).
package struct CourseResult: Sendable {
  package let registration: RegistrationID
  /// A letter grade or one of IP, IC, DN, NP, NF, W.
  package let symbol: String
  package let mark: Mark?
  package let passed: Bool?
  package let isApproved: Bool
  /// Who approved it, under which number.
  package let body: String
  package let number: String
  package let at: Instant
  package let ruling: RulingID
  package let justification: String

  package init(
    registration: RegistrationID, symbol: String, mark: Mark?, passed: Bool?, isApproved: Bool,
    body: String, number: String, at: Instant, ruling: RulingID, justification: String = ""
  ) {
    self.registration = registration
    self.symbol = symbol
    self.mark = mark
    self.passed = passed
    self.isApproved = isApproved
    self.body = body
    self.number = number
    self.at = at
    self.ruling = ruling
    self.justification = justification
  }

  init(_ row: Row) {
    registration = row.id(0)
    symbol = row.text(1)
    mark = row.optional(2) { Mark(clampedMillionths: row.integer($0)) }
    passed = row.optional(3, row.flag)
    isApproved = row.text(4) == "approved"
    body = row.text(5)
    number = row.text(6)
    at = row.instant(7)
    ruling = row.id(8)
    justification = row.text(9)
  }

  /// Stores it as the current result; an earlier one is kept as superseded.
  package func record(in tx: Transaction) throws {
    try tx.run(
      "UPDATE result SET superseded = 1 WHERE registration = $1 AND superseded = 0",
      .id(registration))
    try tx.run(
      """
      INSERT INTO result (registration, symbol, mark, passed, state, body, number, at, ruling,
        justification, superseded) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0)
      """, .id(registration), .text(symbol), .optional(mark) { .integer($0.millionths) },
      .optional(passed, Bind.flag), .text(isApproved ? "approved" : "recorded"), .text(body),
      .text(number), .instant(at), .id(ruling), .text(justification))
  }

  package static func of(_ registration: RegistrationID, in tx: Transaction) throws
    -> CourseResult?
  {
    try tx.first(
      """
      SELECT registration, symbol, mark, passed, state, body, number, at, ruling, justification
      FROM result WHERE registration = $1 AND superseded = 0
      """, .id(registration), read: CourseResult.init)
  }

  /// The current results of a section, approved or not.
  package static func of(section: SectionID, in tx: Transaction) throws
    -> [RegistrationID: CourseResult]
  {
    let rows = try tx.all(
      """
      SELECT r.registration, r.symbol, r.mark, r.passed, r.state, r.body, r.number, r.at,
        r.ruling, r.justification
      FROM registration g JOIN result r ON r.registration = g.id AND r.superseded = 0
      WHERE g.section = $1
      """, .id(section), read: CourseResult.init)
    return Dictionary(rows.map { ($0.registration, $0) }) { _, last in last }
  }

  /// Registrations whose result is IC, oldest first; after the one given.
  package static func incomplete(
    _ scope: Scope, after last: RegistrationID?, limit: Int, in tx: Transaction
  ) throws -> [RegistrationID] {
    try tx.all(
      """
      SELECT r.registration FROM result r JOIN registration g ON g.id = r.registration
      WHERE r.superseded = 0 AND r.symbol = 'IC' AND g.institution = $1 AND r.registration > $2
      ORDER BY r.registration LIMIT $3
      """, .id(scope.institution), .id(last ?? RegistrationID(high: 0, low: 0)), .int(limit)
    ) { $0.id(0) }
  }

  /// The best standing of a learner in a course for prerequisites: a passed result if there is one,
  /// otherwise the newest.
  package static func best(_ learner: PersonID, course: CourseID, in tx: Transaction) throws
    -> (symbol: String, passed: Bool)?
  {
    try tx.first(
      """
      SELECT r.symbol, COALESCE(r.passed, 0) FROM registration g
      JOIN result r ON r.registration = g.id AND r.superseded = 0
      WHERE g.learner = $1 AND g.course = $2 AND r.state = 'approved'
      ORDER BY COALESCE(r.passed, 0) DESC, r.at DESC LIMIT 1
      """, .id(learner), .id(course)
    ) { (symbol: $0.text(0), passed: $0.flag(1)) }
  }

  /// One line of a transcript.
  package struct TranscriptLine: Sendable {
    package let term: TermID
    package let course: CourseID
    package let units: Int
    package let symbol: String
    package let mark: Mark?
    package let isApproved: Bool
  }

  /// A learner's results, oldest term first.
  package static func transcript(_ learner: PersonID, in tx: Transaction) throws
    -> [TranscriptLine]
  {
    try tx.all(
      """
      SELECT g.term, g.course, g.units, r.symbol, r.mark, r.state FROM registration g
      JOIN result r ON r.registration = g.id AND r.superseded = 0
      JOIN term t ON t.id = g.term
      WHERE g.learner = $1 ORDER BY t.ordinal, g.registered_at, g.id
      """, .id(learner)
    ) { row in
      TranscriptLine(
        term: row.id(0), course: row.id(1), units: row.int(2), symbol: row.text(3),
        mark: row.optional(4) { Mark(clampedMillionths: row.integer($0)) },
        isApproved: row.text(5) == "approved")
    }
  }
}
