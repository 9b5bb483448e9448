import Kernel

/// Bytes as text that names its own alphabet (Controlled Identifiers 1.0, 2.4): `z` for base58btc,
/// `u` for base64url without padding; no others.
package enum Multibase {
  package static func base58(_ bytes: [UInt8]) -> String { "z" + Base58.encode(bytes) }

  package static func base64URL(_ bytes: [UInt8]) -> String { "u" + Base64URL.encode(bytes) }

  /// The bytes of a text; nil for other alphabets and what does not fit its alphabet.
  package static func decode(_ text: String) -> [UInt8]? {
    switch text.utf8.first {
    case UInt8(ascii: "z"): Base58.decode(text.utf8.dropFirst())
    case UInt8(ascii: "u"): Base64URL.decode(text.utf8.dropFirst())
    default: nil
    }
  }
}

/// A SHA-256 digest that names its own function (Controlled Identifiers 1.0, 2.5).
package enum Multihash {
  /// The code of SHA-256 and its length.
  private static let prefix: [UInt8] = [0x12, 0x20]

  /// The multihash of these bytes in multibase `u`.
  package static func text(of bytes: [UInt8]) -> String {
    Multibase.base64URL(prefix + HashAlgorithm.sha256.digest(bytes))
  }

  /// The 32 bytes of a SHA-256 multihash; nil for other functions and lengths.
  package static func digest(_ text: String) -> [UInt8]? {
    guard text.utf8.count <= 80, let bytes = Multibase.decode(text), bytes.count == 34,
      bytes.starts(with: prefix)
    else { return nil }
    return Array(bytes.dropFirst(2))
  }
}
