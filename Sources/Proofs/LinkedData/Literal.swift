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
    var index = 0
    while index < text.count {
      index = endOfRun(in: UnsafeRawBufferPointer(text), from: index)
      guard index < text.count else { break }
      let byte = text[index]
      if byte == 0xEF {
        // U+FFFE and U+FFFF are no characters of XML 1.1: EF BF BE and EF BF BF.
        guard index + 2 < text.count, text[index + 1] == 0xBF, text[index + 2] >= 0xBE else {
          index += 1
          continue
        }
        bytes.append(contentsOf: text[plain..<index])
        bytes.append(contentsOf: (text[index + 2] == 0xBE ? "\\uFFFE" : "\\uFFFF").utf8)
        index += 3
        plain = index
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
      index += 1
      plain = index
    }
    bytes.append(contentsOf: text[plain...])
  }

  /// Where a run of bytes that stand for themselves ends: before a control character, a quotation
  /// mark, a backslash, or EF, with which what is no character begins. Eight bytes at a time.
  private static func endOfRun(in text: UnsafeRawBufferPointer, from start: Int) -> Int {
    let ones: UInt64 = 0x0101_0101_0101_0101
    var place = start
    while place + 8 <= text.count {
      let word = text.loadUnaligned(fromByteOffset: place, as: UInt64.self)
      let quote = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
      let slash = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
      let delete = word ^ (ones &* 0x7F)
      let lead = word ^ (ones &* 0xEF)
      // A byte of zero, or one below 0x20, borrows into its highest bit.
      let zero =
        ((quote &- ones) & ~quote) | ((slash &- ones) & ~slash)
        | ((delete &- ones) & ~delete) | ((lead &- ones) & ~lead)
      if (zero | ((word &- ones &* 0x20) & ~word)) & (ones &* 0x80) != 0 { break }
      place += 8
    }
    while place < text.count, !isSpecial(text[place]) { place += 1 }
    return place
  }

  private static func isSpecial(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == 0x7F
      || byte == 0xEF
  }
}
