package import Kernel

/// Where a link may lead: a place on this site, written as a literal whose interpolated parts are
/// percent-encoded, or an address that was checked.
package struct Path: Hashable, Sendable, ExpressibleByStringInterpolation {
  package let text: String

  private init(unchecked text: String) { self.text = text }

  package init(stringLiteral value: String) { text = value }
  package init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

  /// A place on this site from outside text (where to go after signing in); nil for anything that a
  /// browser could read as another host or scheme.
  package init?(local text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.first == UInt8(ascii: "/"), bytes.count <= 2_000,
      bytes.count == 1 || bytes[1] != UInt8(ascii: "/") && bytes[1] != UInt8(ascii: "\\"),
      bytes.allSatisfy(Path.isAllowed)
    else { return nil }
    self.text = String(text)
  }

  /// An address of another site for a reader to follow; nil unless it is https in plain ASCII.
  package init?(https text: some StringProtocol) {
    guard text.utf8.starts(with: "https://".utf8), text.utf8.count > 8, text.utf8.count <= 2_000,
      text.utf8.allSatisfy(Path.isAllowed)
    else { return nil }
    self.text = String(text)
  }

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

  private static func encode(_ text: some StringProtocol) -> String {
    var out: [UInt8] = []
    for byte in text.utf8 {
      if isUnreserved(byte) {
        out.append(byte)
      } else {
        let hex = Hex.text([byte]).uppercased()
        out += "%\(hex)".utf8
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// The same place with one query value set: an earlier value of that name goes.
  package func setting(_ name: String, _ value: some StringProtocol) -> Path {
    let halves = text.split(
      separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let name = Path.encode(name)
    var pairs = halves.count > 1 ? halves[1].split(separator: "&").map(String.init) : []
    pairs.removeAll { $0 == name || $0.utf8.starts(with: "\(name)=".utf8) }
    pairs.append("\(name)=\(Path.encode(value))")
    return Path(unchecked: "\(halves[0])?\(pairs.joined(separator: "&"))")
  }

  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    package init(literalCapacity: Int, interpolationCount: Int) {}

    package mutating func appendLiteral(_ literal: String) { text += literal }

    /// One segment or value; slashes in it do not separate.
    package mutating func appendInterpolation(_ segment: some StringProtocol) {
      text += Path.encode(segment)
    }

    package mutating func appendInterpolation(_ number: Int) { text += String(number) }

    package mutating func appendInterpolation<Of>(_ id: ID<Of>) { text += id.description }
  }
}
