import Foundation
import HTTPTypes
import Kernel
import Operations
import People
import Registrar
import Regulations
import Storage
import Testing

/// Headers, tokens, cookies and forms.
@Suite struct SecurityTests {
  @Test func everyAnswerCarriesTheHeaders() async throws {
    try await World.run { world in
      let answers = [
        try await world.get("/sign-in"), try await world.get("/nothing"),
        try await world.get("/health"), try await world.get("/api/v1/courses"),
        try await world.get("/api/v1/nothing"), try await world.get("/api/v1/me"),
        try await world.get("/api/v1/me", by: "nobody"), try await world.post("/sign-out"),
        try await world.get("/assets/site.css"), try await world.post("/api/v1/verifications", "{"),
      ]
      for answer in answers {
        let policy = answer.headers[.contentSecurityPolicy] ?? ""
        #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"))
        #expect(!policy.contains("script-src") && policy.contains("form-action 'self'"))
        #expect(answer.headers[.xContentTypeOptions] == "nosniff")
        #expect(answer.headers[.cacheControl] != nil && answer.headers[.server] == nil)
        #expect(answer.headers[try #require(HTTPField.Name("Referrer-Policy"))] == "same-origin")
      }
      #expect(answers[3].headers[.cacheControl] == "no-store")
    }
  }

  @Test func tokensThatDoNotCount() async throws {
    try await World.run { world in
      let paths = try Shared.loaded.get().document.operations.filter {
        $0.hasPrefix("POST ") && !$0.contains("/decisions/") && !$0.contains("/verifications")
          && $0 != "POST /receipts"
      }
      #expect(paths.count > 15)
      let section = "\(try world.section("FQH112").id)"
      let rows = try world.rows()
      for operation in paths {
        let path = String(operation.dropFirst(5)).replacing("{id}", with: section)
          .replacing("{number}", with: "1")
        // Without a token not even the input is looked at.
        for body in [nil, "{}", "hello", String(repeating: "x", count: 2 << 20)] {
          let answer = try await world.post(path, body)
          #expect(answer.status == 401 && answer.problem == "unauthorized", "\(operation)")
        }
      }
      for value in [
        "Bearer", "Bearer ", "Bearer x", "Basic YW1uYTpzYW5hZC1kZW1v", "token-amna",
        "Bearer token-amna,token-linh", "Bearer TOKEN-AMNA",
      ] {
        for path in ["/api/v1/me", "/api/v1/courses"] {
          let answer = try await world.get(path, headers: ["Authorization": value])
          #expect(answer.status == 401 && answer.problem == "unauthorized", "'\(value)'")
        }
      }
      let lower = try await world.get("/api/v1/me", headers: ["Authorization": "bearer token-amna"])
      #expect(lower.status == 200)
      world.go(to: World.tokensExpire.adding(seconds: -1))
      #expect(try await world.get("/api/v1/me", by: "amna").status == 200)
      world.go(to: World.tokensExpire)
      #expect(try await world.get("/api/v1/me", by: "amna").status == 401)
      #expect(try world.rows() == rows)
    }
  }

  @Test func offices() async throws {
    try await World.run { world in
      let (registration, invoice) = try await world.register("amna", "FQH112")
      let section = try world.section("FQH112").id
      try world.go(to: "2026-09-09T10:00:00+03:00")
      let entry = #"{"entries":[{"learner":"\#(try world.person("amna").id)"}]}"#
      let mark = #"{"component":"final","mark":100}"#
      let window =
        #"{"kind":"addDrop","from":"2026-08-23","through":"2026-12-12","decision":"mine"}"#
      let rows = try world.rows()
      let attempts: [(login: String, path: String, body: String?)] = [
        ("amna", "sections/\(section)/lessons/1/attendance", entry),
        ("nurah", "sections/\(section)/lessons/1/attendance", entry),
        ("sara", "sections/\(section)/lessons/1/attendance", entry),
        ("amna", "registrations/\(registration)/marks", mark),
        ("nurah", "registrations/\(registration)/marks", mark),
        ("amna", "terms/\(try world.term().id)/windows", window),
        ("khalid", "terms/\(try world.term().id)/windows", window),
        ("linh", "registrations/\(registration)/drop", nil),
        ("khalid", "registrations/\(registration)/drop", nil),
        ("linh", "registrations/\(registration)/withdrawal", nil),
        ("linh", "registrations/\(registration)/credential", nil),
        ("linh", "invoices/\(invoice)/credit-payments", #"{"credit":"credit.drop"}"#),
        (
          "linh", "invoices/\(invoice)/payments",
          """
          {"gateway":"simulated","reference":"p","amount":"690.00 SAR",
          "paidAt":"2026-08-24T08:00:00+03:00"}
          """
        ),
        (
          "linh", "sections/\(section)/registrations",
          #"{"learner":"\#(try world.person("yusuf").id)"}"#
        ),
        ("khalid", "sections/\(section)/registrations", nil),
      ]
      for (login, path, body) in attempts {
        let answer = try await world.post("/api/v1/\(path)", by: login, body)
        #expect(answer.status == 403 && answer.problem == "forbidden", "\(login) \(path)")
      }
      #expect(try world.rows() == rows)
    }
  }
}

/// Signing in, and what a browser's session can do.
@Suite struct SessionTests {
  private static let formType = ["Content-Type": "application/x-www-form-urlencoded"]

