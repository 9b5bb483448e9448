import Foundation
import Kernel
import Synchronization
import TestEngine
import Testing

@testable import Storage

/// What only a server can do: go away, come back, be shared by several of ours.
@Suite(.enabled(if: TestPlace.server != nil)) struct PostgresTests {
  private func conninfo(_ place: TestPlace) throws -> String {
    guard case .postgres(let conninfo) = place.address else { throw StorageFault.failed("engine") }
    return conninfo
  }

  /// Ends every connection to the database, as a restart of the server does.
  private func cut(_ place: TestPlace) throws {
    try place.execute(
      """
      SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()
      """)
  }

  @Test func lostConnectionsAreReplaced() throws {
    let temporary = try TemporaryDatabase()
    let database = temporary.database
    for round in 0..<5 {
      try database.writeAndWait { try $0.setSetting("n", "\(round)") }
      #expect(try database.read { try $0.setting("n") } == "\(round)")
      try cut(temporary.place)
    }
    #expect(try database.read { try $0.setting("n") } == "4")
  }

  /// The connection is lost within a group whose commit was not sent: the jobs run again.
  @Test func aGroupLostBeforeItsCommitRunsAgain() throws {
    let temporary = try TemporaryDatabase()
    let (database, place) = (temporary.database, temporary.place)
    let runs = Mutex(0)
    try database.writeAndWait { tx in
      let run = runs.withLock { count in
        count += 1
        return count
      }
      try tx.setSetting("run", "\(run)")
      if run == 1 { try cut(place) }
      _ = try tx.setting("run")
    }
    #expect(runs.withLock { $0 } == 2)
    #expect(try database.read { try $0.setting("run") } == "2")
  }

  /// A job that ends its own connection each time is answered; the next one is done.
  @Test func aJobThatAlwaysFailsIsGivenUp() throws {
    let temporary = try TemporaryDatabase()
    let database = temporary.database
    let runs = Mutex(0)
    #expect {
      try database.writeAndWait { tx in
        runs.withLock { $0 += 1 }
        try tx.run("SELECT pg_terminate_backend(pg_backend_pid())")
        try tx.settle()
      }
    } throws: { error in
      if case StorageFault.unavailable = error { true } else { false }
    }
    #expect(runs.withLock { $0 } == Writer.attempts)
    try database.writeAndWait { try $0.setSetting("a", "1") }
  }

  /// Two servers that read and write the same row: as if one after the other.
  @Test func twoServersSeeOneSerialHistory() async throws {
    let temporary = try TemporaryDatabase()
    let other = try Database(at: temporary.place.address, create: false)
    defer { other.close() }
    let databases = [temporary.database, other]
    try await databases[0].write { try $0.setSetting("n", "0") }
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<300 {
        group.addTask {
          do {
            try await databases[number % 2].write { tx in
              let value = try tx.setting("n").flatMap { Int($0) } ?? 0
              try tx.setSetting("n", "\(value + 1)")
            }
          } catch { Issue.record("\(error)") }
        }
      }
    }
    #expect(try other.read { try $0.setting("n") } == "300")
  }

  /// A lock of somebody else's that closes a ring is resolved by running again.
  @Test func aDeadlockIsTriedAgain() throws {
    let temporary = try TemporaryDatabase()
    let runs = Mutex(0)
    try temporary.database.writeAndWait { tx in
      let run = runs.withLock { count in
        count += 1
        return count
      }
      try tx.setSetting("a", "1")
      guard run <= 2 else { return }
      try tx.run("DO $do$ BEGIN RAISE EXCEPTION 'ring' USING ERRCODE = '40P01'; END $do$")
      try tx.settle()
    }
    #expect(runs.withLock { $0 } == 3)
    #expect(try temporary.database.read { try $0.setting("a") } == "1")
  }

  @Test func durabilityIsAsked() throws {
    let temporary = try TemporaryDatabase()
    try temporary.place.execute(
      "DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database() "
        + "|| ' SET synchronous_commit = off'; END $$")
    #expect {
      _ = try Database(at: temporary.place.address, create: false)
    } throws: { "\($0)".contains("synchronous_commit") }
  }

  /// What is set in the session, a reload of the server's files does not change.
  @Test func durabilityIsPinned() throws {
    let temporary = try TemporaryDatabase()
    let source = try temporary.database.writeAndWait { tx in
      try tx.first("SELECT source FROM pg_settings WHERE name = 'synchronous_commit'") {
        $0.text(0)
      }
    }
    #expect(source == "session")
  }

  /// One side of a copy waits for the other as long as it takes; afterwards the limits hold again.
  @Test func aCopyMayTakeLong() throws {
    let source = try TemporaryDatabase()
    let target = try TestPlace()
    defer { target.remove() }
    let here = try PostgresConnection(
      PostgresTarget(try conninfo(source.place)), mode: .reader)
    let there = try PostgresConnection(PostgresTarget(try conninfo(target)), mode: .writer)
    try here.begin()
    try there.begin()
    _ = try DatabaseCopy(from: here, to: there).run(into: "there") { _ in }
    let limits = """
      SELECT setting FROM pg_settings
      WHERE name IN ('statement_timeout', 'idle_in_transaction_session_timeout')
      """
    for connection in [here, there] {
      #expect(try connection.rows(text: limits) { $0.text(0) } == ["0", "0"])
      connection.rollback()
      #expect(try connection.rows(text: limits) { $0.text(0) } == ["60000", "60000"])
    }
  }

  @Test func aStandbyIsNotWrittenTo() throws {
    let temporary = try TemporaryDatabase()
    let conninfo = try conninfo(temporary.place)
    let readOnly = conninfo + " options='-c default_transaction_read_only=on'"
    #expect {
      _ = try Database(at: .postgres(conninfo: readOnly), create: false)
    } throws: { "\($0)".contains("standby") }
  }

  @Test func anEmptyDatabaseIsNotFilledByAccident() throws {
    let temporary = try TemporaryDatabase()
    try temporary.place.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    #expect {
      _ = try Database(at: temporary.place.address, create: false)
    } throws: { "\($0)".contains("empty") }
    try Database(at: temporary.place.address, create: true).close()
  }

  @Test func textWithANullCharacterIsRefused() throws {
    let temporary = try TemporaryDatabase()
    #expect(try temporary.database.read { try $0.setting("a\u{0}") } == nil)
    #expect {
      try temporary.database.writeAndWait { try $0.setSetting("a", "b\u{0}c") }
    } throws: { error in
      if case StorageFault.constraint = error { true } else { false }
    }
  }

  @Test(arguments: [
    (StorageFault.constraint(""), "23505"), (.contention(""), "40001"),
    (.contention(""), "40P01"), (.unavailable(""), "53100"), (.unavailable(""), "57P01"),
    (.unavailable(""), "08006"), (.unavailable(""), "25006"), (.failed(""), "42P01"),
    (.failed(""), "25P02"),
  ])
  func statesMeanFaults(_ expected: StorageFault, _ state: String) {
    let fault = PostgresConnection.fault(state, "m")
    #expect("\(fault)".contains("m"))
    switch (expected, fault) {
    case (.constraint, .constraint), (.contention, .contention), (.unavailable, .unavailable),
      (.failed, .failed):
      break
    default: Issue.record("\(state) is \(fault)")
    }
  }
}

/// What needs no server.
@Suite struct AddressTests {
  @Test func addressesAreRead() {
    if case .sqlite("a/b.sqlite")? = DatabaseAddress("sqlite:a/b.sqlite") {
    } else {
      Issue.record("sqlite")
    }
    if case .postgres("host=h dbname=d")? = DatabaseAddress("postgres:host=h dbname=d") {
    } else {
      Issue.record("postgres")
    }
    if case .postgres("postgres://u@h/d")? = DatabaseAddress("postgres://u@h/d") {
    } else {
      Issue.record("URI")
    }
    for text in ["", "sqlite:", "postgres:", "mysql:x", "a.sqlite"] {
      #expect(DatabaseAddress(text) == nil, "\(text)")
    }
  }

  @Test(arguments: [
    "host=/nowhere/at/all dbname=d user=u password=hushhush", "password=hushhush 'x",
    "hushhush", "postgres://u:hushhush@localhost:1/d",
  ])
  func passwordsAreNeverTold(_ conninfo: String) {
    #expect {
      _ = try Database(at: .postgres(conninfo: conninfo), create: false)
    } throws: { !"\($0)".contains("hushhush") }
  }
}
