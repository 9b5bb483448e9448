import Kernel
import Regulations
import Testing

/// Sets of standards as data: which of them count for a case, and what is wrong with a set.
@Suite struct StandardSetTests {
  private static let names = "title: { ar: ا, en: t, vi: t }"

  private static let schools = """
    format: 1
    version: "7"
    \(names)
    textStatus: secondary
    note: { ar: ا, en: n, vi: n }
    sectors: [{ id: general, \(names) }, { id: higher, \(names) }]
    domains:
      - code: A
        licence: provider
        \(names)
        standards:
          - { code: A.1, \(names), evidence: [{ kind: link, \(names) }] }
          - { code: A.2, required: false, textStatus: inferred, \(names) }
      - code: B
        licence: programme
        \(names)
        standards: [{ code: B.1, \(names) }]
    """
  private static let training = """
    format: 1
    version: "7"
    \(names)
    textStatus: full
    note: { ar: ا, en: n, vi: n }
    sectors: [{ id: training, \(names) }]
    domains:
      - { code: A, licence: provider, \(names), standards: [{ code: A.1, \(names) }, { code: A.3, \(names) }] }
    """

  private static func procedure(_ standards: String) -> String {
    """
    format: 1
    id: p
    article: A.1
    \(names)
    help: { ar: ا, en: P, vi: P }
    prefix: P
    filedBy: [applicant]
    start: open
    fields:
      - { key: kind, kind: choice, required: true, \(names), choices: [{ value: general, \(names) }, { value: higher, \(names) }, { value: training, \(names) }] }
      - { key: whose, kind: choice, required: true, \(names), choices: [{ value: provider, \(names) }, { value: programme, \(names) }] }
      - { key: maybe, kind: choice, \(names), choices: [{ value: general, \(names) }] }
      - { key: proof, kind: text, standard: A.1, \(names) }
    standards: \(standards)
    states:
      - { id: open, turn: office, \(names) }
      - { id: done, turn: ended, outcome: granted, \(names) }
    steps:
      - { id: end, from: [open], to: done, by: { roles: [regulator] }, \(names) }
    """
  }

  private static func read(
    _ standards: String, schools: String = schools, training: String = training
  ) throws -> Procedure {
    let pack = try Lab.pack([
      "standards/schools.yaml": schools, "standards/training.yaml": training,
      "1/procedures/lab.yaml": procedure(standards),
    ])
    return try #require(pack.edition("1")?.procedure("p"))
  }

  private static func codes(_ procedure: Procedure, _ kind: String, _ whose: String) -> [String] {
    procedure.standards(
      for: .object(.init([("kind", .text(kind)), ("whose", .text(whose))]))
    ).map(\.code)
  }

  @Test func answersChooseTheStandards() throws {
    let chosen = try Self.read(
      #"{ version: "7", sector: { field: kind }, licence: { field: whose } }"#)
    #expect(chosen.standardVersion == "7")
    #expect(Self.codes(chosen, "higher", "provider") == ["A.1", "A.2"])
    #expect(Self.codes(chosen, "general", "programme") == ["B.1"])
    #expect(Self.codes(chosen, "training", "provider") == ["A.1", "A.3"])
    #expect(Self.codes(chosen, "training", "programme") == [])
    #expect(chosen.standards(for: .object(.init())).isEmpty, "nothing answered, nothing counts")

    let fixed = try Self.read(#"{ version: "7", sector: higher, licence: provider }"#)
    #expect(fixed.standards(for: .object(.init())).map(\.code) == ["A.1", "A.2"])
  }

  @Test func aStandardSaysHowWellItIsKnown() throws {
    let found = try Self.read(#"{ version: "7", sector: higher, licence: provider }"#).standards
    #expect(found.map(\.textStatus) == [.secondary, .inferred])
    #expect(found.map(\.isRequired) == [true, false])
    #expect(found.map { $0.evidence.map(\.kind) } == [[.link], []])
  }

  @Test func aProcedureMayStillListItsOwn() throws {
    let own = try Self.read(
      "[{ domain: { ar: ا, en: d, vi: d }, standards: [{ code: A.1, \(Self.names) }] }]")
    #expect(own.standardVersion == nil)
    #expect(own.standards(for: .object(.init())).map(\.code) == ["A.1"])
  }

  @Test(arguments: [
    (#"{ version: "8", sector: higher, licence: provider }"#, "the version '8'"),
    (#"{ version: "7", sector: none, licence: provider }"#, "for the sector 'none'"),
    (#"{ version: "7", sector: higher, licence: driver }"#, "no licence's kind"),
    (#"{ version: "7", sector: { field: maybe }, licence: provider }"#, "always asked"),
    (#"{ version: "7", sector: { field: proof }, licence: provider }"#, "always asked"),
    (#"{ version: "7", sector: { field: whose }, licence: provider }"#, "sector 'provider'"),
    (#"{ version: "7", sector: { field: kind }, licence: { field: kind } }"#, "no licence's kind"),
    (#"{ version: "7", sector: training, licence: programme }"#, "leads to no standard"),
    (#"{ version: "7", licence: provider }"#, "lacks 'sector'"),
    (#"{ version: "7", sector: higher, licence: provider, set: 1 }"#, "unknown key 'set'"),
  ])
  func aWrongChoiceIsNamed(_ standards: String, _ problem: String) {
    #expect {
      _ = try Self.read(standards)
    } throws: { "\($0)".contains(problem) && "\($0)".contains("procedures/lab.yaml") }
  }

  @Test(arguments: [
    ("id: higher", "id: general", "repeats the sector 'general'"),
    ("id: higher", "id: training", "repeats the version '7' for the sector 'training'"),
    ("code: A.2", "code: A.1", "repeats the standard 'A.1'"),
    ("code: B.1", "code: A.1", "repeats the standard 'A.1'"),
    ("code: B\n", "code: A\n", "repeats the domain 'A'"),
    ("licence: programme", "licence: person", "'person' is none of provider, programme"),
    ("kind: link", "kind: rumour", "none of link, document, acknowledgement"),
    ("required: false", "require: false", "unknown key 'require'"),
    ("textStatus: inferred", "textStatus: sure", "none of full, extract"),
    ("note: { ar: ا, en: n, vi: n }", "note: { ar: ا, en: n }", "lacks 'vi'"),
  ])
  func aWrongSetIsNamed(_ part: String, _ instead: String, _ problem: String) {
    let text = Self.schools.replacing(part, with: instead)
    #expect(text != Self.schools, "the test must change something")
    #expect {
      _ = try Self.read(#"{ version: "7", sector: training, licence: provider }"#, schools: text)
    } throws: { "\($0)".contains(problem) && "\($0)".contains("standards/") }
  }

  @Test func evidenceForAnUnknownStandardIsRefused() {
    #expect {
      _ = try Self.read(#"{ version: "7", sector: general, licence: programme }"#)
    } throws: { "\($0)".contains("evidence for the unknown standard 'A.1'") }
  }
}
