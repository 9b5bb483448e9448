package import Kernel
package import Storage

/// A course with its code, units and requirements (II.3, II.4).
package struct Course: Sendable {
  package enum Kind: String, Sendable, CaseIterable { case quran, other }

  package let id: CourseID
  package let institution: InstitutionID
  package let programme: ProgrammeID
  package let code: String
  package let title: Localized
  package let kind: Kind
  package let units: Int
  package let field: Localized
  package let about: Localized
  /// Whether it ends in NP or NF instead of a graded mark.
  package let isPassFail: Bool

  package init(
    id: CourseID, institution: InstitutionID, programme: ProgrammeID, code: String,
    title: Localized, kind: Kind, units: Int, field: Localized, about: Localized, isPassFail: Bool
  ) {
    self.id = id
    self.institution = institution
    self.programme = programme
    self.code = code
    self.title = title
    self.kind = kind
    self.units = units
    self.field = field
    self.about = about
    self.isPassFail = isPassFail
  }

  package func insert(outcomes: [Localized], in tx: Transaction) throws {
    try tx.run(
      """
      INSERT INTO course (id, institution, programme, code, title_ar, title_en, title_vi, kind,
        units, field_ar, field_en, field_vi, about_ar, about_en, about_vi, pass_fail)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
      """, .id(id), .id(institution), .id(programme), .text(code), .text(title.ar),
      .text(title.en), .text(title.vi), .text(kind.rawValue), .int(units), .text(field.ar),
      .text(field.en), .text(field.vi), .text(about.ar), .text(about.en), .text(about.vi),
      .flag(isPassFail))
    for (number, outcome) in outcomes.enumerated() {
      try tx.run(
        """
        INSERT INTO course_outcome (course, number, text_ar, text_en, text_vi)
        VALUES ($1, $2, $3, $4, $5)
        """, .id(id), .int(number + 1), .text(outcome.ar), .text(outcome.en), .text(outcome.vi))
    }
  }

  init(_ row: Row) {
    id = row.id(0)
    institution = row.id(1)
    programme = row.id(2)
    code = row.text(3)
    title = Localized(ar: row.text(4), en: row.text(5), vi: row.text(6))
    kind = Kind(rawValue: row.text(7)) ?? .other
    units = row.int(8)
    field = Localized(ar: row.text(9), en: row.text(10), vi: row.text(11))
    about = Localized(ar: row.text(12), en: row.text(13), vi: row.text(14))
    isPassFail = row.flag(15)
  }

  package static func find(_ id: CourseID, _ scope: Scope, in tx: Transaction) throws -> Course? {
    try tx.first(query(id, scope))
  }

  /// Asks for a course inside a scope.
  package static func query(_ id: CourseID, _ scope: Scope) -> Query<Course> {
    Query(
      """
      SELECT id, institution, programme, code, title_ar, title_en, title_vi, kind, units,
        field_ar, field_en, field_vi, about_ar, about_en, about_vi, pass_fail
      FROM course WHERE id = $1 AND institution = $2
      """, .id(id), .id(scope.institution), read: Course.init)
  }

  /// The courses a learner has ever been registered in.
  package static func of(_ learner: PersonID, in tx: Transaction) throws -> [CourseID: Course] {
    let rows = try tx.all(
      """
      SELECT id, institution, programme, code, title_ar, title_en, title_vi, kind, units,
        field_ar, field_en, field_vi, about_ar, about_en, about_vi, pass_fail
      FROM course WHERE id IN (SELECT course FROM registration WHERE learner = $1)
      """, .id(learner), read: Course.init)
    return Dictionary(rows.map { ($0.id, $0) }) { _, last in last }
  }

  /// All courses of an institution, by code.
  package static func all(_ scope: Scope, in tx: Transaction) throws -> [Course] {
    try tx.all(
      """
      SELECT id, institution, programme, code, title_ar, title_en, title_vi, kind, units,
        field_ar, field_en, field_vi, about_ar, about_en, about_vi, pass_fail
      FROM course WHERE institution = $1 ORDER BY code
      """, .id(scope.institution), read: Course.init)
  }

  package func outcomes(in tx: Transaction) throws -> [Localized] {
    try tx.all(
      "SELECT text_ar, text_en, text_vi FROM course_outcome WHERE course = $1 ORDER BY number",
      .id(id)
    ) { Localized(ar: $0.text(0), en: $0.text(1), vi: $0.text(2)) }
  }
}

