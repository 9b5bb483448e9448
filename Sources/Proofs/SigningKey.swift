import Crypto

/// A P-256 private key. Reading and keeping its file is the caller's work.
package struct SigningKey: Sendable {
  private let key: P256.Signing.PrivateKey
  package let publicKey: PublicKey

  private init?(_ key: P256.Signing.PrivateKey) {
    guard let publicKey = PublicKey(raw: Array(key.publicKey.rawRepresentation)) else {
      return nil
    }
    self.key = key
    self.publicKey = publicKey
  }

  /// A key from its 32 bytes; nil when they are no P-256 key.
  package init?(raw: [UInt8]) {
    guard let key = try? P256.Signing.PrivateKey(rawRepresentation: raw) else { return nil }
    self.init(key)
  }

  /// A key from PEM text (`PRIVATE KEY` or `EC PRIVATE KEY`); nil when it is no P-256 key.
  package init?(pem: String) {
    guard let key = try? P256.Signing.PrivateKey(pemRepresentation: pem) else { return nil }
    self.init(key)
  }

  /// A new key from the system's random numbers; nil only if the system has none.
  package static func generate() -> SigningKey? { SigningKey(P256.Signing.PrivateKey()) }

  /// The secret itself as PEM text, for its file.
  package var pem: String { key.pemRepresentation }

  /// A signature over these bytes: r and s, 64 bytes; other bytes each time.
  package func sign(_ bytes: [UInt8]) throws -> [UInt8] {
    Array(try key.signature(for: bytes).rawRepresentation)
  }
}

extension SigningKey: CustomStringConvertible, CustomDebugStringConvertible {
  /// The public key's name; never the secret.
  package var description: String { "SigningKey(\(publicKey.thumbprint))" }
  package var debugDescription: String { description }
}
