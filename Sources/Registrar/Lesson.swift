package import Kernel
package import Storage

/// A planned lesson of a section (IV.1), synchronous or asynchronous.
package struct Lesson: Sendable {
  package enum Mode: String, Sendable, CaseIterable { case synchronous, asynchronous }

  package let id: LessonID
  package let section: SectionID
  package let number: Int
  package let startsAt: Instant
  package let mode: Mode
  package let isCancelled: Bool

  package init(
    id: LessonID, section: SectionID, number: Int, startsAt: Instant, mode: Mode,
    isCancelled: Bool = false
  ) {
    self.id = id
    self.section = section
    self.number = number
    self.startsAt = startsAt
    self.mode = mode
    self.isCancelled = isCancelled
  }

  package func insert(in tx: Transaction) throws {
    try tx.run(
      """
      INSERT INTO lesson (id, section, number, starts_at, mode, state)
      VALUES ($1, $2, $3, $4, $5, 'planned')
      """, .id(id), .id(section), .int(number), .instant(startsAt), .text(mode.rawValue))
  }

  /// A section's lessons in order, cancelled ones too.
  package static func of(_ section: SectionID, in tx: Transaction) throws -> [Lesson] {
    try tx.all(
      """
      SELECT id, section, number, starts_at, mode, state FROM lesson WHERE section = $1
      ORDER BY number
      """, .id(section), read: Lesson.init)
  }

  package static func find(_ id: LessonID, in tx: Transaction) throws -> Lesson? {
    try tx.first(
      "SELECT id, section, number, starts_at, mode, state FROM lesson WHERE id = $1", .id(id),
      read: Lesson.init)
  }

  private init(_ row: Row) {
    self.init(
      id: row.id(0), section: row.id(1), number: row.int(2), startsAt: row.instant(3),
      mode: Mode(rawValue: row.text(4)) ?? .synchronous, isCancelled: row.text(5) == "cancelled")
  }

  package func cancel(in tx: Transaction) throws {
    try tx.run("UPDATE lesson SET state = 'cancelled' WHERE id = $1", .id(id))
  }
}

/// What is recorded of a learner in a lesson.
package enum AttendanceMark: String, Sendable, CaseIterable { case present, absent, excused }

/// The figures the bar is decided on, each named: planned, absent, excused.
package struct AttendanceSummary: Sendable {
  /// Lessons planned for the section, without cancelled ones.
  package let planned: Int
  package let absent: Int
  /// Absences with an accepted excuse; not contained in `absent`.
  package let excused: Int
  package let present: Int
  /// Lessons held before the learner registered, without any mark.
  package let beforeRegistration: Int

  package static func of(_ registration: Registration, in tx: Transaction) throws
    -> AttendanceSummary
  {
    let figures = try tx.first(
      """
      SELECT COUNT(*), COUNT(*) FILTER (WHERE a.mark = 'absent'),
        COUNT(*) FILTER (WHERE a.mark = 'excused'),
        COUNT(*) FILTER (WHERE a.mark = 'present'),
        COUNT(*) FILTER (WHERE a.mark IS NULL AND l.starts_at < $3)
      FROM lesson l LEFT JOIN attendance a ON a.lesson = l.id AND a.registration = $2
      WHERE l.section = $1 AND l.state = 'planned'
      """, .id(registration.section), .id(registration.id), .instant(registration.registeredAt)
    ) {
      AttendanceSummary(
        planned: $0.int(0), absent: $0.int(1), excused: $0.int(2), present: $0.int(3),
        beforeRegistration: $0.int(4))
    }
    return figures
      ?? AttendanceSummary(planned: 0, absent: 0, excused: 0, present: 0, beforeRegistration: 0)
  }

  /// The figures of lessons that count, each with its mark.
  package init(_ lessons: [Held], registeredAt: Instant) {
    planned = lessons.count
    absent = lessons.count { $0.mark == .absent }
    excused = lessons.count { $0.mark == .excused }
    present = lessons.count { $0.mark == .present }
    beforeRegistration = lessons.count { $0.mark == nil && $0.startsAt < registeredAt }
  }

  private init(planned: Int, absent: Int, excused: Int, present: Int, beforeRegistration: Int) {
    self.planned = planned
    self.absent = absent
    self.excused = excused
    self.present = present
    self.beforeRegistration = beforeRegistration
  }

  /// A lesson that counts for a registration, with what is recorded of it.
  package struct Held: Sendable {
    package let startsAt: Instant
    package let mark: AttendanceMark?
  }

  /// The lessons that count for each live registration of a learner's term, in order.
  package static func lessons(of learner: PersonID, term: TermID, in tx: Transaction) throws
    -> [RegistrationID: [Held]]
  {
    var found: [RegistrationID: [(number: Int, held: Held)]] = [:]
    // Rows of one registration come together: each such run is filed at once.
    var (run, last): ([(number: Int, held: Held)], RegistrationID?) = ([], nil)
    try tx.each(
      """
      SELECT g.id, l.number, l.starts_at, a.mark
      FROM registration g JOIN lesson l ON l.section = g.section AND l.state = 'planned'
      LEFT JOIN attendance a ON a.registration = g.id AND a.lesson = l.id
      WHERE g.learner = $1 AND g.term = $2 AND g.state IN ('pendingPayment', 'confirmed')
      """, .id(learner), .id(term)
    ) { row in
      let registration: RegistrationID = row.id(0)
      if registration != last {
        if let last { found[last, default: []] += run }
        (run, last) = ([], registration)
      }
      let mark = row.optional(3) { AttendanceMark(rawValue: row.text($0)) ?? .absent }
      run.append((row.int(1), Held(startsAt: row.instant(2), mark: mark)))
    }
    if let last { found[last, default: []] += run }
    // A sort in SQL would cost more than the reading: each section's lessons come in order anyway.
    return found.mapValues { lessons in
      lessons.sorted { $0.number < $1.number }.map(\.held)
    }
  }

  /// Marks of a registration by lesson.
  package static func marks(of registration: RegistrationID, in tx: Transaction) throws
    -> [LessonID: AttendanceMark]
  {
    let rows = try tx.all(
      "SELECT lesson, mark FROM attendance WHERE registration = $1", .id(registration)
    ) { row -> (LessonID, AttendanceMark) in
      (row.id(0), AttendanceMark(rawValue: row.text(1)) ?? .absent)
    }
    return Dictionary(rows) { _, last in last }
  }

  /// Records or corrects one mark; `consumed` is the percentage of an asynchronous lesson, `statement`
  /// the learning record it rests on, which a program sent in `by`'s name.
  package static func record(
    _ mark: AttendanceMark, consumed: Int?, registration: RegistrationID, lesson: LessonID,
    by: PersonID, at: Instant, statement: StatementID? = nil, in tx: Transaction
  ) throws {
    try tx.run(
      """
      INSERT INTO attendance (registration, lesson, mark, consumed, recorded_by, recorded_at,
        statement) VALUES ($1, $2, $3, $4, $5, $6, $7)
      ON CONFLICT (registration, lesson) DO UPDATE SET mark = excluded.mark,
        consumed = excluded.consumed, recorded_by = excluded.recorded_by,
        recorded_at = excluded.recorded_at, statement = excluded.statement
      """, .id(registration), .id(lesson), .text(mark.rawValue), .optional(consumed, Bind.int),
      .id(by), .instant(at), .optional(statement, Bind.id))
  }
}
