import Kernel
import Testing

@Suite struct TimeTests {
  @Test(arguments: [
    ("2026-02-29", false), ("2028-02-29", true), ("2026-13-01", false),
    ("2026-09-31", false), ("2026-9-6", false), ("٢٠٢٦-09-06", false), ("2026-09-06", true),
  ])
  func onlyDaysThatExistAreRead(_ text: String, _ exists: Bool) {
    #expect((Day(text: text) != nil) == exists)
  }

  @Test func everyDayOfFourCenturiesReadsBack() {
    for number in stride(from: Int32(-60_000), through: 90_000, by: 1) {
      let day = Day(number: number)
      let (year, month, date) = day.civil
      #expect(Day(year: year, month: month, day: date) == day)
    }
  }

  @Test func weekdaysBeginOnSunday() throws {
    let sunday = try #require(Day(text: "2026-09-06"))
    #expect(sunday.weekday == 1)
    #expect(sunday.adding(days: -1).weekday == 7)
    #expect(Day(number: -4).weekday == 1)
  }

  @Test func fourYearsAfterALeapDayEndInFebruary() throws {
    let leap = try #require(Day(text: "2028-02-29"))
    #expect(leap.adding(years: 1).description == "2029-02-28")
    let day = try #require(Day(text: "2026-11-21"))
    #expect(day.adding(years: 4).description == "2030-11-21")
  }

  @Test(arguments: [
    "2026-09-06T23:59:00+03:00", "2026-09-06T20:59:00Z", "2026-09-06T23:59+03:00",
    "2026-09-07T03:59:00+07:00",
  ])
  func oneInstantInSeveralZones(_ text: String) throws {
    let instant = try #require(Instant(text: text))
    #expect(instant.utcText == "2026-09-06T20:59:00Z")
    #expect(Zone.riyadh.text(instant) == "2026-09-06T23:59:00+03:00")
  }

  @Test(arguments: [
    "2026-09-06T23:59:00", "2026-09-06 23:59:00Z", "2026-09-06T24:00:00Z",
    "2026-09-06T23:60:00Z", "2026-02-30T00:00:00Z", "2026-09-06T23:59:00+25:00", "",
    "2026-09-06T23:59:00.1234567Z", "2026-09-06T23:59:00Zulu", "2026-09-06T23:59:00.Z",
    "2026-09-06T", "2026-09-06T23:59:", "2026-09-06T23:59:0", "2026-09-06T23:59:00+03",
  ])
  func instantsWithoutOffsetOrThatDoNotExistAreRefused(_ text: String) {
    #expect(Instant(text: text) == nil)
  }

  @Test func aDeadlineDoesNotCountItsFirstDay() throws {
    let registered = try #require(Instant(text: "2026-08-30T10:15:00+03:00"))
    let due = Deadline.days(7, after: registered, in: .riyadh)
    #expect(Zone.riyadh.text(due) == "2026-09-07T00:00:00+03:00")
    let late = try #require(Instant(text: "2026-08-30T20:30:00Z"))
    #expect(Deadline.days(7, after: late, in: .riyadh).utcText == "2026-09-06T21:00:00Z")
  }

  @Test func windowsIncludeBothDays() throws {
    let first = try #require(Day(text: "2026-08-23"))
    let last = try #require(Day(text: "2026-09-10"))
    let window = try #require(Window(from: first, through: last, in: .riyadh))
    #expect(window.contains(try #require(Instant(text: "2026-09-10T23:59:59+03:00"))))
    #expect(!window.contains(try #require(Instant(text: "2026-09-11T00:00:00+03:00"))))
    #expect(window.contains(try #require(Instant(text: "2026-08-23T00:00:00+03:00"))))
    #expect(!window.contains(try #require(Instant(text: "2026-08-22T23:59:59+03:00"))))
  }

  @Test func zonesThatChangeTheirClocksAreRefused() {
    #expect(Zone(named: "Asia/Riyadh")?.offset == 10_800)
    #expect(Zone(named: "Asia/Ho_Chi_Minh")?.offset == 25_200)
    #expect(Zone(named: "Europe/Berlin") == nil)
    #expect(Zone(named: "Mars/Olympus") == nil)
  }
}
