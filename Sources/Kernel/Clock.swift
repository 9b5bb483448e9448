import Foundation

/// Where the time comes from: the system, or a demo clock that starts elsewhere and runs.
package struct Clock: Sendable {
  private let read: @Sendable () -> Instant

  package init(_ read: @escaping @Sendable () -> Instant) { self.read = read }

  package var now: Instant { read() }

  /// The system's clock: the one place where the date is read.
  package static let system = Clock {
    Instant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
  }

  /// A clock that shows `start` now and runs on at the system's pace.
  package static func starting(at start: Instant) -> Clock {
    let origin = system.now
    return Clock {
      Instant(microseconds: start.microseconds + system.now.microseconds - origin.microseconds)
    }
  }

  /// A clock that stands still, for tests.
  package static func fixed(_ instant: Instant) -> Clock { Clock { instant } }
}
