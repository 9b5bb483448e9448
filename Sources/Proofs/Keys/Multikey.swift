// Public keys as Multikeys (Controlled Identifiers 1.0, 2.2.2): multibase `z` of a code and the
// compressed key.

extension PublicKey.Kind {
  /// The code before the key, as a variable-length integer; nil for RSA, which is read as a JSON
  /// Web Key only.
  fileprivate var code: [UInt8]? {
    switch self {
    case .ed25519: [0xED, 0x01]
    case .p256: [0x80, 0x24]
    case .p384: [0x81, 0x24]
    case .rsa: nil
    }
  }
}

extension PublicKey {
  /// Reads a Multikey; nil for another alphabet, another kind, a private key, and what is no point
  /// of its curve.
  package init?(multikey text: String) {
    guard text.utf8.first == UInt8(ascii: "z"), let bytes = Multibase.decode(text) else {
      return nil
    }
    let kind = Kind.allCases.first { kind in kind.code.map { bytes.starts(with: $0) } ?? false }
    guard let kind else { return nil }
    self.init(kind, compressed: Array(bytes.dropFirst(2)))
  }

  /// The key as a Multikey; nil for RSA.
  package var multikey: String? {
    guard let code = kind.code, let compressed else { return nil }
    return Multibase.base58(code + compressed)
  }

  /// The key as an identifier that is its own document, `did:key:z…`; nil for RSA.
  package var didKey: String? { multikey.map { "did:key:" + $0 } }
}
