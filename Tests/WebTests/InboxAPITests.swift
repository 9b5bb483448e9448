import Casework
import Foundation
import HTTPTypes
import Kernel
import Operations
import People
import Storage
import TestWorld
import Testing

/// Letters, reminders and deadlines over HTTP, and that they are nobody else's.
@Suite struct InboxAPITests {
  private static func run(_ test: @escaping @Sendable (World) async throws -> Void) async throws {
    try await World.run(
      at: "2026-09-01T10:00:00+03:00",
      extra: { try RegulatorWorld.plantBeside(in: $0, ids: .system, secret: nil) }, test)
  }

  @Test func aLetterIsListedFetchedAndRead() async throws {
    try await Self.run { world in
      #expect(try await world.get("/api/v1/inbox", by: "salem").json.elements?.isEmpty == true)
      let (_, path) = try await CasePagesTests.filed(world)
      let listed = try await world.get("/api/v1/inbox?lang=en", by: "salem")
      let head = try #require(listed.json.elements?.first)
      #expect(listed.status == 200 && listed.json.elements?.count == 1)
      #expect(head["number"]?.string == "PA-2026-000001" && head["kind"]?.string == "letter")
      #expect(path.hasSuffix(try #require(head["case"]?.string)))
      #expect(head["readAt"] == nil && head["body"] == nil)
      let one = "/api/v1/inbox/" + (try #require(head["id"]?.string))
      let letter = try await world.get(one + "?lang=en", by: "salem")
      #expect(letter.json["body"]?.string?.contains("You will have an answer by") == true)
      #expect(
        try await world.get(one, by: "salem").json["readAt"] == nil, "fetching is not reading")
      let read = try await world.post(one + "/reading", by: "salem")
      #expect(read.status == 200 && read.json["readAt"]?.string != nil)
      let again = try await world.post(one + "/reading", by: "salem")
      #expect(again.json["readAt"]?.string == read.json["readAt"]?.string)
      // A colleague has it too, and has not read it.
      #expect(try await world.get(one, by: "wafa").json["readAt"] == nil)
      for name in ["amna", "hind", "tariq"] {
        #expect(try await world.get(one, by: name).status == 404, "\(name)")
        #expect(try await world.post(one + "/reading", by: name).status == 404, "\(name)")
        #expect(
          !(try await world.get("/api/v1/inbox", by: name).body.contains("PA-2026")), "\(name)")
      }
      #expect(try await world.get("/api/v1/inbox").status == 401)
      #expect(try await world.post(one + "/reading").status == 401)
      for query in ["?page=0", "?page=x", "?page=1001"] {
        #expect(try await world.get("/api/v1/inbox" + query, by: "salem").status == 400)
      }
      #expect(try await world.get("/api/v1/inbox?page=2", by: "salem").body == "[]")
    }
  }

  @Test func deadlinesAreAsTheyWereKnown() async throws {
    try await Self.run { world in
      for (day, until, left) in [
        ("2021-09-09", "2021-09-09", Int64(0)), ("2021-09-10", "2022-03-10", 181),
        ("2022-03-11", "2022-03-10", -1),
      ] {
        let answer = try await world.get("/api/v1/deadlines?on=\(day)")
        let found = answer.json.elements?.first { $0["id"]?.string == "transition-1441" }
        #expect(
          found?["until"]?.string == until && found?["daysLeft"]?.decimal?.integer == left, "\(day)"
        )
      }
      #expect(try await world.get("/api/v1/deadlines?on=2021-06-10").body == "[]")
      #expect(try await world.get("/api/v1/deadlines?on=tomorrow").status == 400)
      #expect(try await world.get("/api/v1/deadlines").status == 200)
    }
  }
}
