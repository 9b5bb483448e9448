package import Kernel
package import Storage

/// A university: the provider whose rows a scope may see.
package struct Institution: Sendable {
  package let id: InstitutionID
  package let code: String
  package let name: Localized
  /// The unit that issues: the e-learning centre.
  package let unit: Localized
  /// The instrument its courses run under.
  package let instrument: String
  package let vatNumber: String

  package init(
    id: InstitutionID, code: String, name: Localized, unit: Localized, instrument: String,
    vatNumber: String
  ) {
    self.id = id
    self.code = code
    self.name = name
    self.unit = unit
    self.instrument = instrument
    self.vatNumber = vatNumber
  }

  package var scope: Scope { Scope(id) }

  package func insert(in tx: Transaction) throws {
    try tx.run(
      """
      INSERT INTO institution (id, code, name_ar, name_en, name_vi, unit_ar, unit_en, unit_vi,
        instrument, vat_number) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
      """, .id(id), .text(code), .text(name.ar), .text(name.en), .text(name.vi),
      .text(unit.ar), .text(unit.en), .text(unit.vi), .text(instrument), .text(vatNumber))
  }

  /// Every institution of the installation, by code.
  package static func all(in tx: Transaction) throws -> [Institution] {
    try tx.all(
      """
      SELECT id, code, name_ar, name_en, name_vi, unit_ar, unit_en, unit_vi, instrument,
        vat_number FROM institution ORDER BY code
      """
    ) { row in
      Institution(
        id: row.id(0), code: row.text(1),
        name: Localized(ar: row.text(2), en: row.text(3), vi: row.text(4)),
        unit: Localized(ar: row.text(5), en: row.text(6), vi: row.text(7)),
        instrument: row.text(8), vatNumber: row.text(9))
    }
  }
}
