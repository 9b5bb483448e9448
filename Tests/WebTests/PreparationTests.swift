import Kernel
import Operations
import People
import Registrar
import Regulations
import Storage
import Testing

/// People, courses, terms and questions over HTTP: who may, who may not, and whose they are.
@Suite struct PreparationTests {
  static let person =
    #"{"login":"dana","nameArabic":"دانة","nameLatin":"Dana","identifierKind":"passport","#
    + #""identifier":"D1","roles":["learner"]}"#
  static let texts = #"{"ar":"أ","en":"a","vi":"a"}"#
  static let course =
    #"{"code":"NEW1","programme":"MC-ISL","title":\#(texts),"units":3,"field":\#(texts),"#
    + #""about":\#(texts),"conditions":[{"code":"c1","title":\#(texts)}],"#
    + #""prerequisites":["FQH112"]}"#
  static let term =
    #"{"code":"1449-1","title":\#(texts),"studyStarts":"2027-09-05","ends":"2028-01-06","#
    + #""windows":[{"kind":"registration","from":"2027-08-22","through":"2027-09-09","#
    + #""decision":"D-7"}]}"#

  @Test func aPersonIsAddedAndGetsRoles() async throws {
    try await World.run { world in
      let added = try await world.post("/api/v1/people", by: "sara", Self.person)
      #expect(added.status == 201)
      let dana = try world.person("dana")
      #expect(added.output("person") == "\(dana.id)")
      #expect(try world.office.database.read { try Person.login("dana", in: $0)?.1 } == nil)
      let again = try await world.post("/api/v1/people", by: "sara", Self.person)
      #expect(again.status == 409 && again.problem == "state-conflict")
      let other = Self.person.replacing("Dana", with: "Diana")
      let differs = try await world.post("/api/v1/people", by: "sara", other)
      #expect(differs.status == 400 && differs.body.contains("other details"))
      let document = Self.person.replacing(#""dana""#, with: #""dana2""#)
      let twice = try await world.post("/api/v1/people", by: "sara", document)
      #expect(twice.status == 400 && twice.body.contains("'dana'"))

      let path = "/api/v1/people/\(dana.id)/roles"
      let finance = #"{"role":"finance"}"#
      #expect(try await world.post(path, by: "sara", finance).status == 403)
      let given = try await world.post(path, by: "admin", finance)
      let grant = try #require(given.output("grant"))
      #expect(given.status == 201)
      #expect(try await world.post(path, by: "admin", finance).status == 409)
      let list = try await world.get("/api/v1/people", by: "admin")
      #expect(list.status == 200 && list.body.contains("dana") && list.body.contains("finance"))
      #expect(try await world.post("/api/v1/roles/\(grant)/end", by: "sara").status == 403)
      #expect(try await world.post("/api/v1/roles/\(grant)/end", by: "admin").status == 201)
      #expect(try await world.post("/api/v1/roles/\(grant)/end", by: "admin").status == 409)
      let empty = try await world.get("/api/v1/people?page=9", by: "sara")
      #expect(empty.json.elements?.count == 0)
      #expect(try await world.get("/api/v1/people?page=x", by: "sara").status == 400)
    }
  }

  /// Nobody makes themselves more than they are.
  @Test func rolesAreNotForEverybodyToGive() async throws {
    try await World.run { world in
      let sara = try world.person("sara").id
      for (login, role, status) in [
        ("sara", "resultsAuthority", 403), ("sara", "administrator", 403), ("sara", "learner", 201),
        ("admin", "regulator", 403), ("admin", "instructor", 403), ("admin", "finance", 201),
        ("khalid", "learner", 403), ("amna", "finance", 403),
      ] {
        let answer = try await world.post(
          "/api/v1/people/\(sara)/roles", by: login, #"{"role":"\#(role)"}"#)
        #expect(answer.status == status, "\(login) gives \(role): \(answer.body)")
      }
      let registrar = Self.person.replacing("learner", with: "registrar")
      #expect(try await world.post("/api/v1/people", by: "sara", registrar).status == 403)
      #expect(try world.office.database.read { try Person.login("dana", in: $0) } == nil)
      let own = try world.office.database.read { tx in
        try Grant.of(world.person("admin").id, in: tx).first { $0.role == .administrator }
      }
      let grant = try #require(own).id
      #expect(try await world.post("/api/v1/roles/\(grant)/end", by: "admin").status == 409)
    }
  }

  @Test func aCourseAndATermAreAdded() async throws {
    try await World.run { world in
      for login in ["amna", "khalid", "salman"] {
        #expect(try await world.post("/api/v1/courses", by: login, Self.course).status == 403)
        #expect(try await world.post("/api/v1/terms", by: login, Self.term).status == 403)
        #expect(try await world.post("/api/v1/people", by: login, Self.person).status == 403)
        #expect(try await world.get("/api/v1/people", by: login).status == 403)
      }
      #expect(try await world.post("/api/v1/courses", by: "sara", Self.course).status == 201)
      #expect(try await world.post("/api/v1/courses", by: "sara", Self.course).status == 409)
      let made = try world.course("NEW1")
      #expect(made.units == 3 && made.field.ar == "أ")
      #expect(try await world.post("/api/v1/terms", by: "admin", Self.term).status == 201)
      #expect(try world.term("1449-1").ordinal == 3)
      let windows = try await world.get("/api/v1/terms", by: "amna")
      #expect(windows.body.contains("2027-08-22"))
      for (path, body, hint) in [
        (
          "courses", Self.course.replacing("NEW1", with: "NEW2").replacing("FQH112", with: "X9"),
          "X9"
        ),
        ("courses", Self.course.replacing("MC-ISL", with: "NONE"), "NONE"),
        ("courses", Self.course.replacing(#""units":3"#, with: #""units":31"#), "1...30"),
        (
          "terms",
          Self.term.replacing("1449-1", with: "1447-2").replacing("2027-09-05", with: "2026-09-05"),
          "order"
        ),
        ("terms", Self.term.replacing("2028-01-06", with: "2027-01-06"), "ends"),
        (
          "terms",
          Self.term.replacing("1449-1", with: "1450-1").replacing("2027-09-05", with: "2028-09-05")
            .replacing("2028-01-06", with: "2029-01-06").replacing("08-22", with: "08-01"),
          "year"
        ),
      ] {
        let answer = try await world.post("/api/v1/\(path)", by: "sara", body)
        #expect(answer.status == 400 && answer.body.contains(hint), "\(answer.body)")
      }
      #expect(
        try world.office.database.read { try Course.all(world.scope, in: $0) }
          .allSatisfy { $0.code != "NEW2" })
    }
  }

  @Test func aQuestionIsClosedByItsOffice() async throws {
    try await World.run(extra: ScopeTests.second) { world in
      let (_, invoice) = try await world.register("amna", "FQH112")
      try await world.pay(invoice, by: "amna", reference: "p-1")
      let asked = try await world.post("/api/v1/me/refund-requests", by: "amna")
      #expect(asked.status == 409 && asked.problem == "undetermined")
      let ruling = try #require(asked.ruling?["id"]?.string)
      // Another office neither decides it nor sees about whom it is.
      #expect(try await world.get("/api/v1/questions", by: "hamad").json.elements?.count == 0)
      let open = try await world.get("/api/v1/questions", by: "sara")
      #expect(open.json.elements?.count == 1 && open.body.contains(ruling))
      #expect(open.json.elements?.first?["office"]?.string == "registrar")
      #expect(try await world.get("/api/v1/questions", by: "amna").status == 403)
      #expect(try await world.get("/api/v1/questions", by: "boss").json.elements?.count == 0)

      let path = "/api/v1/questions/\(ruling)/closing"
      let decision = #"{"decision":"Refunded by decision 12"}"#
      let rows = try world.rows()
      for (login, status) in [("amna", 403), ("admin", 403), ("hamad", 403), ("boss", 404)] {
        #expect(try await world.post(path, by: login, decision).status == status, "\(login)")
      }
      for wrong in [#"{"decision":" "}"#, "{}", #"{"decision":"a\#u{202E}b"}"#] {
        #expect(try await world.post(path, by: "sara", wrong).status == 400)
      }
      #expect(try world.rows() == rows)
      #expect(try await world.post(path, by: "sara", decision).status == 201)
      #expect(try await world.post(path, by: "sara", decision).status == 409)
      #expect(try await world.get("/api/v1/questions", by: "sara").json.elements?.count == 0)
      // The ruling stays what it was, and the act names it.
      let kept = try await world.get("/api/v1/rulings/\(ruling)", by: "amna")
      #expect(kept.json["ruling"]?["outcome"]?.string == "undetermined")
      let id = try #require(RulingID(text: ruling))
      let question = try world.office.database.read { try Question.find(id, world.scope, in: $0) }
      #expect(question?.decision == "Refunded by decision 12" && question?.closedAt != nil)
      let none = try await world.post(
        "/api/v1/questions/\(try world.section("FQH112").id)/closing", by: "sara", decision)
      #expect(none.status == 404)
    }
  }

  /// Another institution's people, roles, courses and programmes are not there.
  @Test func nobodyPreparesAnother() async throws {
    try await World.run(extra: ScopeTests.second) { world in
      let amna = try world.person("amna").id
      let grant = try #require(
        try world.office.database.read { try Grant.of(amna, in: $0) }.first
      ).id
      for (path, body) in [
        ("people/\(amna)/roles", #"{"role":"finance"}"#), ("roles/\(grant)/end", nil),
      ] as [(String, String?)] {
        #expect(try await world.post("/api/v1/\(path)", by: "boss", body).status == 404, "\(path)")
      }
      let course = try await world.post("/api/v1/courses", by: "boss", Self.course)
      #expect(course.status == 400 && course.body.contains("MC-ISL"))
      let people = try await world.get("/api/v1/people", by: "boss")
      #expect(people.body.contains("boss") && !people.body.contains("amna"))
      let taken = try await world.post(
        "/api/v1/people", by: "boss", Self.person.replacing("dana", with: "amna"))
      #expect(taken.status == 400)
    }
  }
}
