import HTTPTypes
import Kernel
import Operations
import TestWorld
import Testing

/// What a body's case is about: one of its own programmes or licences; the office names a licence;
/// what belongs to others cannot be told apart from what does not exist.
@Suite struct CaseThingsTests {
  private static func run(_ test: @escaping @Sendable (World) async throws -> Void) async throws {
    try await World.run(
      at: "2026-09-01T10:00:00+03:00",
      extra: { try RegulatorWorld.plantBeside(in: $0, ids: .system, secret: nil) }, test)
  }

  private static func new(_ procedure: String) -> String {
    "/cases/new/sa-nelc/\(procedure)?lang=en"
  }

  @Test func anApplicantChoosesAmongTheBodysOwn() async throws {
    try await Self.run { world in
      let salem = try await Browser(world, "salem")
      let page = try await salem.get(Self.new("renewal")).body
      #expect(page.contains("<select id=\"about\"") && page.contains("NELC-P-0007"))
      let wrong = try await salem.post(Self.new("renewal"), "about=NELC-P-9999")
      #expect(wrong.status == 400 && wrong.body.contains("There is no such licence"))
      let nothing = try await salem.post(Self.new("renewal"), "")
      #expect(nothing.status == 400)
      let begun = try await salem.post(Self.new("renewal"), "about=NELC-P-0007")
      let form = try #require(begun.headers[.location])
      #expect(try await salem.get(form).status == 200)
    }
  }

  @Test func theOfficeNamesALicenceAndItsHolderIsTold() async throws {
    try await Self.run { world in
      let hind = try await Browser(world, "hind")
      let page = try await hind.get(Self.new("violation")).body
      #expect(page.contains("name=\"about\"") && !page.contains("NELC-P-0007"))
      let begun = try await hind.post(Self.new("violation"), "about=NELC-P-0007")
      let form = try #require(begun.headers[.location])
      let path = String(form.dropLast("/form".count))
      let salem = try await Browser(world, "salem")
      #expect(try await salem.get(path).status == 404, "a draft is its writer's alone")
      let filled = try await hind.post(
        form,
        "field.violation=standards&field.seenOn=2026-08-20&field.standard=1.3"
          + "&field.facts=Support+has+not+answered+for+weeks.")
      #expect(filled.headers[.location] == path + "/check")
      _ = try await hind.post(path + "/filing", "")
      let seen = try await salem.get(path + "?lang=en").body
      #expect(seen.contains("NELC-P-0007") && seen.contains("Nothing has been decided"))
      #expect(seen.contains("Support has not answered"), "who is concerned reads what was seen")
      #expect(!seen.contains("/steps/warn\""), "and takes none of the office's steps")
      #expect(try await hind.get(path).body.contains("/steps/warn\""))
    }
  }

  @Test func anApplicantOpensNoViolation() async throws {
    try await Self.run { world in
      let salem = try await Browser(world, "salem")
      #expect(try await salem.get(Self.new("violation")).status == 404)
      let amna = try await Browser(world, "amna")
      let answer = try await amna.post(Self.new("renewal"), "about=NELC-P-0007")
      #expect(answer.status == 404, "a learner renews nothing")
    }
  }

  @Test func theAPITakesTheSameNames() async throws {
    try await Self.run { world in
      func begin(_ login: String, _ about: String) async throws -> Answer {
        try await world.post(
          "/api/v1/cases", by: login,
          #"{"instrument":"sa-nelc","procedure":"renewal","about":"\#(about)"}"#)
      }
      let made = try await begin("salem", "NELC-P-0007")
      #expect(made.status == 201)
      let absent = try await begin("salem", "NELC-P-9999")
      #expect(absent.status == 404)
    }
  }
}
