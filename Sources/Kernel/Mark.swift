/// A mark out of 100, exact to six decimals and compared before any rounding: 59.995 fails.
package struct Mark: Hashable, Sendable {
  /// Millionths of a point, 0...100,000,000.
  package let millionths: Int64

  package static let scale = 6
  package static let zero = Mark(clampedMillionths: 0)
  package static let hundred = Mark(clampedMillionths: 100_000_000)

  /// A mark of so many millionths, held inside 0...100.
  package init(clampedMillionths: Int64) {
    millionths = min(max(clampedMillionths, 0), 100_000_000)
  }

  /// A mark from an exact number; nil outside 0...100 or with more than six decimals.
  package init?(_ number: ExactDecimal) {
    guard let millionths = number.mantissa(atScale: Mark.scale), (0...100_000_000) ~= millionths
    else { return nil }
    self.millionths = millionths
  }

  package init?(text: some StringProtocol) {
    guard let number = ExactDecimal(text: text) else { return nil }
    self.init(number)
  }

  package var decimal: ExactDecimal { ExactDecimal(mantissa: millionths, scale: Mark.scale) }
}

extension Mark: Comparable, CustomStringConvertible {
  package static func < (a: Self, b: Self) -> Bool { a.millionths < b.millionths }

  /// The mark without trailing zeros: `94.5`, `82`.
  package var description: String {
    var value = millionths
    var scale = Mark.scale
    while scale > 0, value % 10 == 0 {
      value /= 10
      scale -= 1
    }
    return ExactDecimal.text(value, scale: scale)
  }
}
