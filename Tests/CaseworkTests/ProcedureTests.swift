import Kernel
import Regulations
import Testing

/// A procedure written by a stranger: it runs as data, and what is wrong with it is named.
@Suite struct ProcedureTests {
  /// Lending a device: asked for, lent or refused by a committee of two.
  static let lending = """
    format: 1
    id: lending
    article: A.1
    title: { ar: إعارة, en: Lending, vi: Mượn }
    help: { ar: ا, en: h, vi: h }
    prefix: LN
    filedBy: [learner]
    about: person
    start: asked
    promise: answer
    receipt: got
    fields:
      - { key: device, kind: choice, required: true, title: { ar: ا, en: d, vi: d }, choices: [{ value: laptop, title: { ar: ا, en: l, vi: l } }, { value: tablet, title: { ar: ا, en: t, vi: t } }] }
      - { key: size, kind: number, minimum: 8, maximum: 12, required: true, shownWhen: { field: device, is: [tablet] }, title: { ar: ا, en: s, vi: s } }
    states:
      - { id: asked, turn: office, title: { ar: ا, en: a, vi: a } }
      - { id: lent, turn: ended, outcome: granted, title: { ar: ا, en: l, vi: l } }
      - { id: gone, turn: ended, outcome: lapsed, title: { ar: ا, en: g, vi: g } }
    steps:
      - { id: lend, from: [asked], to: lent, by: { committee: supervisoryCommittee, quorum: 2 }, decides: granted, title: { ar: ا, en: l, vi: l } }
      - { id: lapse, from: [asked], to: gone, by: clock, title: { ar: ا, en: l, vi: l } }
    clocks:
      - { id: answer, article: A.1, days: 3, counts: working, runsIn: [asked], then: { step: lapse }, title: { ar: ا, en: c, vi: c } }
    letters:
      - { id: got, subject: { ar: "{number}", en: "{number}", vi: "{number}" }, body: { ar: ا, en: "by {promised} for {field.device}", vi: a } }
    """

  static func read(_ procedure: String) throws -> Procedure? {
    try Lab.edition(procedure)?.procedure("lending")
  }

  @Test func aStrangersDefinitionIsRead() throws {
    let procedure = try #require(try Self.read(Self.lending))
    #expect(procedure.steps(from: "asked").map(\.id) == ["lend", "lapse"])
    #expect(procedure.step("lend")?.needs == [.article, .reasons], "a decision has both")
    #expect(procedure.field("size")?.shownWhen != nil)
    #expect(procedure.clock("answer")?.days == .days(3))
  }

