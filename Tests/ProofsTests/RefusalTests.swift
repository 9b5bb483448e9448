import JSON
import Kernel
import Proofs
import Testing

/// What a verifier refuses, each at the step that is to blame.
@Suite struct RefusalTests {
  private typealias Code = VerificationReport.Code

  private func expect(
    _ report: VerificationReport, _ code: Code, _ reason: String,
    _ verdict: VerificationReport.Verdict, _ place: SourceLocation = #_sourceLocation
  ) {
    #expect(report[code]?.outcome == .failed, sourceLocation: place)
    #expect(report[code]?["reason"] == reason, sourceLocation: place)
    #expect(report.verdict == verdict, sourceLocation: place)
    #expect(!report.isValid, sourceLocation: place)
  }

  // MARK: - The award

  /// A change of what was signed, in each form; nothing of it is shown.
  @Test func aChangedGrade() throws {
    let world = try World()
    for suite in [DataIntegrity.Suite.eddsaRDFC, .eddsaJCS] {
      var world = world
      world.suite = suite
      var bundle = try world.bundle()
      bundle.award = bundle.award?.setting("credentialSubject/result/0/value", to: .text("A"))
      let report = try world.verify(bundle)
      expect(report, .proof, "mismatch", .invalid)
      #expect(report.failures == [.proof] && report.summary == nil && report.chain == nil)
    }
    var bundle = try world.bundle()
    let parts = try #require(bundle.jwt).split(separator: ".")
    let award = try world.unsigned().setting("credentialSubject/result/0/value", to: .text("A"))
    bundle.jwt =
      "\(parts[0]).\(Base64URL.encode(JSON.write(try JWT.payload(of: award)))).\(parts[2])"
    bundle.award = nil
    expect(try world.verify(bundle), .proof, "mismatch", .invalid)
  }

  /// Members that were added to a signed award: one that linked data knows, and ones it would drop
  /// without a word.
  @Test(arguments: [
    ("description", "mismatch"), ("credentialSubject/role", "mismatch"),
    ("credentialSubject/honours", "term"), ("degree", "term"),
  ])
  func anAddedMember(path: String, reason: String) throws {
    let world = try World()
    var bundle = try world.bundle()
    bundle.award = bundle.award?.setting(path, to: .text("first class"))
    let code: Code = reason == "term" ? .contexts : .proof
    expect(try world.verify(bundle), code, reason, .invalid)
    var jcs = world
    jcs.suite = .eddsaJCS
    var second = try jcs.bundle()
    second.award = second.award?.setting(path, to: .text("first class"))
    expect(try jcs.verify(second), .proof, "mismatch", .invalid)
  }

  /// Who signs an unknown member is refused too: linked data would not cover it.
  @Test func aSignedUnknownMember() throws {
    let world = try World()
    let signed = try world.signed()
    let award = signed.award.setting("degree", to: .text("PhD"))
    let report = try world.verify(
      world.bundle(Award.Signed(award: award, jwt: signed.jwt)))
    expect(report, .contexts, "term", .invalid)
  }

  @Test func aRevokedAward() throws {
    var world = try World()
    world.set(77, of: World.awardList, since: "2026-09")
    let report = try world.verify()
    expect(report, .status, "revoked", .revoked)
    #expect(report.failures == [.status] && report.summary != nil)
    #expect(report.chain?.changes.map(\.link) == [.award])
    // Also when the snapshot is old: nothing undoes a revocation.
    expect(try world.verify(at: "2030-01-01"), .status, "revoked", .revoked)
  }

  @Test func twoProofs() throws {
    let world = try World()
    let signed = try world.signed()
    let proof = try #require(signed.award.at("proof/0"))
    for second in [proof, proof.setting("cryptosuite", to: .text("eddsa-jcs-2022"))] {
      let award = signed.award.setting("proof", to: .list([proof, second]))
      let bundle = try world.bundle(Award.Signed(award: award, jwt: signed.jwt))
      expect(try world.verify(bundle), .proof, "several", .invalid)
    }
    let none = signed.award.setting("proof", to: nil)
    let bundle = try world.bundle(Award.Signed(award: none, jwt: signed.jwt))
    expect(try world.verify(bundle), .proof, "none", .invalid)
  }

  @Test(arguments: [
    ("cryptosuite", "bbs-2023", "unknownSuite"), ("type", "Ed25519Signature2020", "unknownSuite"),
    ("proofPurpose", "authentication", "purpose"), ("proofValue", "x", "unreadable"),
    ("created", "2026-03-10T09:00:01Z", "mismatch"), ("cryptosuite", "ecdsa-jcs-2019", "algorithm"),
  ])
  func aStrangeProof(member: String, value: String, reason: String) throws {
    let world = try World()
    var bundle = try world.bundle()
    bundle.award = bundle.award?.setting("proof/0/\(member)", to: .text(value))
    expect(try world.verify(bundle), .proof, reason, .invalid)
  }

