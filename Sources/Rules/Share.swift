// Shares of a whole, compared as the law writes them: by whole numbers, never by a rounded percent.
// 17 absences of 67 sessions leave 74.63 %, which is below 75 % though it rounds to it.
import Kernel

/// A percentage of a number of things, exact.
struct Share {
  // percent / 100 = numerator / denominator
  private let numerator: Int128
  private let denominator: Int128

  init(percent: ExactDecimal) {
    var power: Int128 = 1
    for _ in 0..<percent.scale { power *= 10 }
    numerator = Int128(percent.mantissa)
    denominator = 100 * power
  }

  /// What is left of the whole: 25 % for 75 %.
  private init(numerator: Int128, denominator: Int128) {
    self.numerator = numerator
    self.denominator = denominator
  }

  var rest: Share { Share(numerator: denominator - numerator, denominator: denominator) }

  /// True when the part is more than this share of the whole.
  func isExceeded(by part: Int, of whole: Int) -> Bool {
    Int128(part) * denominator > numerator * Int128(whole)
  }

  /// True when the part is this share of the whole or more.
  func isReached(by part: Int, of whole: Int) -> Bool {
    Int128(part) * denominator >= numerator * Int128(whole)
  }

  /// The largest part that does not exceed this share.
  func largest(of whole: Int) -> Int { Int(clamping: numerator * Int128(whole) / denominator) }

  /// The smallest part that reaches this share: a half of 45 is 23.
  func smallest(of whole: Int) -> Int {
    Int(clamping: (numerator * Int128(whole) + denominator - 1) / denominator)
  }
}
