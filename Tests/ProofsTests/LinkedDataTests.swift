import JSON
import Kernel
import Testing

@testable import Proofs

/// What documents say as linked data, and which are refused because a signature would miss a part.
@Suite struct LinkedDataTests {
  private static let base = "https://www.w3.org/ns/credentials/v2"
  private static let badges = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"

  private func lines(_ json: String, strict: Bool = true) throws -> [String] {
    let bytes = try LinkedData.canonical(try JSON.read(json.utf8), strict: strict)
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// A badge with these further members.
  private func badge(_ members: String) -> String {
    """
    {"@context": ["\(Self.base)", "\(Self.badges)"], "id": "urn:x:1",
     "type": ["VerifiableCredential", "OpenBadgeCredential"] \(members.isEmpty ? "" : ",") \(members)}
    """
  }

  private func fault(_ json: String, strict: Bool = true) throws -> LinkedDataFault? {
    let document = try JSON.read(json.utf8)
    do {
      _ = try LinkedData.canonical(document, strict: strict)
      return nil
    } catch { return error }
  }

  // MARK: What is said

  @Test func anAwardIsReadWhole() throws {
    let award = Award.build(try Fixture.facts())
    let quads = try LinkedData.quads(award)
    #expect(quads.quads.count > 100)
    var changed = try #require(award.members)
    let place = try #require(changed.pairs.firstIndex { $0.name == "name" })
    changed.pairs[place].value = .text("another name")
    #expect(try LinkedData.canonical(award) != LinkedData.canonical(.object(changed)))
  }

  @Test func orderOfMembersAndItemsDoesNotMatter() throws {
    let award = Award.build(try Fixture.facts())
    func turned(_ value: Value, isOrdered: Bool = false) -> Value {
      switch value {
      case .object(let members):
        .object(
          Value.Members(
            members.pairs.reversed().map {
              (
                $0.name,
                turned($0.value, isOrdered: ["@context", "allowedValue"].contains($0.name))
              )
            }))
      case .list(let elements):
        .list(isOrdered ? elements : elements.reversed().map { turned($0) })
      default: value
      }
    }
    #expect(try LinkedData.canonical(award) == LinkedData.canonical(turned(award)))
  }

  @Test func typesBringTheirTermsAndTakeThemAwayAgain() throws {
    let alignment =
      #"{"type": ["Alignment"], "targetName": "n", "targetUrl": "https://x.example/"}"#
    #expect(
      try lines(
        badge(#""credentialSubject": {"type": ["Achievement"], "alignment": \#(alignment)}"#)
      )
      .contains { $0.hasSuffix("<https://schema.org/targetName> \"n\" .") })
    // The same object without its type: its terms mean nothing.
    let untyped = #"{"targetName": "n"}"#
    #expect(
      try fault(badge(#""credentialSubject": {"type": ["Achievement"], "alignment": \#(untyped)}"#))
        == LinkedDataFault(
          .undefinedTerm("targetName"), path: "/credentialSubject/alignment/targetName"))
    // The type of what is around it does not reach into it.
    let reaching = #"{"achievement": {"type": ["Related"], "achievementType": "Badge"}}"#
    #expect(
      try fault(badge(#""credentialSubject": \#(reaching)"#))?.what == .undefinedTerm("achievement")
    )
  }

  @Test func aPresentationForgetsItsContextBeforeACredential() throws {
    let inner = badge(#""name": "inner""#)
    let outer = """
      {"@context": "\(Self.base)", "type": "VerifiablePresentation", "verifiableCredential": [\(inner)]}
      """
    let said = try lines(outer)
    #expect(said.contains(#"<urn:x:1> <https://schema.org/name> "inner" _:c14n1 ."#))
    let without = #"{"type": "VerifiableCredential"}"#
    #expect(
      try fault(outer.replacing(inner, with: without))?.what
        == .undefinedTerm("type"))
  }

  @Test func listsKeepTheirOrder() throws {
    func result(_ values: String) -> String {
      badge(
        #""credentialSubject": {"id": "urn:x:2", "type": "ResultDescription", "allowedValue": \#(values)}"#
      )
    }
    #expect(try lines(result(#"["A", "B"]"#)) != lines(result(#"["B", "A"]"#)))
    #expect(
      try lines(result("[]")).contains {
        $0.hasSuffix("allowedValue> <http://www.w3.org/1999/02/22-rdf-syntax-ns#nil> .")
      })
  }

  @Test(arguments: [
    ("0", "0"), ("3", "3"), ("3.0", "3"), ("-12", "-12"), ("2.5", "2.5E0"), ("0.1", "1.0E-1"),
    ("9.3", "9.300000000000001E0"), ("1250.75", "1.25075E3"),
    ("999999999999.125", "9.99999999999125E11"),
    ("9007199254740992", "9007199254740992"),
  ])
  func numbers(_ written: String, _ expected: String) throws {
    let json = badge(
      #""credentialSubject": {"id": "urn:x:2", "type": "Achievement", "creditsAvailable": \#(written)}"#
    )
    #expect(
      try lines(json).contains {
        $0.contains("creditsAvailable> \"\(expected)\"^^<https://www.w3.org/2001/XMLSchema#float>")
      })
  }

  @Test(arguments: ["9007199254740993", "-9007199254740993", "1000000000000000.5"])
  func numbersBeyondDoublesAreRefused(_ number: String) throws {
    let json = badge(
      #""credentialSubject": {"type": "Achievement", "creditsAvailable": \#(number)}"#)
    #expect(
      try fault(json)
        == LinkedDataFault(.inexactNumber, path: "/credentialSubject/creditsAvailable"))
  }

  @Test func languagesAreSigned() throws {
    let said = try lines(badge(#""name": {"@value": "اسم", "@language": "ar-SA"}"#))
    #expect(said.contains(#"<urn:x:1> <https://schema.org/name> "اسم"@ar-sa ."#))
  }

  @Test func textIsEscapedAsCanonicalNQuadsWant() throws {
    let said = try lines(badge(#""name": "a\"b\\c\n\r\t\b\f\u0001\u007f\u000b\uffff\u00e9""#))
    #expect(
      said.contains(
        #"<urn:x:1> <https://schema.org/name> "a\"b\\c\n\r\t\b\f\u0001\u007F\u000B\uFFFF\#u{e9}" ."#
      ))
  }

  @Test func composedAndDecomposedLettersAreTwo() throws {
    let composed = try lines(badge(#""name": "\u00e9""#))
    let decomposed = try lines(badge(#""name": "e\u0301""#))
    #expect(composed.map { Array($0.utf8) } != decomposed.map { Array($0.utf8) })
    // U+212A is a Kelvin sign, equal to K as a String and not the same term.
    #expect(
      try fault(badge(#""credentialSubject": {"type": ["\u212Aey"]}"#))?.path
        == "/credentialSubject")
  }

  // MARK: What is refused

  static let refused: [(String, LinkedDataFault.What, String)] = [
    (#""nam": "x""#, .undefinedTerm("nam"), "/nam"),
    (
      #""https://schema.org/name": "x""#, .undefinedTerm("https://schema.org/name"),
      "/https://schema.org/name"
    ),
    (#""@id": "urn:x:3""#, .keyword("@id"), "/@id"),
    (#""@graph": []"#, .keyword("@graph"), "/@graph"),
    (#""@reverse": {}"#, .keyword("@reverse"), "/@reverse"),
    (#""@remark": "x""#, .keywordLike("@remark"), "/@remark"),
    (#""name": null"#, .dropped("null"), "/name"),
    (#""evidence": []"#, .dropped("an empty list"), "/evidence"),
    (#""evidence": [[{"id": "urn:x:5"}]]"#, .kind("a list", wanted: "one value"), "/evidence/0"),
    (#""issuer": "x""#, .relativeIRI, "/issuer"),
    (#""issuer": "did:x y""#, .badIRI, "/issuer"),
    (#""issuer": {"id": "_:b0"}"#, .blankNodeLabel, "/issuer/id"),
    (#""issuer": {"id": 5}"#, .kind("a number", wanted: "an identifier"), "/issuer/id"),
    (#""evidence": {"type": "Evidenc"}"#, .undefinedType("Evidenc"), "/evidence"),
    (
      #""evidence": {"type": 1}"#,
      .kind("a number", wanted: "the name of a type or a list of names"), "/evidence/type"
    ),
    (
      #""evidence": {"type": "https://purl.imsglobal.org/spec/vc/ob/vocab.html#Evidence"}"#,
      .otherSpelling("https://purl.imsglobal.org/spec/vc/ob/vocab.html#Evidence"), "/evidence"
    ),
    (#""name": {"@value": "x", "@direction": "rtl"}"#, .direction, "/name/@direction"),
    (#""name": {"@value": "x", "@language": "ar SA"}"#, .language, "/name"),
    (#""name": {"@value": "x", "type": "Evidence"}"#, .keyword("type"), "/name/type"),
    (#""name": {"@list": ["x"]}"#, .keyword("@list"), "/name"),
    (#""name": {"@set": ["x"]}"#, .keyword("@set"), "/name"),
    (#""proof": "urn:x:9""#, .kind("text", wanted: "an object"), "/proof"),
    (#""proof": {"id": "urn:x:9"}"#, .dropped("a node that says nothing"), "/proof"),
    (
      #""evidence": {"@context": "https://evil.example/"}"#,
      .unknownContext("https://evil.example/"), "/evidence/@context"
    ),
    (#""evidence": {"@context": null}"#, .inlineContext, "/evidence/@context"),
    (
      #""evidence": {"@context": {"name": "https://evil.example/name"}}"#, .inlineContext,
      "/evidence/@context"
    ),
    (
      #""evidence": {"@context": ["https://www.w3.org/ns/credentials/v2", {}]}"#, .inlineContext,
      "/evidence/@context/1"
    ),
    (
      #""evidence": {"@context": "https://www.w3.org/ns/credentials/v2#"}"#,
      .unknownContext("https://www.w3.org/ns/credentials/v2#"), "/evidence/@context"
    ),
    (
      #""evidence": {"@context": "https://w3id.org/security/data-integrity/v1"}"#,
      .protectedTerm("DataIntegrityProof"), "/evidence/@context"
    ),
  ]

  @Test(arguments: refused.indices)
  func whatASignatureWouldMissIsRefused(_ index: Int) throws {
    let (members, what, path) = Self.refused[index]
    let fault = try #require(try fault(badge(members)))
    #expect(fault == LinkedDataFault(what, path: path))
    #expect(!fault.remedy.isEmpty && fault.description.hasPrefix(path))
  }

  @Test func soundMembersAreAccepted() throws {
    #expect(try fault(badge("")) == nil)
    #expect(try fault(badge(#""issuer": "did:web:x.example""#)) == nil)
    #expect(try fault(badge(#""evidence": {"type": "https://x.example/Other"}"#)) == nil)
    #expect(try fault(badge(#""proof": {"type": "DataIntegrityProof"}"#)) == nil)
    #expect(
      try fault(badge(#""evidence": {"@context": "https://w3id.org/security/data-integrity/v2"}"#))
        == nil)
  }

  @Test func documentsNeedAContextAndSomethingToSay() throws {
    #expect(try fault(#"{"type": "VerifiableCredential"}"#)?.what == .noContext)
    #expect(try fault("[]")?.what == .kind("a list", wanted: "an object"))
    #expect(
      try fault(#"{"@context": "\#(Self.base)"}"#)?.what == .dropped("a node that says nothing"))
    #expect(
      try fault(#"{"@context": "\#(Self.base)", "id": "urn:x:1"}"#)?.what
        == .dropped("a node that says nothing"))
    #expect(try fault(#"{"@context": {}, "id": "urn:x:1"}"#, strict: false)?.what == .inlineContext)
  }

  @Test func depthAndSizeAreBoundedOnBothSides() throws {
    func nested(_ levels: Int) -> String {
      badge(
        String(repeating: #""evidence": {"type": "VerifiableCredential","#, count: levels)
          + #""name": "x""# + String(repeating: "}", count: levels))
    }
    #expect(try fault(nested(50)) == nil)
    let deep = try JSON.read(nested(64).utf8, limits: JSON.Limits(depth: 200))
    #expect(throws: LinkedDataFault.self) { try LinkedData.canonical(deep) }
    func wide(_ count: Int) -> String {
      badge(
        #""evidence": ["# + (0..<count).map { #""urn:x:\#($0)""# }.joined(separator: ",") + "]")
    }
    #expect(try fault(wide(Expansion.maximumQuads - 2)) == nil)
    #expect(
      try fault(wide(Expansion.maximumQuads - 1))?.what
        == .tooManyQuads(limit: Expansion.maximumQuads))
  }

  /// One long identifier that stands in every statement.
  @Test func theLengthOfStatementsIsBoundedOnBothSides() throws {
    let id = "urn:" + String(repeating: "x", count: (1 << 20) - 200)
    func document(_ count: Int) throws -> Value {
      let evidence = (0..<count).map { #""urn:e:\#($0)""# }.joined(separator: ",")
      let award = try JSON.read(badge(#""evidence": [\#(evidence)]"#).utf8)
      return award.setting("id", to: .text(id))
    }
    #expect(throws: Never.self) { try LinkedData.canonical(document(12)) }
    let fault = #expect(throws: LinkedDataFault.self) { try LinkedData.canonical(document(17)) }
    #expect(fault?.what == .tooLong(limit: Expansion.maximumLength))
  }

  @Test func contextsOfADocumentAreBoundedOnBothSides() throws {
    func document(_ count: Int) throws -> Value {
      let items = (0..<count).map { #"{"@context": {"n\#($0)": "urn:n:\#($0)"}, "n\#($0)": "x"}"# }
      return try JSON.read("[\(items.joined(separator: ","))]".utf8)
    }
    let mode = Expansion.Mode(isStrict: false, allowsInlineContexts: true)
    let contexts = Contexts([])
    #expect(try LinkedData.quads(document(ContextTrail.limit), mode, contexts).quads.count == 256)
    #expect(throws: LinkedDataFault(.tooManyContexts(limit: 256), path: "/256/@context")) {
      try LinkedData.quads(document(ContextTrail.limit + 1), mode, contexts)
    }
    // What is remembered is forgotten again, and means the same after.
    for _ in 0..<6 {
      #expect(try LinkedData.quads(document(200), mode, contexts).quads.count == 200)
    }
  }

  @Test func manyAtOnceReadTheSame() async throws {
    let award = Award.build(try Fixture.facts())
    let expected = try LinkedData.canonical(award)
    let fresh = Contexts(Contexts.tables.map { ($0.address, .object($0.context)) })
    await withTaskGroup(of: [UInt8]?.self) { group in
      for _ in 0..<16 {
        group.addTask {
          try? LinkedData.canonical(award, hash: .sha256, Expansion.Mode(), fresh)
        }
      }
      for await made in group { #expect(made == expected) }
    }
  }

  @Test func poisonEndsInAFault() throws {
    // Ten nodes that each refer to all others, told apart by nothing.
    let nodes = (0..<10).map { from in
      let others = (0..<10).filter { $0 != from }.map { "\"_:n\($0)\"" }.joined(separator: ",")
      return #"{"id": "_:n\#(from)", "type": "VerifiableCredential", "evidence": [\#(others)]}"#
    }
    let json = #"{"@context": "\#(Self.base)", "@graph": [\#(nodes.joined(separator: ","))]}"#
    guard case .tooComplex? = try fault(json, strict: false)?.what else {
      Issue.record("a clique has a canonical form")
      return
    }
  }

  // MARK: Our own terms

  @Test func theServedDocumentIsOurContext() throws {
    let document = try JSON.read(Namespace.document)
    let served = try ContextReading.apply(
      try #require(document["@context"]), to: .initial, addressed: { _ in nil })
    for term in [
      "ProviderLicenceCredential", "ProgrammeLicenceCredential", "RegistrationReceipt",
      "LicensedProvider", "LicensedProgramme", "licenceNumber", "licensedActivity",
      "licensedProvider", "parentLicence", "maxCredits", "recognizedTo", "RecognizedAction",
      "action", "recognizedBy", "registeredDigest", "registeredAt", "RegulationRule", "article",
    ] {
      let definition = try #require(served[term], "\(term)")
      #expect(definition.term == Array("<\(Namespace.url)#\(term)>".utf8))
      #expect(definition.isProtected)
    }
  }

  @Test func aLicenceIsReadWithOurTerms() throws {
    let said = try lines(
      """
      {"@context": ["\(Self.base)", "\(Self.badges)", "\(Namespace.url)"], "id": "urn:x:1",
       "type": ["VerifiableCredential", "EndorsementCredential", "ProgrammeLicenceCredential"],
       "issuer": {"id": "did:web:regulator.example", "type": ["Profile"], "name": "Regulator"},
       "validFrom": "2026-01-01T00:00:00Z",
       "termsOfUse": {"type": "RegulationRule", "article": "sa-iu-ecourses@1447#III.1"},
       "credentialSubject": {"id": "https://x.example/course/1",
         "type": ["EndorsementSubject", "LicensedProgramme"], "licenceNumber": "P-1",
         "licensedProvider": "did:web:x.example", "parentLicence": "NELC-P-100", "maxCredits": 3,
         "licensedActivity": ["MicroCredential"],
         "recognizedTo": {"type": "RecognizedAction", "action": "issue",
           "recognizedBy": "did:web:regulator.example"}}}
      """)
    let subject = "<https://x.example/course/1> <\(Namespace.url)#"
    #expect(said.contains("\(subject)parentLicence> \"NELC-P-100\" ."))
    #expect(
      said.contains("\(subject)maxCredits> \"3\"^^<http://www.w3.org/2001/XMLSchema#integer> ."))
    #expect(said.contains("\(subject)licensedActivity> \"MicroCredential\" ."))
  }

  @Test func aReceiptIsReadWithOurTerms() throws {
    let said = try lines(
      """
      {"@context": ["\(Self.base)", "\(Namespace.url)"], "id": "urn:x:1",
       "type": ["VerifiableCredential", "RegistrationReceipt"], "issuer": "did:web:r.example",
       "validFrom": "2026-01-01T00:00:00Z",
       "credentialSubject": {"id": "urn:x:award", "registeredDigest": ["zQm1", "zQm2"],
         "registeredAt": "2026-01-01T00:00:00Z"}}
      """)
    #expect(
      said.contains(
        "<urn:x:award> <\(Namespace.url)#registeredDigest> \"zQm2\"^^"
          + "<https://w3id.org/security#multibase> ."))
  }
}
