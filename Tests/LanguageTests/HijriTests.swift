import Foundation
import Kernel
import Language
import Testing

@Suite struct HijriTests {
  @Test(arguments: [
    ("2/2/1443", "2021-09-09"), ("24/3/1448", "2026-09-06"), ("18/2/1447", "2025-08-12"),
    ("1/1/1300", "1882-11-12"), ("11/5/1446", "2024-11-13"), ("21/12/1441", "2020-08-11"),
    ("13/1/1439", "2017-10-03"),
  ])
  func knownDays(hijri: String, gregorian: String) throws {
    let read = try #require(Hijri(text: hijri))
    let day = try #require(Day(text: gregorian))
    #expect(read.gregorian == day)
    #expect(Hijri(day) == read)
  }

  /// The embedded table is Foundation's, month for month.
  @Test func tableIsFoundations() throws {
    var calendar = Calendar(identifier: .islamicUmmAlQura)
    calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
    for year in stride(from: 1300, through: 1600, by: 1) {
      for month in 1...12 {
        let parts = DateComponents(year: year, month: month, day: 1)
        let date = try #require(calendar.date(from: parts))
        let number = Int32((date.timeIntervalSince1970 / 86_400).rounded())
        let first = try #require(Hijri(year: year, month: month, day: 1))
        #expect(first.gregorian.number == number, "\(month)/\(year)")
        #expect(
          Hijri.length(ofMonth: month, year: year)
            == calendar.range(of: .day, in: .month, for: date)?.count)
      }
    }
  }

  @Test func everyDayReturns() throws {
    let first = try #require(Day(text: "1882-11-12"))
    let last = try #require(Day(text: "2174-11-25"))
    for number in first.number...last.number {
      let day = Day(number: number)
      let hijri = try #require(Hijri(day))
      #expect(hijri.gregorian == day)
    }
    #expect(Hijri(first.adding(days: -1)) == nil)
    #expect(Hijri(last.adding(days: 1)) == nil)
    #expect(Hijri(last) == Hijri(year: 1600, month: 12, day: 29) || Hijri(last)?.day == 30)
  }

  @Test(arguments: ["1443/2/2", "2/2/1443", "1443-02-02", "٢/٢/١٤٤٣", "١٤٤٣/٠٢/٠٢"])
  func formsThatAreRead(text: String) {
    #expect(Hijri(text: text)?.gregorian.description == "2021-09-09")
  }

  @Test(arguments: [
    "30/2/1443", "31/1/1443", "0/2/1443", "2/13/1443", "2/0/1443", "1/1/1299", "1/1/1601", "2/2/43",
    "2/2", "", "//", "2/2/1443/1", "14433/2/2", "a/b/1443", "2 /2/1443", "2/2/١٤٤٣x", "1443/1443/2",
    "𝟐/2/1443",
  ])
  func refused(text: String) { #expect(Hijri(text: text) == nil) }

  @Test func aDayAsAPersonWritesIt() {
    #expect(Hijri.day(written: "2026-09-06")?.description == "2026-09-06")
    #expect(Hijri.day(written: "2026/9/6")?.description == "2026-09-06")
    #expect(Hijri.day(written: "6/9/2026")?.description == "2026-09-06")
    #expect(Hijri.day(written: "٢٤/٣/١٤٤٨")?.description == "2026-09-06")
    #expect(Hijri.day(written: "30/2/2026") == nil)
    #expect(Hijri.day(written: "30/2/1443") == nil)
  }

  @Test func certainty() {
    #expect(Hijri(year: 1420, month: 1, day: 1)?.isCertain == true)
    #expect(Hijri(year: 1450, month: 12, day: 29)?.isCertain == true)
    #expect(Hijri(year: 1451, month: 1, day: 1)?.isCertain == false)
    #expect(Hijri(year: 1419, month: 12, day: 1)?.isCertain == false)
  }
}
