import Kernel

/// A server's claim to work that one of several servers on a database does at a time.
package struct Claim: Sendable {
  private let database: Database
  private let name: String
  private let seconds: Int64
  private let server: ID<ServerTag>

  /// `seconds` is how long a claim holds unless it is made again: longer than the work takes.
  package init(_ database: Database, _ name: String, seconds: Int64) {
    self.database = database
    self.name = name
    self.seconds = seconds
    server = IDs.system.make(at: Clock.system.now)
  }

  /// Whether the work is ours now. A file of SQLite's has one server, and needs no claim.
  package func isOurs() async throws -> Bool {
    guard database.isShared else { return true }
    let (name, server, now) = (name, server, Clock.system.now)
    let until = now.adding(seconds: seconds)
    return try await database.write { tx in
      try tx.takeLease(name, holder: server, at: now, until: until)
    }
  }

  /// Leaves the work to another server at once.
  package func giveBack() async {
    guard database.isShared else { return }
    let (name, server) = (name, server)
    try? await database.write { tx in try tx.giveLease(name, holder: server) }
  }
}
