import JSON
import Kernel
import People
import Registrar
import Regulations
import Rules
import Storage
import Stories
import Synchronization
import TestEngine
import Testing
import Transport

@testable import Operations

/// A regulator's store in memory, which can be cut off or lose its answers.
private final class RecordStore: Sendable {
  enum Mood { case well, cutOff, losesAnswers, refusesAll }

  let held = Mutex<[(id: String, statement: Value)]>([])
  let mood = Mutex<Mood>(.well)
  let requests = Mutex(0)

  var statements: [Value] { held.withLock { $0.map(\.statement) } }

  var transport: Transport {
    Transport { [self] request in
      requests.withLock { $0 += 1 }
      let mood = mood.withLock { $0 }
      if mood == .cutOff { return Transport.Response(status: 503, body: []) }
      #expect(request.address.text == "https://store.example/xapi/statements")
      #expect(request.headers.contains { $0.name == "Authorization" && $0.value == "Basic dTpz" })
      let new = try JSON.read(request.body).elements ?? []
      if mood == .refusesAll { return Transport.Response(status: 400, body: []) }
      let isKnown = held.withLock { held in
        let ids = new.compactMap { $0["id"]?.string }
        if held.contains(where: { ids.contains($0.id) }) { return true }
        held += new.map { (id: $0["id"]?.string ?? "", statement: $0) }
        return false
      }
      if mood == .losesAnswers { return Transport.Response(status: 502, body: []) }
      return Transport.Response(status: isKnown ? 409 : 200, body: [])
    }
  }
}

@Suite("Reporting activity to the regulator")
struct ReportingTests {
  private static let story = """
    format: 1
    name: a journey
    world: madinah-1448-1
    steps:
      - { at: 2026-09-01T10:00:00+03:00, do: RegisterForSection, by: [LEARNER], with: { section: FQH112/1 } }
      - { at: 2026-09-01T11:00:00+03:00, do: SettlePayment, by: [LEARNER] }
      - { at: 2026-09-07T09:00:00+03:00, do: SubmitAssessmentPlan, by: khalid, with: { course: FQH112, components: [{ code: midterm, weight: 40 }, { code: final, weight: 60 }] } }
      - { at: 2026-09-07T10:00:00+03:00, do: ApproveAssessmentPlan, by: abdulaziz, with: { course: FQH112 } }
      - { at: 2026-11-01T09:00:00+03:00, do: RecordAttendance, by: khalid, with: { section: FQH112/1, lesson: 1, learner: LEARNER, mark: present } }
      - { at: 2026-11-01T09:01:00+03:00, do: RecordAttendance, by: khalid, with: { section: FQH112/1, lesson: 2, learner: LEARNER, consumed: 90 } }
      - { at: 2026-11-01T09:02:00+03:00, do: RecordAttendance, by: khalid, with: { section: FQH112/1, lesson: 3, learner: LEARNER, mark: absent } }
      - { at: 2026-12-28T10:00:00+03:00, do: EnterMark, by: khalid, with: { learner: LEARNER, course: FQH112, component: midterm, mark: 82 } }
      - { at: 2026-12-28T10:01:00+03:00, do: EnterMark, by: khalid, with: { learner: LEARNER, course: FQH112, component: final, mark: 59.5 } }
      - { at: 2027-01-03T10:00:00+03:00, do: ApproveResult, by: salman, with: { learner: LEARNER, course: FQH112, number: R-40 } }
      - { at: 2027-01-04T10:02:00+03:00, do: IssueCredential, by: reem, with: { learner: LEARNER, course: FQH112 } }
    """

  private static let facts = """
    format: 1
    people:
      - { login: amna, mobile: "+966500000000", nationality: السعودية, born: 1999-04-17 }
    courses:
      - { code: FQH112, minutes: 1800, lessonMinutes: 50 }
    """

  private final class Place {
    let scene: Scene
    let place: TestPlace
    let store = RecordStore()
    let delivery: StatementDelivery
    let start: Instant

