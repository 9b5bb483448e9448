import HTTPTypes
import JSON
import Kernel
import LearningRecords
import Operations
import Storage
import Testing

/// Records are kept for as long as the institution has set, and for ever where it has set nothing.
@Suite struct RetentionTests {
  private static let agent = "agent=%7B%22mbox%22%3A%22mailto%3Aa%40b.example%22%7D"
  private static let state =
    "activities/state?activityId=http%3A%2F%2Fe.example%2Fo&\(agent)&stateId="
  private static let profile =
    "activities/profile?activityId=http%3A%2F%2Fe.example%2Fo&profileId="

  private func put(_ program: RecordProgram, _ path: String) async throws {
    let answer = try await program.send(
      .put, path, #"{"a":1}"#, headers: ["If-None-Match": "*"])
    #expect(answer.status == 204, "\(answer.body)")
  }

  private func removed(_ world: World) throws -> Int {
    try world.office.database.read {
      try $0.count("SELECT COUNT(*) FROM journal WHERE operation = 'RemoveOldRecords'")
    }
  }

  private func tick(_ world: World) async throws {
    let (office, scope) = (world.office, world.scope)
    let now = office.clock.now
    try await OnThread.run { _ = try Tick(office, scope, at: now).run() }
  }

  @Test func whatIsOlderGoesToTheSecondAndNothingElse() async throws {
    try await World.run { world in
      let program = try await RecordProgram(world)
      let start = world.office.clock.now
      try await put(program, Self.state + "old")
      try await put(program, Self.profile + "old")
      world.go(to: start.adding(seconds: 86_400))
      try await put(program, Self.state + "new")
      // Nothing is set: nothing goes.
      world.go(to: start.adding(seconds: 400 * 86_400))
      try await tick(world)
      #expect(try await program.send(.get, Self.state + "old").status == 200)
      let admin = try await Browser(world, "admin")
      let set = try await admin.post("/record-retention", "kind=state&days=401&decision=D-9")
      #expect(set.status == 303, "\(set.body)")
      // On the very second it is not older yet; after it, once another day has come, it is.
      for (seconds, status) in [(Int64(401 * 86_400), 200), (402 * 86_400, 404)] {
        world.go(to: start.adding(seconds: seconds))
        try await tick(world)
        #expect(try await program.send(.get, Self.state + "old").status == status)
        #expect(try await program.send(.get, Self.state + "new").status == 200)
        #expect(try await program.send(.get, Self.profile + "old").status == 200)
      }
      #expect(try removed(world) == 1)
      // Once a day, and never by a period that was taken back.
      world.go(to: start.adding(seconds: 900 * 86_400))
      let later = try await Browser(world, "admin")
      let kept = try await later.post("/record-retention", "kind=state&days=&decision=D-10")
      #expect(kept.status == 303 && kept.headers[.location]?.contains("done") == true)
      try await tick(world)
      #expect(try await program.send(.get, Self.state + "new").status == 200)
      _ = try await later.post("/record-retention", "kind=profile&days=1&decision=D-11")
      try await tick(world)
      #expect(try await program.send(.get, Self.profile + "old").status == 404)
      #expect(try removed(world) == 2)
    }
  }

  @Test func moreThanOneStepIsRemovedInSteps() async throws {
    try await World.run { world in
      let (scope, at) = (world.scope, world.office.clock.now)
      let keys = try world.office.recordKeys(scope)
      try await world.office.database.write { tx in
        try RecordRetention.set(.state, days: 1, scope, in: tx)
        for number in 0..<(RecordRetention.step + 1) {
          try RecordDocument(id: "\(number)", type: "text/plain", body: [1], stored: at).put(
            RecordDocument.Place(
              .state, activity: "http://e.example/o", agent: keys.all, registration: nil),
            scope, in: tx)
        }
      }
      world.go(to: at.adding(seconds: 86_401))
      try await tick(world)
      let left = try world.office.database.read {
        try $0.count("SELECT COUNT(*) FROM record_document")
      }
      #expect(try left == 0 && removed(world) == 2)
      #expect(try world.office.retentions(scope).first?.doneOn != nil)
    }
  }

  @Test func aRemovedStatementLeavesItsPlaceAndNothingElse() async throws {
    try await World.run { world in
      let program = try await RecordProgram(world)
      let (scope, start) = (world.scope, world.office.clock.now)
      for number in 1...2 {
        _ = try await program.send(.post, "statements", XAPITests.statement(number))
      }
      // One of another institution beside it, and one about the first.
      let about =
        #"{"id":"\#(XAPITests.id(3))","actor":{"mbox":"mailto:b@b.example"},"verb":{"id":"http://e.example/w"},"#
        + #""object":{"objectType":"StatementRef","id":"\#(XAPITests.id(1))"}}"#
      world.go(to: start.adding(seconds: 86_400))
      _ = try await program.send(.post, "statements", about)
      _ = try await world.office.perform(SealRecords(), by: .clock(scope))
      #expect(try await program.ids("?verb=http%3A%2F%2Fe.example%2Fv").count == 3)
      try await world.office.database.write { tx in
        try RecordRetention.set(.statements, days: 10, scope, in: tx)
      }
      world.go(to: start.adding(seconds: 10 * 86_400))
      try await tick(world)
      #expect(try await program.ids().count == 3)
      world.go(to: start.adding(seconds: 10 * 86_400 + 86_300))
      try await tick(world)
      #expect(try await program.ids() == [XAPITests.id(3)])
      for name in ["statementId", "voidedStatementId"] {
        let answer = try await program.send(.get, "statements?\(name)=\(XAPITests.id(1))")
        #expect(answer.status == 404)
      }
      // Neither the removed ones nor what was about them are found by what they said.
      for query in ["verb=http%3A%2F%2Fe.example%2Fv", "activity=http%3A%2F%2Fe.example%2Fo"] {
        #expect(try await program.ids("?\(query)").isEmpty)
      }
      let (bodies, entries) = try world.office.database.read { tx in
        (
          try tx.all("SELECT body, subject FROM statement WHERE hidden = 3") {
            (count: $0.blob(0).count, subject: $0.integer(1))
          },
          try tx.count(
            """
            SELECT COUNT(*) FROM statement_entry WHERE stored IN (
              SELECT stored FROM statement WHERE hidden = 3)
            """)
        )
      }
      #expect(bodies.map(\.count) == [32, 32] && bodies.allSatisfy { $0.subject == 0 })
      // The one place that the seal counts by.
      #expect(entries == 2)
      // The id is not free; the digests hold; changes are still seen.
      #expect(
        try await program.send(.post, "statements", XAPITests.statement(1)).status == 409)
      let keys = try world.office.recordKeys(scope)
      func broken() throws -> Int {
        try world.office.database.read {
          try RecordBatch.audit(keys, scope, in: $0).broken.count
        }
      }
      #expect(try broken() == 0)
      // Set anew, it removes nothing twice: a hash of a hash would break the digests.
      try await world.office.database.write { tx in
        try RecordRetention.set(.statements, days: nil, scope, in: tx)
        try RecordRetention.set(.statements, days: 9, scope, in: tx)
      }
      try await tick(world)
      #expect(try await program.ids().isEmpty && broken() == 0)
      let journaled = try world.office.database.read {
        try $0.count("SELECT COUNT(*) FROM journal WHERE operation = 'RemoveOldRecords'")
      }
      #expect(journaled == 2)
      try await world.office.database.write {
        try $0.run("UPDATE statement SET body = $1 WHERE hidden = 3", .blob([1]))
      }
      #expect(try broken() == 1)
    }
  }