  @Test(arguments: [
    ("start: asked", "start: nowhere", "unknown state 'nowhere'"),
    ("start: asked", "start: lent", "starts in a state that has ended"),
    ("to: lent", "to: gone", "decides granted and leads to lapsed"),
    ("promise: answer", "promise: never", "unknown clock 'never'"),
    ("receipt: got", "receipt: nothing", "unknown letter 'nothing'"),
    ("then: { step: lapse }", "then: { step: lend }", "'lend', which is not the clock's"),
    ("then: { step: lapse }", "then: { remind: true, letter: got }", "no clock takes it"),
    ("en: Lending, vi: Mượn", "en: Lending, vi: \"\"", "vi: is empty"),
    ("by {promised}", "by {promised", "opens a { or [ that it does not close"),
    ("by {promised}", "[by {promised}", "opens a { or [ that it does not close"),
    (
      "kind: number,", "kind: text, known: person.shoe,",
      "'person.shoe' is none of institution.code"
    ),
    ("kind: number,", "kind: [a, kind: number,", "is not YAML"),
    ("promise: answer", "promise: answer\nid: twice", "names twice: id"),
    ("by: clock", "by: applicant", "not the clock's"),
    ("by: clock", "by: anybody", "must be applicant, clock"),
    ("{promised}", "{secret}", "unknown place '{secret}'"),
    ("{field.device}", "{field.none}", "unknown place '{field.none}'"),
    ("field: device, is: [tablet]", "field: size, is: [tablet]", "does not stand above it"),
    ("field: device, is: [tablet]", "field: device, is: [phone]", "none of laptop, tablet"),
    ("minimum: 8, maximum: 12", "minimum: 12, maximum: 8", "minimum above its maximum"),
    ("kind: number", "kind: file", "has no minimum or maximum"),
    ("article: A.1\ntitle", "article: A.2\ntitle", "'A.2', which is not in the edition"),
    ("runsIn: [asked]", "runsIn: [lent]", "which has ended"),
    ("quorum: 2", "quorum: 0", "quorum outside 1...99"),
    ("days: 3", "days: 0", "must be 1...3660 days"),
    ("days: 3", "parameter: none", "'none', which is not in the edition"),
    ("from: [asked], to: lent", "from: [lent], to: lent", "which has ended"),
    ("outcome: lapsed", "outcome: granted, extra: 1", "unknown key 'extra'"),
    ("turn: office", "turn: ended, outcome: granted", "starts in a state that has ended"),
    ("prefix: LN", "prefix: l1", "capital letters"),
    ("key: size", "key: device", "repeats the field 'device'"),
    ("filedBy: [learner]", "filedBy: []", "of nobody"),
    ("filedBy: [learner]", "filedBy: [king]", "is none of"),
  ])
  func whatIsWrongIsNamed(_ part: String, _ instead: String, _ problem: String) throws {
    let text = Self.lending.replacing(part, with: instead)
    #expect(text != Self.lending, "the test must change something")
    #expect {
      _ = try Self.read(text)
    } throws: { error in
      "\(error)".contains(problem) && "\(error)".contains("procedures/lab.yaml")
    }
  }

  /// The line is that of the part, or of its key.
  @Test(arguments: [
    ("filedBy: [learner]", "filedBy: [king]", 7),
    ("key: size, kind: number", "key: size, kind: nimber", 14),
    ("from: [asked], to: lent", "from: [askd], to: lent", 20),
    ("promise: answer", "promises: answer", 10),
    ("en: Lending, vi: Mượn", "en: Lending", 4),
  ])
  func whatIsWrongHasItsLine(_ part: String, _ instead: String, _ line: Int) throws {
    #expect {
      _ = try Self.read(Self.lending.replacing(part, with: instead))
    } throws: { error in
      (error as? PackFault)?.line == line && "\(error)".contains(", line \(line)")
    }
  }

  @Test(arguments: [
    "1/procedures/lab.yml", "1/procedure/lab.yaml", "2/procedures/lab.yaml", "x.yaml",
  ])
  func aFileThatNothingReadsIsNamed(_ path: String) throws {
    #expect {
      _ = try Lab.pack([path: Self.lending])
    } throws: { error in
      "\(error)".hasPrefix("lab/\(path): is read by nothing")
    }
  }

  /// The same for money: asked for with its filing, lent once that is paid.
  private static let charged =
    lending
    .replacing("about: person", with: "about: registration\ncharge: { rule: R, times: count }")
    .replacing(
      "fields:\n",
      with: """
        fields:
          - { key: count, kind: number, required: true, minimum: 1, maximum: 9, title: { ar: ا, en: c, vi: c } }

        """
    )
    .replacing(
      "steps:\n",
      with: """
        steps:
          - { id: pay, from: [asked, gone], to: lent, by: payment, title: { ar: ا, en: p, vi: p } }
          - { id: late, from: [asked], to: gone, by: nonpayment, title: { ar: ا, en: n, vi: n } }

        """)

  @Test func aChargedProcedureIsRead() throws {
    let procedure = try #require(try Self.read(Self.charged))
    #expect(procedure.charge?.times == "count" && procedure.step("pay")?.by == .event(.payment))
    #expect(procedure.steps(from: "gone").map(\.id) == ["pay"], "a late notice brings it back")
  }

  @Test(arguments: [
    ("about: registration", "about: person", "takes a registration or credential"),
    ("times: count", "times: none", "names no required number"),
    ("times: count", "times: size", "names no required number"),
    ("minimum: 1, maximum: 9", "minimum: 0, maximum: 9", "names no required number"),
    ("minimum: 1, maximum: 9", "minimum: 1, maximum: 1001", "names no required number"),
    ("minimum: 1, maximum: 9", "minimum: 1", "names no required number"),
    ("by: nonpayment", "by: applicant", "no step by nonpayment leads on"),
    ("by: payment", "by: applicant", "starts from 'gone', which has ended"),
    ("by: payment", "by: ending", "starts from 'gone', which has ended"),
    (
      "from: [asked], to: gone, by: nonpayment",
      "from: [asked], to: gone, needs: [reasons], by: nonpayment", "happens by itself"
    ),
    (
      "from: [asked], to: gone, by: nonpayment", "from: [asked], to: gone, by: ending",
      "which only a credential has"
    ),
    ("charge: { rule: R, times: count }\n", "", "charges nothing"),
    ("key: size, kind: number", "key: size, forgotten: maybe, kind: number", "forgotten"),
  ])
  func whatIsWrongWithAChargeIsNamed(_ part: String, _ instead: String, _ problem: String) throws {
    let text = Self.charged.replacing(part, with: instead)
    #expect(text != Self.charged, "the test must change something")
    #expect {
      _ = try Self.read(text)
    } throws: { "\($0)".contains(problem) }
  }

  @Test(arguments: [
    ("about: outsider", "whom a required text first"),
    (
      "about: outsider\nfields:\n  - { key: name, kind: text, title: { ar: ا, en: n, vi: n } }",
      "whom a required text first"
    ),
    (
      "about: outsider\nfields:\n  - { key: name, kind: text, required: true, title: { ar: ا, en: n, vi: n } }",
      "can take no step here"
    ),
  ])
  func anOutsiderIsNamedAndTakesNoStep(_ about: String, _ problem: String) {
    let parts = Self.lending.split(separator: "fields:\n", maxSplits: 1).map(String.init)
    let fields = parts.count == 2 ? parts[1] : ""
    let text =
      parts[0].replacing("about: person", with: "")
      + about + (about.contains("fields") ? "\n" : "\nfields:\n")
      + fields.replacing("by: clock", with: "by: applicant").replacing(
        "then: { step: lapse }", with: "then: { remind: true, letter: got }")
    #expect {
      _ = try Self.read(text)
    } throws: { "\($0)".contains(problem) }
  }

  @Test func aStateWithoutAWayOutIsRefused() {
    let text = Self.lending.replacing(
      "  - { id: gone,",
      with: "  - { id: stuck, turn: office, title: { ar: ا, en: s, vi: s } }\n  - { id: gone,")
    #expect {
      _ = try Self.read(text)
    } throws: { "\($0)".contains("'stuck' cannot be reached") }
    let trapped = text.replacing("from: [asked], to: gone", with: "from: [asked], to: stuck")
    #expect {
      _ = try Self.read(trapped)
    } throws: { "\($0)".contains("cannot be reached") || "\($0)".contains("no step leads") }
  }

  @Test func workingDaysPassOverWeekendsAndHolidays() throws {
    func day(_ text: String) throws -> Day { try #require(Day(text: text)) }
    let title = Localized(ar: "ا", en: "a", vi: "a")
    let calendar = WorkCalendar(
      weekend: [6, 7],
      holidays: [
        .init(
          from: try day("2026-09-23"), through: try day("2026-09-23"), title: title, source: "s")
      ])
    // Thursday the third: Friday and Saturday do not count.
    let thursday = try day("2026-09-03")
    #expect(calendar.day(1, after: thursday, counting: .working) == (try day("2026-09-06")))
    #expect(calendar.day(1, after: thursday, counting: .calendar) == (try day("2026-09-04")))
    let tuesday = try day("2026-09-22")
    #expect(calendar.day(1, after: tuesday, counting: .working) == (try day("2026-09-24")))
    #expect(
      calendar.days(after: tuesday, through: try day("2026-09-27"), counting: .working) == 2)
    #expect(calendar.days(after: tuesday, through: tuesday, counting: .working) == 0)
    // A calendar that is all weekend would never end.
    let never = WorkCalendar(weekend: [1, 2, 3, 4, 5, 6, 7])
    #expect(never.day(5, after: tuesday, counting: .working) > tuesday)
  }

  @Test func aLetterLeavesOutWhatIsNotKnown() {
    let known = ["a": "1", "b": "2"]
    func filled(_ text: String) -> String { LetterText.filled(text) { known[$0] } }
    #expect(filled("{a} and {b}") == "1 and 2")
    #expect(filled("{a}[ until {c}].") == "1.")
    #expect(filled("{a}[ until {b}].") == "1 until 2.")
    #expect(filled("{c}") == "–")
    #expect(filled("open { and [ stay") == "open { and [ stay")
  }
}
