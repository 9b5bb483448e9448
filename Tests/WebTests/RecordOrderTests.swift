import HTTPTypes
import JSON
import Kernel
import LearningRecords
import Operations
import People
import Storage
import Testing

/// Who reads the records one after another comes to the end, and nothing is removed before.
@Suite struct RecordOrderTests {
  private func tick(_ world: World) async throws {
    let (office, scope) = (world.office, world.scope)
    let now = office.clock.now
    try await OnThread.run { _ = try Tick(office, scope, at: now).run() }
  }

  private func last(_ world: World) throws -> Instant {
    try #require(try world.office.database.read { try Statement.last(in: $0) })
  }

  /// More places without a statement that stands than one answer looks at.
  @Test func countingGoesOnWhereNothingStands() async throws {
    try await World.run { world in
      let program = try await RecordProgram(world)
      let (office, scope) = (world.office, world.scope)
      _ = try await program.send(.post, "statements", XAPITests.statement(1))
      let first = try last(world)
      let all = try office.recordKeys(scope).all
      try await office.database.write { tx in
        try tx.run(
          """
          INSERT INTO statement_entry (segment, key, role, stored, via)
          WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 20001)
          SELECT 1, CAST($1 AS BIGINT), 0, CAST($2 AS BIGINT) + x, 0 FROM n
          """, .integer(all.number), .instant(first))
      }
      world.go(to: first.adding(seconds: 60))
      _ = try await program.send(.post, "statements", XAPITests.statement(2))
      try await tick(world)
      let (end, sums) = try office.database.read {
        (try RecordCoverage.end(scope, in: $0), try RecordCoverage.sums(scope, in: $0))
      }
      #expect(try end == last(world))
      #expect(sums.map(\.statements).reduce(0, +) == 2)
      // A second run counts nothing twice.
      try await tick(world)
      let again = try office.database.read { try RecordCoverage.sums(scope, in: $0) }
      #expect(again.map(\.statements).reduce(0, +) == 2)
    }
  }

  @Test func nothingGoesThatIsStillToBeCountedOrSealed() async throws {
    try await World.run { world in
      let program = try await RecordProgram(world)
      let (office, scope) = (world.office, world.scope)
      _ = try await program.send(.post, "statements", XAPITests.statement(1))
      try await office.database.write {
        try RecordRetention.set(.statements, days: 1, scope, in: $0)
      }
      let last = try last(world)
      world.go(to: last.adding(seconds: 3 * 86_400))
      func removes() async throws -> Bool {
        do {
          return try await office.perform(RemoveOldRecords(.statements), by: .clock(scope)).output
            == 1
        } catch OperationFault.stateConflict {
          return false
        }
      }
      func set(looked: Instant, counted: Instant) async throws {
        try await office.database.write { tx in
          try RecordPosition.set(looked, scope, in: tx)
          try RecordCoverage.setEnd(counted, scope, in: tx)
        }
      }
      let before = Instant(microseconds: last.microseconds - 1)
      try await set(looked: last, counted: last)
      #expect(try await !removes(), "not sealed")
      _ = try await office.perform(SealRecords(), by: .clock(scope))
      try await set(looked: before, counted: last)
      #expect(try await !removes(), "not looked through")
      try await set(looked: last, counted: before)
      #expect(try await !removes(), "not counted")
      try await set(looked: last, counted: last)
      #expect(try await removes())
    }
  }

  /// What is found through a statement that goes, goes with it: also where nobody can read it any more,
  /// and where what it is about came later and stays.
  @Test(arguments: [false, true])
  func nothingIsFoundByWhatWent(isErased: Bool) async throws {
    try await World.run { world in
      let program = try await RecordProgram(world)
      let (office, scope, start) = (world.office, world.scope, world.office.clock.now)
      func about(_ number: Int, _ target: Int) -> String {
        #"{"id":"\#(XAPITests.id(number))","actor":{"mbox":"mailto:c@b.example"},"verb":"#
          + #"{"id":"http://e.example/w"},"object":{"objectType":"StatementRef","#
          + #""id":"\#(XAPITests.id(target))"}}"#
      }
      _ = try await program.send(.post, "statements", XAPITests.statement(1))
      _ = try await program.send(.post, "statements", about(2, 4))
      world.go(to: start.adding(seconds: 86_400))
      _ = try await program.send(.post, "statements", about(3, 1))
      _ = try await program.send(.post, "statements", about(5, 3))
      _ = try await program.send(.post, "statements", XAPITests.statement(4, verb: "x"))
      if isErased {
        let agent = Value.object(Value.Members([("mbox", .text("mailto:a@b.example"))]))
        _ = try await office.perform(
          EraseRecords(agent: agent, decision: "D-1"), by: world.actor("admin"))
      }
      func left() throws -> (own: Int, through: Int, others: Int) {
        let old = Instant(microseconds: start.microseconds + 1_000_000)
        return try office.database.read { tx in
          (
            try tx.count(
              "SELECT COUNT(*) FROM statement_entry WHERE stored < $1", .instant(old)),
            try tx.count(
              "SELECT COUNT(*) FROM statement_entry WHERE via > 0 AND via < $1", .instant(old)),
            try tx.count(
              "SELECT COUNT(*) FROM statement_entry WHERE stored > $1 AND (via = 0 OR via > $1)",
              .instant(old))
          )
        }
      }
      let there = try left()
      #expect(there.own > 12 && there.through > 10)
      try await office.database.write {
        try RecordRetention.set(.statements, days: 10, scope, in: $0)
      }
      world.go(to: start.adding(seconds: 10 * 86_400 + 86_300))
      try await tick(world)
      let after = try left()
      // By their own number they are still counted; the others lose nothing of their own.
      #expect(after.own == 2 && after.through == 0 && after.others == there.others)
      if !isErased {
        #expect(try await program.ids("?verb=http%3A%2F%2Fe.example%2Fx") == [XAPITests.id(4)])
      }
    }
  }

  /// Programs may tell of a person by the account here: erasing the person erases that too, and an agent
  /// whose address is miswritten is refused instead of being nobody.
  @Test func whatIsToldOfAPersonsAccountGoesWithThePersonsFacts() async throws {
    try await World.run { world in
      let program = try await RecordProgram(world)
      let (office, amna) = (world.office, try world.person("amna"))
      for number in 1...2 {
        let account =
          #"{"account":{"homePage":"\#(office.publicURL)","name":"\#(amna.id)"}}"#
        let told = XAPITests.statement(number).replacing(
          #"{"mbox":"mailto:a@b.example"}"#,
          with: number == 1 ? account : #"{"mbox":"mailto:x@b.example"}"#)
        #expect(try await program.send(.post, "statements", told).status == 200)
      }
      let admin = try world.actor("admin")
      _ = try await office.perform(ErasePersonFacts(person: amna.id, decision: "D-12"), by: admin)
      #expect(try await program.ids() == [XAPITests.id(2)])
      for (agent, decision) in [
        (#"{"mbox":"x@b.example"}"#, "D-13"), ("{}", "D-13"), ("[]", "D-13"),
        (#"{"mbox":"mailto:x@b.example"}"#, " "),
      ] {
        await #expect(throws: OperationFault.self, "\(agent) \(decision)") {
          _ = try await office.perform(
            EraseRecords(agent: try JSON.read(Array(agent.utf8)), decision: decision), by: admin)
        }
      }
      #expect(try await program.ids() == [XAPITests.id(2)])
    }
  }
}