  private func attachments(_ world: World) throws -> [String] {
    try world.office.database.read {
      try $0.all("SELECT body FROM record_attachment ORDER BY body") {
        String(decoding: $0.blob(0), as: UTF8.self)
      }
    }
  }

  private func attach(_ program: RecordProgram, _ number: Int, _ bytes: String, _ actor: String)
    async throws
  {
    let answer = try await program.send(
      .post, "statements", XAPITests.attached(number, bytes, actor: actor),
      headers: ["Content-Type": XAPITests.mixed])
    #expect(answer.status == 200, "\(answer.body)")
  }

  @Test func anAttachmentGoesWithTheLastStatementThatNamesIt() async throws {
    try await World.run(extra: { try ScopeTests.second($0) }) { world in
      let program = try await RecordProgram(world)
      let theirs = try await RecordProgram(
        world, licence: "SURGE-P-1", by: try world.actor("boss"))
      let start = world.office.clock.now
      try await attach(program, 1, "shared", "a")
      try await attach(program, 2, "own", "a")
      try await attach(program, 3, "voided", "a")
      try await attach(theirs, 1, "own", "a")
      world.go(to: start.adding(seconds: 5 * 86_400))
      try await attach(program, 4, "shared", "b")
      // One that is voided is still read by its id, with what it names.
      try await attach(program, 5, "voided", "b")
      let voiding = try await program.send(.post, "statements", XAPITests.voiding(6, 5))
      #expect(voiding.status == 200)
      _ = try await world.office.perform(SealRecords(), by: .clock(world.scope))
      try await world.office.database.write { tx in
        try RecordRetention.set(.statements, days: 10, world.scope, in: tx)
      }
      #expect(try attachments(world) == ["own", "own", "shared", "voided"])
      world.go(to: start.adding(seconds: 12 * 86_400))
      try await tick(world)
      // What the other institution keeps is its own.
      #expect(try attachments(world) == ["own", "shared", "voided"])
      world.go(to: start.adding(seconds: 20 * 86_400))
      try await tick(world)
      #expect(try attachments(world) == ["own"])
      // What comes again is taken again.
      try await attach(program, 7, "shared", "c")
      #expect(try attachments(world) == ["own", "shared"])
    }
  }

