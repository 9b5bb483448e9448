import HTTPTypes
import JSON
import Kernel
import Operations
import People
import Registrar
import Regulations
import Storage
import Testing

/// Refusals say why: article, numbers and the way forward, in the reader's language.
@Suite struct RefusalTests {
  /// Fills a term to 25 units; the course after that is one too many.
  private func oneTooMany(_ world: World, headers: [String: String] = [:], query: String = "")
    async throws -> Answer
  {
    for code in ["FQH112", "HDS110", "AQD130", "SRH140", "ARB150", "QRN101", "TJW170"] {
      _ = try await world.register("ibrahim", code)
    }
    for code in ["NHW120", "RSC105"] { _ = try await world.register("ibrahim", code) }
    let section = try world.section("DAW160").id
    return try await world.post(
      "/api/v1/sections/\(section)/registrations\(query)", by: "ibrahim", headers: headers)
  }

  @Test(arguments: [
    ("ar", "٢٦", "٢٥", "احذف"), ("en", "26", "25", "Drop"), ("vi", "26", "25", "Hãy"),
  ])
  func refusesInThreeLanguages(
    language: String, sum: String, maximum: String, forward: String
  ) async throws {
    try await World.run { world in
      let refused = try await oneTooMany(world, headers: ["Accept-Language": "\(language), de"])
      #expect(refused.status == 409 && refused.type == "application/problem+json")
      #expect(refused.problem == "refused" && refused.articles.first == "III.1")
      let detail = try #require(refused.json["detail"]?.string)
      let numbers =
        (detail.contains(sum) || detail.contains("26"))
        && (detail.contains(maximum) || detail.contains("25"))
      #expect(numbers, "\(detail)")
      #expect(refused.ruling?["text"]?.string == detail)
      #expect(refused.ruling?["forward"]?.string?.contains(forward) == true)
      let values = refused.ruling?["grounds"]?.elements?.first?["values"]
      #expect(values?["units"]?.decimal?.integer == 26)
      #expect(values?["maximum"]?.decimal?.integer == 25)
    }
  }

  @Test func theLanguageIsAskedForInThreeWays() async throws {
    try await World.run { world in
      let facts = #"{"unitsHeld":22,"unitsAdded":4}"#
      let path = "/api/v1/decisions/Registration/UnitCap"
      func text(_ query: String, by login: String? = nil, _ accept: String? = nil) async throws
        -> String
      {
        let headers = accept.map { ["Accept-Language": $0] } ?? [:]
        let answer = try await world.post(path + query, by: login, facts, headers: headers)
        return try #require(answer.json["text"]?.string)
      }
      let english = "This would bring you to 26 units; the limit for a term is 25."
      #expect(try await text("?lang=en") == english)
      #expect(try await text("?lang=en", by: nil, "vi") == english)
      #expect(try await text("", by: nil, "de-DE, en-GB;q=0.8, vi;q=0.5") == english)
      #expect(try await text("", by: "ibrahim") == english)
      let arabic = try await text("")
      #expect(arabic != english)
      #expect(try await text("?lang=xx", by: nil, "de") == arabic)
      #expect(try await text("", by: "linh") == text("?lang=vi"))
    }
  }

  @Test func whatIsRefusedIsKeptAndFollowed() async throws {
    try await World.run { world in
      let refused = try await oneTooMany(world)
      let id = try #require(refused.ruling?["id"]?.string)
      let own = try await world.get("/api/v1/rulings/\(id)", by: "ibrahim")
      #expect(own.status == 200)
      #expect(own.ruling?["operation"]?.string == "RegisterForSection")
      #expect(own.ruling?["outcome"]?.string == "refused")
      #expect(own.json["facts"]?["subject"]?.string == "\(try world.person("ibrahim").id)")
      let others = try await world.get("/api/v1/rulings/\(id)", by: "amna")
      #expect(others.status == 200 && others.json["facts"] == nil)
      #expect(!others.body.contains("\(try world.person("ibrahim").id)"))
      let registrar = try await world.get("/api/v1/rulings/\(id)", by: "sara")
      #expect(registrar.json["facts"] != nil)
      #expect(try await world.get("/api/v1/rulings/\(id)").status == 401)
    }
  }

  @Test func whatTheLawLeavesOpenWaitsForAPerson() async throws {
    try await World.run { world in
      let answer = try await world.post("/api/v1/me/refund-requests?lang=en", by: "amna")
      #expect(answer.status == 409 && answer.problem == "undetermined")
      #expect(answer.articles == ["G.5"])
      let open = try world.office.database.read {
        try $0.count("SELECT COUNT(*) FROM open_question")
      }
      #expect(open == 1)
    }
  }

  @Test func decidesRulesOnFacts() async throws {
    try await World.run { world in
      let path = "/api/v1/decisions/Registration/UnitCap"
      let rows = try world.rows()
      let granted = try await world.post(path, #"{"unitsHeld":22,"unitsAdded":3}"#)
      #expect(granted.status == 200 && granted.json["outcome"]?.string == "granted")
      #expect(granted.json["article"]?.string == "sa-iu-ecourses@1447#III.1")
      let refused = try await world.post(path, #"{"unitsHeld":23,"unitsAdded":3}"#)
      #expect(refused.status == 200 && refused.json["outcome"]?.string == "refused")
      let escaped = try await world.post(
        "/api/v1/decisions/Registration%2FUnitCap", #"{"unitsHeld":23,"unitsAdded":3}"#)
      #expect(escaped.bytes == refused.bytes)
      let then = try await world.post(
        "\(path)?on=2026-09-06T10:00:00%2B03:00&edition=1447", #"{"unitsHeld":1,"unitsAdded":3}"#)
      #expect(then.json["at"]?.string == "2026-09-06T07:00:00Z")
      #expect(try world.rows() == rows)
    }
  }

  @Test func problemsHaveOneShape() async throws {
    try await World.run { world in
      let nobody = try await world.get("/api/v1/me")
      #expect(nobody.status == 401 && nobody.problem == "unauthorized")
      #expect(nobody.headers[.wwwAuthenticate] == "Bearer")
      for path in ["/api/v1/nothing", "/api/v2/me", "/api/v1/courses/x"] {
        let answer = try await world.get(path, by: "amna")
        #expect(answer.status == 404 && answer.problem == "not-found")
        #expect(answer.type == "application/problem+json")
        #expect(answer.json["status"]?.decimal?.integer == 404)
      }
      let wrongMethod = try await world.send(.delete, "/api/v1/me", by: "amna")
      #expect(wrongMethod.status == 404 && wrongMethod.type == "application/problem+json")
      // Elsewhere people read: a page in their language.
      let page = try await world.get("/nothing?lang=vi")
      #expect(page.status == 404 && page.type.hasPrefix("text/html"))
      #expect(page.body.contains(#"lang="vi""#))
    }
  }
}