  @Test(
    arguments: [
      ("@context/1", Value.text("https://x.example/v1"), "unknown"),
      ("@context/1", .object(Value.Members()), "inline"), ("@context", nil, "missing"),
      (
        "@context/0", .text("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"), "order"
      ),
      ("credentialSubject/@id", .text("urn:x"), "keyword"),
      ("@graph", .list([]), "keyword"),
    ] as [(String, Value?, String)])
  func aStrangeContext(path: String, value: Value?, reason: String) throws {
    let world = try World()
    for form in ["json", "jwt"] {
      let award = try world.unsigned().setting(path, to: value)
      var bundle = try world.bundle()
      if form == "json" {
        bundle.award = bundle.award?.setting(path, to: value)
        bundle.jwt = nil
      } else {
        bundle.award = nil
        bundle.jwt = try world.token(award)
      }
      expect(try world.verify(bundle), .contexts, reason, .invalid)
    }
  }

  /// Two nodes alike with many parts alike: telling them apart would take longer than anybody waits.
  @Test func aPoisonGraph() throws {
    let world = try World()
    var bundle = try world.bundle()
    let level = Value.object(
      Value.Members([("type", .list([.text("RubricCriterionLevel")])), ("name", .text("x"))]))
    let description = Value.object(
      Value.Members([
        ("type", .list([.text("ResultDescription")])),
        ("rubricCriterionLevel", .list([Value](repeating: level, count: 40))),
      ]))
    bundle.award = bundle.award?.setting(
      "credentialSubject/achievement/resultDescription",
      to: .list([Value](repeating: description, count: 40)))
    let report = try world.verify(bundle)
    expect(report, .proof, "tooComplex", .invalid)
  }

  // MARK: - Tokens

