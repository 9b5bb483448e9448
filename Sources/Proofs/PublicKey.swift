import Crypto
package import Kernel

/// A P-256 public key, for ES256 signatures.
package struct PublicKey: Hashable, Sendable {
  /// The coordinates, 32 bytes each.
  package let x: [UInt8]
  package let y: [UInt8]

  /// Why a JSON Web Key is not taken.
  package enum Fault: String, Error, Sendable {
    case notAKey, otherKind, privateMember, notForSigning, notOnTheCurve
  }

  /// A key from x and y, 64 bytes; nil when they are no point of the curve.
  package init?(raw: [UInt8]) {
    guard raw.count == 64, (try? P256.Signing.PublicKey(rawRepresentation: raw)) != nil else {
      return nil
    }
    x = Array(raw[..<32])
    y = Array(raw[32...])
  }

  /// Members that only a private or secret key has, whatever its kind.
  static let privateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]

  /// Reads a JSON Web Key (RFC 7517); one that shows a private member is refused, not trimmed: its
  /// secret is out.
  package init(jwk: Value) throws(Fault) {
    guard let members = jwk.members else { throw .notAKey }
    guard Self.privateMembers.allSatisfy({ members[$0] == nil }) else { throw .privateMember }
    guard same(members["kty"]?.string, "EC"), same(members["crv"]?.string, "P-256") else {
      throw .otherKind
    }
    if let use = members["use"], !same(use.string, "sig") { throw .notForSigning }
    if let algorithm = members["alg"], !same(algorithm.string, "ES256") { throw .notForSigning }
    if let operations = members["key_ops"],
      operations.strings?.contains(where: { same($0, "verify") }) != true
    {
      throw .notForSigning
    }
    guard let x = members["x"]?.string.flatMap({ Base64URL.decode($0.utf8) }), x.count == 32,
      let y = members["y"]?.string.flatMap({ Base64URL.decode($0.utf8) }), y.count == 32
    else { throw .notAKey }
    guard let key = PublicKey(raw: x + y) else { throw .notOnTheCurve }
    self = key
  }

  /// The key as a JSON Web Key.
  package var jwk: Value {
    object([
      "kty": .text("EC"), "crv": .text("P-256"), "x": .text(Base64URL.encode(x)),
      "y": .text(Base64URL.encode(y)),
    ])
  }

  /// The key's name: its RFC 7638 thumbprint.
  package var thumbprint: String {
    Thumbprint.of([
      ("kty", "EC"), ("crv", "P-256"), ("x", Base64URL.encode(x)), ("y", Base64URL.encode(y)),
    ])
  }

  /// Whether a signature (r and s, 64 bytes) over these bytes was made with this key.
  package func verifies(_ signature: [UInt8], of bytes: [UInt8]) -> Bool {
    guard let key = try? P256.Signing.PublicKey(rawRepresentation: x + y),
      let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature)
    else { return false }
    return key.isValidSignature(signature, for: bytes)
  }
}
