import Foundation
import Kernel
import Storage
import TestEngine
import Testing

/// A database of the engine under test that is removed with the test.
struct TemporaryDatabase: ~Copyable {
  let database: Database
  let place: TestPlace
  var folder: String { place.folder }

  init(onSQLite: Bool = false) throws {
    let made = try TestPlace(onSQLite: onSQLite)
    database = try Database(at: made.address, create: true)
    place = made
  }

  deinit {
    database.close()
    place.remove()
  }
}

@Suite struct DatabaseTests {
  struct Refusal: Error {}

  @Test func numberedParametersMeanTheirNumber() throws {
    let temporary = try TemporaryDatabase()
    let found = try temporary.database.read { tx in
      try tx.first("SELECT $2, $1", .int(1), .int(2)) { ($0.int(0), $0.int(1)) }
    }
    #expect(found?.0 == 2)
    #expect(found?.1 == 1)
  }

  @Test func aFailedWriteStaysAloneInItsGroup() async throws {
    let temporary = try TemporaryDatabase()
    let database = temporary.database
    let outcomes = await withTaskGroup(of: Bool.self) { group in
      for number in 0..<200 {
        group.addTask {
          do {
            try await database.write { tx in
              try tx.setSetting("n\(number)", "x")
              if number % 3 == 0 { throw Refusal() }
            }
            return true
          } catch { return false }
        }
      }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    let stored = try database.read { try $0.count("SELECT COUNT(*) FROM setting") }
    #expect(outcomes == 133)
    #expect(stored == 133)
  }

  @Test func constraintsAreTheLastGuard() throws {
    let temporary = try TemporaryDatabase()
    #expect(throws: StorageFault.self) {
      try temporary.database.writeAndWait { tx in
        try tx.run(
          """
          INSERT INTO idempotency (person, key, fingerprint, status, body, at)
          VALUES ($1, $2, $3, $4, $5, $6)
          """, .null, .text("k"), .blob([]), .int(1), .blob([]), .int(1))
      }
    }
  }

  @Test func readersCannotWrite() throws {
    let temporary = try TemporaryDatabase()
    #expect(throws: StorageFault.self) {
      try temporary.database.read { try $0.setSetting("a", "b") }
    }
  }

  @Test func writesKeepTheOrderInWhichTheyWereQueued() throws {
    let temporary = try TemporaryDatabase()
    let database = temporary.database
    for number in 0..<500 {
      database.submit({ try $0.setSetting("last", String(number)) }, then: { _ in })
    }
    _ = try database.writeAndWait { try $0.setting("last") }
    #expect(try database.read { try $0.setting("last") } == "499")
  }

  @Test func aLaterSchemaIsRefused() throws {
    let temporary = try TemporaryDatabase()
    try temporary.place.execute(
      TestPlace.server == nil
        ? "PRAGMA user_version=99" : "INSERT INTO schema_version (version) VALUES (99)")
    #expect {
      _ = try Database(at: temporary.place.address, create: false)
    } throws: { "\($0)".contains("99") }
  }

  @Test func aMissingDatabaseIsNotMadeByAccident() {
    #expect(throws: StorageFault.self) {
      try Database(path: "/nowhere/at/all.sqlite", create: false)
    }
  }

  @Test func idempotencyRemembersTheFirstAnswer() throws {
    let temporary = try TemporaryDatabase()
    let person: PersonID = IDs.system.make(at: Clock.system.now)
    let states = try temporary.database.writeAndWait { tx -> [String] in
      var states = ["\(try tx.idempotency(person, key: "k", fingerprint: [1]))"]
      try tx.remember(
        person, key: "k", fingerprint: [1], status: 201, body: [7],
        at: Instant(microseconds: 0))
      states.append("\(try tx.idempotency(person, key: "k", fingerprint: [1]))")
      states.append("\(try tx.idempotency(person, key: "k", fingerprint: [2]))")
      return states
    }
    #expect(states == ["fresh", "answered(status: 201, body: [7])", "mismatch"])
  }
}