  @Test func anAttachmentGoesWithThePersonUnlessAnotherNamesIt() async throws {
    try await World.run { world in
      let program = try await RecordProgram(world)
      try await attach(program, 1, "own", "a")
      try await attach(program, 2, "shared", "a")
      try await attach(program, 3, "shared", "b")
      func erase(_ actor: String) async throws {
        let agent = try JSON.read(Array(#"{"mbox":"mailto:\#(actor)@b.example"}"#.utf8))
        let erased = try await world.office.perform(
          EraseRecords(agent: agent, decision: "D-1"), by: try world.actor("admin"))
        #expect(erased.output != nil)
      }
      try await erase("a")
      #expect(try attachments(world) == ["shared"])
      let read = try await program.send(.get, "statements?attachments=true")
      #expect(read.body.contains("\r\n\r\nshared\r\n"))
      try await erase("b")
      #expect(try attachments(world).isEmpty)
    }
  }

  @Test func onlyTheAdministratorSetsItForTheOwnInstitution() async throws {
    try await World.run(extra: { try ScopeTests.second($0) }) { world in
      for login in ["amna", "khalid", "sara"] {
        let browser = try await Browser(world, login)
        #expect(try await browser.get("/record-retention").status == 403)
        #expect(
          try await browser.post("/record-retention", "kind=state&days=1&decision=x").status == 403)
      }
      let admin = try await Browser(world, "admin")
      for wrong in ["days=0", "days=36526", "days=x", "days=1.5"] {
        let page = try await admin.post("/record-retention", "kind=state&decision=x&\(wrong)")
        #expect(page.status == 400, "\(wrong)")
      }
      #expect(
        try await admin.post("/record-retention", "kind=state&days=1&decision=").status == 400)
      #expect(
        try await admin.post("/record-retention", "kind=all&days=1&decision=x").status == 404)
      #expect(try world.office.retentions(world.scope).isEmpty)
      let boss = try await Browser(world, "boss")
      #expect(
        try await boss.post("/record-retention", "kind=state&days=36525&decision=x").status == 303)
      #expect(try world.office.retentions(world.scope).isEmpty)
      for tongue in ["ar", "en", "vi"] {
        let page = try await boss.get("/record-retention?lang=\(tongue)&done=SetRecordRetention")
        #expect(page.status == 200 && !page.body.contains("⟦"))
      }
    }
  }
}
