package import Kernel
package import Storage

extension Grant {
  /// Delegations of a role in an institution, the latest to begin first.
  package static func delegations(of role: Role, _ scope: Scope, in tx: Transaction) throws
    -> [Grant]
  {
    try tx.all(
      """
      SELECT id, person, course, section, from_at, until_at, delegated_from FROM grant_row
      WHERE institution = $1 AND role = $2 AND delegated_from IS NOT NULL
      ORDER BY from_at DESC, id DESC LIMIT 50
      """, .id(scope.institution), .text(role.rawValue)
    ) { row in
      Grant(
        id: row.id(0), person: row.id(1), role: role, institution: scope.institution,
        course: row.optional(2) { row.id($0) }, section: row.optional(3) { row.id($0) },
        from: row.instant(4), until: row.optional(5, row.instant),
        delegatedFrom: row.optional(6) { row.id($0) })
    }
  }

  /// Whoever holds a role of an institution in their own right, or any but the learner's where none
  /// is named, by sign-in name.
  package static func people(holding role: Role?, _ scope: Scope, in tx: Transaction) throws
    -> [PersonID]
  {
    try tx.all(
      """
      SELECT DISTINCT g.person, p.login FROM grant_row g JOIN person p ON p.id = g.person
      WHERE g.institution = $1 AND g.delegated_from IS NULL
        AND (g.role = $2 OR ($2 = '' AND g.role <> 'learner'))
      ORDER BY p.login LIMIT 500
      """, .id(scope.institution), .text(role?.rawValue ?? "")
    ) { $0.id(0) }
  }
}
