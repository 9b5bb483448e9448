import HTTPTypes
import Kernel
import Operations
import People
import Registrar
import Storage
import Testing
import Web

/// The pages that prepare an institution, as a browser with a session uses them.
@Suite struct OfficePagesTests {
  private static let dana =
    "login=dana&nameAr=%D8%AF%D8%A7%D9%86%D8%A9&nameEn=Dana&language=ar&kind=passport"
    + "&identifier=D1&buyer=resident&role.learner=yes"

  @Test func pagesAreForTheirRoles() async throws {
    try await World.run { world in
      let course = try world.section("ARB210").course
      let pages: [(path: String, roles: Set<String>)] = [
        ("/people", ["admin", "sara"]), ("/people/add", ["admin", "sara"]),
        ("/courses/add", ["admin", "sara"]), ("/terms/add", ["admin", "sara"]),
        ("/questions", ["sara", "hamad", "salman"]), ("/parameters", ["admin", "sara"]),
        ("/courses/\(course)/admissions", ["sara"]),
      ]
      for login in ["admin", "sara", "hamad", "salman", "amna", "khalid", "nasser"] {
        let browser = try await Browser(world, login)
        for (path, roles) in pages {
          for tongue in ["ar", "en", "vi"] {
            let page = try await browser.get("\(path)?lang=\(tongue)")
            #expect(page.status == (roles.contains(login) ? 200 : 403), "\(login) \(path)")
            #expect(!page.body.contains("⟦"), "\(login) \(path) \(tongue)")
          }
        }
      }
      let stranger = try await world.get("/people")
      #expect(stranger.status == 303 && stranger.headers[.location] == "/sign-in?to=%2Fpeople")
    }
  }

  @Test func aSecretIsShownOnceAndSignsIn() async throws {
    try await World.run { world in
      let browser = try await Browser(world, "sara")
      #expect(try await browser.post("/people/add", Self.dana, csrf: false).status == 403)
      let made = try await browser.post("/people/add", Self.dana)
      #expect(made.status == 200 && made.headers[.cacheControl] == "no-store")
      let password = try #require(made.body.firstMatch(of: /([0-9a-f]{4}-){4}[0-9a-f]{4}/)).0
      let entered = try await world.post(
        "/sign-in", "name=dana&password=\(password)", headers: Browser.formType)
      #expect(entered.status == 303 && entered.headers[.location] == "/term")
      let page = try await browser.get("/people/\(try world.person("dana").id)")
      #expect(page.status == 200 && !page.body.contains(password))
      let unseen = Self.dana.replacing("nameEn=Dana", with: "nameEn=%E2%80%8B")
      #expect(try await browser.post("/people/add", unseen).status == 400)
      let twice = try await browser.post("/people/add", Self.dana)
      #expect(twice.status == 400 && twice.body.contains("value=\"dana\""))
      let found = try await browser.post("/people", "q=dan")
      let dana = try world.person("dana").id
      #expect(found.status == 200 && found.body.contains("/people/\(dana)"))
      let nobody = try await browser.post("/people", "q=%25")
      #expect(nobody.status == 200 && !nobody.body.contains("amna"))
    }
  }

