import HTTPTypes
import Kernel
import Operations
import People
import Registrar
import Regulations
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

  /// What was typed is still there, and what is wrong is said beside its field.
  @Test func aRatingThatLacksSomethingComesBack() async throws {
    try await World.run(at: "2026-08-24T09:00:00+03:00") { world in
      let (registration, invoice) = try await world.register("amna", "FQH112")
      try await world.pay(invoice, by: "amna", reference: "rating")
      world.go(to: try last(world))
      let amna = try await Browser(world, "amna")
      let path = "/registrations/\(registration)/rating"
      #expect(try await amna.get(path).body.contains("<option value=\"\" selected>"))
      for (fields, kept) in [
        ("stars=&words=Clear+and+short", ">Clear and short</textarea>"),
        ("stars=6&words=Clear+and+short", ">Clear and short</textarea>"),
        ("stars=4&words=+", "<option value=\"4\" selected>"),
        ("stars=4&words=\(String(repeating: "x", count: 1_001))", "xxx</textarea>"),
      ] {
        let back = try await amna.post(path + "?lang=en", fields)
        #expect(back.status == 400 && back.body.contains(kept), "\(fields)")
        #expect(back.body.contains("class=\"error\""), "\(fields)")
      }
      let other = try await Browser(world, "linh")
      #expect(try await other.post(path, "stars=&words=x").status == 404)
      let most = String(repeating: "x", count: 1_000)
      #expect(try await amna.post(path, "stars=4&words=\(most)").status == 303)
    }
  }

  @Test func erasingAPersonErasesTheWords() async throws {
    try await World.run(at: "2026-08-24T09:00:00+03:00") { world in
      var registrations: [RegistrationID] = []
      for login in ["amna", "linh"] {
        let (registration, invoice) = try await world.register(login, "FQH112")
        try await world.pay(invoice, by: login, reference: login)
        registrations.append(try #require(RegistrationID(text: registration)))
      }
      world.go(to: try last(world))
      for (login, registration) in zip(["amna", "linh"], registrations) {
        _ = try await world.office.perform(
          RateCourse(registration: registration, stars: 4, words: "said by \(login)"),
          by: world.actor(login))
      }
      _ = try await world.office.perform(
        ErasePersonFacts(person: try world.person("amna").id, decision: "D-3"),
        by: world.actor("admin"))
      let (words, sum) = try world.office.database.read { tx in
        (
          try registrations.map { try Rating.find($0, in: tx)?.words },
          try Rating.sum(of: world.section("FQH112").id, in: tx)
        )
      }
      #expect(words == ["", "said by linh"] && sum.count == 2 && sum.stars == 8)
    }
  }

  /// A course without lessons is rated once its term is over, and not a second before.
  @Test func theLinkIsThereExactlyWhenItMayBeRated() async throws {
    try await World.run(at: "2026-08-24T09:00:00+03:00") { world in
      let (registration, invoice) = try await world.register("amna", "FQH112")
      try await world.pay(invoice, by: "amna", reference: "rating")
      let section = try world.section("FQH112").id
      try await world.office.database.write {
        try $0.run("UPDATE lesson SET state = 'cancelled' WHERE section = $1", .id(section))
      }
      let term = try world.term()
      let end = try world.office.law(world.scope, at: world.office.clock.now).zone.end(
        of: term.ends)
      let path = "/registrations/\(registration)/rating"
      for (at, may) in [(Instant(microseconds: end.microseconds - 1), false), (end, true)] {
        world.go(to: at)
        let amna = try await Browser(world, "amna")
        #expect(try await amna.get("/terms/\(term.id)").body.contains(path) == may)
        let form = try await amna.get("\(path)?lang=en").body
        #expect(form.contains("from its last lesson on") != may)
      }
    }
  }
}
