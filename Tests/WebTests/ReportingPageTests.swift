import Foundation
import HTTPTypes
import Kernel
import LearningRecords
import Licensing
import Operations
import TestWorld
import Testing
import Web

/// The lights of what came in, seen by those whose it is and by the regulator's office.
@Suite struct ReportingPageTests {
  private static let rating = """
    {"actor":{"objectType":"Agent","name":"1000000008","mbox":"mailto:a@learn.example"},
     "verb":{"id":"http://id.tincanapi.com/verb/rated"},
     "object":{"id":"https://learn.example/course/C1","definition":{
       "type":"https://w3id.org/xapi/cmi5/activitytype/course","name":{"ar-SA":"مقرر"}}},
     "context":{"platform":"P-1","language":"ar-SA"},
     "result":{"score":{"scaled":SCALED},"response":"<b>"}}
    """

  private func send(
    _ world: World, scaled: String, to licence: String = Self.licence
  ) async throws {
    try await send(world, Self.rating.replacing("SCALED", with: scaled), to: licence)
  }

  private func send(_ world: World, _ statement: String, to licence: String) async throws {
    let operation = AddRecordClient(
      licence: licence, title: "lms", rights: [.writeStatements], ids: world.office.ids)
    let added = try world.office.performAndWait(operation, by: .clock(world.scope))
    let client = try #require(added.output)
    let login = Data("\(client.username):\(operation.password)".utf8).base64EncodedString()
    let answer = try await world.send(
      .post, "/xapi/statements",
      bytes: Array(statement.utf8),
      headers: [
        "Authorization": "Basic \(login)", "X-Experience-API-Version": "1.0.3",
        "Content-Type": "application/json",
      ])
    #expect(answer.status == 200, "\(answer.body)")
  }

  private static let licence = "NELC-G-0101"

  /// A place in a list means nothing on the page: another statement is named by its id.
  @Test func anotherStatementIsNamedByItsID() async throws {
    try await World.run(at: "2026-09-01T10:00:00+03:00") { world in
      let whole = Self.rating.replacing("SCALED", with: "0.5").dropFirst()
      for number in 1...2 {
        let id = #"{"id":"\#(XAPITests.id(number))","#
        try await send(world, id + whole, to: Self.licence)
      }
      let admin = try await Browser(world, "admin")
      let page = try await admin.get("/reporting?lang=en&licence=\(Self.licence)")
      #expect(page.body.contains("an earlier one (\(XAPITests.id(1)))"), "\(page.body)")
    }
  }

  @Test func lightsAreJudgedFromWhatCameIn() async throws {
    try await World.run(at: "2026-09-01T10:00:00+03:00") { world in
      let admin = try await Browser(world, "admin")
      #expect(try await admin.get("/reporting?lang=en").body.contains("No program has been let in"))
      try await send(world, scaled: "-0.5")
      let list = try await admin.get("/reporting?lang=en")
      #expect(list.status == 200 && list.body.contains(Self.licence))
      let one = try await admin.get("/reporting?lang=en&licence=\(Self.licence)")
      #expect(one.status == 200)
      #expect(one.body.contains("lies outside zero to one."))
      #expect(one.body.contains("Who the learner is"))
      // Nobody's identifier is shown, and what was sent is text.
      #expect(!one.body.contains("1000000008") && !one.body.contains("<b>"))
      for tongue in ["ar", "vi"] {
        let page = try await admin.get("/reporting?lang=\(tongue)&licence=\(Self.licence)")
        #expect(page.status == 200 && !page.body.contains("⟦"))
        let own = try await admin.get("/reporting?lang=\(tongue)")
        #expect(own.status == 200 && !own.body.contains("⟦"))
      }
      #expect(try await admin.get("/reporting?licence=none").status == 404)
      #expect(try await Browser(world, "amna").get("/reporting").status == 403)
      #expect(try await world.get("/reporting").status == 303)
    }
  }

  /// Who holds every office in another institution finds none of it; the regulator's office sees it.
  @Test func itIsTheirsAndTheRegulators() async throws {
    try await World.run(
      at: "2026-09-01T10:00:00+03:00",
      extra: {
        try RegulatorWorld.plantBeside(in: $0, ids: .system, secret: nil)
        try ScopeTests.second($0)
      }
    ) { world in
      try await send(world, scaled: "0.5")
      let officer = try await Browser(world, "hind")
      let page = try await officer.get("/reporting?lang=en&licence=\(Self.licence)")
      #expect(page.status == 200 && page.body.contains("passed"))
      let other = try await Browser(world, "boss")
      let list = try await other.get("/reporting?lang=en")
      #expect(list.status == 200 && !list.body.contains(Self.licence))
      #expect(try await other.get("/reporting?licence=\(Self.licence)").status == 404)
    }
  }

  /// What several programs told is judged together, and anew when another one voids some of it.
  @Test func aJudgementDoesNotOutliveAVoidedStatement() async throws {
    try await World.run(at: "2026-09-01T10:00:00+03:00") { world in
      func judged() throws -> Int? {
        let heard = try world.office.coverage([world.scope], at: world.office.clock.now).heard
        return (heard.map(\.whole) + heard.flatMap(\.programmes)).first {
          $0.licence.number == Self.licence
        }?.lights?.judged
      }
      try await send(world, scaled: "0.5")
      let named = Self.rating.replacing("SCALED", with: "0.7")
      try await send(
        world, #"{"id":"\#(XAPITests.id(7))","# + named.dropFirst(), to: Self.licence)
      #expect(try judged() == 2 && judged() == 2)
      try await send(world, XAPITests.voiding(8, 7), to: "NELC-P-0007")
      #expect(try judged() == 1)
    }
  }

  /// What breaks a check in the same way is said once, with the statements; what failed stands first.
  @Test func statementsThatBreakACheckAlikeStandTogether() async throws {
    try await World.run(at: "2026-09-01T10:00:00+03:00") { world in
      for (number, scaled) in [(1, "-0.5"), (2, "-0.25"), (3, "-0.75")] {
        let one = Self.rating.replacing("SCALED", with: scaled)
        try await send(
          world, #"{"id":"\#(XAPITests.id(number))","# + one.dropFirst(), to: Self.licence)
      }
      let admin = try await Browser(world, "admin")
      let page = try await admin.get("/reporting?lang=en&licence=\(Self.licence)").body
      let row = try #require(
        page.components(separatedBy: "<tr").first { $0.contains("lies outside zero to one.") })
      #expect(row.contains("3 statements</summary>"))
      for number in 1...3 { #expect(row.contains(XAPITests.id(number)), "\(number)") }
      // Each of them is told apart where what is said of it differs.
      #expect(row.components(separatedBy: "lies outside zero to one.").count == 4)
      let outcomes = page.matches(of: /class="tag (bad|info|good|quiet)"/).map { String($0.1) }
      #expect(outcomes.first == "bad" && outcomes.contains("good"))
      let last = try #require(outcomes.lastIndex(of: "bad"))
      #expect(!outcomes[..<last].contains("good") || outcomes.suffix(2).contains("bad"))
      #expect(page.components(separatedBy: "href=\"/reporting\"").count == 3)
    }
  }
}
