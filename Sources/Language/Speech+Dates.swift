package import Kernel
import Regulations

extension Speech {
  /// A Gregorian day: `6 September 2026`, `٦ سبتمبر ٢٠٢٦م`, `6 tháng 9 năm 2026`.
  package func day(_ day: Day) -> String {
    let (year, month, date) = day.civil
    let name = CalendarNames.name(month, in: CalendarNames.months(tongue))
    switch tongue {
    case .arabic: return line(date, name, " ", year, "م")
    case .english: return line(date, name, " ", year)
    case .vietnamese: return line(date, name, " năm ", year)
    }
  }

  /// A day's parts on one line, the numbers in the reader's digits.
  private func line(
    _ date: Int, _ name: String, _ between: String, _ year: Int, _ end: String = ""
  ) -> String {
    let (date, year) = (digits(String(date)), digits(String(year)))
    var line = date
    line.reserveCapacity(
      date.utf8.count + name.utf8.count + between.utf8.count + year.utf8.count + end.utf8.count + 1)
    line += " "
    line += name
    line += between
    line += year
    line += end
    return line
  }

  /// A Gregorian day for narrow places: `6 Sep 2026`, `٦ سبتمبر ٢٠٢٦`, `6/9/2026`.
  package func shortDay(_ day: Day) -> String {
    let (year, month, date) = day.civil
    let name = CalendarNames.name(month, in: CalendarNames.months(tongue))
    switch tongue {
    case .arabic: return line(date, name, " ", year)
    case .english: return "\(date) \(name.prefix(3)) \(year)"
    case .vietnamese: return "\(date)/\(month)/\(year)"
    }
  }

  /// The name of the weekday.
  package func weekday(_ day: Day) -> String {
    CalendarNames.name(day.weekday, in: CalendarNames.weekdays(tongue))
  }

  /// `Sunday 6 September 2026`.
  package func weekdayAndDay(_ day: Day) -> String {
    tongue == .vietnamese
      ? "\(weekday(day)), \(self.day(day))" : "\(weekday(day)) \(self.day(day))"
  }

  /// The Umm al-Qura day, `24 Rabiʻ I 1448 AH`; nil outside 1300...1600. Where tables disagree
  /// (before 1420, after 1450) it says that it is computed.
  package func hijri(_ day: Day) -> String? {
    guard let hijri = Hijri(day) else { return nil }
    return hijri.isCertain ? self.hijri(hijri) : "\(self.hijri(hijri)) (\(self("date.computed")))"
  }

  /// A Hijri day without any remark.
  package func hijri(_ day: Hijri) -> String {
    let name = CalendarNames.name(day.month, in: CalendarNames.hijriMonths(tongue))
    switch tongue {
    case .arabic: return line(day.day, name, " ", day.year, "هـ")
    case .english, .vietnamese: return line(day.day, name, " ", day.year, " AH")
    }
  }

  /// Both calendars side by side, the reader's own first.
  package func both(_ day: Day) -> String { pair(self.day(day), hijri(day)) }

  /// Both calendars with the weekday, on one line of a page's bar.
  package func bothWithWeekday(_ day: Day) -> String {
    switch tongue {
    case .arabic: "\(weekday(day)) \(both(day))"
    case .english: pair(weekdayAndDay(day), hijri(day))
    case .vietnamese: pair("\(weekday(day)), \(shortDay(day))", hijri(day))
    }
  }

  private func pair(_ gregorian: String, _ hijri: String?) -> String {
    guard let hijri else { return gregorian }
    return tongue == .arabic ? hijri + beside + gregorian : gregorian + beside + hijri
  }

  /// What stands between a day in one calendar and in the other: in Arabic a word, because a dot in
  /// the middle of the line looks like the zero.
  package var beside: String { tongue == .arabic ? " الموافق " : " · " }

  /// From one day through another, without what both share: `8 – 24 September 2026`.
  package func span(_ first: Day, _ last: Day) -> String {
    guard first != last else { return day(first) }
    let (a, b) = (first.civil, last.civil)
    guard a.year == b.year, tongue != .vietnamese else {
      return "\(shortDay(first)) – \(shortDay(last))"
    }
    let month = CalendarNames.name(a.month, in: CalendarNames.months(tongue))
    let start = a.month == b.month ? "\(a.day)" : "\(a.day) \(month)"
    return "\(digits(start)) – \(day(last))"
  }

  /// The same in the Umm al-Qura calendar; nil outside its table.
  package func hijriSpan(_ first: Day, _ last: Day) -> String? {
    guard let a = Hijri(first), let b = Hijri(last), let end = hijri(last) else { return nil }
    guard first != last else { return end }
    guard a.year == b.year else { return "\(hijri(a)) – \(end)" }
    let month = CalendarNames.name(a.month, in: CalendarNames.hijriMonths(tongue))
    let start = a.month == b.month ? "\(a.day)" : "\(a.day) \(month)"
    return "\(digits(start)) – \(end)"
  }

  /// The time of day in the zone, `23:30`.
  package func time(_ instant: Instant) -> String {
    let (hour, minute, _) = zone.time(of: instant)
    return digits("\(two(hour)):\(two(minute))")
  }

  /// `6 September 2026, 23:30 (Riyadh time)`.
  package func instant(_ instant: Instant) -> String {
    let comma = tongue == .arabic ? "،" : ","
    return "\(day(zone.day(of: instant)))\(comma) \(time(instant)) (\(zoneName))"
  }

  /// The instant with seconds, for evidence.
  package func exactInstant(_ instant: Instant) -> String {
    let comma = tongue == .arabic ? "،" : ","
    let second = digits(two(zone.time(of: instant).second))
    return "\(day(zone.day(of: instant)))\(comma) \(time(instant)):\(second) (\(zoneName))"
  }

  /// A day for an exclusive end: the day that ends at it where it is a midnight, else its own day.
  package func lastDay(before end: Instant) -> Day {
    zone.day(of: Instant(microseconds: end.microseconds == .min ? .min : end.microseconds - 1))
  }

  /// An exclusive instant as people say it after "by" or "until": `the end of Sunday 6 September
  /// 2026` at a midnight, else the instant itself.
  package func deadline(_ end: Instant) -> String {
    let last = lastDay(before: end)
    guard zone.start(of: last.adding(days: 1)) == end else {
      return instant(end)
    }
    return self("date.endOf", ["day": .text(weekdayAndDay(last))])
  }

  /// The zone in the reader's language, `Riyadh time`.
  package var zoneName: String {
    let key = "zone.\(zone.identifier)"
    return has(key) ? self(key) : zone.identifier
  }

  private func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}

extension Speech {
  /// The name of a Gregorian month, from 1.
  package func month(_ month: Int) -> String {
    let name = CalendarNames.name(month, in: CalendarNames.months(tongue))
    return tongue == .vietnamese ? "Tháng \(month)" : name
  }

  /// A term by its year and number: `First term 1448`.
  package func term(year: Int, number: Int) -> String {
    let year = Argument.text(digits(String(year)))
    let key = "term.name.\(number)"
    return has(key)
      ? self(key, ["year": year]) : self("term.name", ["number": .integer(number), "year": year])
  }

  /// The name of a Hijri month, from 1.
  package func hijriMonth(_ month: Int) -> String {
    CalendarNames.name(month, in: CalendarNames.hijriMonths(tongue))
  }
}
