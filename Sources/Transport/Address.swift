/// Where something is found: https, or http on this machine; no user, no fragment.
package struct Address: Hashable, Sendable {
  /// As it was written.
  package let text: String
  /// The host in the letters it was written in, without a port.
  package let host: String
  /// Host and port.
  package let authority: String
  package let isSecure: Bool

  /// Reads an address; nil for other schemes, for http to other machines, and for anything that two
  /// readers could read in two ways.
  package init?(_ text: String) {
    guard text.utf8.count <= 2_000, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      return nil
    }
    isSecure = text.utf8.starts(with: "https://".utf8)
    guard isSecure || text.utf8.starts(with: "http://".utf8) else { return nil }
    let rest = text.utf8.dropFirst(isSecure ? 8 : 7)
    let end: (UInt8) -> Bool = { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") }
    let authority = rest.prefix { !end($0) }
    let parts = authority.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard let host = parts.first, !host.isEmpty, host.count <= 253, parts.count <= 2,
      host.allSatisfy(Address.isOfHost), host.first != UInt8(ascii: "-"),
      !rest.contains(where: { $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: "\\") })
    else { return nil }
    if parts.count == 2 {
      guard (1...5).contains(parts[1].count), let port = String(parts[1]),
        port.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }),
        UInt16(port).map({ $0 > 0 }) == true
      else { return nil }
    }
    self.text = text
    self.host = String(decoding: host, as: UTF8.self)
    self.authority = String(decoding: authority, as: UTF8.self)
    guard isSecure || isLocal else { return nil }
  }

  /// Whether the host is this machine by name.
  package var isLocal: Bool {
    ["localhost", "127.0.0.1"].contains { $0.utf8.elementsEqual(host.utf8) }
  }

  private static func isOfHost(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}

/// An address of the network layer by its bytes, 4 or 16.
enum NetworkAddress {
  /// Networks of IPv4 that are not the public internet (IANA's special-purpose registry).
  private static let special: [(base: UInt32, bits: UInt32)] = [
    (0x0000_0000, 8), (0x0A00_0000, 8), (0x6440_0000, 10), (0x7F00_0000, 8), (0xA9FE_0000, 16),
    (0xAC10_0000, 12), (0xC000_0000, 24), (0xC000_0200, 24), (0xC058_6300, 24),
    (0xC0A8_0000, 16), (0xC612_0000, 15), (0xC633_6400, 24), (0xCB00_7100, 24),
    (0xE000_0000, 4), (0xF000_0000, 4),
  ]

  /// Prefixes of IPv6 behind which an address of IPv4 stands: mapped, and translated (NAT64).
  private static let around: [[UInt8]] = [
    [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF], [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0],
  ]

  /// Whether it lies on the public internet.
  static func isPublic(_ bytes: [UInt8]) -> Bool {
    if bytes.count == 4 {
      let word = bytes.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      return !special.contains { word >> (32 - $0.bits) == $0.base >> (32 - $0.bits) }
    }
    guard bytes.count == 16 else { return false }
    if around.contains(where: { bytes.starts(with: $0) }) { return isPublic(Array(bytes[12...])) }
    // Global unicast, without protocol assignments and tunnels of IPv4 (2001::/23, 2002::/16) and
    // without examples (2001:db8::/32, 3fff::/20).
    guard bytes[0] >> 5 == 1 else { return false }
    if bytes[0] == 0x20, bytes[1] == 0x02 { return false }
    if bytes[0] == 0x20, bytes[1] == 0x01 {
      return bytes[2] > 1 && !(bytes[2] == 0x0D && bytes[3] == 0xB8)
    }
    return !(bytes[0] == 0x3F && bytes[1] == 0xFF && bytes[2] < 0x10)
  }

  /// Whether it is this machine.
  static func isLoopback(_ bytes: [UInt8]) -> Bool {
    if bytes.count == 4 { return bytes[0] == 127 }
    guard bytes.count == 16 else { return false }
    if around.contains(where: { bytes.starts(with: $0) }) {
      return isLoopback(Array(bytes[12...]))
    }
    return bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] == 1
  }
}
