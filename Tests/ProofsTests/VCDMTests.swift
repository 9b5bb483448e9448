import JSON
import Kernel
import Testing

@testable import Proofs

@Suite struct VCDMTests {
  private func credential(_ members: KeyValuePairs<String, Value?> = [:]) -> Value {
    let base = Value.object(
      Value.Members([
        ("@context", .list([.text(VCDM.context)])),
        ("type", .list([.text("VerifiableCredential")])),
        ("issuer", .text("did:example:issuer")),
        ("credentialSubject", object(["id": .text("did:example:subject")])),
      ]))
    return members.reduce(base) { $0.setting($1.key, to: $1.value) }
  }

  // MARK: - The suite's inputs

  /// The inputs as the suite completes them before it hands them on: it puts its own issuer in, and
  /// dates where words stand for them.
  private func input(_ path: String) throws -> Value {
    let text = try PublishedVectors.text("vcdm2-inputs/" + path)
      .replacing("FUTURE DATE", with: "2096-01-01T00:00:00Z")
      .replacing("PAST DATE", with: "2006-01-01T00:00:00Z")
    let value = try JSON.read(text.utf8)
    let types = value["type"]?.strings ?? []
    guard !types.contains("VerifiablePresentation"), !path.hasPrefix("presentation-") else {
      return value
    }
    let issuer = Value.text("did:example:issuer")
    if value["issuer"] == nil, !path.contains("no-issuer") {
      return value.setting("issuer", to: issuer)
    }
    if value["issuer"]?.members != nil, value.at("issuer/id") == nil {
      return value.setting("issuer/id", to: issuer)
    }
    return value
  }

  /// What each input must be refused for; a name that begins like it is enough.
  private static let expected: [(prefix: String, rule: VCDM.Rule, path: String)] = [
    ("credential-context", .context, "/@context"),
    ("credential-missing-base-context", .context, "/@context"),
    ("credential-no-context", .context, "/@context"),
    ("credential-evidence", .evidence, "/evidence"),
    ("credential-id-subject", .id, "/credentialSubject/id"), ("credential-id", .id, "/id"),
    ("credential-no-issuer", .issuer, "/issuer"), ("credential-issuer", .issuer, "/issuer"),
    ("credential-missing-required-type", .type, "/type"), ("credential-no-type", .type, "/type"),
    ("credential-no-subject", .subject, "/credentialSubject"),
    ("credential-subject-no-claims", .subject, "/credentialSubject"),
    ("credential-subject-multiple", .subject, "/credentialSubject/1"),
    ("credential-proof", .proof, "/proof"), ("credential-refresh", .refresh, "/refreshService"),
    ("credential-schema", .schema, "/credentialSchema"),
    ("credential-status", .status, "/credentialStatus"),
    ("credential-termsofuse", .terms, "/termsOfUse"),
    ("credential-validUntil", .period, "/validUntil"),
    ("credential-validfrom", .period, "/validFrom"),
    ("credential-validuntil", .period, "/validUntil"),
    ("presentation-context", .context, "/@context"),
    ("presentation-missing-base-context", .context, "/@context"),
    ("presentation-no-context", .context, "/@context"),
    ("presentation-enveloped-vc", .type, "/verifiableCredential/0/type"),
    ("presentation-holder", .presentation, "/holder"),
    ("presentation-missing-required-type", .type, "/type"),
    ("presentation-no-type", .type, "/type"),
    ("presentation-vc-as-string", .presentation, "/verifiableCredential/0"),
    ("presentation-vc-missing", .type, "/verifiableCredential/0/type"),
    ("names-and-descriptions/credential-description", .text, "/description"),
    ("names-and-descriptions/credential-name", .text, "/name"),
    ("names-and-descriptions/issuer-description", .text, "/issuer/description"),
    ("names-and-descriptions/issuer-name", .text, "/issuer/name"),
  ]

