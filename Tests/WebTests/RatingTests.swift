import HTTPTypes
import Kernel
import Operations
import Registrar
import Storage
import Testing

/// A learner says how a course was.
@Suite struct RatingTests {
  /// When the last lesson of the section begins.
  private func last(_ world: World) throws -> Instant {
    let section = try world.section("FQH112").id
    let lessons = try world.office.database.read { try Lesson.of(section, in: $0) }
    return try #require(lessons.map(\.startsAt).max())
  }

  @Test func fromTheLastLessonOnAndOnce() async throws {
    try await World.run(at: "2026-08-24T09:00:00+03:00") { world in
      let (registration, invoice) = try await world.register("amna", "FQH112")
      let path = "/api/v1/registrations/\(registration)/rating"
      let body = #"{"stars":4,"words":"واضح ومفيد"}"#
      let last = try last(world)
      world.go(to: last)
      // Not paid: nobody studies it.
      #expect(try await world.post(path, by: "amna", body).status == 409)
      try world.go(to: "2026-08-24T09:01:00+03:00")
      try await world.pay(invoice, by: "amna", reference: "rating")
      world.go(to: Instant(microseconds: last.microseconds - 1))
      #expect(try await world.post(path, by: "amna", body).status == 409)
      let amna = try await Browser(world, "amna")
      #expect(
        try await amna.get("/registrations/\(registration)/rating?lang=en").body
          .contains("from its last lesson on"))
      world.go(to: last)
      for wrong in [
        #"{"stars":0,"words":"x"}"#, #"{"stars":6,"words":"x"}"#, #"{"stars":3,"words":" "}"#,
        #"{"stars":3}"#, #"{"stars":3,"words":"\#(String(repeating: "x", count: 1_001))"}"#,
      ] {
        #expect(try await world.post(path, by: "amna", wrong).status == 400, "\(wrong)")
      }
      // Nobody else's: neither another learner's nor the staff's to give.
      for other in ["linh", "khalid", "sara"] {
        #expect(try await world.post(path, by: other, body).status == 404, "\(other)")
      }
      #expect(
        try await Browser(world, "linh").get("/registrations/\(registration)/rating").status == 404)
      let rated = try await world.post(path, by: "amna", body)
      #expect(rated.status == 201, "\(rated.body)")
      #expect(try await world.post(path, by: "amna", body).status == 409)
    }
  }

  @Test func theInstructorSeesHowManyAndTheAverageAndNoNames() async throws {
    try await World.run(at: "2026-08-24T09:00:00+03:00") { world in
      var registrations: [(String, String)] = []
      for login in ["amna", "linh"] {
        let (registration, invoice) = try await world.register(login, "FQH112")
        try await world.pay(invoice, by: login, reference: login)
        registrations.append((login, registration))
      }
      world.go(to: try last(world))
      let teacher = try await Browser(world, "khalid")
      #expect(!(try await teacher.get("/teaching?lang=en").body.contains("rating</small>")))
      for ((login, registration), stars) in zip(registrations, [5, 4]) {
        let browser = try await Browser(world, login)
        let path = "/registrations/\(registration)/rating"
        #expect(try await browser.get("/terms/\(world.term().id)").body.contains(path))
        for tongue in ["ar", "en", "vi"] {
          let page = try await browser.get("\(path)?lang=\(tongue)")
          #expect(page.status == 200 && !page.body.contains("⟦"))
        }
        let done = try await browser.post(path, "stars=\(stars)&words=said-by-\(login)<b>")
        #expect(done.status == 303, "\(done.body)")
        let given = try await browser.get("\(path)?lang=en&done=RateCourse")
        #expect(given.body.contains("said-by-\(login)&lt;b&gt;"))
        #expect(given.body.contains("Rated \(stars) of 5"))
      }
      let page = try await teacher.get("/teaching?lang=en").body
      #expect(page.contains("4.5<br><small>2 ratings</small>"))
      #expect(!page.contains("said-by"))
    }
  }
}
