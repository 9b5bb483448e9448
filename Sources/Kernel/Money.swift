/// A currency by its ISO 4217 code and the digits of its minor unit.
package struct Currency: Hashable, Sendable {
  package let code: String
  /// Digits after the point: 2 for riyals (100 halalas), 0 for Vietnamese dong.
  package let digits: Int

  package static let sar = Currency(code: "SAR", digits: 2)
  package static let vnd = Currency(code: "VND", digits: 0)

  /// A currency the system counts in; nil for any other code.
  package init?(code: some StringProtocol) {
    switch String(code) {
    case "SAR": self = .sar
    case "VND": self = .vnd
    default: return nil
    }
  }

  private init(code: String, digits: Int) {
    self.code = code
    self.digits = digits
  }
}

/// An amount of money in integer minor units (halalas, dong).
package struct Money: Hashable, Sendable {
  package let minor: Int64
  package let currency: Currency

  /// No single amount may exceed this many minor units, so that sums of rows cannot overflow.
  package static let limit: Int64 = 1_000_000_000_000_000

  package init(minor: Int64, currency: Currency) {
    self.minor = minor
    self.currency = currency
  }

  /// Reads `690.00 SAR`, the digits after the point no more than the currency has.
  package init?(text: some StringProtocol) {
    let parts = text.split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == 2, let currency = Currency(code: parts[1]) else { return nil }
    self.init(amount: parts[0], currency: currency)
  }

  /// Reads `690.00` in a currency.
  package init?(amount: some StringProtocol, currency: Currency) {
    guard let number = ExactDecimal(text: amount),
      let minor = number.mantissa(atScale: currency.digits), abs(minor) <= Money.limit
    else { return nil }
    self.init(minor: minor, currency: currency)
  }

  package static func zero(_ currency: Currency) -> Money { Money(minor: 0, currency: currency) }

  /// The sum; amounts of another currency never meet here (callers compare currencies first), and a
  /// sum past the limit stays at the limit rather than trapping.
  package static func + (a: Money, b: Money) -> Money {
    let (sum, overflow) = a.minor.addingReportingOverflow(b.minor)
    return Money(minor: overflow ? Money.limit : sum, currency: a.currency)
  }

  package static func - (a: Money, b: Money) -> Money {
    a + Money(minor: b.minor == .min ? .max : -b.minor, currency: b.currency)
  }

  package static prefix func - (a: Money) -> Money { Money.zero(a.currency) - a }

  /// So many times the amount, held at the limit.
  package func times(_ count: Int) -> Money {
    let (product, overflow) = minor.multipliedReportingOverflow(by: Int64(count))
    return Money(
      minor: overflow ? Money.limit : min(max(product, -Money.limit), Money.limit),
      currency: currency)
  }

  /// A percentage of the amount, rounded half up to the minor unit.
  package func percent(_ percent: ExactDecimal) -> Money {
    let divisor = Int128(100) * Int128(ExactDecimal.powersOfTen[percent.scale])
    let product = Int128(minor) * Int128(percent.mantissa)
    let rounded = (product * 2 + divisor) / (divisor * 2)
    return Money(minor: Int64(clamping: rounded), currency: currency)
  }
}

extension Money: CustomStringConvertible {
  /// `690.00 SAR`.
  package var description: String { "\(amountText) \(currency.code)" }

  /// `690.00`.
  package var amountText: String { ExactDecimal.text(minor, scale: currency.digits) }
}
