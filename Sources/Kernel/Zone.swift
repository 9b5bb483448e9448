import Foundation

/// The zone in which a pack counts days. Only zones without daylight saving are accepted: with one,
/// the same deadline could mean two instants, and no instrument held here says which.
package struct Zone: Hashable, Sendable {
  /// The IANA name, for example `Asia/Riyadh`.
  package let identifier: String
  /// Seconds east of UTC, all year.
  package let offset: Int

  package static let utc = Zone(identifier: "UTC", offset: 0)
  package static let riyadh = Zone(identifier: "Asia/Riyadh", offset: 10_800)

  package init(identifier: String, offset: Int) {
    self.identifier = identifier
    self.offset = offset
  }

  /// The zone of this IANA name; nil when unknown or when its clocks change during the year.
  package init?(named identifier: String) {
    guard let zone = TimeZone(identifier: identifier),
      zone.nextDaylightSavingTimeTransition(after: Date(timeIntervalSince1970: 1_700_000_000))
        == nil
    else { return nil }
    self.init(
      identifier: identifier,
      offset: zone.secondsFromGMT(for: Date(timeIntervalSince1970: 1_700_000_000)))
  }

  /// The first instant of a day here.
  package func start(of day: Day) -> Instant {
    Instant(microseconds: (Int64(day.number) * 86_400 - Int64(offset)) * 1_000_000)
  }

  /// The first instant after a day: the exclusive end of everything allowed "until that day".
  package func end(of day: Day) -> Instant { start(of: day.adding(days: 1)) }

  /// The day on which this instant falls here.
  package func day(of instant: Instant) -> Day {
    Day(number: Int32(clamping: Int64(floorDividing(instant, by: 86_400).quotient)))
  }

  /// Hour and minute of the day here.
  package func time(of instant: Instant) -> (hour: Int, minute: Int, second: Int) {
    let seconds = Int(floorDividing(instant, by: 86_400).remainder)
    return (seconds / 3600, seconds / 60 % 60, seconds % 60)
  }

  private func floorDividing(_ instant: Instant, by divisor: Int64)
    -> (quotient: Int64, remainder: Int64)
  {
    let micros = instant.microseconds
    let whole = micros >= 0 ? micros / 1_000_000 : (micros - 999_999) / 1_000_000
    let seconds = whole + Int64(offset)
    let quotient = seconds >= 0 ? seconds / divisor : (seconds - divisor + 1) / divisor
    return (quotient, seconds - quotient * divisor)
  }

  /// ISO 8601 with this zone's offset: `2026-09-06T23:59:00+03:00`.
  package func text(_ instant: Instant) -> String {
    let (hour, minute, second) = time(of: instant)
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    var text = ""
    text.reserveCapacity(32)
    text += day(of: instant).description
    for (sign, part) in [("T", hour), (":", minute), (":", second)] {
      text += sign
      text += two(part)
    }
    let fraction = ((instant.microseconds % 1_000_000) + 1_000_000) % 1_000_000
    if fraction != 0 {
      let digits = String(fraction)
      text += "." + String(repeating: "0", count: 6 - digits.utf8.count) + digits
    }
    guard offset != 0 else { return text + "Z" }
    let minutes = abs(offset) / 60
    text += offset < 0 ? "-" : "+"
    text += two(minutes / 60)
    text += ":"
    return text + two(minutes % 60)
  }
}
