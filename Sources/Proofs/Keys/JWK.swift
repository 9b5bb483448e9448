package import Kernel

// Public keys as JSON Web Keys (RFC 7517, 7518, 8037).

extension PublicKey.Kind {
  /// The key type of its JSON Web Key.
  var keyType: String {
    switch self {
    case .p256, .p384: "EC"
    case .ed25519: "OKP"
    case .rsa: "RSA"
    }
  }

  /// The curve of its JSON Web Key; nil for RSA.
  var curve: String? {
    switch self {
    case .p256: "P-256"
    case .p384: "P-384"
    case .ed25519: "Ed25519"
    case .rsa: nil
    }
  }

  /// The algorithm of JSON Web Signatures it signs with; no key signs with another.
  package var algorithm: String {
    switch self {
    case .p256: "ES256"
    case .p384: "ES384"
    case .ed25519: "EdDSA"
    case .rsa: "RS256"
    }
  }

  /// The members of its JSON Web Key that hold its numbers.
  var members: [String] {
    switch self {
    case .p256, .p384: ["x", "y"]
    case .ed25519: ["x"]
    case .rsa: ["n", "e"]
    }
  }

  /// The bytes of each number; nil where they vary.
  var width: Int? {
    switch self {
    case .p256, .ed25519: 32
    case .p384: 48
    case .rsa: nil
    }
  }
}

extension PublicKey {
  /// Why a JSON Web Key is not taken.
  package enum Fault: String, Error, Sendable {
    case notAKey, otherKind, privateMember, notForSigning, notOnTheCurve
  }

  /// Members that only a private or secret key has, whatever its kind.
  static let privateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]

  /// Whether an object shows a private member.
  static func isPrivate(_ key: Value) -> Bool {
    guard let members = key.members else { return false }
    return members.pairs.contains { pair in
      privateMembers.contains { same($0, pair.name) }
    }
  }

  /// Reads a JSON Web Key; one that shows a private member is refused, not trimmed: its secret is
  /// out.
  package init(jwk: Value) throws(Fault) {
    guard let members = jwk.members else { throw .notAKey }
    guard !Self.isPrivate(jwk) else { throw .privateMember }
    let kind = Kind.allCases.first { kind in
      guard same(members["kty"]?.string, kind.keyType) else { return false }
      return kind.curve.map { same(members["crv"]?.string, $0) } ?? true
    }
    guard let kind else { throw .otherKind }
    if let use = members["use"], !same(use.string, "sig") { throw .notForSigning }
    if let algorithm = members["alg"], !same(algorithm.string, kind.algorithm) {
      throw .notForSigning
    }
    if let operations = members["key_ops"],
      operations.strings?.contains(where: { same($0, "verify") }) != true
    {
      throw .notForSigning
    }
    var numbers: [[UInt8]] = []
    for name in kind.members {
      guard let text = members[name]?.string, let number = Base64URL.decode(text.utf8),
        number.count == kind.width ?? number.count
      else { throw .notAKey }
      numbers.append(number)
    }
    guard let key = PublicKey(kind, numbers) else { throw .notOnTheCurve }
    self = key
  }

  private var jwkMembers: [(name: String, value: String)] {
    [("kty", kind.keyType)] + (kind.curve.map { [("crv", $0)] } ?? [])
      + zip(kind.members, numbers).map { ($0, Base64URL.encode($1)) }
  }

  /// The key as a JSON Web Key.
  package var jwk: Value { .object(Value.Members(jwkMembers.map { ($0, .text($1)) })) }

  /// The key's name: its RFC 7638 thumbprint.
  package var thumbprint: String { Thumbprint.of(jwkMembers) }
}
