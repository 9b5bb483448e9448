package import Kernel
package import Storage

/// What is recorded of one registration in one lesson.
package struct AttendanceRecord: Sendable {
  package let mark: AttendanceMark
  /// Per cent consumed of an asynchronous lesson.
  package let consumed: Int?
  package let by: PersonID
  package let at: Instant
  /// The learning record it rests on, where no person recorded it.
  package let statement: StatementID?

  /// The records of a lesson by registration.
  package static func of(_ lesson: LessonID, in tx: Transaction) throws
    -> [RegistrationID: AttendanceRecord]
  {
    let rows = try tx.all(
      """
      SELECT registration, mark, consumed, recorded_by, recorded_at, statement FROM attendance
      WHERE lesson = $1
      """, .id(lesson)
    ) { row -> (RegistrationID, AttendanceRecord) in
      (
        row.id(0),
        AttendanceRecord(
          mark: AttendanceMark(rawValue: row.text(1)) ?? .absent,
          consumed: row.optional(2) { row.int($0) }, by: row.id(3), at: row.instant(4),
          statement: row.optional(5) { row.id($0) })
      )
    }
    return Dictionary(rows) { _, last in last }
  }
}

extension AttendanceRecord {
  /// Whether a learning record counts for a lesson of somebody.
  package static func concerns(
    _ statement: StatementID, _ learner: PersonID, in tx: Transaction
  ) throws -> Bool {
    try tx.exists(
      """
      SELECT 1 FROM registration g JOIN attendance a ON a.registration = g.id
      WHERE g.learner = $1 AND a.statement = $2
      """, .id(learner), .id(statement))
  }
}

extension Lesson {
  /// How many were recorded, and how many of them absent, by lesson of a section.
  package static func recorded(in section: SectionID, tx: Transaction) throws
    -> [LessonID: (all: Int, absent: Int)]
  {
    let rows = try tx.all(
      """
      SELECT l.id, COUNT(a.mark), COUNT(*) FILTER (WHERE a.mark = 'absent') FROM lesson l
      JOIN attendance a ON a.lesson = l.id WHERE l.section = $1 GROUP BY l.id
      """, .id(section)
    ) { row -> (LessonID, (all: Int, absent: Int)) in
      (row.id(0), (all: row.int(1), absent: row.int(2)))
    }
    return Dictionary(rows) { _, last in last }
  }
}

extension Registration {
  /// Live registrations of a term with an absence or a bar: what a committee looks at.
  package static func withAbsences(term: TermID, _ scope: Scope, in tx: Transaction) throws
    -> [Registration]
  {
    let ids = try tx.all(
      """
      SELECT id FROM registration g WHERE institution = $1 AND term = $2
        AND state IN ('pendingPayment', 'confirmed')
        AND (bar <> 'none' OR EXISTS (SELECT 1 FROM attendance a
          WHERE a.registration = g.id AND a.mark <> 'present'))
      ORDER BY section, id
      """, .id(scope.institution), .id(term)
    ) { row -> RegistrationID in row.id(0) }
    return try ids.compactMap { try find($0, scope, in: tx) }
  }

  /// Live registrations of a section, and how many of them are unpaid.
  package static func counts(in section: SectionID, tx: Transaction) throws -> (
    live: Int, unpaid: Int
  ) {
    try tx.first(
      """
      SELECT COUNT(*), COUNT(*) FILTER (WHERE state = 'pendingPayment') FROM registration
      WHERE section = $1 AND state IN ('pendingPayment', 'confirmed')
      """, .id(section)
    ) { (live: $0.int(0), unpaid: $0.int(1)) } ?? (0, 0)
  }
}

extension CourseResult {
  /// By section of a term: confirmed registrations, and those with an approved, finished result.
  package static func progress(term: TermID, _ scope: Scope, in tx: Transaction) throws
    -> [SectionID: (confirmed: Int, approved: Int)]
  {
    let rows = try tx.all(
      """
      SELECT g.section, COUNT(*), COUNT(*) FILTER (WHERE r.state = 'approved'
        AND r.symbol NOT IN ('IC', 'IP'))
      FROM registration g LEFT JOIN result r ON r.registration = g.id AND r.superseded = 0
      WHERE g.institution = $1 AND g.term = $2 AND g.state = 'confirmed' GROUP BY g.section
      """, .id(scope.institution), .id(term)
    ) { row -> (SectionID, (confirmed: Int, approved: Int)) in
      (row.id(0), (confirmed: row.int(1), approved: row.int(2)))
    }
    return Dictionary(rows) { _, last in last }
  }
}

extension AssessmentPlan {
  /// The courses of a scope that have a plan in a term.
  package static func courses(term: TermID, _ scope: Scope, in tx: Transaction) throws
    -> [CourseID]
  {
    try tx.all(
      """
      SELECT p.course FROM assessment_plan p JOIN course c ON c.id = p.course
      WHERE p.term = $1 AND c.institution = $2 ORDER BY p.state DESC, c.code
      """, .id(term), .id(scope.institution)
    ) { $0.id(0) }
  }
}
