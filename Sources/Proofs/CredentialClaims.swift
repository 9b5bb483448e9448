package import Kernel

// A credential as the payload of a token, in Open Badges' dialect: the credential's members beside
// the registered claims that repeat them.

extension JWT {
  /// Why a credential cannot become a token.
  package enum Incomplete: String, Error, Sendable {
    case notAnObject, id, issuer, subject, validFrom, claimPresent
  }

  /// Claims that repeat what the credential says, for readers of plain tokens.
  static let claims = ["iss", "jti", "nbf", "sub"]

  /// The payload of a credential's token: its members, `iss`, `jti`, `nbf` and `sub`. There is no
  /// `exp`: a token's reader would refuse a licence that has run out since, whatever it covered.
  package static func payload(of credential: Value) throws(Incomplete) -> Value {
    var members = credential.members ?? Value.Members()
    members.pairs += try claims(of: credential).pairs
    return .object(members)
  }

  /// The claims alone, which stand behind the credential's members.
  static func claims(of credential: Value) throws(Incomplete) -> Value.Members {
    guard let members = credential.members else { throw .notAnObject }
    guard claims.allSatisfy({ members[$0] == nil }) else { throw .claimPresent }
    guard let issuer = Award.issuerID(credential) else { throw .issuer }
    guard let id = credential["id"]?.string else { throw .id }
    guard let subject = credential["credentialSubject"]?["id"]?.string else { throw .subject }
    guard let start = credential["validFrom"]?.string.flatMap({ Instant(stamp: $0) }) else {
      throw .validFrom
    }
    return Value.Members([
      ("iss", .text(issuer)), ("jti", .text(id)),
      ("nbf", .number(ExactDecimal(mantissa: start.seconds))), ("sub", .text(subject)),
    ])
  }

  /// A payload without the registered claims: the credential itself.
  package static func credential(in payload: Value) -> Value {
    guard let members = payload.members else { return payload }
    return .object(
      Value.Members(
        members.pairs.filter { pair in
          !(claims + ["exp", "iat"]).contains { same($0, pair.name) }
        }))
  }

  /// The claims of a payload that do not say what the credential says. `sub` and `jti` may be
  /// missing only where the credential has no such id.
  static func wrongClaims(in payload: Value) -> [String] {
    let start = payload["validFrom"]?.string.flatMap { Instant(stamp: $0) }
    let end = payload["validUntil"]?.string.flatMap { Instant(stamp: $0) }
    var wrong: [String] = []
    func compare(_ claim: String, _ value: String?) {
      if let said = payload[claim] {
        if !same(said.string, value) { wrong.append(claim) }
      } else if value != nil {
        wrong.append(claim)
      }
    }
    compare("iss", Award.issuerID(payload))
    compare("jti", payload["id"]?.string)
    compare("sub", payload["credentialSubject"]?["id"]?.string)
    if let start, case .number(let number)? = payload["nbf"], number.integer == start.seconds {
    } else {
      wrong.append("nbf")
    }
    if let claim = payload["exp"] {
      if let end, case .number(let number) = claim, number.integer == end.seconds {
      } else {
        wrong.append("exp")
      }
    }
    return wrong
  }
}

extension Instant {
  /// Whole seconds since 1970, rounded down.
  var seconds: Int64 {
    microseconds >= 0 ? microseconds / 1_000_000 : (microseconds + 1) / 1_000_000 - 1
  }
}
