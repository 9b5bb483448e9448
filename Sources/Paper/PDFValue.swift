/// A value of PDF's syntax (ISO 32000-1, 7.3).
enum PDFValue: Equatable, Sendable {
  case null
  case boolean(Bool)
  case integer(Int)
  /// A number with a point, as it is written.
  case real(String)
  /// Bytes of a name as Latin-1, so that no two names are equal Strings that are not equal bytes.
  case name(String)
  case string([UInt8])
  case array([PDFValue])
  case dictionary([String: PDFValue])
  /// An object elsewhere in the file. Its generation is kept for writing only.
  case reference(Int, generation: Int)

  /// The value written out; dictionaries in the order of their keys, so that bytes do not vary.
  var written: [UInt8] {
    switch self {
    case .null: return Array("null".utf8)
    case .boolean(let value): return Array((value ? "true" : "false").utf8)
    case .integer(let value): return Array(String(value).utf8)
    case .real(let text): return Array(text.utf8)
    case .name(let name): return PDFValue.written(name: name)
    case .string(let bytes): return Array("<".utf8) + PDFValue.hexadecimal(bytes) + Array(">".utf8)
    case .array(let values):
      return Array("[ ".utf8) + values.flatMap { $0.written + [0x20] } + Array("]".utf8)
    case .dictionary(let members):
      var out = Array("<< ".utf8)
      for (key, value) in members.sorted(by: { PDFValue.precedes($0.key, $1.key) }) {
        out += PDFValue.written(name: key) + [0x20] + value.written + [0x20]
      }
      return out + Array(">>".utf8)
    case .reference(let number, let generation):
      return Array("\(number) \(generation) R".utf8)
    }
  }

  /// A text for people: UTF-16 with its mark.
  static func text(_ text: String) -> PDFValue {
    .string([0xFE, 0xFF] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] })
  }

  private static func precedes(_ a: String, _ b: String) -> Bool {
    a.unicodeScalars.lexicographicallyPrecedes(b.unicodeScalars)
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
  }

  private static func written(name: String) -> [UInt8] {
    var out = Array("/".utf8)
    for scalar in name.unicodeScalars {
      let byte = UInt8(truncatingIfNeeded: scalar.value)
      let isPlain =
        (UInt8(ascii: "!")...UInt8(ascii: "~")) ~= byte && !PDFParser.isDelimiter(byte)
        && byte != UInt8(ascii: "#")
      out += isPlain ? [byte] : Array("#".utf8) + hexadecimal([byte])
    }
    return out
  }

  /// The text of a string: UTF-16 or UTF-8 where it carries their mark, else Latin-1.
  var text: String? {
    guard case .string(let bytes) = self else { return nil }
    if bytes.starts(with: [0xFE, 0xFF]) {
      let units = stride(from: 2, to: bytes.count - 1, by: 2).map {
        UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1])
      }
      return String(decoding: units, as: UTF16.self)
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      return String(decoding: bytes.dropFirst(3), as: UTF8.self)
    }
    return PDFValue.latin(bytes[...])
  }

  /// Each byte as the scalar of the same number.
  static func latin(_ bytes: ArraySlice<UInt8>) -> String {
    var out = String.UnicodeScalarView()
    for byte in bytes { out.append(Unicode.Scalar(byte)) }
    return String(out)
  }

  var dictionary: [String: PDFValue]? {
    if case .dictionary(let members) = self { members } else { nil }
  }

  var array: [PDFValue]? { if case .array(let values) = self { values } else { nil } }

  var integer: Int? { if case .integer(let value) = self { value } else { nil } }
}