  /// Those that need a context's definitions are listed with the reason; the list may only shrink.
  @Test(.enabled(if: PublishedVectors.arePresent("vcdm2-inputs"), PublishedVectors.absence))
  func theInputsOfTheSuite() throws {
    let excused = Set(try PublishedVectors.golden("vcdm2-inputs.golden").keys)
    let top = try PublishedVectors.names(in: "vcdm2-inputs", ending: ".json")
    let names = try PublishedVectors.names(
      in: "vcdm2-inputs/names-and-descriptions", ending: ".json")
    let paths = top + names.map { "names-and-descriptions/" + $0 }
    #expect(paths.count >= 109)
    for path in excused { #expect(paths.contains(path), "\(path) is excused and not there") }
    for path in paths {
      let findings = VCDM.check(try input(path))
      let isOdd = excused.contains(path)
      if path.contains("-fail") {
        let expected = Self.expected.first { path.hasPrefix($0.prefix) }
        let isRefused = expected.map { expected in
          findings.contains { $0.rule == expected.rule && $0.path == expected.path }
        }
        #expect(isRefused == true || isOdd && findings.isEmpty, "\(path): \(findings)")
        #expect(isRefused != true || !isOdd, "\(path) is judged rightly: take it off the list")
      } else {
        // Without a word in its name an input is about who claims what, not about structure.
        #expect(findings.isEmpty != isOdd, "\(path): \(findings)")
      }
    }
  }

  // MARK: - Both sides of each rule

  @Test(arguments: [
    "https://a.example", "did:web:a.com#k", "urn:uuid:1", "data:,", "a:b", "http://ex.org/é",
    "mailto:a@b",
  ])
  func urls(text: String) { #expect(VCDM.isURL(text)) }

  @Test(arguments: [
    "", ":", "a:", "a", ":a", "1a:b", "https ://a", "https://a b", "https://a\n", "é:a", "a_b:c",
    "https://<a>", "https://a\u{7F}", "x\"y:z", "a:b`", "a:{b}", "a:b|c", "a:b\\c", "a:^",
  ])
  func notURLs(text: String) { #expect(!VCDM.isURL(text)) }

  @Test func aLongURLIsRefused() {
    #expect(VCDM.isURL("a:" + String(repeating: "b", count: 8190)))
    #expect(!VCDM.isURL("a:" + String(repeating: "b", count: 8191)))
  }

  @Test(
    arguments: [
      ("validFrom", "2026-01-20T12:00:00Z", true), ("validFrom", "2026-01-20T12:00Z", false),
      ("validFrom", "2026-01-20T12:00:00", false), ("validFrom", "2026-01-20", false),
      ("validFrom", "2026-01-20T12:00:00.1234567Z", true),
      ("validFrom", "2026-01-20T12:00:00.123456789+03:00", true),
      ("validFrom", "2026-01-20T12:00:00.Z", false),
      ("validFrom", "2026-01-20T12:00:00.1234567", false),
      ("validFrom", "2026-02-30T12:00:00Z", false),
      ("validFrom", "2026-01-20T12:00:00." + String(repeating: "1", count: 90) + "Z", false),
    ])
  func dates(name: String, text: String, isTaken: Bool) {
    let findings = VCDM.check(credential(["\(name)": .text(text)]))
    #expect(findings.isEmpty == isTaken, "\(text)")
  }

  @Test func aFractionBeyondMicrosecondsIsDropped() throws {
    let read = Instant(stamp: "2026-01-20T12:00:00.123456789+03:00")
    #expect(read == Instant(text: "2026-01-20T12:00:00.123456+03:00"))
    #expect(read != nil)
    #expect(Instant(stamp: "2026-01-20T12:00:00.5Z") == Instant(text: "2026-01-20T12:00:00.5Z"))
  }

  @Test func theEndIsNotBeforeTheBeginning() {
    func findings(_ end: String) -> [VCDM.Finding] {
      VCDM.check(
        credential(["validFrom": .text("2026-01-20T12:00:00Z"), "validUntil": .text(end)]))
    }
    #expect(findings("2026-01-20T12:00:00Z").isEmpty)
    #expect(findings("2026-01-20T15:00:00+03:00").isEmpty)
    #expect(
      findings("2026-01-20T11:59:59Z") == [VCDM.Finding(rule: .period, path: "/validUntil")])
  }

  @Test func resourcesHaveADigestAndAnIdOfTheirOwn() {
    func findings(_ resources: Value) -> [VCDM.Finding] {
      VCDM.check(credential(["relatedResource": resources]))
    }
    let good = object(["id": .text("https://a.example/1"), "digestMultibase": .text("uEi")])
    let other = object(["id": .text("https://a.example/2"), "digestSRI": .text("sha384-x")])
    #expect(findings(good).isEmpty)
    #expect(findings(.list([good, other])).isEmpty)
    for bad in [
      .list([good, good]), good.setting("digestMultibase", to: nil), good.setting("id", to: nil),
      good.setting("id", to: .text("x")), .text("https://a.example/1"),
    ] as [Value] {
      #expect(findings(bad).map(\.rule) == [.related])
    }
  }

  @Test func severalFindingsAreAllKept() {
    let findings = VCDM.check(
      credential([
        "issuer": .null, "id": .text("x"), "name": .null,
        "credentialStatus": .list([.null, .null]),
      ]))
    #expect(
      findings.map(\.path) == [
        "/id", "/name", "/issuer", "/credentialStatus/0", "/credentialStatus/1",
      ])
    #expect(findings.allSatisfy { "\($0)".hasPrefix($0.path) })
    for value in [Value.null, .list([]), .text("x"), object([:])] {
      #expect(!VCDM.check(value).isEmpty)
    }
  }

  @Test func anAwardHasTheShape() throws {
    #expect(VCDM.check(try Fixture.award()).isEmpty)
  }
}
