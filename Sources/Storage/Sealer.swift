import Foundation
package import Kernel

/// Numbers committed entries, grows the tree and signs checkpoints; of several servers on one
/// database one does it at a time, and each write makes sure that nobody else was faster. Its writes
/// are small, so that no operation waits for them.
package struct Sealer: Sendable {
  private let database: Database
  private let key: SealKey
  private let clock: Clock
  private let server: ID<ServerTag>
  private let lookBack: Int
  private let memory = SealMemory()

  static let lease = "journal-seal"
  /// How long a server that died keeps the others waiting.
  static let leaseSeconds: Int64 = 10
  /// Entries of one write.
  static let batch = 256
  /// Entries of one run; more wait for the next.
  static let limit = 8_192
  /// How long the last seal may go on while there is more.
  package static let lastSeconds = 10

  /// How far to look back for entries that were committed after later ones. Where several servers
  /// write: more than are recorded while the longest operation lasts.
  static func lookBack(in database: Database) -> Int { database.isShared ? 20_000 : 0 }

  package init(
    _ database: Database, key: SealKey, clock: Clock = .system, ids: IDs = .system,
    lookBack: Int? = nil
  ) {
    self.database = database
    self.key = key
    self.clock = clock
    self.lookBack = lookBack ?? Sealer.lookBack(in: database)
    server = ids.make(at: clock.now)
  }

  /// What one run has done.
  package struct Run: Sendable {
    package let sealed: Int
    /// Nil when there was nothing new to sign.
    package let checkpoint: Checkpoint?
    /// Whether another server seals at this time; then this one has done nothing.
    package let isElsewhere: Bool
    /// Whether entries may be waiting for the next run.
    package let hasMore: Bool
  }

  /// Seals what is committed and signs a checkpoint over it; throws when what was sealed before is
  /// not what was signed.
  package func run() async throws -> Run {
    let (last, waiting) = try database.read { tx in
      (
        try tx.soundSeal(key.verifier, after: memory.last).sealed,
        try tx.unsealed(above: try tx.sealFloor(lookBack: lookBack), limit: Sealer.limit)
      )
    }
    for from in stride(from: 0, to: waiting.count, by: Sealer.batch) {
      let entries = Array(waiting[from..<min(from + Sealer.batch, waiting.count)])
      let isDone = try await leased { try $0.seal(entries, after: last + from) }
      guard isDone == true else { return .elsewhere }
    }
    // What an earlier run numbered before it broke off is signed here too.
    let state = try database.read { try $0.sealState() }
    guard state.sealed > state.covered else { return Run() }
    let at = clock.now
    let remembered = memory.last
    let signed = try await leased { try $0.signCheckpoint(key, at: at, after: remembered) }
    guard let signed else { return .elsewhere }
    if let signed { memory.keep(signed) }
    return Run(
      sealed: waiting.count, checkpoint: signed, isElsewhere: false,
      hasMore: waiting.count == Sealer.limit)
  }

  /// Seals every few seconds until the task is cancelled, then what is left. A failure is told
  /// once as long as it is the same.
  package func runUntilCancelled(
    every seconds: Int, lastSeconds: Int = Sealer.lastSeconds, told: @Sendable (any Error) -> Void
  ) async {
    var known: String?
    var end: ContinuousClock.Instant?
    while true {
      if Task.isCancelled, end == nil { end = .now + .seconds(lastSeconds) }
      var hasMore = false
      do {
        hasMore = try await run().hasMore
        known = nil
      } catch {
        if known != "\(error)" { told(error) }
        known = "\(error)"
      }
      if let end, !hasMore || end <= .now { break }
      if !hasMore { try? await Task.sleep(for: .seconds(seconds)) }
    }
    do { try await stop() } catch { told(error) }
  }

  /// Lets another server seal without waiting for the lease's end.
  package func stop() async throws {
    guard database.isShared else { return }
    let server = server
    try await database.write { tx in try tx.giveLease(Sealer.lease, holder: server) }
  }

  /// Writes under the lease; nil when another server has it. A file of SQLite's has one server, and
  /// the lease of one that died would only hold up the next.
  private func leased<Held: Sendable>(
    _ body: @escaping @Sendable (Transaction) throws -> Held
  ) async throws -> Held? {
    guard database.isShared else { return try await database.write(body) }
    let (server, now) = (server, clock.now)
    return try await database.write { tx in
      let isOurs = try tx.takeLease(
        Sealer.lease, holder: server, at: now, until: now.adding(seconds: Sealer.leaseSeconds))
      return isOurs ? try body(tx) : nil
    }
  }
}

extension Sealer.Run {
  init() { self.init(sealed: 0, checkpoint: nil, isElsewhere: false, hasMore: false) }

  static let elsewhere = Sealer.Run(
    sealed: 0, checkpoint: nil, isElsewhere: true, hasMore: false)
}
