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

  private static func isSpecial(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }
}