  /// What the bank tells is recorded by finance: once, by day, and what is too much stays as credit.
  @Test func financeRecordsWhatTheBankTells() async throws {
    try await World.run { world in
      let (office, now) = (world.office, world.office.clock.now)
      let learner = try world.person("amna").id
      let section = try world.section("FQH112").id
      let registered = try await office.perform(
        RegisterForSection(section: section, learner: learner),
        by: .clock(try #require(office.institutions.first).scope))
      let made = try #require(registered.output)
      let number = try office.database.read { tx in
        try tx.count("SELECT number FROM invoice WHERE id = $1", .id(made.invoice))
      }
      let day = Zone.riyadh.day(of: now).description
      let amna = try await Browser(world, "amna")
      #expect(try await amna.post("/finance/payments", "number=1").status == 403)
      let huda = try await Browser(world, "huda")
      let page = try await huda.get("/finance?lang=ar")
      #expect(page.status == 200 && !page.body.contains("⟦"))
      let early = try await huda.post(
        "/finance/payments", "number=\(number)&amount=690.00&reference=B1&day=2020-01-01")
      #expect(early.status == 422)
      let fields = "number=\(number)&amount=690.00&reference=B1&day=\(day)"
      #expect(try await huda.post("/finance/payments", fields).status == 303)
      let again = fields.replacing("B1", with: "B2")
      let credit = try await huda.post("/finance/payments?lang=en", again)
      #expect(credit.status == 409 && credit.body.contains("Nothing is owed"))
      #expect(!credit.body.contains("⟦"))
    }
  }

  /// A registrar cannot take over the account of somebody with an office.
  @Test func accountsOfOfficesTakeAnAdministrator() async throws {
    try await World.run { world in
      let registrar = try await Browser(world, "sara")
      let administrator = try await Browser(world, "admin")
      let salman = try world.person("salman").id
      #expect(try await registrar.post("/people/\(salman)/secret", "").status == 403)
      #expect(try world.office.database.read { try Person.login("salman", in: $0)?.1 } == nil)
      #expect(try await administrator.post("/people/\(salman)/secret", "").status == 200)
      #expect(try world.office.database.read { try Person.login("salman", in: $0)?.1 } != nil)
      let amna = try world.person("amna").id
      let learner = try await Browser(world, "amna")
      #expect(try await registrar.post("/people/\(amna)/secret", "").status == 200)
      // Who got a new secret is signed out.
      #expect(try await learner.get("/term").status == 303)
    }
  }

  @Test func anUnsetValueIsSetAndALawfulOneIsNot() async throws {
    try await World.run { world in
      let browser = try await Browser(world, "admin")
      let fields = "pack=sa-iu-ecourses&key=altExam.requestDays&from=2026-09-01&decision=D-1"
      let wrong = try await browser.post("/parameters", fields + "&value=many")
      #expect(wrong.status == 400)
      let set = try await browser.post("/parameters", fields + "&value=%D9%A5")
      #expect(set.status == 303)
      let article = try await world.get("/regulations/sa-iu-ecourses/1447/V.1?lang=en")
      #expect(article.body.contains("Set by the institution") && article.body.contains("D-1"))
      let lawful = try await browser.post(
        "/parameters",
        "pack=sa-iu-ecourses&key=load.maximum&from=2026-09-01&decision=D-1&value=30")
      #expect(lawful.status == 400)
    }
  }

  @Test func lessonsArePlannedByWeekday() async throws {
    try await World.run { world in
      let section = try world.section("FQH112").id
      let browser = try await Browser(world, "khalid")
      let before = try world.office.database.read { try Lesson.of(section, in: $0).count }
      let path = "/sections/\(section)/lessons"
      let fields = "first=2026-09-07&time=17:30&count=5&mode=synchronous"
      for wrong in [
        fields, "weekday.2=yes&" + fields.replacing("17:30", with: "24:00"),
        "weekday.2=yes&" + fields.replacing("count=5", with: "count=400"),
        "weekday.2=yes&" + fields.replacing("2026-09-07", with: "2026-08-01"),
      ] {
        #expect(try await browser.post(path, wrong).status == 400, "\(wrong)")
      }
      #expect(try await browser.post(path, "weekday.2=yes&weekday.4=yes&" + fields).status == 303)
      let lessons = try world.office.database.read { try Lesson.of(section, in: $0) }
        .dropFirst(before)
      #expect(lessons.count == 5)
      #expect(lessons.allSatisfy { [2, 4].contains(Zone.riyadh.day(of: $0.startsAt).weekday) })
      #expect(lessons.allSatisfy { Zone.riyadh.time(of: $0.startsAt) == (17, 30, 0) })
    }
  }

  @Test func aShortReferenceFindsItsRuling() async throws {
    try await World.run { world in
      _ = try await world.register("amna", "FQH112")
      let asked = try await world.post("/api/v1/me/refund-requests", by: "amna")
      let ruling = try #require(asked.ruling?["id"]?.string)
      let short = "\(ruling.suffix(8).prefix(4))-\(ruling.suffix(4))"
      let browser = try await Browser(world, "sara")
      let found = try await browser.get("/journal?reference=\(short)&operation=all")
      #expect(found.body.contains("/rulings/\(ruling)") && found.body.contains(short))
      let other = try await browser.get("/journal?reference=0000-0000&operation=all")
      #expect(other.status == 200 && !other.body.contains("/rulings/\(ruling)"))
      // The person concerned reads on the ruling what was decided.
      _ = try await browser.post("/questions/\(ruling)", "decision=Paid%20back")
      let learner = try await Browser(world, "amna")
      #expect(try await learner.get("/rulings/\(ruling)").body.contains("Paid back"))
    }
  }
}
