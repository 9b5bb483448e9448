import HTTPTypes
import Kernel
import Operations
import People
import Registrar
import Regulations
import Storage
import TestWorld
import Testing

/// Two institutions in one installation: what is another's is not there.
@Suite struct ScopeTests {
  /// Plants a second institution with learners, and one person who holds every office of it.
  @Sendable static func second(_ tx: Transaction) throws {
    let now = try #require(Instant(text: "2026-08-23T09:00:00+03:00"))
    _ = try SurgeWorld(learners: 3, sections: 2, capacity: 5, now: now).plant(in: tx, ids: .system)
    let institution = try #require(try Institution.all(in: tx).first { $0.code == "surge" })
    let boss = Person(
      id: IDs.system.make(at: now), institution: institution.id, login: "boss", nameAr: "المدير",
      nameEn: "Boss", tongue: .english, buyer: .resident, identifierKind: .passport,
      identifier: "B1")
    try boss.insert(secret: nil, at: now, in: tx)
    for role in Role.allCases {
      try Grant(
        id: IDs.system.make(at: now), person: boss.id, role: role, institution: institution.id,
        from: now.adding(seconds: -60)
      ).insert(at: now, in: tx)
    }
  }

  @Test func eachSeesItsOwn() async throws {
    try await World.run(extra: Self.second) { world in
      let ours = try await world.get("/api/v1/courses", by: "amna")
      let theirs = try await world.get("/api/v1/courses", by: "surge-1")
      #expect(ours.body.contains("FQH112") && !ours.body.contains("SRG1"))
      #expect(theirs.body.contains("SRG1") && !theirs.body.contains("FQH112"))
      let terms = try await world.get("/api/v1/terms", by: "surge-1")
      #expect(terms.json.elements?.count == 1 && !terms.body.contains("1448-1"))
      let theirTerm = try #require(terms.json.elements?.first?["id"]?.string)
      for (login, term) in [("amna", theirTerm), ("surge-1", "\(try world.term().id)")] {
        #expect(try await world.get("/api/v1/me/terms/\(term)", by: login).status == 404)
        #expect(try await world.get("/api/v1/terms/\(term)/sections", by: login).status == 404)
      }
      let sections = try await world.get("/api/v1/terms/\(theirTerm)/sections", by: "surge-1")
      let section = try #require(sections.json.elements?.first?["id"]?.string)
      let rows = try world.rows()
      let crossing = try await world.post("/api/v1/sections/\(section)/registrations", by: "amna")
      #expect(crossing.status == 404 && crossing.problem == "not-found")
      #expect(try world.rows() == rows)
      #expect(
        try await world.post("/api/v1/sections/\(section)/registrations", by: "surge-1").status
          == 201)
    }
  }

  /// Even who holds every office elsewhere finds nothing here.
  @Test func nobodyActsOnAnothersRows() async throws {
    try await World.run(extra: Self.second) { world in
      let (registration, invoice) = try await world.register("amna", "FQH112")
      let section = try world.section("FQH112").id
      let ruling = try #require(
        try await world.post("/api/v1/registrations/\(registration)/withdrawal", by: "amna")
          .ruling?["id"]?.string)
      let amna = try world.person("amna").id
      let target = #"{"section":"\#(section)"}"#
      let base = "registrations/\(registration)"
      let rows = try world.rows()
      let attempts: [(path: String, body: String?)] = [
        (
          "terms/\(try world.term().id)/windows",
          #"{"kind":"addDrop","from":"2026-08-23","through":"2026-12-12","decision":"x"}"#
        ),
        ("sections/\(section)/registrations", nil),
        ("sections/\(section)/registrations", #"{"learner":"\#(amna)"}"#),
        ("sections/\(section)/lessons/1/attendance", #"{"entries":[{"learner":"\#(amna)"}]}"#),
        ("\(base)/drop", nil), ("\(base)/withdrawal", nil), ("\(base)/credential", nil),
        ("\(base)/swap", target), ("\(base)/section-change", target),
        ("\(base)/underfilled-transfer", target), ("\(base)/balance-use", target),
        ("\(base)/bar-lifts", #"{"reason":"x"}"#),
        ("\(base)/marks", #"{"component":"final","mark":1}"#),
        ("\(base)/results", #"{"number":"R"}"#),
        (
          "\(base)/corrections",
          #"{"mark":1,"clerical":true,"justification":"x","number":"R"}"#
        ),
        (
          "invoices/\(invoice)/payments",
          """
          {"gateway":"bank","reference":"b-1","amount":"690.00 SAR",
          "paidAt":"2026-08-23T08:00:00+03:00"}
          """
        ),
        ("invoices/\(invoice)/credit-payments", #"{"credit":"credit.drop"}"#),
      ]
      for (path, body) in attempts {
        let answer = try await world.post("/api/v1/\(path)", by: "boss", body)
        #expect(answer.status == 404 && answer.problem == "not-found", "\(path) \(answer.body)")
      }
      #expect(try await world.get("/api/v1/rulings/\(ruling)", by: "boss").status == 404)
      #expect(try await world.get("/api/v1/rulings/\(ruling)", by: "amna").status == 200)
      #expect(try world.rows() == rows)
    }
  }
}
