package import Kernel

extension Award {
  /// Why an award cannot become a token.
  package enum Incomplete: String, Error, Sendable {
    case notAnObject, id, issuer, subject, validFrom, claimPresent
  }

  /// Claims that repeat what the credential says, for readers of plain tokens.
  static let claims = ["iss", "jti", "nbf", "sub"]

  /// The token's payload by Open Badges 3.0: the credential's members beside `iss`, `jti`, `nbf`
  /// and `sub`.
  package static func payload(_ award: Value) throws(Incomplete) -> Value {
    guard var members = award.members else { throw .notAnObject }
    guard claims.allSatisfy({ members[$0] == nil }) else { throw .claimPresent }
    guard let issuer = issuerID(award) else { throw .issuer }
    guard let id = award["id"]?.string else { throw .id }
    guard let subject = award["credentialSubject"]?["id"]?.string else { throw .subject }
    guard let start = award["validFrom"]?.string.flatMap({ Instant(text: $0) }) else {
      throw .validFrom
    }
    members.pairs += [
      ("iss", .text(issuer)), ("jti", .text(id)),
      ("nbf", .number(ExactDecimal(mantissa: start.seconds))), ("sub", .text(subject)),
    ]
    return .object(members)
  }

  /// The exact bytes that will be signed, to be journaled before they are.
  package static func signingInput(_ award: Value, keyID: String) throws(Incomplete) -> [UInt8] {
    JWT.signingInput(payload: try payload(award), keyID: keyID)
  }

  /// The award as a signed token; `keyID` is the key's full name, `did#thumbprint`.
  package static func jwt(_ award: Value, key: SigningKey, keyID: String) throws -> String {
    try JWT.sign(try signingInput(award, keyID: keyID), with: key)
  }

  static func issuerID(_ award: Value) -> String? {
    award["issuer"]?.string ?? award["issuer"]?["id"]?.string
  }
}

extension Instant {
  /// Whole seconds since 1970, rounded down.
  var seconds: Int64 {
    microseconds >= 0 ? microseconds / 1_000_000 : (microseconds + 1) / 1_000_000 - 1
  }
}
