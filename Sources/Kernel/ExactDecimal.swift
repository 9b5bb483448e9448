/// An exact decimal number: `mantissa / 10^scale`; never a binary fraction. Two are equal when they are
/// written alike: `94.5` is not `94.50`.
package struct ExactDecimal: Equatable, Sendable {
  /// All digits, signed.
  package let mantissa: Int64
  /// Digits after the point, 0...9.
  package let scale: Int

  /// Makes a number; trailing zeros are kept, because `94.50` is what its author wrote.
  package init(mantissa: Int64, scale: Int = 0) {
    self.mantissa = mantissa
    self.scale = min(max(scale, 0), ExactDecimal.maximumScale)
  }

  package static let maximumScale = 9

  static let powersOfTen: [Int64] = [
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
  ]

  /// Reads `-12.50`: ASCII digits, an optional leading minus, at most nine digits after the point
  /// and eighteen in all; nil for anything else (exponents, signs like `+`, other digits).
  package init?(text: some StringProtocol) {
    var mantissa: Int64 = 0
    var scale = 0
    var digits = 0
    var seenPoint = false
    var negative = false
    for (offset, byte) in text.utf8.enumerated() {
      switch byte {
      case UInt8(ascii: "-") where offset == 0: negative = true
      case UInt8(ascii: ".") where !seenPoint && digits > 0: seenPoint = true
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        digits += 1
        guard digits <= 18 else { return nil }
        mantissa = mantissa * 10 + Int64(byte - UInt8(ascii: "0"))
        if seenPoint { scale += 1 }
      default: return nil
      }
    }
    guard digits > 0, scale <= Self.maximumScale, !seenPoint || scale > 0 else { return nil }
    self.init(mantissa: negative ? -mantissa : mantissa, scale: scale)
  }

  /// The integer it equals, or nil when it has a fractional part.
  package var integer: Int64? {
    let power = Self.powersOfTen[scale]
    return mantissa % power == 0 ? mantissa / power : nil
  }

  /// The mantissa at another scale, or nil where digits would be lost or the number too large.
  package func mantissa(atScale target: Int) -> Int64? {
    guard (0...Self.maximumScale).contains(target) else { return nil }
    if target >= scale {
      let (value, overflow) = mantissa.multipliedReportingOverflow(
        by: Self.powersOfTen[target - scale])
      return overflow ? nil : value
    }
    let power = Self.powersOfTen[scale - target]
    return mantissa % power == 0 ? mantissa / power : nil
  }
}

extension ExactDecimal: Comparable {
  private static func aligned(_ a: Self, _ b: Self) -> (Int128, Int128) {
    let scale = max(a.scale, b.scale)
    return (
      Int128(a.mantissa) * Int128(powersOfTen[scale - a.scale]),
      Int128(b.mantissa) * Int128(powersOfTen[scale - b.scale])
    )
  }

  package static func == (a: Self, b: Self) -> Bool {
    let (x, y) = aligned(a, b)
    return x == y
  }

  package static func < (a: Self, b: Self) -> Bool {
    let (x, y) = aligned(a, b)
    return x < y
  }
}

extension ExactDecimal: CustomStringConvertible {
  /// The number as written, in ASCII digits: `-12.50`.
  package var description: String { Self.text(mantissa, scale: scale) }

  /// `mantissa / 10^scale` in ASCII digits.
  package static func text(_ mantissa: Int64, scale: Int) -> String {
    guard scale > 0 else { return String(mantissa) }
    let digits = String(mantissa.magnitude)
    let padded = String(repeating: "0", count: max(0, scale + 1 - digits.utf8.count)) + digits
    let point = padded.index(padded.endIndex, offsetBy: -scale)
    return (mantissa < 0 ? "-" : "") + padded[..<point] + "." + padded[point...]
  }
}
