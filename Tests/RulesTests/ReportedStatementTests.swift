import Kernel
import Regulations
import Rules
import Testing

/// What outsiders write, in all its shapes: judged or refused with a place, never a trap.
@Suite("Reported statements")
struct ReportedStatementTests {
  private static let course = "https://a.example/course/C1"

  private static func decide(_ rule: String, _ statements: String, staging: Bool? = nil) throws
    -> Finding
  {
    let instant = try #require(Instant(text: "2026-03-01T10:00:00+03:00"))
    let law = try #require(try Packs.library().law(StatementGate.instrument, at: instant))
    let found = try #require(Catalogue.rule("Reporting/" + rule))
    let flag = staging.map { ", staging: \($0)" } ?? ""
    let facts = try YAML.read("{ statements: \(statements)\(flag) }", file: "facts")
    return try #require(try Catalogue.decide(found, facts: facts, under: law).headline).finding
  }

  private static func attended(_ duration: String) -> String {
    """
    { verb: { id: "http://adlnet.gov/expapi/verbs/attended" }, object: { id: x }, \
    result: { duration: "\(duration)" } }
    """
  }

  @Test(
    "Durations as ISO 8601 writes them",
    arguments: [
      ("PT45M", true), ("P1DT2H", true), ("PT30H00M00S", true), ("P3W", true), ("PT0.5S", true),
      ("P1Y2M3DT4H5M6S", true), ("PT12.25S", true), ("PT", false), ("P", false), ("45M", false),
      ("PT45", false), ("PT1M1H", false), ("P1H", false), ("PT1D", false), ("-PT1M", false),
      ("PT1.5H2M", false), ("PT.5S", false), ("PT1.S", false), ("PT1,5S", false), ("pt1m", false),
      ("PT٤٥M", false), ("P0D", false), ("PT0.000S", false), ("PT1M ", false), ("P1M1M", false),
    ])
  func durations(_ text: String, _ isGood: Bool) throws {
    let finding = try Self.decide("Durations", Self.attended(text))
    #expect((finding.outcome == .granted) == isGood, "\(text): \(finding.key)")
  }

  private static func pair(_ first: String, _ second: String) -> String {
    """
    [{ verb: { id: "http://adlnet.gov/expapi/verbs/registered" }, object: { id: "\(course)" },
       timestamp: "\(first)" },
     { verb: { id: "http://adlnet.gov/expapi/verbs/initialized" }, object: { id: "\(course)" },
       timestamp: "\(second)" }]
    """
  }

  @Test(
    "Instants are compared as points in time, however they are written",
    arguments: [
      ("2026-02-01T11:00:00+03:00", "2026-02-01T08:00:00Z", Outcome.refused),
      ("2026-02-01T11:00:00+0300", "2026-02-01T08:00:00.000000Z", .refused),
      ("2026-02-01T11:00:00+03", "2026-02-01T08:00Z", .refused),
      ("2026-02-01T08:00:00", "2026-02-01T08:00:00Z", .refused),
      ("2026-02-01T08:00:00.1234567Z", "2026-02-01T08:00:00.1234569Z", .refused),
      ("2026-02-01T08:00:00.123Z", "2026-02-01T08:00:00.124Z", .granted),
      ("2026-02-30T08:00:00Z", "2026-02-01T08:00:00Z", .undetermined),
      ("yesterday", "2026-02-01T08:00:00Z", .undetermined),
      ("2026-02-01T08:00:00.Z", "2026-02-01T08:00:00Z", .refused),
      ("", "2026-02-01T08:00:00Z", .undetermined),
    ])
  func instants(_ first: String, _ second: String, _ outcome: Outcome) throws {
    #expect(try Self.decide("NotInOneInstant", Self.pair(first, second)).outcome == outcome)
  }

  @Test("One statement, a list and a store's answer are the same")
  func shapes() throws {
    let one = Self.attended("PT1M")
    for text in [one, "[\(one)]", "{ statements: [\(one)], more: \"\" }"] {
      let finding = try Self.decide("Durations", text)
      #expect(finding["judged"] == .integer(1))
    }
  }

  @Test(
    "What is no list of statements is refused at its place",
    arguments: [
      ("text", "facts.statements"), ("12", "facts.statements"),
      ("[[]]", "facts.statements[0]"), ("[{ verb: {} }, 3]", "facts.statements[1]"),
      ("{ statements: x }", "facts.statements.statements"), ("[{}]", "facts.statements[0]"),
      ("{ statements: [{ id: x }] }", "facts.statements.statements[0]"),
    ])
  func malformed(_ text: String, _ place: String) throws {
    do {
      _ = try Self.decide("Durations", text)
      Issue.record("\(text) was judged")
    } catch let fault as FactFault {
      #expect(fault.place == place, "\(fault)")
    }
  }

