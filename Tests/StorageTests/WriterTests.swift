import Foundation
import Kernel
import Synchronization
import TestEngine
import Testing

@testable import Storage

/// What the writer promises: alone in its group, durable before it is told, never beyond its room.
@Suite struct WriterTests {
  /// A full disk, as SQLite sees one: no page more than this.
  private func limitPages(_ database: Database, beyond pages: Int) throws {
    try database.writeAndWait { tx in
      // A pragma takes no parameter; the limit is put in steps of what the tests need.
      let count = try tx.count("PRAGMA page_count")
      let made =
        try pages == 0
        ? tx.count("PRAGMA max_page_count = 110")
        : tx.count("PRAGMA max_page_count = 1000000")
      #expect(made >= count)
    }
  }

  @Test func aFullDiskIsAnsweredAndRecoversByItself() async throws {
    let temporary = try TemporaryDatabase(onSQLite: true)
    let database = temporary.database
    try limitPages(database, beyond: 0)
    // Beside one that does not fit, those that fit are stored.
    let outcomes = await withTaskGroup(of: (Int, Bool).self) { group in
      for number in 0..<20 {
        group.addTask {
          do {
            let size = number == 7 ? 2_000_000 : 10
            try await database.write {
              try $0.setSetting("n\(number)", String(repeating: "x", count: size))
            }
            return (number, true)
          } catch StorageFault.unavailable {
            return (number, false)
          } catch {
            Issue.record("\(error)")
            return (number, false)
          }
        }
      }
      return await group.reduce(into: [Int: Bool]()) { $0[$1.0] = $1.1 }
    }
    #expect(outcomes[7] == false)
    #expect(outcomes.values.filter { $0 }.count == 19)
    #expect(try database.read { try $0.count("SELECT COUNT(*) FROM setting") } == 19)
    try limitPages(database, beyond: 1)
    try await database.write {
      try $0.setSetting("n7", String(repeating: "x", count: 2_000_000))
    }
    #expect(try database.read { try $0.setting("n7")?.utf8.count } == 2_000_000)
  }

  @Test func aFullQueueIsAnsweredAtOnce() throws {
    let temporary = try TemporaryDatabase()
    let database = temporary.database
    let (entered, gate) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    let refused = Mutex(0)
    database.submit(
      { _ in
        entered.signal()
        gate.wait()
      }, then: { _ in })
    entered.wait()
    let done = DispatchSemaphore(value: 0)
    for number in 1...Writer.queueLimit + 3 {
      database.submit({ _ in }) { outcome in
        if case .failure(StorageFault.unavailable) = outcome { refused.withLock { $0 += 1 } }
        if number == Writer.queueLimit { done.signal() }
      }
    }
    #expect(refused.withLock { $0 } == 3)
    #expect(database.queueDepth == Writer.queueLimit)
    gate.signal()
    done.wait()
    try database.writeAndWait { _ in }
    #expect(refused.withLock { $0 } == 3)
  }

  @Test func aStoppedWriterAnswers() throws {
    let temporary = try TemporaryDatabase()
    temporary.database.close()
    #expect(throws: StorageFault.self) { try temporary.database.writeAndWait { _ in } }
  }

  /// A failure that a later statement tells, or only the end of the job, stays with its job.
  @Test func aConstraintStaysWithItsJob() async throws {
    let temporary = try TemporaryDatabase()
    let database = temporary.database
    let stored = await withTaskGroup(of: Bool.self) { group in
      for number in 0..<60 {
        group.addTask {
          do {
            try await database.write { tx in
              try tx.setSetting("n\(number)", "x")
              if number % 3 == 0 {
                // Null where there must be something.
                try tx.run(
                  "UPDATE setting SET value = $1 WHERE name = $2", .null,
                  .text("n\(number)"))
              }
              if number % 2 == 0 { _ = try tx.setting("n\(number)") }
            }
            return true
          } catch {
            guard case StorageFault.constraint = error else {
              Issue.record("\(error)")
              return false
            }
            return false
          }
        }
      }
      return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(stored == 40)
    #expect(try database.read { try $0.count("SELECT COUNT(*) FROM setting") } == 40)
  }

  @Test func settleTellsAConstraintWhereItIsAsked() throws {
    let temporary = try TemporaryDatabase()
    let told = try? temporary.database.writeAndWait { tx in
      do {
        try tx.run("INSERT INTO setting (name, value) VALUES ('a', $1)", .null)
        try tx.settle()
        return "stored"
      } catch StorageFault.constraint {
        throw Told()
      }
    }
    #expect(told == nil)
    #expect(throws: Told.self) {
      try temporary.database.writeAndWait { tx in
        do {
          try tx.run("INSERT INTO setting (name, value) VALUES ('a', $1)", .null)
          try tx.settle()
        } catch StorageFault.constraint { throw Told() }
      }
    }
  }

  struct Told: Error {}

  @Test func readersSeeOneMoment() throws {
    let temporary = try TemporaryDatabase()
    let database = temporary.database
    try database.writeAndWait { try $0.setSetting("a", "1") }
    try database.read { tx in
      #expect(try tx.setting("a") == "1")
      try database.writeAndWait { try $0.setSetting("a", "2") }
      #expect(try tx.setting("a") == "1")
    }
    #expect(try database.read { try $0.setting("a") } == "2")
  }

  @Test func valuesComeBackAsTheyWent() throws {
    let temporary = try TemporaryDatabase()
    let id: PersonID = IDs.system.make(at: Clock.system.now)
    try temporary.database.writeAndWait { tx in
      try tx.remember(
        id, key: "ключ سند é e\u{301} \r\n", fingerprint: [], status: -1, body: [0, 255],
        at: Instant(microseconds: .min))
    }
    let row = try temporary.database.read { tx in
      try tx.first(
        """
        SELECT person, key, fingerprint, status, body, at, status < 0, status + 1, NULL
        FROM idempotency WHERE person = $1
        """, .id(id)
      ) { row in
        #expect(row.id(0) == id)
        #expect(Array(row.text(1).utf8) == Array("ключ سند é e\u{301} \r\n".utf8))
        #expect(row.blob(2) == [] && row.blob(4) == [0, 255])
        #expect(row.int(3) == -1 && row.integer(5) == .min && row.flag(6) && row.int(7) == 0)
        #expect(row.isNull(8) && !row.isNull(2) && row.optional(8, row.int) == nil)
        return true
      }
    }
    #expect(row == true)
  }

  /// A sum is a numeric to PostgreSQL.
  @Test(
    arguments: [0, 1, -1, 9_999, 10_000, -10_000, 123_456_789_012, .max - 1, .min + 1] as [Int64])
  func sumsAreIntegers(_ value: Int64) throws {
    let temporary = try TemporaryDatabase()
    try temporary.database.writeAndWait { tx in
      for (key, part) in [("a", value), ("b", value > 0 ? 1 : value < 0 ? -1 : 0)] {
        try tx.run(
          "INSERT INTO outbox (topic, key, payload, queued_at, attempts) VALUES ($1, $2, $3, $4, 0)",
          .text("t"), .text(key), .blob([]), .integer(part))
      }
    }
    let (sum, next) = (value + value.signum(), value)
    let found = try temporary.database.read { tx in
      try tx.first("SELECT SUM(queued_at), MAX(queued_at), MIN(queued_at) FROM outbox") {
        ($0.integer(0), $0.integer(1), $0.integer(2))
      }
    }
    #expect(found?.0 == sum)
    #expect(found?.1 == max(next, value.signum()) && found?.2 == min(next, value.signum()))
  }
}
