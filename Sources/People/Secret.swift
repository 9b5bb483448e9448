import Crypto
import Foundation
import _CryptoExtras

/// A password as stored: scrypt with a salt of its own (N = 2^15, r = 8, p = 3: 32 MiB).
package struct Secret: Sendable {
  package let salt: [UInt8]
  package let hash: [UInt8]

  package init(salt: [UInt8], hash: [UInt8]) {
    self.salt = salt
    self.hash = hash
  }

  // One derivation at a time: each takes 32 MiB and a core, and sign-in must not starve the rest.
  private static let turn = NSLock()

  /// Derives what is stored for a new password.
  package static func derive(_ password: String, salt: [UInt8]) throws -> Secret {
    turn.lock()
    defer { turn.unlock() }
    let key = try KDF.Scrypt.deriveKey(
      from: Data(password.utf8), salt: Data(salt), outputByteCount: 32, rounds: 1 << 15,
      blockSize: 8, parallelism: 3)
    return Secret(salt: salt, hash: key.withUnsafeBytes { Array($0) })
  }

  /// Whether the password is the stored one, compared in constant time.
  package func matches(_ password: String) throws -> Bool {
    let candidate = try Secret.derive(password, salt: salt).hash
    guard candidate.count == hash.count else { return false }
    return zip(candidate, hash).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}

/// SHA-256 of a bearer token or session cookie: what the database keeps of it.
package enum Digest {
  package static func sha256(_ text: String) -> [UInt8] {
    Array(SHA256.hash(data: Array(text.utf8)))
  }

  package static func sha256(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }
}
