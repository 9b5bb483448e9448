/// A member name, term or address from outside, compared and hashed by its UTF-8 bytes.
struct TermName: Hashable, Sendable {
  let text: String

  init(_ text: String) { self.text = text }

  static func == (a: Self, b: Self) -> Bool { same(a.text, b.text) }

  func hash(into hasher: inout Hasher) {
    let isHashed: Void? = text.utf8.withContiguousStorageIfAvailable {
      hasher.combine(bytes: UnsafeRawBufferPointer($0))
    }
    if isHashed == nil { for byte in text.utf8 { hasher.combine(byte) } }
  }
}

/// The words JSON-LD 1.1 keeps for itself.
enum Keyword: String, CaseIterable, Sendable {
  case base = "@base"
  case container = "@container"
  case context = "@context"
  case direction = "@direction"
  case graph = "@graph"
  case id = "@id"
  case imports = "@import"
  case included = "@included"
  case index = "@index"
  case json = "@json"
  case language = "@language"
  case list = "@list"
  case nest = "@nest"
  case none = "@none"
  case prefix = "@prefix"
  case propagate = "@propagate"
  case protected = "@protected"
  case reverse = "@reverse"
  case set = "@set"
  case type = "@type"
  case value = "@value"
  case version = "@version"
  case vocab = "@vocab"

  private static let byName = Dictionary(
    uniqueKeysWithValues: allCases.map { (TermName($0.rawValue), $0) })

  /// The keyword a text is, or nil.
  init?(named text: String) {
    guard text.utf8.first == UInt8(ascii: "@"), let known = Self.byName[TermName(text)] else {
      return nil
    }
    self = known
  }

  /// Whether a text has a keyword's form, `@` and letters, and is none: kept for later versions.
  static func isResembled(by text: String) -> Bool {
    guard text.utf8.first == UInt8(ascii: "@"), text.utf8.count > 1 else { return false }
    return Keyword(named: text) == nil && text.utf8.dropFirst().allSatisfy(IRI.isLetter)
  }
}

/// Absolute IRIs, as far as their form matters here.
enum IRI {
  /// Whether a text begins with a scheme and a colon.
  static func isAbsolute(_ text: some Collection<UInt8>) -> Bool {
    guard let first = text.first, isLetter(first) else { return false }
    for byte in text {
      if byte == UInt8(ascii: ":") { return true }
      switch byte {
      case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): continue
      default: guard isLetter(byte) || isDigit(byte) else { return false }
      }
    }
    return false
  }

  /// Whether N-Quads can hold every character of it between angle brackets.
  static func isWritable(_ text: some Collection<UInt8>) -> Bool {
    text.allSatisfy { byte in
      switch byte {
      case 0...0x20, UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "{"),
        UInt8(ascii: "}"), UInt8(ascii: "|"), UInt8(ascii: "^"), UInt8(ascii: "`"),
        UInt8(ascii: "\\"):
        false
      default: true
      }
    }
  }

  /// Whether a text names a blank node.
  static func isBlank(_ text: String) -> Bool { text.utf8.starts(with: "_:".utf8) }

  static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
