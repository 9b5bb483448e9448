import Kernel
import Testing

/// Durations as ISO 8601 writes them, in both readings.
@Suite struct ISODurationTests {
  @Test(arguments: [
    "P1Y", "P1Y2M3DT4H5M6.789S", "PT30M", "PT0.5S", "P2W", "P0D", "P1.5Y", "PT0H0M0S",
    "P9999999999Y",
  ])
  func bothReadingsTakeIt(_ text: String) {
    let (standard, reported) = (ISODuration(text), ISODuration(text, .reported))
    #expect(standard != nil && reported != nil)
    #expect(standard?.isZero == reported?.isZero)
    #expect(standard?.isZero == ["P0D", "PT0H0M0S"].contains(text))
  }

  @Test(arguments: [
    "", "P", "PT", "P1", "P1S", "PT1Y", "P1YT", "P1DT", "1D", "-P1Y", "P-1Y", "+P1Y", "p1y", "pt1s",
    "P1M1Y", "PT1S1M", "PT1H1H", "PT1.5H2M", "PT1.S", "PT.5S", "PT1..5S", "PT1,.5S", "PT1e5S",
    "PT\u{663}S", "P1Y ", " P1Y", "PT1H\0", "P1D1W", "PT1HT1M", "PT1W",
  ])
  func neitherTakesIt(_ text: String) {
    #expect(ISODuration(text) == nil && ISODuration(text, .reported) == nil)
  }

  @Test func theyDifferAtTheEdge() {
    for text in ["PT1,5S", "P" + String(repeating: "0", count: 59) + "Y"] {
      #expect(ISODuration(text) != nil && ISODuration(text, .reported) == nil)
    }
    for text in ["P1Y1W", "P1W2D", "P1WT1H"] {
      #expect(ISODuration(text) == nil && ISODuration(text, .reported) != nil)
    }
  }
}
