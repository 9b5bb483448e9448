/// A `did:web` identifier: a name that its owner's web server answers for.
package struct DID: Hashable, Sendable {
  /// `did:web:host%3A8080:path`.
  package let text: String
  /// Host, and port after a colon if there is one.
  package let authority: String
  package let path: [String]

  /// Reads a `did:web`; nil for other methods, upper-case hosts, empty or unusual segments, and a
  /// DID URL (with `#`, `?` or `/`).
  package init?(text: String) {
    guard text.utf8.count <= 500, text.utf8.starts(with: "did:web:".utf8) else { return nil }
    let segments = text.utf8.dropFirst(8)
      .split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard let first = segments.first, let encoded = String(first) else { return nil }
    // The colon before a port is the only character that may be percent-encoded.
    let parts = encoded.utf8.split(separator: UInt8(ascii: "%"), omittingEmptySubsequences: false)
    guard parts.count <= 2, let host = String(parts[0]) else { return nil }
    var authority = host
    if parts.count == 2 {
      guard parts[1].starts(with: "3A".utf8), let port = String(parts[1].dropFirst(2)) else {
        return nil
      }
      authority += ":" + port
    }
    self.init(authority: authority, path: segments.dropFirst().compactMap { String($0) })
    // Two spellings of one identifier would be two issuers.
    guard same(self.text, text) else { return nil }
  }

  /// The DID of an installation at this address: `https://host[:port][/path]`, or `http://` for a
  /// trial on one's own machine.
  package init?(publicURL: String) {
    var rest = publicURL.utf8[...]
    let secure = rest.starts(with: "https://".utf8)
    guard secure || rest.starts(with: "http://".utf8) else { return nil }
    rest = rest.dropFirst(secure ? 8 : 7)
    if rest.last == UInt8(ascii: "/") { rest = rest.dropLast() }
    let segments = rest.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard let first = segments.first, let authority = String(first) else { return nil }
    self.init(authority: authority, path: segments.dropFirst().compactMap { String($0) })
    guard secure || isLocal else { return nil }
  }

  private init?(authority: String, path: [String]) {
    let parts = authority.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard let host = parts.first, parts.count <= 2, Self.isHost(host),
      path.allSatisfy({ Self.isSegment($0.utf8) })
    else { return nil }
    if parts.count == 2 {
      guard let port = String(parts[1]), let number = UInt16(port), number > 0,
        same(String(number), port)
      else { return nil }
    }
    self.authority = authority
    self.path = path
    let encoded = parts.compactMap { String($0) }.joined(separator: "%3A")
    text = "did:web:" + ([encoded] + path).joined(separator: ":")
  }

  private static func isHost(_ host: Substring.UTF8View) -> Bool {
    host.count <= 253
      && host.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy {
        label in
        !label.isEmpty && label.count <= 63 && label.first != UInt8(ascii: "-")
          && label.last != UInt8(ascii: "-")
          && label.allSatisfy { isLower($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
      }
  }

  private static func isSegment(_ segment: String.UTF8View) -> Bool {
    !segment.isEmpty && segment.contains { $0 != UInt8(ascii: ".") }
      && segment.allSatisfy { byte in
        isLower(byte | 0x20) && byte >= UInt8(ascii: "A") || isDigit(byte)
          || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
      }
  }

  private static func isLower(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z")
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }

  /// Whether the host is the machine itself, where a trial runs without a certificate.
  package var isLocal: Bool {
    let host = authority.utf8.prefix { $0 != UInt8(ascii: ":") }
    return host.elementsEqual("localhost".utf8) || host.elementsEqual("127.0.0.1".utf8)
  }

  /// The address the DID stands for, without a slash at its end.
  package var url: String {
    (isLocal ? "http://" : "https://") + ([authority] + path).joined(separator: "/")
  }

  /// Where its document is found.
  package var documentURL: String {
    url + (path.isEmpty ? "/.well-known/did.json" : "/did.json")
  }

  /// The name of one of its keys: `did#thumbprint`.
  package func keyID(_ key: PublicKey) -> String { text + "#" + key.thumbprint }
}

extension DID: CustomStringConvertible {
  package var description: String { text }
}
