// An address on the web, taken apart far enough to say whether a stranger could open it.
import Kernel

/// The parts of an absolute `http` or `https` address.
struct WebAddress {
  let isSecure: Bool
  let hasUser: Bool
  let host: String
  /// The segments of its path, as written.
  let path: [String]
  /// The names of its query's items, in small letters.
  let query: [String]

  /// Nil where a text is no absolute address of the web.
  init?(_ text: String) {
    let small = Letters.lowercased(text)
    let isSecure = small.utf8.starts(with: "https://".utf8)
    guard isSecure || small.utf8.starts(with: "http://".utf8), text.utf8.count <= 4_000,
      !text.unicodeScalars.contains(where: { $0.value <= 0x20 || $0.properties.isWhitespace })
    else { return nil }
    self.isSecure = isSecure
    let rest = Array(text.utf8.dropFirst(isSecure ? 8 : 7))
    let end = rest.firstIndex { [47, 63, 35].contains($0) } ?? rest.count
    var authority = rest[..<end]
    hasUser = authority.contains(64)
    if let at = authority.lastIndex(of: 64) { authority = authority[(at + 1)...] }
    if authority.first == 91, let close = authority.firstIndex(of: 93) {
      authority = authority[...close]
    } else if let colon = authority.firstIndex(of: 58) {
      authority = authority[..<colon]
    }
    host = Letters.lowercased(String(decoding: Array(authority), as: UTF8.self))
    guard !host.isEmpty else { return nil }
    let tail = rest[end...].prefix { $0 != 35 }
    let mark = tail.firstIndex(of: 63) ?? tail.endIndex
    path = tail[..<mark].split(separator: 47).map { String(decoding: Array($0), as: UTF8.self) }
    query = tail[mark...].dropFirst().split(separator: 38).map { item in
      Letters.lowercased(String(decoding: Array(item.prefix { $0 != 61 }), as: UTF8.self))
    }
  }

  /// Whether its host is known to be within one machine or one house.
  var isPrivate: Bool {
    if host.utf8.first == 91 {
      return ["[::1]", "[::]"].contains(host) || host.hasPrefix("[f")
    }
    let labels = host.split(separator: ".").map(String.init)
    guard let first = labels.first, let last = labels.last, labels.count > 1 else { return true }
    if ["local", "localhost", "internal", "lan", "home"].contains(last) { return true }
    let numbers = labels.compactMap { UInt8($0) }
    guard numbers.count == 4, labels.count == 4 else { return false }
    switch (numbers[0], numbers[1]) {
    case (0, _), (10, _), (127, _), (169, 254), (192, 168), (172, 16...31): return true
    default: return first.isEmpty
    }
  }
}