    init(reports: Bool = true) throws {
      place = try TestPlace()
      scene = try Scene(
        world: "madinah-1448-1", library: try Packs.library.get(), at: place.address,
        publicURL: "https://learn.madinah.example")
      delivery = StatementDelivery(
        scene.office, store.transport,
        StatementSettings(
          endpoint: try #require(Address("https://store.example/xapi")), user: "u", secret: "s"))
      start = try #require(Instant(text: "2027-02-01T10:00:00+03:00"))
      if reports {
        let now = scene.office.clock.now
        _ = try scene.office.performAndWait(
          SetParameter(
            pack: StatementGate.instrument, key: "platform.code", value: "IUM-001",
            from: scene.zone.day(of: now), decision: "agreed"),
          by: try scene.actor("administrator"), at: now)
      }
    }

    deinit {
      scene.close()
      place.remove()
    }

    /// The journey: fourteen events.
    func live(_ learner: String = "amna") throws {
      let text = ReportingTests.story.replacing("LEARNER", with: learner)
      for step in try Story.read(text, file: "journey").steps {
        let run = StoryRun.play(step, in: scene)
        #expect(run.problems.isEmpty, "\(run.problems)")
      }
      let person = try #require(try scene.database.read { try Person.login(learner, in: $0)?.0 })
      let registration = try #require(
        try scene.database.read { try Registration.of(person.id, in: $0).last })
      _ = try scene.office.performAndWait(
        RateCourse(registration: registration.id, stars: 4, words: "واضح ومفيد"),
        by: try scene.actor(learner), at: start)
    }

    func tellFacts(_ text: String = ReportingTests.facts) throws -> Int? {
      try scene.office.performAndWait(
        SetReportingFacts(try ReportingFacts(text, file: "facts.yaml")), by: .clock(scene.scope),
        at: start
      ).output
    }

    /// Runs until nothing is due, a few seconds between two runs.
    func run(from seconds: Int64 = 0) throws -> [StatementDelivery.Progress] {
      try (0..<4).map { try delivery.run(at: start.adding(seconds: seconds + $0 * 10)) }
    }

    var left: (waiting: Int, dead: Int, events: [(verb: String, at: Instant, fault: String)]) {
      get throws { try scene.office.unreported(scene.scope, limit: 50) }
    }
  }

