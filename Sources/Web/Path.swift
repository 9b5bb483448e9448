package import Kernel

/// Where a link may lead: a place on this site, written as a literal whose interpolated parts are
/// percent-encoded, or an address that was checked.
package struct Path: Hashable, Sendable, ExpressibleByStringInterpolation {
  /// The address in ASCII.
  package let bytes: [UInt8]

  private init(unchecked bytes: [UInt8]) { self.bytes = bytes }

  package init(stringLiteral value: StaticString) {
    bytes = value.withUTF8Buffer(Array.init)
  }
  package init(stringInterpolation: StringInterpolation) { bytes = stringInterpolation.bytes }

  /// A place on this site from outside text (where to go after signing in); nil for anything that a
  /// browser could read as another host or scheme.
  package init?(local text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.first == UInt8(ascii: "/"), bytes.count <= 2_000,
      bytes.count == 1 || bytes[1] != UInt8(ascii: "/") && bytes[1] != UInt8(ascii: "\\"),
      bytes.allSatisfy(Path.isAllowed)
    else { return nil }
    self.bytes = bytes
  }

  /// An address of another site for a reader to follow; nil unless it is https in plain ASCII.
  package init?(https text: some StringProtocol) {
    guard text.utf8.starts(with: "https://".utf8), text.utf8.count > 8, text.utf8.count <= 2_000,
      text.utf8.allSatisfy(Path.isAllowed)
    else { return nil }
    bytes = Array(text.utf8)
  }

  /// The address as text.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    isUnreserved(byte) || "/?#[]@!$&'()*+,;=:%".utf8.contains(byte)
  }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "_"), UInt8(ascii: "~"):
      true
    default: false
    }
  }

  private static func encode(_ text: some StringProtocol, into bytes: inout [UInt8]) {
    for byte in text.utf8 {
      if isUnreserved(byte) {
        bytes.append(byte)
      } else {
        bytes += "%\(Hex.text([byte]).uppercased())".utf8
      }
    }
  }

  /// Text percent-encoded, as one segment or value is.
  static func encoded(_ text: some StringProtocol) -> String {
    var bytes: [UInt8] = []
    encode(text, into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The same place with one query value set: an earlier value of that name goes.
  package func setting(_ name: String, _ value: some StringProtocol) -> Path {
    let halves = bytes.split(
      separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
    var pair: [UInt8] = []
    Path.encode(name, into: &pair)
    let name = pair
    pair.append(UInt8(ascii: "="))
    let start = pair
    Path.encode(value, into: &pair)
    var kept = halves.count > 1 ? halves[1].split(separator: UInt8(ascii: "&")) : []
    kept.removeAll { $0.elementsEqual(name) || $0.starts(with: start) }
    kept.append(pair[...])
    return Path(unchecked: halves[0] + [UInt8(ascii: "?")] + kept.joined(separator: "&".utf8))
  }

  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var bytes: [UInt8] = []

    package init(literalCapacity: Int, interpolationCount: Int) {
      bytes.reserveCapacity(literalCapacity + interpolationCount * 36)
    }

    package mutating func appendLiteral(_ literal: StaticString) {
      literal.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    /// One segment or value; slashes in it do not separate.
    package mutating func appendInterpolation(_ segment: some StringProtocol) {
      Path.encode(segment, into: &bytes)
    }

    package mutating func appendInterpolation(_ number: Int) { bytes += String(number).utf8 }

    package mutating func appendInterpolation<Of>(_ id: ID<Of>) { id.write(to: &bytes) }
  }
}
