package import Kernel
package import Storage

/// A learner's registration with what it is in and what came of it.
package struct Studied: Sendable {
  package let registration: Registration
  package let course: Course
  package let section: Section
  /// The current result, approved or not.
  package let result: CourseResult?

  /// All of a learner's term, oldest registration first, ended ones too.
  package static func of(_ learner: PersonID, term: TermID, in tx: Transaction) throws
    -> [Studied]
  {
    let found = try tx.all(
      """
      SELECT g.id, g.section, g.course, g.term, g.learner, g.units, g.state, g.registered_at,
        g.due_at, g.ended_at, g.paid, g.late_right_until, g.late_right_used, g.bar, g.ruling,
        c.id, c.institution, c.programme, c.code, c.title_ar, c.title_en, c.title_vi, c.kind,
        c.units, c.field_ar, c.field_en, c.field_vi, c.about_ar, c.about_en, c.about_vi,
        c.pass_fail,
        s.id, s.course, s.term, s.number, s.maximum, s.taken, s.instructor, s.state,
        r.registration, r.symbol, r.mark, r.passed, r.state, r.body, r.number, r.at, r.ruling,
        r.justification
      FROM registration g JOIN course c ON c.id = g.course JOIN section s ON s.id = g.section
      LEFT JOIN result r ON r.registration = g.id AND r.superseded = 0
      WHERE g.learner = $1 AND g.term = $2
      """, .id(learner), .id(term)
    ) { row in
      Studied(
        registration: Registration(row), course: Course(row.from(15)),
        section: Section(row.from(31)), result: row.optional(39) { CourseResult(row.from($0)) })
    }
    // A sort in SQL would copy every column.
    return found.sorted { a, b in
      let (first, second) = (a.registration, b.registration)
      return (first.registeredAt, first.id) < (second.registeredAt, second.id)
    }
  }
}
