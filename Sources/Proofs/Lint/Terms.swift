/// The terms that the two contexts of an award define, by the kind of object they may stand in.
/// Kinds that are open by design (status, schema, terms of use, proof) are not looked into.
enum Terms {
  enum Kind: String, CaseIterable {
    case credential = "OpenBadgeCredential"
    case profile = "Profile"
    case subject = "AchievementSubject"
    case achievement = "Achievement"
    case criteria = "Criteria"
    case alignment = "Alignment"
    case result = "Result"
    case resultDescription = "ResultDescription"
    case rubricLevel = "RubricCriterionLevel"
    case related = "Related"
    case evidence = "Evidence"
    case identity = "IdentityObject"
    case identifier = "IdentifierEntry"
    case image = "Image"
    case address = "Address"
    case coordinates = "GeoCoordinates"
  }

  typealias Term = (name: String, kind: Kind?)

  static func members(of kind: Kind) -> [Term] { table[kind] ?? [] }

  /// The term of this name, if one may stand in such an object.
  static func member(_ name: String, of kind: Kind) -> Term? { byName[kind]?[TermName(name)] }

  private static let byName = table.mapValues { terms in
    Dictionary(terms.map { (TermName($0.name), $0) }) { first, _ in first }
  }

  /// Members any object may have here.
  private static let common: [Term] = plain("id", "type")
  private static func plain(_ names: String...) -> [Term] { names.map { ($0, nil) } }

  private static let table: [Kind: [Term]] = [
    .credential: common
      + plain(
        "@context", "name", "description", "validFrom", "validUntil", "awardedDate",
        "credentialStatus", "credentialSchema", "refreshService", "termsOfUse", "proof",
        "relatedResource", "renderMethod", "confidenceMethod", "endorsement", "endorsementJwt")
      + [
        ("issuer", .profile), ("credentialSubject", .subject), ("evidence", .evidence),
        ("image", .image),
      ],
    .profile: common
      + plain(
        "name", "url", "description", "endorsement", "endorsementJwt", "additionalName",
        "dateOfBirth", "email", "familyName", "familyNamePrefix", "givenName", "honorificPrefix",
        "honorificSuffix", "patronymicName", "phone", "official")
      + [
        ("parentOrg", .profile), ("otherIdentifier", .identifier), ("image", .image),
        ("address", .address),
      ],
    .subject: common
      + plain(
        "activityEndDate", "activityStartDate", "creditsEarned", "licenseNumber", "narrative",
        "role", "term")
      + [
        ("achievement", .achievement), ("identifier", .identity), ("image", .image),
        ("result", .result), ("source", .profile),
      ],
    .achievement: common
      + plain(
        "achievementType", "creditsAvailable", "description", "endorsement", "endorsementJwt",
        "fieldOfStudy", "humanCode", "name", "specialization", "tag", "version", "inLanguage")
      + [
        ("alignment", .alignment), ("creator", .profile), ("criteria", .criteria),
        ("image", .image), ("otherIdentifier", .identifier), ("related", .related),
        ("resultDescription", .resultDescription),
      ],
    .criteria: common + plain("narrative"),
    .alignment: common
      + plain(
        "targetCode", "targetDescription", "targetFramework", "targetName", "targetType",
        "targetUrl"),
    .result: common
      + plain("achievedLevel", "resultDescription", "status", "value")
      + [("alignment", .alignment)],
    .resultDescription: common
      + plain(
        "allowedValue", "name", "requiredLevel", "requiredValue", "resultType", "valueMax",
        "valueMin")
      + [("alignment", .alignment), ("rubricCriterionLevel", .rubricLevel)],
    .rubricLevel: common
      + plain("description", "level", "name", "points") + [("alignment", .alignment)],
    .related: common + plain("version", "inLanguage"),
    .evidence: common + plain("narrative", "name", "description", "genre", "audience"),
    .identity: common + plain("hashed", "identityHash", "identityType", "salt"),
    .identifier: common + plain("identifier", "identifierType"),
    .image: common + plain("caption"),
    .address: common
      + plain(
        "addressCountry", "addressCountryCode", "addressLocality", "addressRegion",
        "postOfficeBoxNumber", "postalCode", "streetAddress")
      + [("geo", .coordinates)],
    .coordinates: common + plain("latitude", "longitude"),
  ]
}
