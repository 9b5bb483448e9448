import Foundation
import HTTPTypes
import Kernel
import LearningRecords
import Operations
import People
import Storage
import TestWorld
import Testing

/// The page where an administrator lets programs in.
@Suite struct RecordClientsPageTests {
  private func clients(_ world: World) throws -> [RecordClient] {
    try world.office.database.read { try RecordClient.all(world.scope, in: $0) }
  }

  private func acts(_ world: World, _ name: String) throws -> Int {
    try world.office.database.read {
      try $0.count("SELECT COUNT(*) FROM journal WHERE operation = $1", .text(name))
    }
  }

  @Test func aProgramIsLetInWithASecretShownOnceAndEnded() async throws {
    try await World.run { world in
      let admin = try await Browser(world, "admin")
      #expect(
        try await admin.get("/record-clients?lang=en").body.contains("No program is let in yet"))
      let added = try await admin.post(
        "/record-clients",
        "name=LMS%3Cb%3E&licence=NELC-P-0007&right.statements/write=yes&right.state=yes")
      #expect(added.status == 200, "\(added.body)")
      let client = try #require(try clients(world).first)
      #expect(client.name == "LMS<b>" && client.rights == [.writeStatements, .state])
      #expect(added.body.contains("LMS&lt;b&gt;") && added.body.contains(client.username))
      // The user name is shorter.
      let password = String(try #require(added.body.firstMatch(of: /[0-9a-f]{64}/)).output)
      let headers = [
        "Authorization": "Basic "
          + Data("\(client.username):\(password)".utf8).base64EncodedString(),
        "X-Experience-API-Version": "1.0.3", "Content-Type": "application/json",
      ]
      let body = Array(XAPITests.statement(1).utf8)
      let sent = try await world.send(.post, "/xapi/statements", bytes: body, headers: headers)
      #expect(sent.status == 200, "\(sent.body)")
      // Reading is not among its rights.
      #expect(try await world.send(.get, "/xapi/statements", headers: headers).status == 403)
      for tongue in ["ar", "en", "vi"] {
        let page = try await admin.get("/record-clients?lang=\(tongue)")
        #expect(page.status == 200 && !page.body.contains("⟦"))
        #expect(page.body.contains(client.username) && !page.body.contains(password))
      }
      #expect(try acts(world, "AddRecordClient") == 1)
      let ended = try await admin.post("/record-clients/\(client.id)/end", "")
      #expect(ended.status == 303, "\(ended.body)")
      #expect(try acts(world, "EndRecordClient") == 1)
      world.go(to: world.office.clock.now.adding(seconds: 6))
      let late = try await world.send(.post, "/xapi/statements", bytes: body, headers: headers)
      #expect(late.status == 401)
    }
  }

  @Test func whatIsWrongStandsBesideItsFieldAndNothingIsStored() async throws {
    try await World.run { world in
      let admin = try await Browser(world, "admin")
      for (fields, said) in [
        ("name=&licence=NELC-P-0007&right.all=yes", "is-wrong"),
        ("name=L&licence=NELC-P-0007", "Choose at least one"),
        ("name=L&licence=NELC-P-9999&right.all=yes", "no licence of this number"),
        ("name=L%0AM&licence=NELC-P-0007&right.all=yes", "is-wrong"),
      ] {
        let page = try await admin.post("/record-clients?lang=en", fields)
        #expect(page.status == 400, "\(fields)")
        #expect(said == "is-wrong" ? page.body.contains("wrong") : page.body.contains(said))
      }
      #expect(try clients(world).isEmpty && acts(world, "AddRecordClient") == 0)
    }
  }

  @Test func itIsTheAdministratorsAndOfTheOwnInstitutionOnly() async throws {
    try await World.run(extra: { try ScopeTests.second($0) }) { world in
      let program = try await RecordProgram(world)
      for login in ["amna", "khalid", "sara"] {
        let browser = try await Browser(world, login)
        #expect(try await browser.get("/record-clients").status == 403)
        #expect(
          try await browser.post(
            "/record-clients", "name=L&licence=NELC-P-0007&right.all=yes"
          ).status == 403)
        #expect(
          try await browser.post("/record-clients/\(program.client.id)/end", "").status == 403)
      }
      #expect(try await world.get("/record-clients").status == 303)
      // Who holds every office elsewhere neither sees it nor ends it, nor uses the licence.
      let boss = try await Browser(world, "boss")
      let list = try await boss.get("/record-clients?lang=en")
      #expect(list.status == 200 && !list.body.contains(program.client.username))
      let other = try await boss.post(
        "/record-clients?lang=en", "name=L&licence=NELC-P-0007&right.all=yes")
      #expect(other.status == 400 && other.body.contains("no licence of this number"))
      #expect(try await boss.post("/record-clients/\(program.client.id)/end", "").status == 404)
      #expect(try clients(world).count == 1)
      // Without the form's token nothing is done.
      let admin = try await Browser(world, "admin")
      #expect(
        try await admin.post("/record-clients/\(program.client.id)/end", "", csrf: false).status
          >= 400)
      #expect(try clients(world).allSatisfy { $0.endedAt == nil })
    }
  }

  /// The regulator's office looks after every institution's programs; the same role elsewhere after none.
  @Test func theRegulatorsOfficeSeesAllAndTheRoleElsewhereNone() async throws {
    try await World.run(
      extra: { tx in
        try RegulatorWorld.plantBeside(in: tx, ids: .system, secret: nil)
        let at = MadinahWorld.plantedAt
        let home = try #require(try Person.login("admin", in: tx)?.0.institution)
        let sami = Person(
          id: IDs.system.make(at: at), institution: home, login: "sami", nameAr: "سامي",
          nameEn: "Sami", tongue: .english, buyer: .resident, identifierKind: .passport,
          identifier: "S1")
        try sami.insert(secret: nil, at: at, in: tx)
        try Grant(
          id: IDs.system.make(at: at), person: sami.id, role: .regulator, institution: home,
          from: at
        ).insert(at: at, in: tx)
      }
    ) { world in
      let program = try await RecordProgram(world)
      let sami = try await Browser(world, "sami")
      #expect(try await sami.get("/record-clients").status == 403)
      let fields = "name=L&licence=NELC-P-0007&right.all=yes"
      #expect(try await sami.post("/record-clients", fields).status == 403)
      await #expect(throws: OperationFault.self) {
        _ = try await RecordProgram(world, by: try world.actor("sami"))
      }
      await #expect(throws: OperationFault.self) {
        _ = try await world.office.perform(
          EndRecordClient(program.client.id), by: try world.actor("sami"))
      }
      #expect(try clients(world).count == 1)
      let hind = try await Browser(world, "hind")
      for tongue in ["ar", "en", "vi"] {
        let page = try await hind.get("/record-clients?lang=\(tongue)")
        #expect(page.status == 200 && !page.body.contains("⟦"))
        #expect(page.body.contains(program.client.username))
      }
      let list = try await hind.get("/record-clients?lang=en")
      #expect(list.body.contains("The programs of all institutions"))
      let unknown = try await hind.post(
        "/record-clients?lang=en", "name=L&licence=NELC-P-9999&right.all=yes")
      #expect(unknown.status == 400 && unknown.body.contains("No licence kept here"))
      #expect(try await hind.post("/record-clients/\(program.client.id)/end", "").status == 303)
      #expect(try clients(world).allSatisfy { $0.endedAt != nil })
    }
  }
}
