import Foundation
import Kernel
import Synchronization
import TestEngine
import Testing

@testable import Storage

/// Writes of one group: as if each had run alone after the one before, whatever was asked ahead,
/// gathered or sent later.
@Suite struct TogetherTests {
  /// A group of these jobs in their order, held back until all are queued; for each whether it was
  /// stored.
  private func together(
    _ database: Database, expect: @escaping @Sendable (Transaction) throws -> Void = { _ in },
    _ jobs: [@Sendable (Transaction) throws -> Void]
  ) -> [Bool] {
    let (entered, gate) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    let done = DispatchGroup()
    let outcomes = Mutex(Array(repeating: false, count: jobs.count))
    database.submit(
      { _ in
        entered.signal()
        gate.wait()
      }, then: { _ in })
    entered.wait()
    for (number, job) in jobs.enumerated() {
      done.enter()
      database.submit(expect: expect, job) { outcome in
        if case .success = outcome { outcomes.withLock { $0[number] = true } }
        done.leave()
      }
    }
    gate.signal()
    done.wait()
    return outcomes.withLock { $0 }
  }

  private struct Stopped: Error {}

  /// Two statements for one table keep their order.
  @Test func whoComesFirstIsKept() throws {
    let temporary = try TemporaryDatabase()
    let at = Instant(microseconds: 0)
    let stored = together(
      temporary.database,
      [
        { try $0.tell(topic: "t", key: "a", payload: [1], at: at) },
        { tx in
          try tx.run(
            """
            INSERT INTO outbox (topic, key, payload, queued_at, attempts)
            VALUES ($1, $2, $3, 0, 0) ON CONFLICT (topic, key) DO NOTHING
            """, .text("t"), .text("b"), .blob([1]))
        },
        { try $0.tell(topic: "t", key: "b", payload: [2], at: at) },
      ])
    #expect(stored == [true, true, true])
    let payloads = try temporary.database.read { tx in
      try tx.all("SELECT payload FROM outbox ORDER BY key") { $0.blob(0) }
    }
    #expect(payloads == [[1], [1]])
  }

  @Test func whoChangedNothingStopsNobody() throws {
    let temporary = try TemporaryDatabase()
    let runs = Mutex(0)
    let stored = together(
      temporary.database,
      [
        { tx in
          runs.withLock { $0 += 1 }
          try tx.setSetting("a", "1")
        },
        { _ in throw Stopped() },
        { try $0.setSetting("b", "1") },
      ])
    #expect(stored == [true, false, true])
    #expect(runs.withLock { $0 } == 1)
  }

  @Test func whoChangedSomethingIsUndoneAlone() throws {
    let temporary = try TemporaryDatabase()
    let runs = Mutex(0)
    let stored = together(
      temporary.database,
      [
        { tx in
          runs.withLock { $0 += 1 }
          try tx.setSetting("a", "1")
        },
        { tx in
          try tx.setSetting("b", "1")
          throw Stopped()
        },
        { tx in
          let (a, b) = (try tx.setting("a"), try tx.setting("b"))
          #expect(a == "1" && b == nil)
          try tx.setSetting("c", "1")
        },
      ])
    #expect(stored == [true, false, true])
    #expect(runs.withLock { $0 } == 2)
    let names = try temporary.database.read { tx in
      try tx.all("SELECT name FROM setting ORDER BY name") { $0.text(0) }
    }
    #expect(names == ["a", "c"])
  }

  /// Numbers have no gap, whoever of the group came to nothing.
  @Test func numbersFollowEachOther() throws {
    let temporary = try TemporaryDatabase()
    let numbered: @Sendable (Transaction) throws -> Void = { tx in
      let number = try tx.next("SELECT COALESCE(MAX(queued_at), 0) FROM outbox")
      try tx.tell(
        topic: "t", key: "\(number)", payload: [], at: Instant(microseconds: Int64(number)))
    }
    for _ in 0..<2 {
      let stored = together(
        temporary.database,
        [
          numbered, numbered,
          { tx in
            try numbered(tx)
            throw Stopped()
          }, numbered, { _ in throw Stopped() }, numbered,
        ])
      #expect(stored == [true, true, false, true, false, true])
    }
    let numbers = try temporary.database.read { tx in
      try tx.all("SELECT queued_at FROM outbox ORDER BY queued_at") { $0.int(0) }
    }
    #expect(numbers == Array(1...8))
  }

