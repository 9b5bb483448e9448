package import Kernel
package import Storage

/// A provider with an installation of its own, whom the regulator here licenses.
package struct Provider: Sendable {
  /// Under which name it issues.
  package let did: String
  /// The regulator's own institution, whose register it stands in.
  package let institution: InstitutionID
  package let name: Localized

  package init(did: String, institution: InstitutionID, name: Localized) {
    self.did = did
    self.institution = institution
    self.name = name
  }

  private init(_ row: Row) {
    did = row.text(0)
    institution = row.id(1)
    name = Localized(ar: row.text(2), en: row.text(3), vi: row.text(4))
  }

  /// Puts it into the register; of one that is there already the name is renewed.
  package func set(at: Instant, in tx: Transaction) throws {
    try tx.run(
      """
      INSERT INTO provider (did, institution, name_ar, name_en, name_vi, recorded_at)
      VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT (did) DO UPDATE SET name_ar = excluded.name_ar, name_en = excluded.name_en,
        name_vi = excluded.name_vi, recorded_at = excluded.recorded_at
      """, .text(did), .id(institution), .text(name.ar), .text(name.en), .text(name.vi),
      .instant(at))
  }

  /// The provider of a DID, compared byte by byte.
  package static func find(_ did: String, in tx: Transaction) throws -> Provider? {
    try tx.first(
      "SELECT did, institution, name_ar, name_en, name_vi FROM provider WHERE did = $1",
      .text(did), read: Provider.init)
  }

  /// Whose licence it is; nil for those of the institution itself.
  package static func holder(of licence: LicenceID, in tx: Transaction) throws -> Provider? {
    try tx.first(
      """
      SELECT p.did, p.institution, p.name_ar, p.name_en, p.name_vi FROM licence_provider l
      JOIN provider p ON p.did = l.provider WHERE l.licence = $1
      """, .id(licence), read: Provider.init)
  }

  /// Notes that a licence is this provider's.
  package func hold(_ licence: LicenceID, in tx: Transaction) throws {
    try tx.run(
      "INSERT INTO licence_provider (licence, provider) VALUES ($1, $2)", .id(licence),
      .text(did))
  }
}
