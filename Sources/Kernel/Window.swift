/// A stretch of time from an inclusive instant to an exclusive one.
package struct Window: Hashable, Sendable {
  package let opens: Instant
  package let closes: Instant

  package init(opens: Instant, closes: Instant) {
    self.opens = opens
    self.closes = closes
  }

  /// Whole days, both included, in a zone; nil when the last day lies before the first.
  package init?(from first: Day, through last: Day, in zone: Zone) {
    guard first <= last else { return nil }
    self.init(opens: zone.start(of: first), closes: zone.end(of: last))
  }

  package func contains(_ instant: Instant) -> Bool { instant >= opens && instant < closes }
}

/// The one deadline convention: the day of the event is not counted, and the period ends with the
/// last moment of its last calendar day in the pack's zone. No holiday moves it by default.
package enum Deadline {
  /// The exclusive end of a period of so many days after an event.
  package static func days(_ days: Int, after event: Instant, in zone: Zone) -> Instant {
    zone.end(of: zone.day(of: event).adding(days: days))
  }
}
