import Kernel

/// The calendar of one presentation, moved into the time of the edition.
struct ReplayCalendar: Sendable {
  let starts: Day
  /// The last day of the presentation.
  let ends: Day
  /// First and last day of registration, add and drop and change of section.
  let opens: Day
  let shuts: Day
  /// The day on which it is decided which sections open.
  let decides: Day
  let withdrawsFrom: Day
  let withdrawsThrough: Day
  let finalsFrom: Day
  /// The day on which results are approved; certificates follow the next day.
  let results: Day

  static let unitsEach = 3
  static let seats = 50
  static let openAfterStart = 4
  static let paymentDay = 3
  static let finalsLength = 7
  static let resultsAfterEnd = 14

  init(starts: Day, length: Int, earliest: Int) {
    self.starts = starts
    ends = starts.adding(days: max(length, 1) - 1)
    shuts = starts.adding(days: Self.openAfterStart)
    opens = min(starts.adding(days: earliest), shuts)
    decides = shuts.adding(days: 1)
    withdrawsFrom = decides
    withdrawsThrough = max(withdrawsFrom, starts.adding(days: length * 2 / 3))
    finalsFrom = max(withdrawsFrom, ends.adding(days: 1 - Self.finalsLength))
    results = max(ends, withdrawsThrough).adding(days: Self.resultsAfterEnd)
  }

  /// The first day of a presentation as it was: 1 October for J, 1 February for B.
  static func start(of presentation: OuladData.Presentation) -> Day? {
    guard let year = Int(presentation.code.dropLast()) else { return nil }
    return Day(year: year, month: presentation.code.utf8.last == UInt8(ascii: "J") ? 10 : 2, day: 1)
  }
}

/// All presentations moved by the same whole number of years.
struct ReplayCalendars: Sendable {
  let years: Int
  /// By presentation.
  let calendars: [ReplayCalendar]
  /// The earliest day on which anything happens, and the last.
  let first: Day
  let last: Day

  /// Moves by the fewest years that put everything after the day the edition begins.
  init(_ data: OuladData, after begin: Day) throws {
    var earliest = [Int](repeating: 0, count: data.presentations.count)
    for item in data.registrations {
      guard let registered = item.registered else { continue }
      let day = min(registered, item.unregistered ?? registered)
      earliest[item.presentation] = min(earliest[item.presentation], day)
    }
    let starts = try data.presentations.map { item in
      guard let day = ReplayCalendar.start(of: item) else {
        throw ReplayFault("the presentation \(item.name) names no year")
      }
      return day
    }
    func first(_ years: Int) -> Day? {
      zip(starts, earliest).map { $0.adding(years: years).adding(days: $1) }.min()
    }
    guard let unmoved = first(0) else { throw ReplayFault.nothingImported }
    var years = max(0, begin.civil.year - unmoved.civil.year - 1)
    while let day = first(years), day <= begin, years < 1_000 { years += 1 }
    self.years = years
    calendars = zip(zip(starts, earliest), data.presentations).map { item, presentation in
      ReplayCalendar(
        starts: item.0.adding(years: years), length: presentation.length, earliest: item.1)
    }
    self.first = first(years) ?? begin
    last = (calendars.map(\.results).max() ?? begin).adding(days: 1)
  }
}

/// Why a replay cannot begin or go on.
package struct ReplayFault: Error, CustomStringConvertible, Sendable {
  package let description: String

  init(_ description: String) { self.description = description }

  static let nothingImported = ReplayFault(
    "nothing has been imported; run `sanad import oulad DIR` first")
}