  @Test(
    "Nothing in a statement is trusted to have its shape",
    arguments: [
      "{ verb: 3, object: [], actor: x, context: 5, result: \"\", timestamp: 7, id: [] }",
      "{ verb: { id: {} }, object: { id: [], definition: { name: 3, description: [x] } } }",
      """
      { verb: { id: "http://adlnet.gov/expapi/verbs/attempted" }, object: { id: "" },
        context: { contextActivities: { parent: [3, {}, { id: 4, definition: [] }] },
                   extensions: [1], language: 3, platform: {} },
        result: { score: { raw: x, min: [], scaled: {} }, success: maybe } }
      """,
      """
      { verb: { id: "http://id.tincanapi.com/verb/earned" }, object: { id: "https://" },
        context: { extensions: {
          "http://id.tincanapi.com/extension/jws-certificate-location": "https://[::1]:x/?&&=" } } }
      """,
      """
      { verb: { id: "http://adlnet.gov/expapi/verbs/attempted" }, object: { id: "x" },
        context: { extensions: {
          "http://id.tincanapi.com/extension/attempt-id": 999999999999999999 } } }
      """,
      """
      { verb: { id: "http://adlnet.gov/expapi/verbs/registered" }, object: { id: "/course/",
        definition: { name: { "": "<", "-": "&", ar: "&;&#;<!" } } } }
      """,
    ])
  func hostile(_ statement: String) throws {
    for rule in Catalogue.rules where rule.instrument == StatementGate.instrument {
      let name = String(rule.id.dropFirst("Reporting/".count))
      for staging in [true, false, nil] {
        _ = try Self.decide(name, "[\(statement), \(statement)]", staging: staging)
      }
    }
  }

  @Test("Composed and decomposed letters make two courses and two learners")
  func spellings() throws {
    func registered(_ id: String, _ name: String) -> String {
      """
      { actor: { name: "\(name)" }, verb: { id: "http://adlnet.gov/expapi/verbs/registered" },
        object: { id: "https://a.example/course/\(id)" } }
      """
    }
    let twice = try Self.decide(
      "NothingTwice", "[\(registered("é", "é")), \(registered("é", "é"))]")
    #expect(twice.outcome == .refused)
    let courses = try Self.decide(
      "NothingTwice", "[\(registered("\u{E9}", "a")), \(registered("e\u{301}", "a"))]")
    #expect(courses.outcome == .granted)
    let learners = try Self.decide(
      "NothingTwice", "[\(registered("c", "\u{E9}")), \(registered("c", "e\u{301}"))]")
    #expect(learners.outcome == .granted)
  }

  @Test("A learner's registrations in a course are journeys of their own")
  func registrations() throws {
    func statement(_ verb: String, _ registration: String) -> String {
      """
      { actor: { name: "1000000008" }, verb: { id: "http://adlnet.gov/expapi/verbs/\(verb)" },
        object: { id: "\(Self.course)" }, context: { registration: "\(registration)" } }
      """
    }
    let twice = [statement("registered", "a"), statement("initialized", "a")]
    let again = twice + [statement("initialized", "b")]
    #expect(
      try Self.decide("JourneyRegistered", "[\(twice.joined(separator: ","))]").outcome == .granted)
    let finding = try Self.decide("JourneyRegistered", "[\(again.joined(separator: ","))]")
    #expect(finding["statements"] == .list(["3"]))
    #expect(
      try Self.decide("NothingTwice", "[\(again.joined(separator: ","))]").outcome == .granted)
  }

  @Test("No finding repeats who the learner is")
  func silence() throws {
    for name in ["3000000004", "30000", "Ahmad Ali"] {
      let statement = """
        { actor: { name: "\(name)" }, object: { id: x },
          verb: { id: "http://adlnet.gov/expapi/verbs/registered" } }
        """
      for rule in Catalogue.rules where rule.instrument == StatementGate.instrument {
        let finding = try Self.decide(
          String(rule.id.dropFirst("Reporting/".count)), "[\(statement), \(statement)]")
        #expect(!"\(finding.arguments)".contains(name), "\(rule.id)")
      }
    }
  }

  @Test("Every check stands in the gate, in the order of the list")
  func gate() throws {
    let instant = try #require(Instant(text: "2026-03-01T10:00:00+03:00"))
    let law = try #require(try Packs.library().law(StatementGate.instrument, at: instant))
    let checks = StatementGate.judge(try ReportedList(.list([])), under: law)
    #expect(checks.map(\.finding.article) == law.edition.articles.map(\.id))
    #expect(checks.count == 34 && checks.allSatisfy(\.isNotApplicable))
  }
}
