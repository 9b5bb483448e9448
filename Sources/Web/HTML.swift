package import Kernel

/// Markup under construction. In a literal, text is markup as written; every interpolated value is
/// escaped by its bytes, unless it is `HTML` itself; `href`, `src` and `action` take only a `Path`.
/// Literals are static: no text made at run time can stand in a markup's place.
package struct HTML: Sendable, ExpressibleByStringInterpolation {
  /// The page as UTF-8.
  package private(set) var bytes: [UInt8]

  package init() { bytes = [] }
  /// Nothing yet, with room for so many bytes.
  package init(reserving count: Int) {
    bytes = []
    bytes.reserveCapacity(count)
  }
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

  /// Literal markup at the end: for parts that write many small pieces.
  package mutating func add(_ markup: StaticString) {
    markup.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  /// Text at the end, escaped.
  package mutating func add(text: String) { HTML.escape(text, into: &bytes) }

  /// Pieces one after the other, with something between them.
  package static func join(_ pieces: some Collection<HTML>, _ between: HTML = HTML()) -> HTML {
    var joined = HTML(reserving: pieces.reduce(0) { $0 + $1.bytes.count + between.bytes.count })
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
    let isDone: Void? = text.utf8.withContiguousStorageIfAvailable { escape($0, into: &bytes) }
    if isDone == nil { for byte in text.utf8 { escape(byte, into: &bytes) } }
  }

  // Most text needs little: what is harmless goes over in pieces, found eight bytes at a time.
  fileprivate static func escape(
    _ text: UnsafeBufferPointer<UInt8>, into bytes: inout [UInt8]
  ) {
    let raw = UnsafeRawBufferPointer(text)
    var (start, place) = (0, 0)
    while place < text.count {
      if text.count - place >= 8,
        areHarmless(raw.loadUnaligned(fromByteOffset: place, as: UInt64.self))
      {
        place += 8
        continue
      }
      for next in place..<min(place + 8, text.count) where !isHarmless(text[next]) {
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<next]))
        escape(text[next], into: &bytes)
        start = next + 1
      }
      place += 8
    }
    bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
  }

  /// Whether none of eight bytes needs a second look (tabs and line ends get one), by arithmetic on
  /// all eight: a byte is zero where subtracting one borrows from its highest bit.
  @inline(__always) private static func areHarmless(_ eight: UInt64) -> Bool {
    let (ones, high): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
    func zeros(_ word: UInt64) -> UInt64 { (word &- ones) & ~word }
    let quotes = zeros(eight ^ 0x2222_2222_2222_2222)
    let ampersandsAndApostrophes = zeros((eight | ones) ^ 0x2727_2727_2727_2727)
    let angles = zeros((eight | ones &<< 1) ^ 0x3E3E_3E3E_3E3E_3E3E)
    let deletes = zeros(eight ^ 0x7F7F_7F7F_7F7F_7F7F)
    let controls = (eight &- ones &* 0x20) & ~eight
    return (quotes | ampersandsAndApostrophes | angles | deletes | controls) & high == 0
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
      // Most pieces fit: a link has some hundred and thirty bytes.
      bytes.reserveCapacity(literalCapacity + min(interpolationCount, 6) * 128)
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

    package mutating func appendInterpolation<Of>(_ id: ID<Of>) { id.write(to: &bytes) }

    package mutating func appendInterpolation(_ path: Path) {
      path.bytes.withUnsafeBufferPointer { HTML.escape($0, into: &bytes) }
    }

    // A page that puts text into a link by mistake must not become a way to run a script.
    private var expectsLink: Bool {
      let count = bytes.count
      guard count > 1, bytes[count - 1] == UInt8(ascii: "\""),
        bytes[count - 2] == UInt8(ascii: "=")
      else { return false }
      let before = bytes.dropLast(2)
      return ["href", "src", "action", "formaction"].contains {
        before.suffix($0.utf8.count).elementsEqual($0.utf8)
      }
    }
  }
}
