import Regulations
import Rules
import Testing

@Suite("Checking examples")
struct ExampleCheckTests {
  private func check(_ body: String) throws -> ExampleResult {
    let text = """
      - name: an example
        article: III.1
        asOf: 2026-08-25T10:00:00+03:00
      \(body)
      """
    let example = try #require(
      try Example.read(text, file: "test", instrument: "sa-iu-ecourses", edition: nil).first)
    return ExampleCheck.run(example, in: try Packs.library())
  }

  private let facts = "  facts: { unitsHeld: 22, unitsAdded: 3 }"
  private let cap = "  rule: Registration/UnitCap"

  @Test("A right expectation passes, and numbers are compared as numbers")
  func passes() throws {
    let result = try check(
      """
      \(cap)
      \(facts)
        expect: { outcome: granted, grounds: [III.1], values: { units: 25.0, maximum: 25 } }
      """)
    #expect(result.passed && result.problems.isEmpty)
    #expect(result.ruling?.outcome == .granted)
  }

  @Test(
    "What differs is named",
    arguments: [
      ("{ outcome: refused }", "is granted, expected refused"),
      ("{ outcome: granted, grounds: [III.2] }", "rests on III.1, expected III.2"),
      ("{ outcome: granted, grounds: [III.1, III.4] }", "rests on III.1, expected III.4"),
      ("{ outcome: granted, values: { units: 26 } }", "units is 25, expected 26"),
      ("{ outcome: granted, values: { sum: 25 } }", "has no value 'sum'"),
    ])
  func differences(_ expect: String, _ problem: String) throws {
    let result = try check("\(cap)\n\(facts)\n  expect: \(expect)")
    #expect(!result.passed)
    #expect(result.problems.contains { $0.hasPrefix(problem) }, "\(result.problems)")
  }

  @Test("Facts, rules and editions that are wrong are problems of the example")
  func wrong() throws {
    let expect = "  expect: { outcome: granted }"
    let unknown = try check("  rule: Registration/Nothing\n\(facts)\n\(expect)")
    #expect(unknown.problems == ["there is no rule 'Registration/Nothing'"])
    let bad = try check("\(cap)\n  facts: { unitsHeld: 22 }\n\(expect)")
    #expect(bad.problems.first?.hasPrefix("facts.unitsAdded") == true && bad.ruling == nil)
    let edition = try check("\(cap)\n  edition: \"1400\"\n\(facts)\n\(expect)")
    #expect(edition.problems.first?.contains("sa-iu-ecourses@1400") == true)
    let early = try Example.read(
      """
      - name: before the controls
        article: III.1
        asOf: 2020-01-01T00:00:00Z
      \(cap)
      \(facts)
      \(expect)
      """, file: "test", instrument: "sa-iu-ecourses", edition: nil)
    let example = try #require(early.first)
    #expect(!ExampleCheck.run(example, in: try Packs.library()).passed)
  }

  @Test(
    "Only unset parameters may be set, to a value of their kind",
    arguments: [
      ("{ load.maximum: 30 }", "which the law has set"),
      ("{ load.most: 30 }", "which is no parameter"),
      ("{ altExam.requestDays: five }", "whole number"),
      ("{ attendance.beforeRegistration: perhaps }", "none of present, absent, outside"),
      ("{ \"sa-vat#rate.resident\": 5 }", "which the law has set"),
    ])
  func settings(_ set: String, _ problem: String) throws {
    let result = try check(
      "\(cap)\n  set: \(set)\n\(facts)\n  expect: { outcome: granted }")
    #expect(result.problems.contains { $0.contains(problem) }, "\(result.problems)")
  }
}