  @Test(arguments: [
    (#"{"alg":"none","kid":"KID"}"#, "algorithm"), (#"{"alg":"HS256","kid":"KID"}"#, "algorithm"),
    (#"{"alg":"ES384","kid":"KID"}"#, "algorithm"), (#"{"alg":"EdDSA","kid":"KID"}"#, "algorithm"),
    (#"{"alg":"ES256","typ":"vc+jwt","kid":"KID"}"#, "type"),
    (#"{"alg":"ES256","crit":["exp"],"kid":"KID"}"#, "critical"),
    (#"{"alg":"ES256","jwk":{"d":"AA"},"kid":"KID"}"#, "privateKey"),
    (#"{"alg":"ES256"}"#, "noKeyID"), (#"{"alg":"ES256","kid":1}"#, "keyID"),
  ])
  func headersThatAreRefused(header: String, reason: String) throws {
    let world = try World()
    var bundle = try world.bundle()
    bundle.award = nil
    bundle.jwt = try world.token(
      world.unsigned(), header: header.replacing("KID", with: world.provider.tokenID))
    let report = try world.verify(bundle)
    expect(report, .proof, reason, .invalid)
    #expect(report.failures == [.proof])
  }

  /// The public key as a secret of an HMAC, and no signature at all.
  @Test func tokensWithoutASignature() throws {
    let world = try World()
    let parts = try #require(world.bundle().jwt).split(separator: ".")
    for (algorithm, signature) in [("none", ""), ("HS256", "AAAA"), ("ES256", "")] {
      let header = Base64URL.encode(
        #"{"alg":"\#(algorithm)","typ":"JWT","kid":"\#(world.provider.tokenID)"}"#.utf8)
      var bundle = try world.bundle()
      bundle.award = nil
      bundle.jwt = "\(header).\(parts[1]).\(signature)"
      expect(
        try world.verify(bundle), .proof, algorithm == "ES256" ? "mismatch" : "algorithm", .invalid)
    }
  }

  @Test(
    arguments: [
      ("iss", Value.text("did:web:other.example")), ("iss", nil), ("jti", .text("urn:uuid:x")),
      ("jti", nil), ("sub", .text("x")), ("sub", nil),
      ("nbf", .number(ExactDecimal(mantissa: 1_773_133_201))), ("nbf", .text("1773133200")),
      ("nbf", nil), ("exp", .number(ExactDecimal(mantissa: 1_900_000_000))), ("exp", .text("x")),
    ] as [(String, Value?)])
  func claimsThatDisagree(name: String, value: Value?) throws {
    let world = try World()
    var bundle = try world.bundle()
    bundle.award = nil
    bundle.jwt = try world.token(
      payload: JWT.payload(of: world.unsigned()).setting(name, to: value))
    let report = try world.verify(bundle)
    expect(report, .form, "claims", .invalid)
    #expect(report[.form]?["claim"] == name && report.summary == nil)
  }

  // MARK: - Keys

  @Test func keysOfOthers() throws {
    let world = try World()
    let stranger = try World.keys("did:web:other.example", 90)
    // A stranger's signature under the issuer's key name.
    var forged = world
    forged.provider = try #require(
      IssuerKeys(
        did: world.provider.did, integrity: stranger.integrity, token: stranger.token))
    var bundle = try forged.bundle()
    bundle.didDocuments = try world.bundle().didDocuments
    let renamed = try #require(bundle.award)
      .setting("proof/0/verificationMethod", to: .text(world.provider.integrityID))
    bundle.award = renamed
    bundle.jwt = nil
    expect(try world.verify(bundle), .proof, "mismatch", .invalid)
    // A key the issuer does not list.
    bundle.award = try forged.bundle().award
    expect(try world.verify(bundle), .keyBinding, "notListed", .invalid)
    // Another issuer's key, rightly named and sound.
    let unsigned = try world.unsigned()
    bundle.award = try DataIntegrity.sign(
      unsigned, suite: .eddsaRDFC, key: stranger.integrity,
      verificationMethod: stranger.integrityID, created: world.facts.issuedAt)
    bundle.didDocuments.append(World.document(stranger).value)
    let report = try world.verify(bundle)
    expect(report, .keyBinding, "otherController", .invalid)
    #expect(report[.proof]?.outcome == .passed && report.summary == nil)
  }

  @Test func aKeyThatMayNotMakeClaims() throws {
    let world = try World()
    var bundle = try world.bundle()
    bundle.didDocuments[0] = bundle.didDocuments[0].setting("assertionMethod/0", to: nil)
    expect(try world.verify(bundle), .keyBinding, "notForClaims", .invalid)
  }

  /// A key counts when the award was registered, whatever became of it later.
  @Test(arguments: [
    ("2026-03-10T09:01:00Z", false), ("2026-03-10T09:01:01Z", true), ("2026-08-01T00:00:00Z", true),
  ])
  func aKeyThatWasTakenBack(revoked: String, isValid: Bool) throws {
    let world = try World()
    var bundle = try world.bundle()
    bundle.didDocuments[0] = bundle.didDocuments[0]
      .setting("verificationMethod/0/revoked", to: .text(revoked))
    // The list of September was signed with another key of the provider.
    let sources = Sources(statusList: { url, _ in
      url == World.awardList ? try? world.tokenList(world.snapshots[4]) : nil
    })
    var trust = world.trust
    trust.acceptsBundledKeys = true
    let report = try world.verify(bundle, trust: trust, sources: sources)
    #expect(report.isValid == isValid)
    if !isValid { expect(report, .keyBinding, "ended", .invalid) }
  }

  // MARK: - Form

  @Test func whatIsNoAward() throws {
    let world = try World()
    func reason(_ text: String) throws -> String? {
      let report = Verification.verify(
        Presented(text.utf8), at: try World.at("2026-09-15"), trust: world.trust)
      #expect(report.steps.count == VerificationReport.Code.allCases.count)
      #expect(report.failures == [.form] && report.verdict == .invalid)
      return report[.form]?["reason"]
    }
    #expect(try reason("") == "unknownForm")
    #expect(try reason("hello") == "unknownForm")
    #expect(try reason("{}") == "unknownObject")
    #expect(try reason("{") == "notJSON")
    #expect(try reason("a.b.c") == "notBase64URL")
    #expect(try reason("....") == "unknownForm")
    #expect(try reason(#"{"type":"CredentialBundle","format":2}"#) == "bundle")
    #expect(try reason(#"{"type":"CredentialBundle","format":1}"#) == "bundle")
    #expect(try reason(#"{"type":["VerifiablePresentation"]}"#) == "unknownObject")
    let list = try world.list(world.snapshots[0])
    #expect(try reason(String(decoding: JSON.write(list), as: UTF8.self)) == "noAward")
    let deep = String(repeating: "[", count: 60) + String(repeating: "]", count: 60)
    #expect(try reason(#"{"a":\#(deep)}"#) == "notJSON")
  }

  /// In the award's JSON, in a token, and below a bundle.
  @Test func duplicateMembers() throws {
    let world = try World()
    let bundle = try world.bundle()
    let award = String(decoding: JSON.write(try #require(bundle.award)), as: UTF8.self)
    let twice = award.dropLast() + #","issuer":"did:web:evil.example"}"#
    for text in [String(twice), #"{"format":1,"type":"CredentialBundle","award":\#(twice)}"#] {
      let report = Verification.verify(
        Presented(text.utf8), at: try World.at("2026-09-15"), trust: world.trust)
      #expect(report.failures == [.form] && report[.form]?["reason"] == "notJSON")
      #expect(report[.form]?["fault"]?.contains("issuer") == true)
    }
    let payload = String(
      decoding: JSON.write(try JWT.payload(of: world.unsigned())), as: UTF8.self)
    var token = bundle
    token.award = nil
    token.jwt = try world.token(
      rawPayload: payload.dropLast() + #","iss":"did:web:sanad.example.edu.sa"}"#)
    #expect(try world.verify(token)[.form]?["reason"] == "notJSON")
  }

  /// é in one letter and in two: equal to the eye, and to Swift.
  @Test func composedAndDecomposedNames() throws {
    let world = try World()
    for name in ["caf\u{E9}", "cafe\u{301}", "درجة", "id\u{200B}", "a b"] {
      for form in ["json", "jwt"] {
        let award = try world.unsigned().setting(name, to: .text("x"))
        var bundle = try world.bundle()
        if form == "json" {
          bundle.award = bundle.award?.setting(name, to: .text("x"))
          bundle.jwt = nil
        } else {
          bundle.award = nil
          bundle.jwt = try world.token(award)
        }
        expect(try world.verify(bundle), .form, "memberName", .invalid)
      }
    }
  }

  @Test func privateKeysAnywhere() throws {
    let world = try World()
    let secret = try JSON.read(#"{"kty":"OKP","crv":"Ed25519","x":"AA","d":"AA"}"#.utf8)
    for path in ["credentialSubject/key", "issuer/jwk"] {
      var bundle = try world.bundle()
      bundle.award = bundle.award?.setting(path, to: secret)
      expect(try world.verify(bundle), .form, "privateKey", .invalid)
    }
    var bundle = try world.bundle()
    bundle.award = bundle.award?.setting("issuer/secretKeyMultibase", to: .text("z3u2"))
    expect(try world.verify(bundle), .form, "privateKey", .invalid)
    // In a DID document: the document is not taken.
    bundle = try world.bundle()
    bundle.didDocuments[0] = bundle.didDocuments[0].setting(
      "verificationMethod/1/publicKeyJwk/d", to: .text("AA"))
    let report = try world.verify(bundle)
    #expect(report[.proof]?["reason"] == "noDocument" && report.verdict == .unknown)
  }

  @Test func theShapeIsThatOfAnybody() throws {
    for (path, value) in [
      ("type", .list([.text("VerifiableCredential")])), ("validFrom", .text("2026-03-10")),
      ("credentialSubject/achievement/criteria", nil),
      ("credentialSubject/achievement/name", .list([.text("x")])),
    ] as [(String, Value?)] {
      var world = try World()
      world.suite = .eddsaJCS
      let signed = Award.Signed(
        award: try DataIntegrity.sign(
          world.unsigned().setting(path, to: value), suite: .eddsaJCS,
          key: world.provider.integrity, verificationMethod: world.provider.integrityID,
          created: world.facts.issuedAt), jwt: "")
      var bundle = try world.bundle(signed)
      bundle.jwt = nil
      let report = try world.verify(bundle)
      expect(report, .form, "shape", .invalid)
      #expect(report.summary == nil)
    }
  }
}

extension World {
  /// A token of the provider over any award, header or payload, properly signed.
  func token(_ award: Value? = nil, payload: Value? = nil, header: String? = nil) throws -> String {
    var input = JWT.signingInput(
      payload: try payload ?? JWT.payload(of: award ?? unsigned()), keyID: provider.tokenID)
    if let header {
      let rest = input.drop { $0 != UInt8(ascii: ".") }
      input = Array(Base64URL.encode(header.utf8).utf8) + rest
    }
    return try JWT.sign(input, with: provider.token)
  }

  func token(rawPayload: String) throws -> String {
    let header = Base64URL.encode(#"{"alg":"ES256","kid":"\#(provider.tokenID)"}"#.utf8)
    return try JWT.sign(
      Array("\(header).\(Base64URL.encode(rawPayload.utf8))".utf8), with: provider.token)
  }

  /// A snapshot as a compact token.
  func tokenList(_ snapshot: Snapshot) throws -> Value {
    let keys = snapshot.list == World.awardList ? provider : regulator
    let credential = try list(snapshot).setting("proof", to: nil)
    return .text(
      try JWT.sign(
        JWT.signingInput(payload: JWT.payload(of: credential), keyID: keys.tokenID),
        with: keys.token))
  }
}