/// A prerequisite or co-requisite of a course (II.3).
package struct CourseRequirement: Sendable {
  package enum Kind: String, Sendable { case prerequisite, corequisite }

  package let kind: Kind
  package let required: CourseID
  package let code: String

  package static func insert(
    course: CourseID, kind: Kind, required: CourseID, in tx: Transaction
  ) throws {
    try tx.run(
      "INSERT INTO course_requirement (course, kind, required) VALUES ($1, $2, $3)", .id(course),
      .text(kind.rawValue), .id(required))
  }

  /// What a course requires.
  package static func of(_ course: CourseID, in tx: Transaction) throws -> [CourseRequirement] {
    try tx.all(query(of: course))
  }

  /// Asks what a course requires.
  package static func query(of course: CourseID) -> Query<CourseRequirement> {
    Query(
      """
      SELECT r.kind, r.required, c.code FROM course_requirement r
      JOIN course c ON c.id = r.required WHERE r.course = $1 ORDER BY c.code
      """, .id(course)
    ) { row in
      CourseRequirement(
        kind: Kind(rawValue: row.text(0)) ?? .prerequisite, required: row.id(1),
        code: row.text(2))
    }
  }

  /// Codes of a learner's live courses of a term that need this one as a co-requisite.
  package static func dependents(
    of course: CourseID, learner: PersonID, term: TermID, in tx: Transaction
  ) throws -> [String] {
    try tx.all(
      """
      SELECT c.code FROM course_requirement r
      JOIN registration g ON g.course = r.course AND g.learner = $2 AND g.term = $3
        AND g.state IN ('pendingPayment', 'confirmed')
      JOIN course c ON c.id = r.course
      WHERE r.required = $1 AND r.kind = 'corequisite' ORDER BY c.code
      """, .id(course), .id(learner), .id(term)
    ) { $0.text(0) }
  }
}

/// A condition of admission to a course (II.4) and what is recorded of a learner.
package struct AdmissionCondition: Sendable {
  package let code: String
  package let title: Localized
  /// Nil while nobody has recorded it.
  package let met: Bool?

  package static func insert(
    course: CourseID, code: String, title: Localized, in tx: Transaction
  ) throws {
    try tx.run(
      """
      INSERT INTO admission_condition (course, code, title_ar, title_en, title_vi)
      VALUES ($1, $2, $3, $4, $5)
      """, .id(course), .text(code), .text(title.ar), .text(title.en), .text(title.vi))
  }

  package static func record(
    course: CourseID, code: String, person: PersonID, met: Bool, at: Instant,
    in tx: Transaction
  ) throws {
    try tx.run(
      """
      INSERT INTO admission_record (course, code, person, met, recorded_at)
      VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (course, code, person) DO UPDATE
        SET met = excluded.met, recorded_at = excluded.recorded_at
      """, .id(course), .text(code), .id(person), .flag(met), .instant(at))
  }

  /// A course's conditions as they stand for a learner.
  package static func of(_ course: CourseID, learner: PersonID, in tx: Transaction) throws
    -> [AdmissionCondition]
  {
    let conditions = try tx.all(query(of: course))
    if conditions.isEmpty { return [] }
    let records = try tx.all(
      "SELECT code, met FROM admission_record WHERE course = $1 AND person = $2", .id(course),
      .id(learner)
    ) { ($0.text(0), $0.flag(1)) }
    return conditions.map { condition in
      let met = records.first { $0.0.utf8.elementsEqual(condition.code.utf8) }?.1
      return AdmissionCondition(code: condition.code, title: condition.title, met: met)
    }
  }

  /// Asks for a course's conditions, whoever's.
  package static func query(of course: CourseID) -> Query<AdmissionCondition> {
    Query(
      """
      SELECT code, title_ar, title_en, title_vi FROM admission_condition
      WHERE course = $1 ORDER BY code
      """, .id(course)
    ) { row in
      AdmissionCondition(
        code: row.text(0), title: Localized(ar: row.text(1), en: row.text(2), vi: row.text(3)),
        met: nil)
    }
  }
}
