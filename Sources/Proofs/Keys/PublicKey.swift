import Crypto
import _CryptoExtras

/// A public key that verifies signatures, of one of four kinds.
package struct PublicKey: Sendable {
  /// What a key is, and thereby what it signs with.
  package enum Kind: String, Sendable, CaseIterable {
    case p256, p384, ed25519
    /// From 2048 to 8192 bits, for verifying others' tokens.
    case rsa
  }

  package let kind: Kind
  /// The key's numbers in the order of its JSON Web Key: x and y of a curve's point, x of Ed25519,
  /// modulus and exponent of RSA.
  package let numbers: [[UInt8]]
  /// Reading a key costs as much as a signature, so it is done once.
  private let parsed: Parsed

  private enum Parsed: Sendable {
    case p256(P256.Signing.PublicKey)
    case p384(P384.Signing.PublicKey)
    case ed25519(Curve25519.Signing.PublicKey)
    case rsa(_RSA.Signing.PublicKey)
  }

  /// A key from its numbers; nil when their count or length is not this kind's, or when they are no
  /// point of the curve.
  package init?(_ kind: Kind, _ numbers: [[UInt8]]) {
    guard numbers.count == kind.members.count,
      numbers.allSatisfy({ $0.count == kind.width ?? $0.count })
    else { return nil }
    let raw = numbers.joined()
    switch kind {
    case .p256:
      guard let key = try? P256.Signing.PublicKey(rawRepresentation: Array(raw)) else { return nil }
      parsed = .p256(key)
    case .p384:
      guard let key = try? P384.Signing.PublicKey(rawRepresentation: Array(raw)) else { return nil }
      parsed = .p384(key)
    case .ed25519:
      guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: Array(raw)) else {
        return nil
      }
      parsed = .ed25519(key)
    case .rsa:
      // No leading zeros: one key is written one way.
      guard (256...1024).contains(numbers[0].count), (1...4).contains(numbers[1].count),
        numbers.allSatisfy({ $0.first != 0 }),
        let key = try? _RSA.Signing.PublicKey(n: numbers[0], e: numbers[1])
      else { return nil }
      parsed = .rsa(key)
    }
    self.kind = kind
    self.numbers = numbers
  }

  /// A key from its curve's compressed point, or from the 32 bytes of Ed25519; nil when they are no
  /// point of the curve, and for RSA.
  init?(_ kind: Kind, compressed point: [UInt8]) {
    switch kind {
    case .p256:
      guard let key = try? P256.Signing.PublicKey(compressedRepresentation: point) else {
        return nil
      }
      self.init(kind, Self.halves(Array(key.rawRepresentation)))
    case .p384:
      guard let key = try? P384.Signing.PublicKey(compressedRepresentation: point) else {
        return nil
      }
      self.init(kind, Self.halves(Array(key.rawRepresentation)))
    case .ed25519: self.init(kind, [point])
    case .rsa: return nil
    }
  }

  private static func halves(_ bytes: [UInt8]) -> [[UInt8]] {
    [Array(bytes.prefix(bytes.count / 2)), Array(bytes.suffix(bytes.count / 2))]
  }

  /// The compressed point of a curve, or the 32 bytes of Ed25519; nil for RSA.
  var compressed: [UInt8]? {
    switch parsed {
    case .p256(let key): Array(key.compressedRepresentation)
    case .p384(let key): Array(key.compressedRepresentation)
    case .ed25519: numbers[0]
    case .rsa: nil
    }
  }

  /// Whether a signature over these bytes was made with this key: r and s on a curve (64 or 96
  /// bytes), 64 bytes of Ed25519, PKCS #1 v1.5 of RSA; the hash is SHA-384 for P-384, else SHA-256.
  package func verifies(_ signature: [UInt8], of bytes: [UInt8]) -> Bool {
    switch parsed {
    case .p256(let key):
      guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else {
        return false
      }
      return key.isValidSignature(signature, for: bytes)
    case .p384(let key):
      guard let signature = try? P384.Signing.ECDSASignature(rawRepresentation: signature) else {
        return false
      }
      return key.isValidSignature(signature, for: bytes)
    case .ed25519(let key): return key.isValidSignature(signature, for: bytes)
    case .rsa(let key):
      guard signature.count == numbers[0].count else { return false }
      return key.isValidSignature(
        _RSA.Signing.RSASignature(rawRepresentation: signature), for: bytes,
        padding: .insecurePKCS1v1_5)
    }
  }
}

extension PublicKey: Hashable {
  package static func == (a: Self, b: Self) -> Bool { a.kind == b.kind && a.numbers == b.numbers }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(kind)
    hasher.combine(numbers)
  }
}
