package import Kernel
package import Storage

/// A role given to a person, for an institution and perhaps one course or section, for a time.
package struct Grant: Sendable {
  package let id: GrantID
  package let person: PersonID
  package let role: Role
  package let institution: InstitutionID
  package let course: CourseID?
  package let section: SectionID?
  package let from: Instant
  package let until: Instant?
  /// Who delegated it; nil for a role held in one's own right.
  package let delegatedFrom: PersonID?

  package init(
    id: GrantID, person: PersonID, role: Role, institution: InstitutionID, course: CourseID? = nil,
    section: SectionID? = nil, from: Instant, until: Instant? = nil,
    delegatedFrom: PersonID? = nil
  ) {
    self.id = id
    self.person = person
    self.role = role
    self.institution = institution
    self.course = course
    self.section = section
    self.from = from
    self.until = until
    self.delegatedFrom = delegatedFrom
  }

  package func insert(at: Instant, in tx: Transaction) throws {
    try tx.run(
      """
      INSERT INTO grant_row (id, person, role, institution, course, section, from_at, until_at,
        delegated_from, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
      """, .id(id), .id(person), .text(role.rawValue), .id(institution),
      .optional(course, Bind.id), .optional(section, Bind.id), .instant(from),
      .optional(until, Bind.instant), .optional(delegatedFrom, Bind.id), .instant(at))
  }

  /// Whether it holds at an instant for an object (nil = the whole institution). A grant for a
  /// section is judged by the section, one for a course by the course.
  package func covers(course: CourseID?, section: SectionID?, at: Instant) -> Bool {
    from <= at && until.map { at < $0 } ?? true
      && (self.section.map { $0 == section } ?? (self.course == nil || self.course == course))
  }

  /// All grants of a person, past ones too: delegations are judged at an instant.
  package static func of(_ person: PersonID, in tx: Transaction) throws -> [Grant] {
    try tx.all(query(of: person))
  }

  /// Asks for all grants of a person, the earliest first.
  package static func query(of person: PersonID) -> Query<Grant> {
    Query(
      """
      SELECT id, person, role, institution, course, section, from_at, until_at, delegated_from
      FROM grant_row WHERE person = $1 ORDER BY from_at
      """, .id(person)
    ) { Grant($0, from: 0) }
  }

  /// Reads a grant from nine columns of a row.
  init(_ row: Row, from column: Int32) {
    id = row.id(column)
    person = row.id(column + 1)
    role = Role(rawValue: row.text(column + 2)) ?? .applicant
    institution = row.id(column + 3)
    course = row.optional(column + 4) { row.id($0) }
    section = row.optional(column + 5) { row.id($0) }
    from = row.instant(column + 6)
    until = row.optional(column + 7, row.instant)
    delegatedFrom = row.optional(column + 8) { row.id($0) }
  }
}
