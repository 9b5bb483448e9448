package import Kernel

/// Markup under construction. In a literal, text is markup as written; every interpolated value is
/// escaped by its bytes, unless it is `HTML` itself; `href`, `src` and `action` take only a `Path`.
/// Literals are static: no text made at run time can stand in a markup's place.
package struct HTML: Sendable, ExpressibleByStringInterpolation {
  /// The page as UTF-8.
  package private(set) var bytes: [UInt8]

  package init() { bytes = [] }
  package init(stringLiteral value: StaticString) {
    bytes = value.withUTF8Buffer(Array.init)
  }
  package init(stringInterpolation: StringInterpolation) { bytes = stringInterpolation.bytes }

  /// Plain text, escaped.
  package init(text: some StringProtocol) {
    bytes = []
    HTML.escape(text, into: &bytes)
  }

  package var isEmpty: Bool { bytes.isEmpty }

  /// The markup as text, for tests and letters.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  package static func + (a: HTML, b: HTML) -> HTML {
    var sum = a
    sum.bytes += b.bytes
    return sum
  }

  package static func += (a: inout HTML, b: HTML) { a.bytes += b.bytes }

  /// Pieces one after the other, with something between them.
  package static func join(_ pieces: some Sequence<HTML>, _ between: HTML = HTML()) -> HTML {
    var joined = HTML()
    for piece in pieces {
      if !joined.isEmpty { joined.bytes += between.bytes }
      joined.bytes += piece.bytes
    }
    return joined
  }

  /// The markup when the condition holds, else nothing.
  package static func when(_ condition: Bool, _ markup: @autoclosure () -> HTML) -> HTML {
    condition ? markup() : HTML()
  }

  /// Markup made from a value that may be absent.
  package static func with<Given>(_ value: Given?, _ markup: (Given) -> HTML) -> HTML {
    value.map(markup) ?? HTML()
  }

  // The five characters are ASCII, so no byte of a longer scalar can be taken for one of them, and
  // no combining mark can hide one (as it can when text is compared by Character). Control
  // characters have no place in a page.
  fileprivate static func escape(_ text: some StringProtocol, into bytes: inout [UInt8]) {
    let isDone: Void? = text.utf8.withContiguousStorageIfAvailable { buffer in
      // Most text needs little: what is harmless goes over in pieces.
      var start = 0
      for place in buffer.indices where !isHarmless(buffer[place]) {
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: buffer[start..<place]))
        escape(buffer[place], into: &bytes)
        start = place + 1
      }
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: buffer[start...]))
    }
    if isDone == nil { for byte in text.utf8 { escape(byte, into: &bytes) } }
  }

  private static func isHarmless(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""),
      UInt8(ascii: "'"):
      false
    case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x80...: true
    default: false
    }
  }

  private static func escape(_ byte: UInt8, into bytes: inout [UInt8]) {
    switch byte {
    case UInt8(ascii: "&"): bytes += "&amp;".utf8
    case UInt8(ascii: "<"): bytes += "&lt;".utf8
    case UInt8(ascii: ">"): bytes += "&gt;".utf8
    case UInt8(ascii: "\""): bytes += "&quot;".utf8
    case UInt8(ascii: "'"): bytes += "&#39;".utf8
    case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x80...: bytes.append(byte)
    default: bytes += "\u{FFFD}".utf8
    }
  }

  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var bytes: [UInt8]

    package init(literalCapacity: Int, interpolationCount: Int) {
      bytes = []
      bytes.reserveCapacity(literalCapacity + interpolationCount * 24)
    }

    package mutating func appendLiteral(_ literal: StaticString) {
      literal.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    package mutating func appendInterpolation(_ value: HTML) { bytes += value.bytes }

    package mutating func appendInterpolation(_ value: HTML?) {
      if let value { bytes += value.bytes }
    }

    package mutating func appendInterpolation(_ pieces: [HTML]) {
      bytes.reserveCapacity(bytes.count + pieces.reduce(256) { $0 + $1.bytes.count })
      for piece in pieces { bytes += piece.bytes }
    }

    /// Text, escaped; where only a link may stand it is not written at all.
    package mutating func appendInterpolation(_ text: some StringProtocol) {
      guard !expectsLink else {
        bytes += "#text-is-no-link".utf8
        return
      }
      HTML.escape(text, into: &bytes)
    }

    package mutating func appendInterpolation(_ number: Int) { bytes += String(number).utf8 }

    package mutating func appendInterpolation<Of>(_ id: ID<Of>) { bytes += id.description.utf8 }

    package mutating func appendInterpolation(_ path: Path) {
      HTML.escape(path.text, into: &bytes)
    }

    // A page that puts text into a link by mistake must not become a way to run a script.
    private var expectsLink: Bool {
      guard bytes.last == UInt8(ascii: "\""), bytes.dropLast().last == UInt8(ascii: "=")
      else { return false }
      let before = bytes.dropLast(2)
      return ["href", "src", "action", "formaction"].contains {
        before.suffix($0.utf8.count).elementsEqual($0.utf8)
      }
    }
  }
}
