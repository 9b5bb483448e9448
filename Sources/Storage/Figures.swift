import Foundation

/// What a database's writer and readers have done since the start, and what waits now.
package struct StorageFigures: Sendable {
  /// How many writes wait now.
  package internal(set) var queueDepth = 0
  /// How many readers are at work now.
  package internal(set) var readers = 0
  /// How many writes were committed together.
  package internal(set) var groupSizes = Histogram([1, 2, 4, 8, 16, 32, 64, 128, 256])
  /// Seconds from the commit to its being durable.
  package internal(set) var commitSeconds = Histogram([
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5,
  ])
}

/// The figures as they grow; each is a few instructions under a lock of its own.
final class FigureCounter: @unchecked Sendable {
  private let lock = NSLock()
  private var figures = StorageFigures()

  var now: StorageFigures { lock.withLock { figures } }

  /// Runs a commit and, when it succeeded, counts it.
  func commit(of writes: Int, _ commit: () throws -> Void) rethrows {
    let begin = DispatchTime.now().uptimeNanoseconds
    try commit()
    let seconds = Double(DispatchTime.now().uptimeNanoseconds &- begin) / 1_000_000_000
    lock.withLock {
      figures.groupSizes.record(Double(writes))
      figures.commitSeconds.record(seconds)
    }
  }

  func reader(_ change: Int) { lock.withLock { figures.readers &+= change } }
}

/// How far the journal is sealed.
package struct SealFigures: Sendable {
  /// Entries after the last sealed one.
  package let waiting: Int
  /// Entries under the newest checkpoint.
  package let covered: Int
}

extension Transaction {
  /// How far the journal is sealed, by looking at its end only.
  package func sealFigures() throws -> SealFigures {
    SealFigures(
      waiting: try count(
        """
        SELECT COUNT(*) FROM journal WHERE seq >
          COALESCE((SELECT seq FROM journal_seal ORDER BY number DESC LIMIT 1), 0)
        """),
      covered: try count("SELECT COALESCE(MAX(size), 0) FROM journal_checkpoint"))
  }
}
