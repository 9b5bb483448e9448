import Kernel

/// A run of bytes of a JSON string that stand for themselves: no quotation mark, no backslash, no
/// control character. Found eight bytes at a time, because awards are mostly long strings.
package enum PlainRun {
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highs: UInt64 = 0x8080_8080_8080_8080

  /// Where the run from a place ends, and whether it is ASCII.
  package static func end(
    in bytes: UnsafeRawBufferPointer, from start: Int
  ) -> (place: Int, isASCII: Bool) {
    var place = start
    var high: UInt64 = 0
    while place + 8 <= bytes.count {
      let word = bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
      let quote = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
      let slash = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
      // A byte of zero, or one below 0x20, borrows into its highest bit.
      let zero = ((quote &- ones) & ~quote) | ((slash &- ones) & ~slash)
      if (zero | ((word &- ones &* 0x20) & ~word)) & highs != 0 { break }
      high |= word & highs
      place += 8
    }
    while place < bytes.count, !isSpecial(bytes[place]) {
      high |= UInt64(bytes[place] & 0x80)
      place += 1
    }
    return (place, high == 0)
  }

  /// Appends the text of a string between its quotation marks: what needs no escape in whole runs, the
  /// rest with the shortest escape there is, as RFC 8785 has it too.
  package static func append(_ utf8: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
    var start = 0
    while start < utf8.count {
      let end = end(in: UnsafeRawBufferPointer(utf8), from: start).place
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start..<end]))
      if end < utf8.count { escape(utf8[end], to: &bytes) }
      start = end + 1
    }
  }

  private static func escape(_ byte: UInt8, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\\"))
    switch byte {
    case 0x08: bytes.append(UInt8(ascii: "b"))
    case 0x09: bytes.append(UInt8(ascii: "t"))
    case 0x0A: bytes.append(UInt8(ascii: "n"))
    case 0x0C: bytes.append(UInt8(ascii: "f"))
    case 0x0D: bytes.append(UInt8(ascii: "r"))
    case 0..<0x20:
      bytes.append(contentsOf: "u00".utf8)
      bytes.append(contentsOf: Hex.text([byte]).utf8)
    default: bytes.append(byte)
    }
  }

  private static func isSpecial(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }
}
