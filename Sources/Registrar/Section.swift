package import Kernel
package import Storage

/// A section of a course in a term, with its seats.
package struct Section: Sendable {
  package enum State: String, Sendable, CaseIterable { case planned, open, cancelled }

  package let id: SectionID
  package let course: CourseID
  package let term: TermID
  package let number: Int
  package let maximum: Int
  /// Live registrations, paid or not; the schema keeps it at or below the maximum.
  package let taken: Int
  package let instructor: PersonID?
  package let state: State

  init(_ row: Row) {
    id = row.id(0)
    course = row.id(1)
    term = row.id(2)
    number = row.int(3)
    maximum = row.int(4)
    taken = row.int(5)
    instructor = row.optional(6) { row.id($0) }
    state = State(rawValue: row.text(7)) ?? .cancelled
  }

  package static func insert(
    _ id: SectionID, scope: Scope, course: CourseID, term: TermID, number: Int, maximum: Int,
    instructor: PersonID?, in tx: Transaction
  ) throws {
    try tx.run(
      """
      INSERT INTO section (id, institution, course, term, number, maximum, taken, instructor,
        state) VALUES ($1, $2, $3, $4, $5, $6, 0, $7, 'planned')
      """, .id(id), .id(scope.institution), .id(course), .id(term), .int(number), .int(maximum),
      .optional(instructor, Bind.id))
  }

  package static func find(_ id: SectionID, _ scope: Scope, in tx: Transaction) throws -> Section? {
    try tx.first(query(id, scope))
  }

  /// Asks for a section inside a scope.
  package static func query(_ id: SectionID, _ scope: Scope) -> Query<Section> {
    Query(
      """
      SELECT id, course, term, number, maximum, taken, instructor, state FROM section
      WHERE id = $1 AND institution = $2
      """, .id(id), .id(scope.institution), read: Section.init)
  }

  /// All sections of a term, by course and number.
  package static func of(term: TermID, in tx: Transaction) throws -> [Section] {
    try tx.all(
      """
      SELECT s.id, s.course, s.term, s.number, s.maximum, s.taken, s.instructor, s.state
      FROM section s JOIN course c ON c.id = s.course WHERE s.term = $1
      ORDER BY c.code, s.number
      """, .id(term), read: Section.init)
  }

  /// The sections of a course in a term, by number.
  package static func of(course: CourseID, term: TermID, in tx: Transaction) throws -> [Section] {
    try tx.all(
      """
      SELECT id, course, term, number, maximum, taken, instructor, state FROM section
      WHERE term = $1 AND course = $2 ORDER BY number
      """, .id(term), .id(course), read: Section.init)
  }

  /// The sections a person teaches.
  package static func of(instructor: PersonID, in tx: Transaction) throws -> [Section] {
    try tx.all(
      """
      SELECT id, course, term, number, maximum, taken, instructor, state FROM section
      WHERE instructor = $1 ORDER BY id
      """, .id(instructor), read: Section.init)
  }

  /// Takes one seat; the schema's check refuses one too many even if a rule were wrong.
  package func takeSeat(in tx: Transaction) throws {
    try tx.run("UPDATE section SET taken = taken + 1 WHERE id = $1", .id(id))
  }

  package static func freeSeat(_ id: SectionID, in tx: Transaction) throws {
    try tx.run("UPDATE section SET taken = taken - 1 WHERE id = $1", .id(id))
  }

  package func set(state: State, in tx: Transaction) throws {
    try tx.run("UPDATE section SET state = $2 WHERE id = $1", .id(id), .text(state.rawValue))
  }
}
