package import Kernel
package import Storage

/// A programme of e-courses: what a programme licence names.
package struct Programme: Sendable {
  package let id: ProgrammeID
  package let institution: InstitutionID
  package let code: String
  package let title: Localized
  package let isMicroCredential: Bool
  package let isELearning: Bool

  package init(
    id: ProgrammeID, institution: InstitutionID, code: String, title: Localized,
    isMicroCredential: Bool, isELearning: Bool
  ) {
    self.id = id
    self.institution = institution
    self.code = code
    self.title = title
    self.isMicroCredential = isMicroCredential
    self.isELearning = isELearning
  }

  package func insert(in tx: Transaction) throws {
    try tx.run(
      """
      INSERT INTO programme (id, institution, code, title_ar, title_en, title_vi,
        is_micro_credential, is_e_learning) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      """, .id(id), .id(institution), .text(code), .text(title.ar), .text(title.en),
      .text(title.vi), .flag(isMicroCredential), .flag(isELearning))
  }

  package static func find(_ id: ProgrammeID, _ scope: Scope, in tx: Transaction) throws
    -> Programme?
  {
    try tx.first(query(id, scope))
  }

  /// Asks for a programme inside a scope.
  package static func query(_ id: ProgrammeID, _ scope: Scope) -> Query<Programme> {
    Query(
      """
      SELECT id, institution, code, title_ar, title_en, title_vi, is_micro_credential,
        is_e_learning FROM programme WHERE id = $1 AND institution = $2
      """, .id(id), .id(scope.institution)
    ) { row in
      Programme(
        id: row.id(0), institution: row.id(1), code: row.text(2),
        title: Localized(ar: row.text(3), en: row.text(4), vi: row.text(5)),
        isMicroCredential: row.flag(6), isELearning: row.flag(7))
    }
  }
}
