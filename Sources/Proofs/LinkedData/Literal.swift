import Kernel

extension Dataset {
  /// The literal of this text; `suffix` is empty for a plain string, `^^<…>` for a datatype and `@…`
  /// for a language.
  mutating func literal(_ text: String, suffix: [UInt8] = []) -> Term {
    term { bytes in
      bytes.append(UInt8(ascii: "\""))
      var text = text
      text.withUTF8 { Self.escape($0, into: &bytes) }
      bytes.append(UInt8(ascii: "\""))
      bytes.append(contentsOf: suffix)
    }
  }

  /// Appends text as canonical N-Quads write it between quotation marks.
  private static func escape(_ text: UnsafeBufferPointer<UInt8>, into bytes: inout [UInt8]) {
    var plain = 0
    for (index, byte) in text.enumerated() {
      if byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte < 0x7F {
        continue
      }
      if byte >= 0x80 {
        // U+FFFE and U+FFFF are no characters of XML 1.1: EF BF BE and EF BF BF.
        guard byte == 0xEF, index + 2 < text.count, text[index + 1] == 0xBF, text[index + 2] >= 0xBE
        else { continue }
        bytes.append(contentsOf: text[plain..<index])
        bytes.append(contentsOf: (text[index + 2] == 0xBE ? "\\uFFFE" : "\\uFFFF").utf8)
        plain = index + 3
        continue
      }
      bytes.append(contentsOf: text[plain..<index])
      bytes.append(UInt8(ascii: "\\"))
      switch byte {
      case 0x08: bytes.append(UInt8(ascii: "b"))
      case 0x09: bytes.append(UInt8(ascii: "t"))
      case 0x0A: bytes.append(UInt8(ascii: "n"))
      case 0x0C: bytes.append(UInt8(ascii: "f"))
      case 0x0D: bytes.append(UInt8(ascii: "r"))
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
      default:
        bytes.append(contentsOf: "u00".utf8)
        let digits = Array("0123456789ABCDEF".utf8)
        bytes.append(digits[Int(byte >> 4)])
        bytes.append(digits[Int(byte & 15)])
      }
      plain = index + 1
    }
    bytes.append(contentsOf: text[plain...])
  }
}
