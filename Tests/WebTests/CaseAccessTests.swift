import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import Operations
import People
import Storage
import TestWorld
import Testing
import Web

/// Every route of cases, as every role of the institution that handles a case, of the one it is for,
/// and of a third, and as nobody: who has nothing to do with it finds nothing there.
@Suite struct CaseAccessTests {
  /// A route with `{id}` and `{digest}`, and what is sent to it; nil where it is read.
  private static let routes: [(path: String, body: String?)] = [
    ("/api/v1/cases/{id}", nil), ("/api/v1/cases/{id}/documents/{digest}", nil),
    ("/api/v1/cases/{id}/draft", #"{"answers":{}}"#), ("/api/v1/cases/{id}/filing", "{}"),
    ("/api/v1/cases/{id}/discard", ""), ("/cases/{id}/discard", ""),
    ("/api/v1/cases/{id}/steps", #"{"step":"look"}"#),
    ("/api/v1/cases/{id}/findings", #"{"standard":"1.1","met":true,"note":"Seen."}"#),
    ("/api/v1/cases/{id}/confirmations", #"{"standard":"1.1"}"#),
    ("/api/v1/cases/{id}/rating", #"{"stars":1}"#),
    ("/api/v1/cases/{id}/documents/{digest}/removal", #"{"field":"plan"}"#),
    ("/api/v1/cases/{id}/documents", ""),
    ("/api/v1/cases/{id}/fees/look", ""), ("/api/v1/cases/{id}/fees/look/payment", ""),
    ("/cases/{id}/fees/look", ""), ("/cases/{id}/fees/look/payment", ""),
    ("/cases/{id}", nil), ("/cases/{id}/form", nil), ("/cases/{id}/check", nil),
    ("/cases/{id}/documents/{digest}", nil), ("/cases/{id}/form", "field.note=x"),
    ("/cases/{id}/filing", ""), ("/cases/{id}/steps/look", ""),
    ("/cases/{id}/steps/return", "reasons=x"),
    ("/cases/{id}/findings", "standard=1.1&met=yes&note=x"),
    ("/cases/{id}/confirmations", "standard=1.1"), ("/cases/{id}/rating", "stars=1"),
  ]

  /// What is not about one case: who may not file, or has no desk, is told so.
  private static let others = [
    "/cases", "/desk", "/cases/new/{instrument}/{procedure}", "/api/v1/cases", "/api/v1/desk",
    "/desk/statistics",
  ]

  @Test func everyRouteOfACaseIsWalked() async throws {
    try await CaseLab.run { world in
      let known = Set(Self.routes.map(\.path) + Self.others)
      for route in buildRouter(world.site).routes {
        let path =
          "/"
          + route.path.description.split(separator: "/").map { part in
            part.hasPrefix(":") ? "{\(part.dropFirst())}" : String(part)
          }.joined(separator: "/")
        guard path.contains("/cases") || path.contains("/desk") else { continue }
        #expect(
          known.contains(path.replacing("{step}", with: "look")),
          "\(path) is walked by nobody: add it here")
      }
    }
  }

  /// Rows that acts on cases make.
  private static func rows(_ world: World) throws -> Int {
    try world.office.database.read { tx in
      try tx.count(
        """
        SELECT (SELECT COUNT(*) FROM journal) + (SELECT COUNT(*) FROM case_file)
          + (SELECT COUNT(*) FROM case_answers) + (SELECT COUNT(*) FROM case_step)
          + (SELECT COUNT(*) FROM case_document) + (SELECT COUNT(*) FROM case_finding)
          + (SELECT COUNT(*) FROM case_rating) + (SELECT COUNT(*) FROM outbox)
          + (SELECT SUM(is_attached) FROM case_document)
        """)
    }
  }

  @Sendable private static func everybody(_ tx: Transaction) throws {
    let now = MadinahWorld.plantedAt
    _ = try SurgeWorld(learners: 1, sections: 1, capacity: 5, now: now).plant(in: tx, ids: .system)
    for institution in try Institution.all(in: tx) {
      for role in Role.allCases { try CaseLab.plant(role, of: institution, in: tx) }
    }
  }

  private static func ask(
    _ route: (path: String, body: String?), _ id: String, _ digest: String, by login: String?,
    _ browser: Browser?, _ world: World
  ) async throws -> Answer {
    let path = route.path.replacing("{id}", with: id).replacing("{digest}", with: digest)
    let isUpload = path.hasSuffix("/documents") && route.body != nil
    if isUpload {
      return try await world.send(
        .post, path, by: login,
        bytes: CaseLab.body([("field", "plan")], [("file", "x.pdf", CaseLab.pdf(60, "other"))]),
        headers: ["Content-Type": CaseLab.multipart])
    }
    if let browser, !path.hasPrefix("/api/") {
      guard let body = route.body else { return try await browser.get(path) }
      return try await browser.post(path, body)
    }
    guard let body = route.body else { return try await world.get(path, by: login) }
    return try await world.post(path, by: login, body)
  }

  /// Who has to do with a case that was filed: whoever has a hand in a step of it at the office, and
  /// whoever may file for the body.
  private static func concerns(_ code: String, _ role: Role) -> Bool {
    code == "nelc" && [.regulator, .assessor].contains(role) || code == "iu" && role == .applicant
  }

  @Test func whoHasNothingToDoWithACaseFindsNothing() async throws {
    try await CaseLab.run(extra: Self.everybody) { world in
      let draft = try await world.draft()
      let path = try await world.draft()
      let made = try await world.attach(CaseLab.pdf(), "plan.pdf", to: path)
      let digest = try #require(made.output("sha256"))
      #expect(try await world.attach(CaseLab.pdf(), "plan.pdf", to: draft).status == 201)
      #expect(try await world.post("/api/v1\(path)/filing", by: "salem").status == 201)
      let (filed, begun) = (String(path.dropFirst(7)), String(draft.dropFirst(7)))
      let unknown = "\(CaseID(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0001))"
      let before = try Self.rows(world)
      for institution in world.office.institutions {
        for role in Role.allCases {
          let login = "\(institution.code)-\(role.rawValue)"
          let browser = try await Browser(world, login)
          // A draft is its writer's alone; a case of others is as absent as one there never was.
          let ids = Self.concerns(institution.code, role) ? [begun] : [begun, filed, unknown]
          for route in Self.routes {
            for id in ids {
              let answer = try await Self.ask(route, id, digest, by: login, browser, world)
              #expect(answer.status == 404, "\(login) \(route.path): \(answer.status)")
            }
          }
        }
      }
      for route in Self.routes {
        let answer = try await Self.ask(route, filed, digest, by: nil, nil, world)
        let expected = route.path.hasPrefix("/api/") ? [401] : [303, 403]
        #expect(expected.contains(answer.status), "nobody \(route.path): \(answer.status)")
      }
      #expect(try Self.rows(world) == before, "nothing was stored")
    }
  }

  /// Those who have to do with it read it, and act only where the act is theirs.
  @Test func whoHasToDoWithItDoesOnlyWhatIsTheirs() async throws {
    try await CaseLab.run(extra: Self.everybody) { world in
      let path = try await world.draft()
      let made = try await world.attach(CaseLab.pdf(), "plan.pdf", to: path)
      let digest = try #require(made.output("sha256"))
      #expect(try await world.post("/api/v1\(path)/filing", by: "salem").status == 201)
      let id = String(path.dropFirst(7))
      // (applicant, regulator, assessor)
      let expected: [String: [Int]] = [
        "/api/v1/cases/{id}": [200, 200, 200],
        "/api/v1/cases/{id}/documents/{digest}": [200, 200, 200],
        "/api/v1/cases/{id}/draft": [404, 404, 404],
        "/api/v1/cases/{id}/filing": [404, 404, 404],
        "/api/v1/cases/{id}/discard": [404, 404, 404],
        "/api/v1/cases/{id}/steps": [403, 403, 201],
        "/api/v1/cases/{id}/findings": [403, 403, 201],
        "/api/v1/cases/{id}/confirmations": [403, 201, 403],
        "/api/v1/cases/{id}/rating": [409, 403, 403],
        "/api/v1/cases/{id}/documents/{digest}/removal": [409, 409, 409],
        "/api/v1/cases/{id}/documents": [409, 404, 404],
      ]
      for (route, statuses) in expected.sorted(by: { $0.key < $1.key }) {
        let body = try #require(Self.routes.first { $0.path == route }).body
        // The assessor finds before the regulator confirms.
        for (login, status) in zip(["iu-applicant", "nelc-regulator", "nelc-assessor"], statuses)
          .reversed() where route != "/api/v1/cases/{id}/confirmations"
        {
          let answer = try await Self.ask((route, body), id, digest, by: login, nil, world)
          #expect(answer.status == status, "\(login) \(route): \(answer.status) \(answer.body)")
        }
      }
      for (login, status) in [
        ("iu-applicant", 403), ("nelc-assessor", 403), ("nelc-regulator", 201),
      ] {
        let answer = try await world.post(
          "/api/v1\(path)/confirmations", by: login, #"{"standard":"1.1"}"#)
        #expect(answer.status == status, "\(login): \(answer.body)")
      }
      for (login, status) in [("salem", 403), ("hind", 200), ("tariq", 200), ("amna", 403)] {
        #expect(try await world.get("/api/v1/desk", by: login).status == status)
      }
      let mine = try await world.get("/api/v1/cases", by: "iu-applicant")
      #expect(mine.json.elements?.compactMap { $0["id"]?.string } == [id])
      let none = try await world.get("/api/v1/cases", by: "surge-applicant")
      #expect(none.json.elements?.isEmpty == true)
      let offered = try await world.get("/api/v1/procedures", by: "salem").json.elements ?? []
      #expect(offered.contains { $0["id"]?.string == "evidence" })
      let learners = try await world.get("/api/v1/procedures", by: "amna").json.elements ?? []
      #expect(!learners.contains { $0["id"]?.string == "evidence" })
    }
  }
}
