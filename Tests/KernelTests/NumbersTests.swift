import Kernel
import Testing

@Suite struct NumbersTests {
  @Test(arguments: [
    ("0", 0, 0), ("94.50", 9450, 2), ("-1", -1, 0), ("0.000000001", 1, 9),
    ("999999999999999999", 999_999_999_999_999_999, 0),
  ])
  func readsExactDecimals(_ text: String, _ mantissa: Int64, _ scale: Int) throws {
    let number = try #require(ExactDecimal(text: text))
    #expect(number.mantissa == mantissa)
    #expect(number.scale == scale)
    #expect(number.description == text)
  }

  @Test(arguments: [
    "", "-", ".", "1.", ".5", "+1", "1e3", "1 ", " 1", "٣", "1.0000000001", "1234567890123456789",
    "1.2.3", "--1", "1,5", "½",
  ])
  func refusesWhatIsNoDecimal(_ text: String) { #expect(ExactDecimal(text: text) == nil) }

  @Test func comparesExactly() {
    #expect(ExactDecimal(mantissa: 9450, scale: 2) == ExactDecimal(mantissa: 945, scale: 1))
    #expect(ExactDecimal(mantissa: 59_995, scale: 3) < ExactDecimal(mantissa: 60))
    let large = ExactDecimal(mantissa: .max, scale: 0)
    #expect(ExactDecimal(mantissa: .max, scale: 9) < large)
  }

  @Test(arguments: [
    (100, 1_500, 15), (1, 1_500, 0), (3, 5_000, 2), (7, 1_500, 1), (20_000, 1_500, 3_000),
  ])
  func percentIsRoundedHalfUp(_ minor: Int64, _ hundredths: Int64, _ expected: Int64) {
    let amount = Money(minor: minor, currency: .sar)
    #expect(amount.percent(ExactDecimal(mantissa: hundredths, scale: 2)).minor == expected)
  }

  @Test func readsMoneyWithItsCurrency() {
    #expect(Money(text: "690.00 SAR")?.minor == 69_000)
    #expect(Money(text: "690.005 SAR") == nil)
    #expect(Money(text: "690.00") == nil)
    #expect(Money(text: "690.00 XYZ") == nil)
    #expect(Money(text: "1000 VND")?.minor == 1_000)
    #expect(Money(text: "10.5 VND") == nil)
    #expect(Money(text: "99999999999999999 SAR") == nil)
    #expect(Money(minor: 69_000, currency: .sar).description == "690.00 SAR")
  }

  @Test func sumsStayInsideTheLimit() {
    let largest = Money(minor: Money.limit, currency: .sar)
    #expect(largest.times(1_000).minor == Money.limit)
    #expect((Money(minor: .max, currency: .sar) + largest).minor == Money.limit)
  }

  @Test(arguments: [
    ("0", true), ("100", true), ("100.01", false), ("-1", false),
    ("59.995", true), ("59.9999999", false),
  ])
  func marksLieBetweenZeroAndAHundred(_ text: String, _ isMark: Bool) {
    #expect((Mark(text: text) != nil) == isMark)
  }

  @Test func marksAreNotRounded() throws {
    let mark = try #require(Mark(text: "59.995"))
    let minimum = try #require(Mark(text: "60"))
    #expect(mark < minimum)
    #expect(mark.description == "59.995")
  }
}
