package import Kernel
package import Storage

/// An alternative exam that was allowed in place of one a learner could not sit (V.1).
package struct AllowedExam: Sendable {
  package let registration: RegistrationID
  /// Which exam, as the learner called it.
  package let exam: String
  package let missedOn: Day
  /// The day it is held; nil while none is set.
  package let scheduledOn: Day?
  package let allowedAt: Instant
  package let ruling: RulingID

  package init(
    registration: RegistrationID, exam: String, missedOn: Day, scheduledOn: Day?,
    allowedAt: Instant, ruling: RulingID
  ) {
    self.registration = registration
    self.exam = exam
    self.missedOn = missedOn
    self.scheduledOn = scheduledOn
    self.allowedAt = allowedAt
    self.ruling = ruling
  }

  private init(_ row: Row) {
    registration = row.id(0)
    exam = row.text(1)
    missedOn = row.day(2)
    scheduledOn = row.optional(3, row.day)
    allowedAt = row.instant(4)
    ruling = row.id(5)
  }

  /// Keeps it; another decision about the same exam stands in the place of the first.
  package func record(in tx: Transaction) throws {
    try tx.run(
      """
      INSERT INTO alternative_exam (registration, exam, missed_on, scheduled_on, allowed_at, ruling)
      VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT (registration, exam) DO UPDATE SET missed_on = excluded.missed_on,
        scheduled_on = excluded.scheduled_on, allowed_at = excluded.allowed_at,
        ruling = excluded.ruling
      """, .id(registration), .text(exam), .day(missedOn), .optional(scheduledOn, Bind.day),
      .instant(allowedAt), .id(ruling))
  }

  /// What was allowed in a registration, the earliest first.
  package static func of(_ registration: RegistrationID, in tx: Transaction) throws
    -> [AllowedExam]
  {
    try tx.all(
      """
      SELECT registration, exam, missed_on, scheduled_on, allowed_at, ruling FROM alternative_exam
      WHERE registration = $1 ORDER BY allowed_at, exam
      """, .id(registration), read: AllowedExam.init)
  }

  /// What was allowed to a learner in the courses of a term.
  package static func of(_ learner: PersonID, term: TermID, in tx: Transaction) throws
    -> [AllowedExam]
  {
    try tx.all(
      """
      SELECT e.registration, e.exam, e.missed_on, e.scheduled_on, e.allowed_at, e.ruling
      FROM registration r JOIN alternative_exam e ON e.registration = r.id
      WHERE r.learner = $1 AND r.term = $2 ORDER BY e.allowed_at, e.exam
      """, .id(learner), .id(term), read: AllowedExam.init)
  }

  /// What was allowed to the learners of a section.
  package static func of(section: SectionID, in tx: Transaction) throws -> [AllowedExam] {
    try tx.all(
      """
      SELECT e.registration, e.exam, e.missed_on, e.scheduled_on, e.allowed_at, e.ruling
      FROM registration r JOIN alternative_exam e ON e.registration = r.id
      WHERE r.section = $1 ORDER BY e.allowed_at, e.exam
      """, .id(section), read: AllowedExam.init)
  }
}
