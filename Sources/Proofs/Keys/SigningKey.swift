import Crypto

/// A private key of P-256 or Ed25519. Reading and keeping its file is the caller's work.
package struct SigningKey: Sendable {
  private let secret: Secret
  package let publicKey: PublicKey

  /// The kinds we sign with.
  package enum Kind: Sendable {
    /// For tokens (ES256).
    case p256
    /// For Data Integrity proofs.
    case ed25519
  }

  private enum Secret: Sendable {
    case p256(P256.Signing.PrivateKey)
    case ed25519(Curve25519.Signing.PrivateKey)
  }

  private init?(_ key: P256.Signing.PrivateKey) {
    let raw = Array(key.publicKey.rawRepresentation)
    guard let publicKey = PublicKey(.p256, [Array(raw[..<32]), Array(raw[32...])]) else {
      return nil
    }
    secret = .p256(key)
    self.publicKey = publicKey
  }

  private init?(_ key: Curve25519.Signing.PrivateKey) {
    guard let publicKey = PublicKey(.ed25519, [Array(key.publicKey.rawRepresentation)]) else {
      return nil
    }
    secret = .ed25519(key)
    self.publicKey = publicKey
  }

  /// A key from its 32 bytes; nil when they are no key of this kind.
  package init?(_ kind: Kind, raw: [UInt8]) {
    switch kind {
    case .p256:
      guard let key = try? P256.Signing.PrivateKey(rawRepresentation: raw) else { return nil }
      self.init(key)
    case .ed25519:
      guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: raw) else {
        return nil
      }
      self.init(key)
    }
  }

  /// A new key from the system's random numbers; nil only if the system has none.
  package static func generate(_ kind: Kind) -> SigningKey? {
    switch kind {
    case .p256: SigningKey(P256.Signing.PrivateKey())
    case .ed25519: SigningKey(Curve25519.Signing.PrivateKey())
    }
  }

  /// A signature over these bytes: r and s of P-256, 64 bytes, other bytes each time; 64 bytes of
  /// Ed25519, always the same.
  package func sign(_ bytes: [UInt8]) throws -> [UInt8] {
    switch secret {
    case .p256(let key): Array(try key.signature(for: bytes).rawRepresentation)
    case .ed25519(let key): Array(try key.signature(for: bytes))
    }
  }
}

// MARK: - PEM

extension SigningKey {
  /// PKCS #8 of an Ed25519 key up to its 32 bytes (RFC 8410, 7).
  private static let ed25519Header: [UInt8] = [
    0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
  ]
  private static let begin = "-----BEGIN PRIVATE" + " KEY-----"
  private static let end = "-----END PRIVATE" + " KEY-----"

  /// A key from PEM text (`PRIVATE KEY`, or `EC PRIVATE KEY` of P-256); nil for other kinds.
  package init?(pem: String) {
    if let key = try? P256.Signing.PrivateKey(pemRepresentation: pem) {
      self.init(key)
      return
    }
    let lines = pem.utf8.split { $0 == 0x0A || $0 == 0x0D }
    guard lines.count >= 3, lines[0].elementsEqual(Self.begin.utf8),
      let last = lines.last, last.elementsEqual(Self.end.utf8)
    else { return nil }
    let body = lines.dropFirst().dropLast().joined().map { byte in
      switch byte {
      case UInt8(ascii: "+"): UInt8(ascii: "-")
      case UInt8(ascii: "/"): UInt8(ascii: "_")
      default: byte
      }
    }
    guard let bytes = Base64URL.decode(body), bytes.starts(with: Self.ed25519Header) else {
      return nil
    }
    self.init(.ed25519, raw: Array(bytes.dropFirst(Self.ed25519Header.count)))
  }

  /// The secret itself as PEM text (PKCS #8), for its file.
  package var pem: String {
    switch secret {
    case .p256(let key): return key.pemRepresentation
    case .ed25519(let key):
      // 48 bytes: one line of base64, without padding.
      let line = Base64URL.encode(Self.ed25519Header + key.rawRepresentation).utf8.map { byte in
        switch byte {
        case UInt8(ascii: "-"): UInt8(ascii: "+")
        case UInt8(ascii: "_"): UInt8(ascii: "/")
        default: byte
        }
      }
      return [Self.begin, String(decoding: line, as: UTF8.self), Self.end, ""]
        .joined(separator: "\n")
    }
  }
}

extension SigningKey: CustomStringConvertible, CustomDebugStringConvertible {
  /// The public key's name; never the secret.
  package var description: String { "SigningKey(\(publicKey.thumbprint))" }
  package var debugDescription: String { description }
}
