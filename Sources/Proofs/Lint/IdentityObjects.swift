import Kernel

extension Lint {
  private static let members = ["type", "hashed", "identityHash", "identityType", "salt"]
  private static let types = [
    "name", "sourcedId", "systemId", "productId", "userName", "accountId", "emailAddress",
    "nationalIdentityNumber", "isbn", "issn", "lisSourcedId", "oneRosterSourcedId", "sisSourcedId",
    "ltiContextId", "ltiDeploymentId", "ltiToolId", "ltiPlatformId", "ltiUserId", "identifier",
  ]

  /// Identity objects hold their own members only, and what is called hashed is a SHA-256.
  static let identityObjects = Lint("IdentityObjects", "OB 3.0, B.9") { award in
    guard let list = award["credentialSubject"]?["identifier"] else { return nil }
    guard let identities = list.elements else { return "identifier is not a list" }
    for identity in identities {
      guard let pairs = identity.members?.pairs, same(identity["type"]?.string, "IdentityObject"),
        pairs.allSatisfy({ pair in members.contains { same($0, pair.name) } })
      else { return "an identifier is no plain IdentityObject" }
      guard isTerm(identity["identityType"]?.string, of: types) else {
        return "an identityType is unknown"
      }
      guard let value = identity["identityHash"]?.string, let hashed = identity["hashed"]?.truth
      else { return "an identity has no hashed or no identityHash" }
      if hashed, !isHash(value) { return "an identityHash is no sha256" }
    }
    return nil
  }

  private static func isHash(_ text: String) -> Bool {
    text.utf8.starts(with: "sha256$".utf8) && text.utf8.count == 71
      && text.utf8.dropFirst(7).allSatisfy { Hex.digit($0) != nil }
  }
}
