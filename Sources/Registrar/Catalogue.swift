package import Kernel
package import Storage

extension Programme {
  /// All programmes of an institution, by code.
  package static func all(_ scope: Scope, in tx: Transaction) throws -> [Programme] {
    try tx.all(
      """
      SELECT id, institution, code, title_ar, title_en, title_vi, is_micro_credential,
        is_e_learning FROM programme WHERE institution = $1 ORDER BY code
      """, .id(scope.institution)
    ) { row in
      Programme(
        id: row.id(0), institution: row.id(1), code: row.text(2),
        title: Localized(ar: row.text(3), en: row.text(4), vi: row.text(5)),
        isMicroCredential: row.flag(6), isELearning: row.flag(7))
    }
  }
}

extension AdmissionCondition {
  /// The learners of whom something is recorded for a course, the latest first.
  package static func recorded(_ course: CourseID, limit: Int, in tx: Transaction) throws
    -> [PersonID]
  {
    try tx.all(
      """
      SELECT person, MAX(recorded_at) FROM admission_record WHERE course = $1
      GROUP BY person ORDER BY MAX(recorded_at) DESC, person LIMIT $2
      """, .id(course), .int(limit)
    ) { $0.id(0) }
  }
}
