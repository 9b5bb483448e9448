import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import JSON
import Kernel
import LearningRecords
import Licensing
import Operations
import People
import Registrar
import Storage
import TestWorld
import Testing
import Web

/// A program that sends and reads records.
struct RecordProgram: Sendable {
  let world: World
  let client: RecordClient
  let authorization: String

  init(
    _ world: World, _ rights: [RecordClient.Right] = [.all], licence: String = "NELC-P-0007",
    by actor: Actor? = nil
  ) async throws {
    self.world = world
    let add = AddRecordClient(licence: licence, title: "LMS", rights: rights, ids: .system)
    client = try #require(
      try await world.office.perform(add, by: actor ?? world.actor("admin")).output)
    authorization =
      "Basic " + Data("\(client.username):\(add.password)".utf8).base64EncodedString()
  }

  func send(
    _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, mount: String = "/xapi",
    headers: [String: String] = [:]
  ) async throws -> Answer {
    var fields = headers
    fields["Authorization"] = authorization
    fields["X-Experience-API-Version"] = mount == "/xapi/2.0" ? "2.0.0" : "1.0.3"
    if body != nil, fields["Content-Type"] == nil { fields["Content-Type"] = "application/json" }
    return try await world.send(
      method, "\(mount)/\(path)", bytes: body.map { Array($0.utf8) }, headers: fields)
  }

  func ids(_ query: String = "") async throws -> [String] {
    let answer = try await send(.get, "statements\(query)")
    #expect(answer.status == 200, "\(answer.body)")
    return (answer.json["statements"]?.elements ?? []).compactMap { $0["id"]?.string }
  }
}

/// The store of learning records as programs meet it, in what the public suite does not ask.
@Suite struct XAPITests {
  static func id(_ number: Int) -> String {
    "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - "\(number)".count) + "\(number)"
  }

  static func statement(_ number: Int, actor: String = "a", verb: String = "v", _ more: String = "")
    -> String
  {
    #"{"id":"\#(id(number))","actor":{"mbox":"mailto:\#(actor)@b.example"},"#
      + #""verb":{"id":"http://e.example/\#(verb)"},"object":{"id":"http://e.example/o"}\#(more)}"#
  }

  static func voiding(_ number: Int, _ target: Int) -> String {
    #"{"id":"\#(id(number))","actor":{"mbox":"mailto:admin@b.example"},"#
      + #""verb":{"id":"http://adlnet.gov/expapi/verbs/voided"},"#
      + #""object":{"objectType":"StatementRef","id":"\#(id(target))"}}"#
  }

  /// The type of what `attached` gives.
  static let mixed = "multipart/mixed; boundary=B"

  /// A statement with an attachment, and the attachment's bytes.
  static func attached(
    _ number: Int, _ bytes: String, actor: String = "a", type: String = "text/plain"
  ) -> String {
    let sha2 = Hex.text(SHA256.hash(data: Data(bytes.utf8)))
    let attachment =
      #","attachments":[{"usageType":"http://e.example/u","display":{"en":"d"},"contentType":"#
      + #""text/plain","length":\#(bytes.utf8.count),"sha2":"\#(sha2)"}]"#
    return "--B\r\nContent-Type: application/json\r\n\r\n"
      + statement(number, actor: actor, attachment)
      + "\r\n--B\r\nContent-Type: \(type)\r\nContent-Transfer-Encoding: binary\r\n"
      + "X-Experience-API-Hash: \(sha2)\r\n\r\n\(bytes)\r\n--B--\r\n"
  }

