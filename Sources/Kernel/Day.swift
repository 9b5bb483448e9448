/// A day of the Gregorian calendar, without a zone.
package struct Day: Hashable, Sendable {
  /// Days since 1 January 1970.
  package let number: Int32

  package init(number: Int32) { self.number = number }

  /// A day that exists; nil for 30 February and for years outside 1...9999.
  package init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= Day.length(ofMonth: month, year: year)
    else { return nil }
    self.number = Int32(Day.number(year: year, month: month, day: day))
  }

  /// Reads `2026-09-06`, nothing else.
  package init?(text: some StringProtocol) {
    self.init(bytes: Array(text.utf8.prefix(11))[...])
  }

  /// The same from the text's bytes.
  init?(bytes: ArraySlice<UInt8>) {
    let start = bytes.startIndex
    guard bytes.count == 10, bytes[start + 4] == UInt8(ascii: "-"),
      bytes[start + 7] == UInt8(ascii: "-"), let year = Day.digits(bytes[start..<start + 4]),
      let month = Day.digits(bytes[start + 5..<start + 7]),
      let day = Day.digits(bytes[start + 8..<start + 10])
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  static func digits(_ bytes: ArraySlice<UInt8>) -> Int? {
    var value = 0
    for byte in bytes {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      value = value * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return value
  }

  /// How many days a Gregorian month has: 28 to 31.
  package static func length(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  // Howard Hinnant's days_from_civil and civil_from_days, for proleptic Gregorian days.
  private static func number(year: Int, month: Int, day: Int) -> Int {
    let y = month <= 2 ? year - 1 : year
    let era = y / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  /// Year, month and day of the month.
  package var civil: (year: Int, month: Int, day: Int) {
    let z = Int(number) + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    return (
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1
    )
  }

  /// 1 is Sunday, 7 is Saturday: the Saudi week starts on Sunday.
  package var weekday: Int { (((Int(number) + 4) % 7) + 7) % 7 + 1 }

  /// The day so many days later (or earlier); days outside years 1...9999 stay at the border.
  package func adding(days: Int) -> Day {
    Day(number: Int32(clamping: min(max(Int(number) + days, -719_162), 2_932_896)))
  }

  /// The same day of the month so many years later; 29 February becomes 28 February.
  package func adding(years: Int) -> Day {
    let (year, month, day) = civil
    let target = min(max(year + years, 1), 9999)
    let last = Day.length(ofMonth: month, year: target)
    return Day(year: target, month: month, day: min(day, last)) ?? self
  }

  /// The same day of the month so many months later (or earlier); where the month is shorter, its
  /// last day.
  package func adding(months: Int) -> Day {
    let (year, month, day) = civil
    let target = min(max(year * 12 + month - 1 + min(max(months, -120_000), 120_000), 12), 119_999)
    let last = Day.length(ofMonth: target % 12 + 1, year: target / 12)
    return Day(year: target / 12, month: target % 12 + 1, day: min(day, last)) ?? self
  }
}

extension Day: Comparable, CustomStringConvertible {
  package static func < (a: Self, b: Self) -> Bool { a.number < b.number }

  /// `2026-09-06`.
  package var description: String {
    let (year, month, day) = civil
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let y = String(year)
    return String(repeating: "0", count: max(0, 4 - y.utf8.count)) + y + "-" + two(month) + "-"
      + two(day)
  }
}
