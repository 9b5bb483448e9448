import Crypto

/// A hash function of canonical forms and signatures.
package enum HashAlgorithm: Sendable {
  case sha256, sha384

  /// The digest of these bytes: 32 bytes, or 48.
  package func digest(_ bytes: [UInt8]) -> [UInt8] {
    switch self {
    case .sha256: Array(SHA256.hash(data: bytes))
    case .sha384: Array(SHA384.hash(data: bytes))
    }
  }
}
