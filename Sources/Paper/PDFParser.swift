import Kernel

/// Reads PDF's syntax forward, from any place, and never twice: `position` only grows.
struct PDFParser {
  /// What is read is not PDF; `position` is where it stopped being it.
  struct Stopped: Error {}

  let bytes: [UInt8]
  var position: Int
  /// How many more values may be read.
  var budget: Int

  init(_ bytes: [UInt8], at position: Int = 0, budget: Int) {
    self.bytes = bytes
    self.position = position
    self.budget = budget
  }

  var byte: UInt8? { bytes.indices.contains(position) ? bytes[position] : nil }

  static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 || byte == 0x0C || byte == 0
  }

  static func isDelimiter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "<"), UInt8(ascii: ">"),
      UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"),
      UInt8(ascii: "/"), UInt8(ascii: "%"):
      true
    default: false
    }
  }

  static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= byte
  }

  /// Passes over white space and comments.
  mutating func skipSpace() {
    while let byte {
      if byte == UInt8(ascii: "%") {
        while let inside = self.byte, inside != 0x0A, inside != 0x0D { position += 1 }
      } else if PDFParser.isSpace(byte) {
        position += 1
      } else {
        return
      }
    }
  }

  /// Passes over these bytes; false, and nothing is passed over, where others stand.
  mutating func skip(_ keyword: StaticString) -> Bool {
    let length = keyword.utf8CodeUnitCount
    guard length <= bytes.count - position else { return false }
    for offset in 0..<length
    where bytes[position + offset] != keyword.utf8Start[offset] { return false }
    position += length
    return true
  }

  /// The run of regular characters here.
  mutating func word() -> ArraySlice<UInt8> {
    let start = position
    while let byte, !PDFParser.isSpace(byte), !PDFParser.isDelimiter(byte) { position += 1 }
    return bytes[start..<position]
  }

  /// A whole number without a sign, behind white space; nil, and nothing is passed over, where none
  /// stands or where it has more than ten digits.
  mutating func natural() -> Int? {
    let start = position
    skipSpace()
    var value = 0
    var digits = 0
    while let byte, PDFParser.isDigit(byte), digits <= 10 {
      value = value * 10 + Int(byte - UInt8(ascii: "0"))
      digits += 1
      position += 1
    }
    if (1...10) ~= digits { return value }
    position = start
    return nil
  }

  /// The value here.
  mutating func value(depth: Int = 0) throws(Stopped) -> PDFValue {
    guard depth <= Limits.depth, budget > 0 else { throw Stopped() }
    budget -= 1
    skipSpace()
    guard let byte else { throw Stopped() }
    switch byte {
    case UInt8(ascii: "/"): return .name(name())
    case UInt8(ascii: "("): return .string(try literal())
    case UInt8(ascii: "["):
      position += 1
      return .array(try array(depth: depth))
    case UInt8(ascii: "<"):
      if skip("<<") { return .dictionary(try dictionary(depth: depth)) }
      return .string(try hexadecimal())
    default: return try plain()
    }
  }

  private mutating func array(depth: Int) throws(Stopped) -> [PDFValue] {
    var values: [PDFValue] = []
    while true {
      skipSpace()
      if skip("]") { return values }
      values.append(try value(depth: depth + 1))
    }
  }

  private mutating func dictionary(depth: Int) throws(Stopped) -> [String: PDFValue] {
    var members: [String: PDFValue] = [:]
    while true {
      skipSpace()
      if skip(">>") { return members }
      guard byte == UInt8(ascii: "/") else { throw Stopped() }
      let key = name()
      members[key] = try value(depth: depth + 1)
    }
  }

  /// A number, a reference, or a keyword.
  private mutating func plain() throws(Stopped) -> PDFValue {
    let start = position
    let word = word()
    guard let first = word.first, word.count <= 64 else {
      // A delimiter that opens nothing: it is passed over, so that reading goes on behind it.
      position = max(position, start + 1)
      throw Stopped()
    }
    if word.elementsEqual("true".utf8) { return .boolean(true) }
    if word.elementsEqual("false".utf8) { return .boolean(false) }
    if word.elementsEqual("null".utf8) { return .null }
    let isNumber = word.allSatisfy {
      PDFParser.isDigit($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
        || $0 == UInt8(ascii: "+")
    }
    guard isNumber else { throw Stopped() }
    let text = PDFValue.latin(word)
    guard let number = Int(text) else { return .real(text) }
    guard PDFParser.isDigit(first) else { return .integer(number) }
    // Perhaps `12 0 R`.
    let end = position
    if let generation = natural() {
      skipSpace()
      if self.word().elementsEqual("R".utf8) { return .reference(number, generation: generation) }
    }
    position = end
    return .integer(number)
  }

  private mutating func name() -> String {
    position += 1
    let raw = word()
    guard raw.contains(UInt8(ascii: "#")) else { return PDFValue.latin(raw) }
    var out: [UInt8] = []
    var rest = raw
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "#"), let high = rest.first.flatMap(Hex.digit),
        let low = rest.dropFirst().first.flatMap(Hex.digit)
      {
        out.append(high << 4 | low)
        rest = rest.dropFirst(2)
      } else {
        out.append(byte)
      }
    }
    return PDFValue.latin(out[...])
  }

  private mutating func hexadecimal() throws(Stopped) -> [UInt8] {
    position += 1
    var out: [UInt8] = []
    var half: UInt8?
    while let byte {
      position += 1
      if byte == UInt8(ascii: ">") {
        if let half { out.append(half << 4) }
        return out
      }
      if PDFParser.isSpace(byte) { continue }
      guard let digit = Hex.digit(byte) else { throw Stopped() }
      if let high = half {
        out.append(high << 4 | digit)
        half = nil
      } else {
        half = digit
      }
    }
    throw Stopped()
  }

  private mutating func literal() throws(Stopped) -> [UInt8] {
    position += 1
    var out: [UInt8] = []
    var open = 1
    while let byte {
      position += 1
      switch byte {
      case UInt8(ascii: "("): open += 1
      case UInt8(ascii: ")"):
        open -= 1
        if open == 0 { return out }
      case UInt8(ascii: "\\"):
        out += escaped()
        continue
      default: break
      }
      out.append(byte)
    }
    throw Stopped()
  }

  /// What stands behind a backslash.
  private mutating func escaped() -> [UInt8] {
    guard let byte else { return [] }
    position += 1
    switch byte {
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case 0x0D:
      if self.byte == 0x0A { position += 1 }
      return []
    case 0x0A: return []
    case UInt8(ascii: "0")...UInt8(ascii: "7"):
      var value = Int(byte - UInt8(ascii: "0"))
      for _ in 0..<2 {
        guard let next = self.byte, (UInt8(ascii: "0")...UInt8(ascii: "7")) ~= next else { break }
        value = value * 8 + Int(next - UInt8(ascii: "0"))
        position += 1
      }
      return [UInt8(truncatingIfNeeded: value)]
    default: return [byte]
    }
  }
}
