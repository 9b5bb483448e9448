import Crypto

/// The hash functions proofs are made with.
package enum HashAlgorithm: Sendable {
  case sha256
  case sha384

  /// The digest of these bytes: 32 bytes or 48.
  package func digest(_ bytes: [UInt8]) -> [UInt8] {
    switch self {
    case .sha256: Array(SHA256.hash(data: bytes))
    case .sha384: Array(SHA384.hash(data: bytes))
    }
  }
}
