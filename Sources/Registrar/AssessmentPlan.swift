package import Kernel
package import Storage

/// How a course is assessed in a term: components with weights and minima (V.2, G.3).
package struct AssessmentPlan: Sendable {
  package struct Component: Sendable {
    package let code: String
    package let title: String
    /// Per cent of the final mark; weights of a plan sum to 100.
    package let weight: Int
    /// Whether a mark must be there before the result can be approved.
    package let isRequired: Bool
    package let minimum: Mark?
    /// The learning outcome it measures.
    package let outcome: String?

    package init(
      code: String, title: String, weight: Int, isRequired: Bool, minimum: Mark?,
      outcome: String?
    ) {
      self.code = code
      self.title = title
      self.weight = weight
      self.isRequired = isRequired
      self.minimum = minimum
      self.outcome = outcome
    }
  }

  package let id: PlanID
  package let course: CourseID
  package let term: TermID
  package let isApproved: Bool
  package let components: [Component]
  /// Minima a learning outcome must reach, by its code.
  package let outcomeMinima: [(code: String, minimum: Mark)]

  package init(
    id: PlanID, course: CourseID, term: TermID, isApproved: Bool, components: [Component],
    outcomeMinima: [(code: String, minimum: Mark)]
  ) {
    self.id = id
    self.course = course
    self.term = term
    self.isApproved = isApproved
    self.components = components
    self.outcomeMinima = outcomeMinima
  }

  /// Stores it as a draft in place of an earlier draft of the same course and term.
  package func insertDraft(in tx: Transaction) throws {
    try tx.run(
      "INSERT INTO assessment_plan (id, course, term, state) VALUES ($1, $2, $3, 'draft')",
      .id(id), .id(course), .id(term))
    for (position, component) in components.enumerated() {
      try tx.run(
        """
        INSERT INTO plan_component (plan, code, title, weight, required, minimum, outcome,
          position) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """, .id(id), .text(component.code), .text(component.title), .int(component.weight),
        .flag(component.isRequired),
        .optional(component.minimum) { .integer($0.millionths) },
        .optional(component.outcome, Bind.text), .int(position))
    }
    for (code, minimum) in outcomeMinima {
      try tx.run(
        "INSERT INTO plan_outcome (plan, code, minimum) VALUES ($1, $2, $3)", .id(id),
        .text(code), .integer(minimum.millionths))
    }
  }

  package static func removeDraft(course: CourseID, term: TermID, in tx: Transaction) throws {
    guard let plan = try find(course: course, term: term, in: tx), !plan.isApproved else {
      return
    }
    try tx.run("DELETE FROM plan_component WHERE plan = $1", .id(plan.id))
    try tx.run("DELETE FROM plan_outcome WHERE plan = $1", .id(plan.id))
    try tx.run("DELETE FROM assessment_plan WHERE id = $1", .id(plan.id))
  }

  package static func find(course: CourseID, term: TermID, in tx: Transaction) throws
    -> AssessmentPlan?
  {
    let head = try tx.first(
      "SELECT id, state FROM assessment_plan WHERE course = $1 AND term = $2", .id(course),
      .id(term)
    ) { row -> (PlanID, Bool) in (row.id(0), row.text(1) == "approved") }
    guard let (id, isApproved) = head else { return nil }
    let components = try tx.all(
      """
      SELECT code, title, weight, required, minimum, outcome FROM plan_component
      WHERE plan = $1 ORDER BY position
      """, .id(id)
    ) { row in
      Component(
        code: row.text(0), title: row.text(1), weight: row.int(2), isRequired: row.flag(3),
        minimum: row.optional(4) { Mark(clampedMillionths: row.integer($0)) },
        outcome: row.optional(5, row.text))
    }
    let minima = try tx.all(
      "SELECT code, minimum FROM plan_outcome WHERE plan = $1 ORDER BY code", .id(id)
    ) { (code: $0.text(0), minimum: Mark(clampedMillionths: $0.integer(1))) }
    return AssessmentPlan(
      id: id, course: course, term: term, isApproved: isApproved, components: components,
      outcomeMinima: minima)
  }

  package func approve(at: Instant, ruling: RulingID, in tx: Transaction) throws {
    try tx.run(
      """
      UPDATE assessment_plan SET state = 'approved', approved_at = $2, ruling = $3 WHERE id = $1
      """, .id(id), .instant(at), .id(ruling))
  }

  /// The weighted mark of components with marks; nil while a weighted component lacks one.
  package func mark(from marks: [String: Mark]) -> Mark? {
    Self.weighted(components.filter { $0.weight > 0 }, marks)
  }

  /// The mark a learning outcome reached: the weighted mean of its own components.
  package func mark(ofOutcome code: String, from marks: [String: Mark]) -> Mark? {
    Self.weighted(components.filter { $0.outcome == code && $0.weight > 0 }, marks)
  }

  private static func weighted(_ parts: [Component], _ marks: [String: Mark]) -> Mark? {
    guard !parts.isEmpty else { return nil }
    var sum = Int128(0)
    var weights = 0
    for part in parts {
      guard let mark = marks[part.code] else { return nil }
      sum += Int128(mark.millionths) * Int128(part.weight)
      weights += part.weight
    }
    // Marks carry six decimals; what lies beyond them is cut, never rounded up.
    return Mark(clampedMillionths: Int64(clamping: sum / Int128(weights)))
  }
}

/// Marks of components, the newest of each standing.
package enum MarkBook {
  package static func enter(
    _ mark: Mark, component: String, registration: RegistrationID, by: PersonID, at: Instant,
    in tx: Transaction
  ) throws {
    try tx.run(
      """
      INSERT INTO mark (registration, component, value, entered_by, entered_at)
      VALUES ($1, $2, $3, $4, $5)
      """, .id(registration), .text(component), .integer(mark.millionths), .id(by), .instant(at))
  }

  package static func marks(of registration: RegistrationID, in tx: Transaction) throws
    -> [String: Mark]
  {
    let rows = try tx.all(
      "SELECT component, value FROM mark WHERE registration = $1 ORDER BY id",
      .id(registration)
    ) { ($0.text(0), Mark(clampedMillionths: $0.integer(1))) }
    return Dictionary(rows) { _, last in last }
  }

  /// The marks of everybody in a section.
  package static func marks(in section: SectionID, tx: Transaction) throws
    -> [RegistrationID: [String: Mark]]
  {
    var found: [RegistrationID: [String: Mark]] = [:]
    _ = try tx.all(
      """
      SELECT m.registration, m.component, m.value
      FROM registration g JOIN mark m ON m.registration = g.id
      WHERE g.section = $1 ORDER BY m.id
      """, .id(section)
    ) { found[$0.id(0), default: [:]][$0.text(1)] = Mark(clampedMillionths: $0.integer(2)) }
    return found
  }
}