  @Test("A whole journey is reported, and passes the regulator's checks")
  func journey() throws {
    let place = try Place()
    try place.live()
    #expect(try place.tellFacts() == 0)
    let runs = try place.run()
    #expect(runs.map(\.delivered).reduce(0, +) == place.store.statements.count)
    let verbs = place.store.statements.compactMap {
      $0["verb"]?["display"]?["en-US"]?.string
    }
    #expect(verbs.first == "registered")
    #expect(
      verbs.sorted() == [
        "attempted", "attempted", "attended", "completed", "completed", "completed", "earned",
        "initialized", "progressed", "progressed", "progressed", "rated", "registered", "watched",
      ])
    #expect(try place.left.waiting == 0 && place.left.dead == 0)
    let law = try #require(
      place.scene.office.library.law(StatementGate.instrument, at: place.start))
    let checks = StatementGate.judge(
      try ReportedList(.list(place.store.statements)), under: law)
    for check in checks {
      #expect(check.finding.outcome != .refused, "\(check.finding.key) \(check.finding.arguments)")
    }
    // A failed attempt has no raw score (5.2); one certificate and one attempt of each exam leave the
    // others open.
    let open = checks.filter { $0.finding.outcome == .undetermined }.map(\.finding.article)
    #expect(open == ["5.2", "5.5", "6.2"])
    #expect(checks.allSatisfy { !$0.isNotApplicable })
    let rating = place.store.statements.first {
      $0["verb"]?["display"]?["en-US"]?.string == "rated"
    }
    let score = rating?["result"]?["score"]
    #expect(score?["scaled"]?.decimal == ExactDecimal(mantissa: 8, scale: 1))
    #expect(score?["raw"]?.decimal == ExactDecimal(mantissa: 4))
    #expect(rating?["result"]?["response"]?.string == "واضح ومفيد")
    let attempts = place.store.statements.filter { $0["result"]?["success"] != nil }
    #expect(
      attempts.compactMap { $0["result"]?["success"]?.truth }.sorted { $0 && !$1 } == [true, false])
    for attempt in attempts {
      let score = attempt["result"]?["score"]
      #expect((score?["raw"] != nil) == attempt["result"]?["success"]?.truth)
      // No store that keeps to xAPI takes a raw score below min.
      if let raw = score?["raw"]?.decimal, let least = score?["min"]?.decimal {
        #expect(raw >= least)
      }
    }
  }

  @Test("What waits holds nobody's identifier, and nothing is told where nothing is reported")
  func silence() throws {
    let place = try Place()
    try place.live()
    let (bytes, rows) = try place.scene.database.read { tx in
      (
        try tx.all("SELECT key, payload FROM outbox WHERE topic = 'xapi'") {
          $0.text(0).utf8.count * 0 + $0.blob(1).count
        }, try tx.count("SELECT COUNT(*) FROM outbox WHERE topic = 'xapi'")
      )
    }
    #expect(rows == 14 && bytes.allSatisfy { $0 == 0 })
    let quiet = try Place(reports: false)
    try quiet.live()
    #expect(
      try quiet.scene.database.read {
        try $0.count("SELECT COUNT(*) FROM outbox WHERE topic = 'xapi'")
      } == 0)
  }

  @Test("A learner without an acceptable identifier is not reportable, and that is visible")
  func notReportable() throws {
    let place = try Place()
    try place.live("linh")
    _ = try place.tellFacts(
      "format: 1\ncourses:\n  - { code: FQH112, minutes: 1800, lessonMinutes: 50 }")
    let runs = try place.run()
    #expect(place.store.statements.isEmpty && runs[0].delivered == 0)
    let left = try place.left
    #expect(left.waiting == 0 && left.dead == 14)
    #expect(left.events.contains { $0.verb == "registered" && $0.fault == "lacks identifier" })
    #expect(left.events.allSatisfy { $0.fault.hasPrefix("lacks ") })
  }

  @Test("What is lacking is named; once it is told, everything is reported")
  func lacking() throws {
    let place = try Place()
    try place.live()
    _ = try place.run()
    #expect(place.store.statements.isEmpty)
    let registered = try #require(try place.left.events.first { $0.verb == "registered" })
    #expect(registered.fault == "lacks course.length particulars")
    #expect(try place.tellFacts() == 14)
    _ = try place.run(from: 100)
    #expect(place.store.statements.count == 14)
    #expect(try place.left.waiting == 0 && place.left.dead == 0)
    for wrong in [
      Self.facts.replacing("amna", with: "nobody"), Self.facts.replacing("FQH112", with: "X"),
    ] {
      #expect(throws: OperationFault.self) { try place.tellFacts(wrong) }
    }
    #expect(throws: PackFault.self) { try place.tellFacts(Self.facts.replacing("+966", with: "")) }
  }

  @Test("Cut off, nothing is lost; an answer that is lost doubles nothing")
  func network() throws {
    let place = try Place()
    try place.live()
    _ = try place.tellFacts()
    place.store.mood.withLock { $0 = .cutOff }
    let cut = try place.delivery.run(at: place.start)
    #expect(cut.isUnreachable && cut.delivered == 0 && cut.faults.count == 1)
    #expect(try place.left.waiting == 14)
    place.store.mood.withLock { $0 = .losesAnswers }
    let lost = try place.delivery.run(at: place.start.adding(seconds: 60))
    #expect(lost.isUnreachable && lost.delivered == 0 && place.store.statements.count == 1)
    place.store.mood.withLock { $0 = .well }
    let runs = try place.run(from: 120)
    #expect(runs.map(\.delivered).reduce(0, +) == 14)
    let ids = place.store.held.withLock { $0.map(\.id) }
    #expect(ids.count == 14 && Set(ids).count == 14)
    // All done: nobody is asked again.
    let asked = place.store.requests.withLock { $0 }
    _ = try place.run(from: 1_000)
    #expect(place.store.requests.withLock { $0 } == asked)
  }

  @Test("What the store refuses is given up one by one and stays to be seen")
  func refused() throws {
    let place = try Place()
    try place.live()
    _ = try place.tellFacts()
    place.store.mood.withLock { $0 = .refusesAll }
    let runs = try place.run()
    #expect(runs.map(\.refused).reduce(0, +) == 1)
    #expect(try place.left.dead == 14)
    #expect(try place.left.events.contains { $0.fault == "answered 400" })
    #expect(try place.left.events.contains { $0.fault == "lacks registered" })
  }

  @Test("A mark below the pass mark says no raw score, which xAPI would not allow")
  func marksOnBothSides() throws {
    let least = try #require(Mark(ExactDecimal(mantissa: 60)))
    let below = try #require(Mark(ExactDecimal(mantissa: 59_999_999, scale: 6)))
    let passed = StatementShape.result(least, least: least)
    #expect(passed["score"]?["raw"]?.decimal == ExactDecimal(mantissa: 60))
    #expect(passed["success"]?.truth == true)
    let failed = StatementShape.result(below, least: least)
    #expect(failed["score"]?["raw"] == nil)
    #expect(failed["score"]?["scaled"]?.decimal == ExactDecimal(mantissa: 599_999, scale: 6))
    #expect(failed["score"]?["min"]?.decimal == ExactDecimal(mantissa: 60))
    #expect(failed["success"]?.truth == false)
  }

  @Test("An event's key is read back as the event, and its id is always the same")
  func keys() throws {
    let ids = IDs.system
    let at = Clock.system.now
    let registration: RegistrationID = ids.make(at: at)
    let events: [LearningEvent] = [
      .registered(registration), .initialized(registration), .completed(registration),
      .attended(registration, ids.make(at: at)), .watched(registration, ids.make(at: at)),
      .progressed(registration, 357), .attempted(registration, "final/1"),
      .completedLesson(registration, ids.make(at: at)), .rated(registration),
      .earned(registration, ids.make(at: at)),
    ]
    for event in events { #expect(LearningEvent(key: event.key) == event) }
    for key in [
      "", "registered", "registered/x", "passed/\(registration)", "attended/\(registration)",
    ] {
      #expect(LearningEvent(key: key) == nil, "\(key)")
    }
    #expect(Set(events.map(\.key)).count == events.count)
  }
}
