import Casework
import Kernel
import Regulations
import Testing

/// Answers to a form: what is asked is checked on both sides of each bound.
@Suite struct FormTests {
  static func procedure(_ fields: String) throws -> Procedure {
    let edition = try Lab.edition(
      """
      format: 1
      id: p
      article: A.1
      title: { ar: ا, en: P, vi: P }
      help: { ar: ا, en: P, vi: P }
      prefix: P
      filedBy: [applicant]
      start: open
      fields:
      \(fields)
      states:
        - { id: open, turn: office, title: { ar: ا, en: o, vi: o } }
        - { id: done, turn: ended, outcome: granted, title: { ar: ا, en: d, vi: d } }
      steps:
        - { id: end, from: [open], to: done, by: { roles: [regulator] }, title: { ar: ا, en: e, vi: e } }
      """)
    return try #require(edition?.procedure("p"))
  }

  private static let names = "title: { ar: ا, en: t, vi: t }"

  /// What comes of one answer to one field, as `problem` or the empty text.
  private func problem(_ field: String, _ answer: Value) throws -> String {
    let procedure = try Self.procedure("  - { key: f, \(field), \(Self.names) }")
    let read = Form(procedure).read(.object(.init([("f", answer)])))
    return read.faults.map { "\($0.place) \($0.problem.rawValue)" }.joined(separator: ", ")
  }

  @Test(arguments: [
    ("kind: text, minimum: 3, maximum: 5", "ab", "f tooShort"),
    ("kind: text, minimum: 3, maximum: 5", "abc", ""),
    ("kind: text, minimum: 3, maximum: 5", "abcde", ""),
    ("kind: text, minimum: 3, maximum: 5", "abcdef", "f tooLong"),
    ("kind: text, required: true", "  ", "f missing"),
    ("kind: text", "  ", ""),
    ("kind: text", "a\u{202E}b", "f invisible"),
    ("kind: number, minimum: 1, maximum: 9", "0", "f tooSmall"),
    ("kind: number, minimum: 1, maximum: 9", "1", ""),
    ("kind: number, minimum: 1, maximum: 9", "9", ""),
    ("kind: number, minimum: 1, maximum: 9", "10", "f tooLarge"),
    ("kind: number", "1.5", "f notNumber"),
    ("kind: number", "9223372036854775808", "f notNumber"),
    ("kind: number", "-9223372036854775808", "f notNumber"),
    ("kind: number", "x", "f notNumber"),
    ("kind: date", "2026-02-29", "f noDay"),
    ("kind: date", "2028-02-29", ""),
    ("kind: money", "200", "f noMoney"),
    ("kind: money", "200.00 SAR", ""),
    ("kind: acknowledgement, required: true", "no", "f notAcknowledged"),
    ("kind: acknowledgement, required: true", "true", ""),
    ("kind: course", "QRN 101", "f noReference"),
    ("kind: course", "QRN101", ""),
    ("kind: choice, choices: [{ value: a, title: { ar: ا, en: a, vi: a } }]", "b", "f noChoice"),
    ("kind: choice, choices: [{ value: a, title: { ar: ا, en: a, vi: a } }]", "a", ""),
  ])
  func answersAreChecked(_ field: String, _ answer: String, _ expected: String) throws {
    #expect(try problem(field, .plain(answer)) == expected)
  }

  @Test func aDateKeepsWhatItsDocumentPrints() throws {
    let procedure = try Self.procedure("  - { key: f, kind: date, \(Self.names) }")
    let answer = Value.object(
      .init([("day", .text("2026-09-01")), ("printed", .text("1448/3/19"))]))
    let read = Form(procedure).read(.object(.init([("f", answer)])))
    #expect(read.faults.isEmpty)
    #expect(read.answers["f"]?["printed"]?.string == "1448/3/19")
    #expect(read.answers["f"]?["day"]?.string == "2026-09-01")
  }

  @Test func whatIsNotAskedIsRefusedOrDropped() throws {
    let procedure = try Self.procedure(
      """
        - { key: a, kind: text, \(Self.names) }
        - { key: b, kind: text, required: true, shownWhen: { field: a, is: [yes] }, \(Self.names) }
        - { key: c, kind: text, known: institution.code, \(Self.names) }
      """)
    func read(_ answers: [(String, Value)]) -> (answers: Value, faults: [FormFault]) {
      Form(procedure, known: ["institution.code": "iu"])
        .read(.object(.init(answers.map { (name: $0.0, value: $0.1) })))
    }
    #expect(read([("z", .text("1"))]).faults == [FormFault("z", .unknown)])
    #expect(read([("é", .text("1"))]).faults == [FormFault("?", .unknown)])
    // A hidden question's answer is not kept; once shown it is required.
    let hidden = read([("a", .text("no")), ("b", .text("smuggled"))])
    #expect(hidden.faults.isEmpty && hidden.answers["b"] == nil)
    #expect(read([("a", .text("yes"))]).faults == [FormFault("b", .missing)])
    // What is known cannot be overwritten.
    #expect(read([("c", .text("other"))]).answers["c"]?.string == "iu")
  }

  @Test func aTableIsCheckedCellByCell() throws {
    let procedure = try Self.procedure(
      """
        - { key: t, kind: table, minimum: 1, maximum: 2, \(Self.names), columns: [{ key: n, kind: number, required: true, \(Self.names) }] }
      """)
    func faults(_ rows: [Value]) -> [FormFault] {
      Form(procedure).read(.object(.init([("t", .list(rows))]))).faults
    }
    func row(_ text: String) -> Value { .object(.init([("n", .plain(text))])) }
    #expect(faults([row("1"), row("2")]).isEmpty)
    #expect(faults([row("1"), row("x")]) == [FormFault("t.2.n", .notNumber)])
    #expect(faults([.object(.init())]) == [FormFault("t.1.n", .missing)])
    #expect(faults([row("1"), row("2"), row("3")]) == [FormFault("t", .tooManyRows, 2)])
  }
}
