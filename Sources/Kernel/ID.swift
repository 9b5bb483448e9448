import Foundation

/// A typed identifier: a UUID of version 7 (time-ordered), 16 bytes.
package struct ID<Of>: Hashable, Sendable {
  package let high: UInt64
  package let low: UInt64

  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Reads the canonical form `018f…-…` in lower or upper case hexadecimal; nil for anything else.
  package init?(text: some StringProtocol) {
    var text = String(text)
    let words: (UInt64, UInt64)? = text.withUTF8 { bytes in
      guard bytes.count == 36 else { return nil }
      var words: (UInt64, UInt64) = (0, 0)
      for (position, byte) in bytes.enumerated() {
        if position == 8 || position == 13 || position == 18 || position == 23 {
          guard byte == UInt8(ascii: "-") else { return nil }
          continue
        }
        guard let digit = Hex.digit(byte) else { return nil }
        // Sixteen digits and two hyphens stand before the third hyphen.
        if position < 18 {
          words.0 = words.0 << 4 | UInt64(digit)
        } else {
          words.1 = words.1 << 4 | UInt64(digit)
        }
      }
      return words
    }
    guard let words else { return nil }
    self.init(high: words.0, low: words.1)
  }

  /// The first 16 bytes, most significant first; nil when there are not exactly sixteen.
  package init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 16 else { return nil }
    var high: UInt64 = 0
    var low: UInt64 = 0
    for (offset, byte) in bytes.enumerated() {
      if offset < 8 { high = high << 8 | UInt64(byte) } else { low = low << 8 | UInt64(byte) }
    }
    self.init(high: high, low: low)
  }

  package var bytes: [UInt8] {
    (0..<16).map { offset in
      let word = offset < 8 ? high : low
      return UInt8(truncatingIfNeeded: word >> UInt64(56 - (offset % 8) * 8))
    }
  }

  /// The same bytes as an identifier of something else, for tables whose rows share an identity.
  package func of<Other>(_: Other.Type) -> ID<Other> { ID<Other>(high: high, low: low) }
}

extension ID {
  /// A UUIDv7 of an instant's milliseconds. Those of one millisecond lie in the order of their turn,
  /// of which twelve bits count; 62 bits are random.
  package init(at instant: Instant, turn: UInt64, random: UInt64) {
    let milliseconds = UInt64(max(0, instant.microseconds / 1_000)) & 0xFFFF_FFFF_FFFF
    self.init(
      high: milliseconds << 16 | 0x7000 | (turn & 0x0FFF),
      low: 0x8000_0000_0000_0000 | (random & 0x3FFF_FFFF_FFFF_FFFF))
  }

  /// The turn it was made in.
  package var turn: UInt64 { high & 0x0FFF }
}

extension ID: CustomStringConvertible {
  /// The canonical lower-case form.
  package var description: String {
    String(unsafeUninitializedCapacity: 36) { buffer in
      write(to: buffer)
      return 36
    }
  }

  /// Appends the canonical lower-case form: pages write dozens of them.
  package func write(to bytes: inout [UInt8]) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 36) { buffer in
      write(to: buffer)
      bytes.append(contentsOf: buffer)
    }
  }

  private func write(to buffer: UnsafeMutableBufferPointer<UInt8>) {
    var place = 0
    for byte in 0..<16 {
      if byte == 4 || byte == 6 || byte == 8 || byte == 10 {
        buffer[place] = UInt8(ascii: "-")
        place += 1
      }
      let word = byte < 8 ? high : low
      let value = UInt8(truncatingIfNeeded: word >> UInt64(56 - (byte & 7) * 8))
      buffer[place] = Hex.lower(value >> 4)
      buffer[place + 1] = Hex.lower(value)
      place += 2
    }
  }
}

extension ID: Comparable {
  package static func < (a: Self, b: Self) -> Bool {
    a.high == b.high ? a.low < b.low : a.high < b.high
  }
}

/// Hexadecimal digits.
package enum Hex {
  /// The value of a hexadecimal digit of either case.
  package static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  /// The lower-case hexadecimal digit of the lower four bits.
  package static func lower(_ value: UInt8) -> UInt8 {
    let nibble = value & 15
    return nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
  }

  /// Bytes as lower-case hexadecimal.
  package static func text(_ bytes: some Sequence<UInt8>) -> String {
    var digits: [UInt8] = []
    digits.reserveCapacity(2 * bytes.underestimatedCount)
    for byte in bytes {
      digits.append(lower(byte >> 4))
      digits.append(lower(byte))
    }
    return String(decoding: digits, as: UTF8.self)
  }

  /// The bytes of hexadecimal text of either case; nil for anything else.
  package static func bytes(_ text: some StringProtocol) -> [UInt8]? {
    let digits = text.utf8.compactMap(digit)
    guard digits.count == text.utf8.count, digits.count.isMultiple(of: 2) else { return nil }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}

/// Makes identifiers; one for an installation, another with fixed bits for tests.
package struct IDs: Sendable {
  private let bits: @Sendable () -> (UInt64, UInt64)
  private let turns: Turns?

  package init(bits: @escaping @Sendable () -> (UInt64, UInt64)) {
    self.bits = bits
    turns = nil
  }

  private init(_ turns: Turns, bits: @escaping @Sendable () -> (UInt64, UInt64)) {
    self.bits = bits
    self.turns = turns
  }

  /// Identifiers from the system's random numbers. Those that follow one another lie side by side
  /// even when they carry the same instant, as all do that one run of the clock makes: an index of
  /// them grows at one place and not at as many as there are rows.
  package static let system = IDs(Turns()) {
    var generator = SystemRandomNumberGenerator()
    return (generator.next(), generator.next())
  }

  /// Sixteen bytes drawn as they are, for secrets that no identifier may share.
  package func secret() -> [UInt8] {
    let (a, b) = bits()
    return ID<Never>(high: a, low: b).bytes
  }

  /// A new UUIDv7 carrying this instant's milliseconds.
  package func make<Of>(_: Of.Type = Of.self, at instant: Instant) -> ID<Of> {
    let (a, b) = bits()
    return ID(at: instant, turn: turns?.next() ?? a, random: b)
  }

  /// Counts what is made.
  private final class Turns: @unchecked Sendable {
    // So many share a turn that half a million follow one another before the twelve bits begin anew.
    private static let shared: UInt64 = 256

    private let lock = NSLock()
    private var made: UInt64 = 0

    func next() -> UInt64 {
      lock.withLock {
        made &+= 1
        return made / Turns.shared
      }
    }
  }
}