  /// Rows refer to rows of the same group and to earlier ones, in whatever order jobs bring them.
  @Test func rowsFindWhatTheyReferTo() throws {
    let temporary = try TemporaryDatabase()
    let ids = (0..<40).map { _ in IDs.system.make(at: Clock.system.now) as ID<RulingTag> }
    @Sendable func posting(_ id: ID<RulingTag>, _ tx: Transaction) throws {
      try tx.run(
        "INSERT INTO posting (id, institution, at, kind) VALUES ($1, $2, 0, 'k')", .id(id), .id(id))
    }
    @Sendable func entry(_ id: ID<RulingTag>, _ tx: Transaction) throws {
      try tx.run(
        """
        INSERT INTO ledger_entry (posting, account, person, amount, currency)
        VALUES ($1, 'cash', $2, 1, 'SAR')
        """, .id(id), .null)
    }
    try temporary.database.writeAndWait { try posting(ids[0], $0) }
    let jobs = ids.indices.map { number -> @Sendable (Transaction) throws -> Void in
      { tx in
        if number > 0 { try posting(ids[number], tx) }
        try entry(ids[number], tx)
        try entry(ids[number / 2], tx)
      }
    }
    #expect(together(temporary.database, jobs).allSatisfy { $0 })
    let counts = try temporary.database.read { tx in
      (
        try tx.count("SELECT COUNT(*) FROM ledger_entry"),
        try tx.count("SELECT COUNT(*) FROM posting")
      )
    }
    #expect(counts == (80, 40))
  }

  /// Steps drawn by chance beside a plain list of what must be there.
  @Test(arguments: 1...12)
  func answersAreThoseOfTheMoment(_ seed: UInt64) throws {
    let temporary = try TemporaryDatabase()
    let model = Mutex<[String: Int64]>([:])
    let steps = Steps(seed: seed)
    for _ in 0..<4 {
      let drawn = (0..<8).map { _ in steps.draw(count: 12) }
      let before = model.withLock { $0 }
      // A group may run again: then its steps begin where it began.
      let stored = together(
        temporary.database,
        expect: { tx in for step in drawn.joined() { try step.expect(in: tx) } },
        drawn.enumerated().map { number, steps in
          { tx in
            if number == 0 { model.withLock { $0 = before } }
            try model.withLock { held in
              for step in steps { try step.run(in: tx, beside: &held) }
            }
          }
        })
      #expect(stored.allSatisfy { $0 })
    }
    let found = try temporary.database.read { tx in
      try tx.all("SELECT name, until_at FROM lease") { ($0.text(0), $0.integer(1)) }
    }
    #expect(Dictionary(found) { $1 } == model.withLock { $0 })
  }
}

/// A step of a random history on a small table.
private enum Step {
  case put(String, Int64), set(String, Int64), add(String), remove(String), addAll
  case look(String), count, expect(String)

  private static func query(_ name: String) -> Query<Int64> {
    Query("SELECT name, until_at FROM lease WHERE name = $1", .text(name)) { $0.integer(1) }
  }

  func expect(in tx: Transaction) throws {
    if case .look(let name) = self { try tx.expect(Step.query(name)) }
  }

  func run(in tx: Transaction, beside held: inout [String: Int64]) throws {
    switch self {
    case .put(let name, let value):
      try tx.run(
        """
        INSERT INTO lease (name, holder, until_at) VALUES ($1, $2, $3)
        ON CONFLICT (name) DO NOTHING
        """, .text(name), .identity(1, 2), .integer(value))
      if held[name] == nil { held[name] = value }
    case .set(let name, let value):
      try tx.run("UPDATE lease SET until_at = $2 WHERE name = $1", .text(name), .integer(value))
      if held[name] != nil { held[name] = value }
    case .add(let name):
      try tx.run("UPDATE lease SET until_at = until_at + 3 WHERE name = $1", .text(name))
      if let value = held[name] { held[name] = value + 3 }
    case .addAll:
      try tx.run("UPDATE lease SET until_at = until_at - 1")
      held = held.mapValues { $0 - 1 }
    case .remove(let name):
      try tx.run("DELETE FROM lease WHERE name = $1", .text(name))
      held[name] = nil
    case .look(let name):
      let (found, wanted) = (try tx.first(Step.query(name)), held[name])
      #expect(found == wanted)
    case .count:
      let (found, wanted) = (try tx.count("SELECT COUNT(*) FROM lease"), held.count)
      #expect(found == wanted)
    case .expect(let name):
      try tx.expect(Step.query(name))
      _ = try tx.guess(Step.query(name))
    }
  }
}

/// Draws steps from a seed.
private final class Steps: @unchecked Sendable {
  private var state: UInt64
  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

  private func next(below limit: UInt64) -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state >> 33) % limit
  }

  func draw(count: Int) -> [Step] {
    (0..<count).map { _ in
      let name = "n\(next(below: 5))"
      switch next(below: 16) {
      case 0...2: return .put(name, Int64(next(below: 1_000)))
      case 3: return .set(name, Int64(next(below: 1_000)))
      case 4...5: return .add(name)
      case 6: return .remove(name)
      case 7: return .addAll
      case 8: return .count
      case 9...10: return .expect(name)
      default: return .look(name)
      }
    }
  }
}
