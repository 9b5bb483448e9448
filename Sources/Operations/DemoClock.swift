package import Kernel
import Storage

extension Office {
  /// Notes how far the clock of a demonstration goes ahead of the system's, for the commands beside
  /// its server; elsewhere nothing.
  package func keepDemoClock(system: Instant) throws {
    guard isDemo else { return }
    let ahead = clock.now.microseconds - system.microseconds
    try database.writeAndWait { try $0.setSetting(DemoClock.setting, String(ahead)) }
  }
}

/// The clock of demonstration data.
package enum DemoClock {
  /// The setting with how many microseconds it goes ahead of the system's.
  package static let setting = "clockAhead"
}
