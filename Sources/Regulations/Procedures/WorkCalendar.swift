package import Kernel

/// On which days an authority works: its weekend and its holidays, both data.
package struct WorkCalendar: Sendable {
  /// Days off in a row, with where they are announced.
  package struct Holiday: Sendable {
    package let from: Day
    package let through: Day
    package let title: Localized
    package let source: String

    package init(from: Day, through: Day, title: Localized, source: String) {
      self.from = from
      self.through = through
      self.title = title
      self.source = source
    }
  }

  /// Numbers of weekdays, 1 for Sunday to 7 for Saturday.
  package let weekend: Set<Int>
  package let holidays: [Holiday]

  package init(weekend: Set<Int> = [], holidays: [Holiday] = []) {
    self.weekend = weekend
    self.holidays = holidays
  }

  package func isWorking(_ day: Day) -> Bool {
    !weekend.contains(day.weekday) && !holidays.contains { $0.from <= day && day <= $0.through }
  }

  /// The last day of a period of so many days after a day, which is not counted itself.
  package func day(_ days: Int, after day: Day, counting: ProcedureClock.Counting) -> Day {
    guard counting == .working else { return day.adding(days: days) }
    var (last, left) = (day, days)
    // No calendar is off for a year: the walk ends even where the data are wrong.
    var steps = 0
    while left > 0, steps < days * 7 + 400 {
      last = last.adding(days: 1)
      steps += 1
      if isWorking(last) { left -= 1 }
    }
    return last
  }

  /// How many days of a period lie after a day, up to and with its last day; 0 when none is left.
  package func days(after day: Day, through last: Day, counting: ProcedureClock.Counting) -> Int {
    guard day < last else { return 0 }
    let days = Int(last.number) - Int(day.number)
    guard counting == .working else { return days }
    return (1...days).count { isWorking(day.adding(days: $0)) }
  }
}

/// Days of the week as a pack names them.
enum Weekday: String, CaseIterable {
  case sunday, monday, tuesday, wednesday, thursday, friday, saturday

  /// 1 for Sunday to 7 for Saturday.
  var number: Int { (Weekday.allCases.firstIndex(of: self) ?? 0) + 1 }
}