  @Test func voidingTakesEffectInEitherOrderAndIsItselfFinal() async throws {
    try await World.run { world in
      let program = try await RecordProgram(world)
      for (first, second) in [(1, 2), (4, 3)] {
        let texts = [Self.statement(1), Self.voiding(2, 1), Self.voiding(3, 4), Self.statement(4)]
        for number in [min(first, second), max(first, second)] {
          let answer = try await program.send(.post, "statements", texts[number - 1])
          #expect(answer.status == 200, "\(answer.body)")
        }
        #expect(
          try await program.send(.get, "statements?statementId=\(Self.id(first))").status == 404)
        #expect(
          try await program.send(.get, "statements?voidedStatementId=\(Self.id(first))").status
            == 200)
      }
      #expect(try await program.send(.post, "statements", Self.voiding(5, 2)).status == 400)
      #expect(
        try await program.send(
          .post, "statements", "[\(Self.voiding(6, 99)),\(Self.voiding(7, 6))]"
        ).status == 400)
      // Found by what it voids, though that is found no more.
      #expect(
        try await program.ids("?verb=http%3A%2F%2Fe.example%2Fv") == [Self.id(3), Self.id(2)])
    }
  }

  @Test func aStatementIsNeverChangedAndABatchIsAllOrNothing() async throws {
    try await World.run { world in
      let program = try await RecordProgram(world)
      #expect(try await program.send(.post, "statements", Self.statement(1)).status == 200)
      #expect(try await program.send(.post, "statements", Self.statement(1)).status == 200)
      #expect(
        try await program.send(
          .put, "statements?statementId=\(Self.id(1))", Self.statement(1)
        ).status == 204)
      let other = try await program.send(.post, "statements", Self.statement(1, verb: "w"))
      #expect(other.status == 409 && other.problem == "state-conflict")
      let mixed = "[\(Self.statement(2)),\(Self.statement(1, verb: "w"))]"
      #expect(try await program.send(.post, "statements", mixed).status == 409)
      let bad = "[\(Self.statement(2)),{}]"
      let answer = try await program.send(.post, "statements", bad)
      #expect(answer.status == 400 && answer.json["place"]?.string == "[1].actor")
      #expect(
        try await program.send(.post, "statements", "[\(Self.statement(3)),\(Self.statement(3))]")
          .status == 400)
      #expect(try await program.ids() == [Self.id(1)])
    }
  }

  @Test func aLicenceThatDoesNotStandTakesNothing() async throws {
    try await World.run(at: "2027-01-07T09:00:00+03:00") { world in
      let program = try await RecordProgram(world, licence: "NELC-G-0101")
      #expect(try await program.send(.post, "statements", Self.statement(1)).status == 200)
      _ = try await world.office.perform(
        SetLicenceStatus(
          number: "NELC-P-0007", status: .suspended, from: world.office.clock.now,
          article: "sa-nelc@1446#licence", reason: "test"), by: try world.actor("nasser"))
      let refused = try await program.send(.post, "statements", Self.statement(2))
      #expect(refused.status == 403 && refused.problem == "refused")
      #expect(refused.json["place"]?.string?.contains("#G.2") == true, "\(refused.body)")
      let state =
        "activities/state?activityId=http%3A%2F%2Fe.example%2Fo&stateId=s&agent="
        + "%7B%22mbox%22%3A%22mailto%3Aa%40b.example%22%7D"
      #expect(try await program.send(.put, state, "{}").status == 403)
      #expect(try await program.ids() == [Self.id(1)], "what is there is still read")
    }
  }

  @Test(arguments: [
    ([RecordClient.Right.writeStatements], 200, 403, 403, 403),
    ([.readMine], 403, 200, 403, 403), ([.read], 403, 200, 403, 403),
    ([.state], 403, 403, 204, 403), ([.profile], 403, 403, 403, 204),
    ([.readAll], 403, 200, 403, 403), ([.all], 200, 200, 204, 204),
  ])
  func aScopeIsWhatAProgramMayDo(
    _ rights: [RecordClient.Right], _ write: Int, _ read: Int, _ state: Int, _ profile: Int
  ) async throws {
    try await World.run { world in
      let program = try await RecordProgram(world, rights)
      let agent = "agent=%7B%22mbox%22%3A%22mailto%3Aa%40b.example%22%7D"
      #expect(try await program.send(.post, "statements", Self.statement(1)).status == write)
      #expect(try await program.send(.get, "statements").status == read)
      #expect(
        try await program.send(
          .put, "activities/state?activityId=http%3A%2F%2Fe.example%2Fo&stateId=s&\(agent)", "{}"
        ).status == state)
      #expect(
        try await program.send(
          .put, "agents/profile?profileId=p&\(agent)", "{}", headers: ["If-None-Match": "*"]
        ).status == profile)
    }
  }

  @Test func whoMayReadItsOwnReadsNobodyElses() async throws {
    try await World.run { world in
      let one = try await RecordProgram(world, [.writeStatements, .readMine])
      let other = try await RecordProgram(world, [.writeStatements, .readMine])
      let whole = try await RecordProgram(world, [.read])
      _ = try await one.send(.post, "statements", Self.statement(1))
      _ = try await other.send(.post, "statements", Self.statement(2))
      #expect(try await one.ids() == [Self.id(1)])
      #expect(try await one.ids("?verb=http%3A%2F%2Fe.example%2Fv") == [Self.id(1)])
      #expect(try await one.send(.get, "statements?statementId=\(Self.id(2))").status == 404)
      #expect(try await whole.ids() == [Self.id(2), Self.id(1)])
    }
  }

  @Test func wrongSecretsEndedProgramsAndNobodyAreTurnedAway() async throws {
    try await World.run { world in
      let program = try await RecordProgram(world)
      for header in [
        "", "Basic x", "Bearer token-amna", "Basic \(Data("a:b".utf8).base64EncodedString())",
      ] {
        let answer = try await world.send(
          .get, "/xapi/statements",
          headers: ["Authorization": header, "X-Experience-API-Version": "1.0.3"])
        #expect(answer.status == 401 && answer.headers[.wwwAuthenticate] != nil, "\(header)")
      }
      #expect(try await program.send(.get, "statements").status == 200)
      _ = try await world.office.perform(
        EndRecordClient(program.client.id), by: try world.actor("admin"))
      #expect(try await program.send(.get, "statements").status == 401)
      await #expect(throws: OperationFault.self) {
        _ = try await RecordProgram(world, by: try world.actor("amna"))
      }
    }
  }

  @Test func alinkGoesOnWhileOthersWriteAndIsNobodyElses() async throws {
    try await World.run { world in
      let program = try await RecordProgram(world)
      let stranger = try await RecordProgram(world)
      let batch = (1...30).map { Self.statement($0) }.joined(separator: ",")
      #expect(try await program.send(.post, "statements", "[\(batch)]").status == 200)
      for order in ["false", "true"] {
        var answer = try await program.send(.get, "statements?limit=7&ascending=\(order)")
        var seen: [String] = []
        var extra = order == "true" ? 200 : 100
        while true {
          seen += (answer.json["statements"]?.elements ?? []).compactMap { $0["id"]?.string }
          guard let more = answer.json["more"]?.string, !more.isEmpty else { break }
          let path = String(more.dropFirst("/xapi/".count))
          #expect(try await stranger.send(.get, path).status == 400)
          #expect(try await program.send(.get, String(path.dropLast(3)) + "AAA").status == 400)
          if extra % 100 < 4 {
            _ = try await program.send(.post, "statements", Self.statement(extra))
            extra += 1
          }
          answer = try await program.send(.get, path)
        }
        #expect(seen.count == Set(seen).count)
        for number in 1...30 { #expect(seen.contains(Self.id(number)), "\(order) \(number)") }
      }
    }
  }

  @Test func twoConditionsMeetInOneStatement() async throws {
    try await World.run { world in
      let program = try await RecordProgram(world)
      _ = try await program.send(.post, "statements", Self.statement(1, actor: "a", verb: "v"))
      let about =
        #"{"id":"\#(Self.id(2))","actor":{"mbox":"mailto:b@b.example"},"#
        + #""verb":{"id":"http://e.example/w"},"object":{"objectType":"StatementRef","id":"\#(Self.id(1))"}}"#
      _ = try await program.send(.post, "statements", about)
      let agent = { (name: String) in "agent=%7B%22mbox%22%3A%22mailto%3A\(name)%40b.example%22%7D"
      }
      let verb = { (name: String) in "verb=http%3A%2F%2Fe.example%2F\(name)" }
      #expect(try await program.ids("?\(agent("a"))&\(verb("v"))") == [Self.id(2), Self.id(1)])
      #expect(try await program.ids("?\(agent("a"))&\(verb("w"))") == [])
      #expect(try await program.ids("?\(agent("b"))&\(verb("w"))") == [Self.id(2)])
      #expect(try await program.ids("?\(agent("b"))") == [Self.id(2)])
      #expect(
        try await program.ids("?\(agent("b"))&activity=http%3A%2F%2Fe.example%2Fo") == [])
    }
  }

  @Test func manyAtOnceLeaveOneTruth() async throws {
    try await World.run { world in
      let program = try await RecordProgram(world)
      let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
        for turn in 0..<24 {
          group.addTask {
            let text = Self.statement(1, actor: "new\(turn % 3)", verb: "v")
            return try await program.send(
              .post, "statements", "[\(Self.statement(100 + turn, actor: "same")),\(text)]"
            ).status
          }
        }
        return try await group.reduce(into: [Int]()) { $0.append($1) }
      }
      // Those that say the same as the first are told so, the others are refused whole.
      #expect(statuses.filter { $0 == 200 }.count == 8 && statuses.filter { $0 == 409 }.count == 16)
      #expect(try await program.ids().count == 9)
    }
  }

  @Test(arguments: [
    String(repeating: "[", count: 100_000), #"{"a":1,"a":2}"#, #"{"id":"\ud800"}"#, "[1e400]",
    "{\"\u{0}\":1}", "", "nul", "{}", "[]]", "7", #""text""#, "[[]]",
    #"{"actor":{"mbox":"mailto:a@b.example"},"verb":{"id":"http://e.example/v"},"object":{"id":"http://e.example/o"},"e\u0301":1,"\u00e9":2}"#,
  ])
  func hostileBodiesAreRefusedAndChangeNothing(_ body: String) async throws {
    try await World.run { world in
      let program = try await RecordProgram(world)
      let answer = try await program.send(.post, "statements", body)
      #expect(answer.status == 400, "\(answer.status) \(answer.body)")
      #expect(answer.headers[HTTPField.Name("X-Experience-API-Version")!] == "1.0.3")
      #expect(try await program.ids() == [])
    }
  }

  @Test func hostilePartsAndBytesAreRefused() async throws {
    try await World.run { world in
      let program = try await RecordProgram(world)
      for (type, body) in [
        ("multipart/mixed", "--b\r\n\r\n{}\r\n--b--"), ("multipart/mixed; boundary=b", ""),
        ("multipart/mixed; boundary=b", "--b"), ("multipart/mixed; boundary=b", "--b\r\n--b--"),
        ("multipart/mixed; boundary=b", "--b\r\nContent-Type: application/json\r\n\r\n{}"),
        (
          "multipart/mixed; boundary=b",
          "--b\r\nContent-Type: application/json\r\n\r\n\(Self.statement(1))\r\n--b\r\nContent-Transfer-Encoding: binary\r\nX-Experience-API-Hash: 00\r\n\r\nx\r\n--b--"
        ),
        ("text/plain", Self.statement(1)), ("application/x-www-form-urlencoded", "a=b"),
      ] {
        let answer = try await program.send(
          .post, "statements", body, headers: ["Content-Type": type])
        #expect(answer.status == 400, "\(type) \(body.prefix(40)) \(answer.status)")
      }
      var fields = ["Authorization": program.authorization, "Content-Type": "application/json"]
      fields["X-Experience-API-Version"] = "1.0.3"
      let broken = try await world.send(
        .post, "/xapi/statements", bytes: [0x7B, 0xFF, 0x7D], headers: fields)
      #expect(broken.status == 400)
      let large = try await world.send(
        .post, "/xapi/statements", bytes: Array(repeating: 0x20, count: (16 << 20) + 1),
        headers: fields)
      #expect(large.status == 413)
      for query in [
        "?statementid=x", "?limit=-1", "?limit=x", "?since=yesterday", "?%zz=1",
        "?agent=%7B%7D", "?format=EXACT", "?verb=v", "?limit=1&limit=2",
      ] {
        #expect(try await program.send(.get, "statements\(query)").status == 400, "\(query)")
      }
      #expect(try await program.ids() == [])
    }
  }

  @Test func eachMapSpeaksTheLanguageItsReaderKnowsBest() async throws {
    try await World.run { world in
      let program = try await RecordProgram(world)
      let text =
        #"{"id":"\#(Self.id(1))","actor":{"mbox":"mailto:a@b.example"},"#
        + #""verb":{"id":"http://e.example/v","display":{"en-US":"did","ar-SA":"فعل"}},"#
        + #""object":{"id":"http://e.example/o","definition":{"name":{"vi":"Bài","en-GB":"Lesson"}}}}"#
      #expect(try await program.send(.post, "statements", text).status == 200)
      func told(_ languages: String) async throws -> (String?, String?) {
        let one = try await program.send(
          .get, "statements?statementId=\(Self.id(1))&format=canonical",
          headers: ["Accept-Language": languages])
        return (
          one.json["verb"]?["display"]?.members?.pairs.first?.name,
          one.json["object"]?["definition"]?["name"]?.members?.pairs.first?.name
        )
      }
      #expect(try await told("ar") == ("ar-SA", "vi"))
      #expect(try await told("vi;q=0.5, en") == ("en-US", "en-GB"))
      #expect(try await told("ar-SA-x, vi") == ("ar-SA", "vi"))
      let kept = try await program.send(.get, "statements?statementId=\(Self.id(1))")
      #expect(kept.json["verb"]?["display"]?.members?.pairs.count == 2)
    }
  }

  @Test func whoIsErasedCannotBeReadAgainAndTheSealStillHolds() async throws {
    try await World.run { world in
      let program = try await RecordProgram(world)
      _ = try await program.send(.post, "statements", Self.statement(1, actor: "gone"))
      _ = try await program.send(.post, "statements", Self.statement(2, actor: "stays"))
      _ = try await world.office.perform(SealRecords(), by: .clock(world.scope))
      await #expect(throws: OperationFault.self) {
        _ = try await world.office.perform(SealRecords(), by: .clock(world.scope))
      }
      let agent = try JSON.read(Array(#"{"mbox":"mailto:gone@b.example"}"#.utf8))
      let erased = try await world.office.perform(
        EraseRecords(agent: agent, decision: "D-7"), by: try world.actor("admin"))
      #expect(erased.output == 1)
      #expect(try await program.ids() == [Self.id(2)])
      for name in ["statementId", "voidedStatementId"] {
        #expect(
          try await program.send(.get, "statements?\(name)=\(Self.id(1))").status == 404)
      }
      let keys = try world.office.recordKeys(world.scope)
      let audit = try world.office.database.read {
        try RecordBatch.audit(keys, world.scope, in: $0)
      }
      #expect(audit.count == 1 && audit.broken.isEmpty)
      // Whoever comes again begins anew.
      #expect(
        try await program.send(.post, "statements", Self.statement(3, actor: "gone")).status == 200)
      #expect(try await program.ids().count == 2)
      try await world.office.database.write {
        try $0.run("UPDATE statement SET body = $1", .blob([1, 2, 3]))
      }
      let changed = try world.office.database.read {
        try RecordBatch.audit(keys, world.scope, in: $0)
      }
      #expect(changed.broken.count == 1)
    }
  }

  /// Another process erases: the key that this one has in mind must not come back.
  @Test func whatAnotherProcessErasedStaysErasedWhenThePersonComesAgain() async throws {
    try await World.run { world in
      let program = try await RecordProgram(world)
      for number in 1...2 {
        _ = try await program.send(.post, "statements", Self.statement(number, actor: "gone"))
      }
      // What somebody else did with the person stays, and is not counted.
      let about = Self.statement(5).replacing(
        #"{"id":"http://e.example/o"}"#,
        with: #"{"objectType":"Agent","mbox":"mailto:gone@b.example"}"#)
      #expect(try await program.send(.post, "statements", about).status == 200)
      let other = try Office(
        database: world.office.database, library: world.office.library, clock: world.office.clock,
        issuer: nil)
      let agent = try JSON.read(Array(#"{"mbox":"mailto:gone@b.example"}"#.utf8))
      let erased = try await other.perform(
        EraseRecords(agent: agent, decision: "D-8"), by: try world.actor("admin"))
      #expect(erased.output == 2)
      for number in 3...4 {
        let answer = try await program.send(
          .post, "statements", Self.statement(number, actor: "gone"))
        #expect(answer.status == 200, "\(answer.body)")
      }
      #expect(try await program.ids() == [Self.id(4), Self.id(3), Self.id(5)])
      let fresh = try Office(
        database: world.office.database, library: world.office.library, clock: world.office.clock,
        issuer: nil)
      for (number, isReadable) in [(1, false), (2, false), (3, true), (4, true)] {
        let id = try #require(StatementID(text: Self.id(number)))
        let bytes = try world.office.database.read { tx in
          try fresh.openBytes(try #require(try Statement.find(id, world.scope, in: tx)), in: tx)
        }
        #expect((bytes != nil) == isReadable, "\(number)")
      }
    }
  }

  @Test func aLessonCountsByWhatAProgramRecordedHoweverLate() async throws {
    try await World.run(at: "2026-08-23T09:00:00+03:00") { world in
      let (registration, invoice) = try await world.register("amna", "QRN101")
      try await world.pay(invoice, by: "amna", reference: "R-1")
      let section = try world.section("QRN101")
      let all = try world.office.database.read { try Lesson.of(section.id, in: $0) }
      // Enough others study in it.
      try await world.office.database.write {
        try $0.run("UPDATE section SET state = 'open' WHERE id = $1", .id(section.id))
      }
      // Absent from so many that one less makes the difference.
      let limit = all.count / 4
      let missed = Array(all.prefix(limit + 1))
      let last = try #require(missed.last)
      try world.go(to: last.startsAt.adding(seconds: 86_400).utcText)
      let amna = try world.person("amna")
      for lesson in missed {
        try await world.office.database.write {
          try AttendanceSummary.record(
            .absent, consumed: nil, registration: try #require(RegistrationID(text: registration)),
            lesson: lesson.id, by: amna.id, at: MadinahWorld.plantedAt, in: $0)
        }
      }
      _ = try Tick(world.office, world.scope, at: world.office.clock.now).run()
      func bar() throws -> Registration.Bar? {
        try world.office.database.read {
          try Registration.find(
            try #require(RegistrationID(text: registration)), world.scope, in: $0)?.bar
        }
      }
      #expect(try bar() == .barred)

      let program = try await RecordProgram(world)
      let verb =
        last.mode == .synchronous
        ? "http://adlnet.gov/expapi/verbs/attended"
        : "https://w3id.org/xapi/acrossx/verbs/watched"
      func statement(_ number: Int, _ who: String, progress: String) -> String {
        #"{"id":"\#(Self.id(number))","actor":{"account":{"homePage":"http://127.0.0.1:8080","#
          + #""name":"\#(who)"}},"verb":{"id":"\#(verb)"},"object":{"id":"#
          + #""http://127.0.0.1:8080/course/QRN101/video/\#(last.id)"},"result":{"extensions":"#
          + #"{"https://w3id.org/xapi/video/extensions/progress":\#(progress)}}}"#
      }
      let someoneElse = try world.person("linh").id.description
      let texts = [
        statement(1, someoneElse, progress: "1"),
        statement(2, amna.id.description, progress: last.mode == .synchronous ? "1" : "0.899"),
        statement(3, amna.id.description, progress: "0.9"),
      ]
      let answer = try await program.send(.post, "statements", "[\(texts.joined(separator: ","))]")
      #expect(answer.status == 200, "\(answer.body)")
      let done = try Tick(world.office, world.scope, at: world.office.clock.now).run()
      #expect(done.contains { $0.operation == "CountRecord" && $0.outcome == "granted" })
      #expect(try bar() == Registration.Bar.none)
      let record = try world.office.database.read {
        try AttendanceRecord.of(last.id, in: $0)[try #require(RegistrationID(text: registration))]
      }
      #expect(record?.mark == .present)
      #expect(record?.statement?.description == Self.id(last.mode == .synchronous ? 2 : 3))
      // The mark leads to its record, for those it concerns.
      let page = "/records/\(try #require(record?.statement))"
      for (login, status) in [("amna", 200), ("linh", 404), ("khalid", 200)] {
        let answer = try await Browser(world, login).get(page)
        #expect(answer.status == status, "\(login): \(answer.status)")
        #expect(answer.body.contains("LMS") == (status == 200))
      }
      let again = try Tick(world.office, world.scope, at: world.office.clock.now).run()
      #expect(!again.contains { $0.operation == "CountRecord" })
    }
  }
}