  private func signIn(
    _ world: World, _ login: String, _ password: String, to: String? = nil,
    headers: [String: String] = [:]
  ) async throws -> Answer {
    let target = to.map { "&to=\($0)" } ?? ""
    return try await world.post(
      "/sign-in", "name=\(login)&password=\(password)\(target)",
      headers: Self.formType.merging(headers) { $1 })
  }

  private func session(_ answer: Answer) throws -> String {
    let cookie = try #require(
      answer.headers[values: .setCookie].first { $0.hasPrefix("sanad_session=") })
    for attribute in ["HttpOnly", "SameSite=Lax", "Path=/"] {
      #expect(cookie.contains(attribute), "\(cookie)")
    }
    return String(try #require(cookie.split(separator: ";").first))
  }

  @Test func aSessionReadsButDoesNotActOnTheAPI() async throws {
    try await World.run(secret: try Shared.secret.get()) { world in
      let entered = try await signIn(world, "amna", "sanad-demo")
      #expect(entered.status == 303 && entered.headers[.location] == "/term")
      let cookie = ["Cookie": try session(entered)]
      #expect(try await world.get("/api/v1/me", headers: cookie).status == 200)
      let rows = try world.rows()
      for body in [nil, "{}", "csrf=x"] {
        let answer = try await world.post(
          "/api/v1/sections/\(try world.section("FQH112").id)/registrations", body,
          headers: cookie)
        #expect(answer.status == 401 && answer.problem == "unauthorized")
      }
      #expect(try world.rows() == rows)

      // A form without this session's token does nothing, and the reader stays signed in.
      for form in [nil, "", "csrf=", "csrf=x", "csrf=%zz", "CSRF=x"] {
        let answer = try await world.post(
          "/sign-out", form, headers: cookie.merging(Self.formType) { $1 })
        #expect(answer.status == 403 && answer.type.hasPrefix("text/html"))
      }
      #expect(try await world.get("/api/v1/me", headers: cookie).status == 200)
      let csrf = try world.csrf(of: cookie["Cookie"] ?? "")
      let left = try await world.post("/sign-out", "csrf=\(csrf)", headers: cookie)
      #expect(left.status == 303)
      #expect(try await world.get("/api/v1/me", headers: cookie).status == 401)
      #expect(
        try await world.get("/api/v1/me", headers: ["Cookie": "sanad_session=x"]).status == 401)
    }
  }

  @Test func sessionsEnd() async throws {
    try await World.run(secret: try Shared.secret.get()) { world in
      let cookie = ["Cookie": try session(try await signIn(world, "amna", "sanad-demo"))]
      world.go(to: world.office.clock.now.adding(seconds: 8 * 3600))
      #expect(try await world.get("/api/v1/me", headers: cookie).status == 401)
    }
  }

  @Test func wrongPasswordsAreRefused() async throws {
    try await World.run(secret: try Shared.secret.get()) { world in
      for (login, password) in [
        ("amna", "sanad"), ("amna", ""), ("", "sanad-demo"), ("nobody", "sanad-demo"),
        ("amna%00", "sanad-demo"), ("AMNA", "sanad-demo"), ("amna'--", "sanad-demo"),
        (String(repeating: "a", count: 300), "x"),
      ] {
        let answer = try await signIn(world, login, password)
        #expect(answer.status == 200 && answer.headers[values: .setCookie].isEmpty)
      }
      // A form that another site sends signs nobody in.
      let foreign = try await signIn(
        world, "amna", "sanad-demo", headers: ["Origin": "https://evil.example"])
      #expect(foreign.status == 403 && foreign.headers[values: .setCookie].isEmpty)
      // After eight failures even the right password waits, for a while.
      for _ in 1...8 { _ = try await signIn(world, "nurah", String(repeating: "x", count: 1_001)) }
      #expect(try await signIn(world, "nurah", "sanad-demo").status == 200)
      world.go(to: world.office.clock.now.adding(seconds: 301))
      #expect(try await signIn(world, "nurah", "sanad-demo").status == 303)
    }
  }

  @Test func signingInLeadsNowhereElse() async throws {
    try await World.run(secret: try Shared.secret.get()) { world in
      for to in ["//evil", "/%5Cevil", "https://evil", "javascript:x", "%2F%2Fevil", "%20//evil"] {
        let page = try await world.get("/sign-in?to=\(to)")
        #expect(page.status == 200 && !page.body.contains(#"name="to""#), "\(to)")
      }
      for to in ["//evil", "/%5Cevil"] {
        let answer = try await signIn(world, "amna", "sanad-demo", to: to)
        #expect(answer.status == 303 && answer.headers[.location] == "/term", "\(to)")
      }
      let page = try await world.get("/sign-in?to=/courses")
      #expect(page.body.contains(#"name="to""#))
      let home = try await signIn(world, "amna", "sanad-demo", to: "/courses%3Fpage=2")
      #expect(home.headers[.location] == "/courses?page=2")
    }
  }
}

extension World {
  /// The token that the forms of a session carry.
  func csrf(of cookie: String) throws -> String {
    let token = String(cookie.split(separator: "=").last ?? "")
    let found = try office.database.read {
      try WebSession.find(digest: Digest.sha256(token), at: office.clock.now, in: $0)
    }
    return try #require(found).csrf
  }
}
