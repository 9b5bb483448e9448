import JSON
import Kernel
import Proofs
import Testing

@Suite struct VerificationTests {
  private func failed(_ report: VerificationReport) -> [VerificationReport.Code] {
    report.steps.filter { $0.outcome == .failed }.map(\.code)
  }

  /// A token over any tree, signed properly.
  private func signed(_ payload: Value, header: String? = nil, key: SigningKey? = nil) throws
    -> String
  {
    let signer = try key ?? Fixture.key(1)
    var input = JWT.signingInput(
      payload: payload, keyID: try Fixture.did().keyID(Fixture.key(1).publicKey))
    if let header {
      let rest = input.drop { $0 != UInt8(ascii: ".") }
      input = Array(Base64URL.encode(header.utf8).utf8) + rest
    }
    return try JWT.sign(input, with: signer)
  }

  @Test func anAwardIsValid() throws {
    let report = try Fixture.verify(Fixture.jwt() + "\n")
    #expect(report.isValid)
    #expect(failed(report) == [])
    #expect(report.steps.map(\.code) == VerificationReport.Code.allCases)
    #expect(report[.trust]?.outcome == .notChecked)
    #expect(report[.status]?.outcome == .notChecked)
    #expect(report[.key]?["kid"]?.hasPrefix("did:web:sanad.example.edu.sa#") == true)
    #expect(report.summary?.holder == "نورة بنت سعد العتيبي")
  }

  @Test func trustIsAskedOnlyWhenThereAreAnchors() throws {
    let jwt = try Fixture.jwt()
    let trusted = try Fixture.verify(jwt, trusted: ["did:web:sanad.example.edu.sa"])
    #expect(trusted.isValid && trusted[.trust]?.outcome == .passed)
    let other = try Fixture.verify(jwt, trusted: ["did:web:other.example"])
    #expect(!other.isValid && failed(other) == [.trust])
    #expect(other.summary != nil)
  }

  @Test func theWindowHasTwoSides() throws {
    let open = try Fixture.jwt()
    #expect(try Fixture.verify(open, at: "2026-01-20T22:30:15+03:00").isValid)
    let early = try Fixture.verify(open, at: "2026-01-20T22:30:14.999999+03:00")
    #expect(failed(early) == [.window] && early[.window]?["reason"] == "notYet")
    let award = try Fixture.award().setting("validUntil", to: .text("2027-01-20T00:00:00+03:00"))
    let closing = try Fixture.jwt(award)
    #expect(try Fixture.verify(closing, at: "2027-01-19T23:59:59+03:00").isValid)
    let late = try Fixture.verify(closing, at: "2027-01-20T00:00:00+03:00")
    #expect(failed(late) == [.window] && late[.window]?["reason"] == "expired")
  }

  /// Every byte of a small token, and every 41st of a whole award.
  @Test func everyFlippedByteIsNoticed() throws {
    let now = try Fixture.instant("2026-01-21T12:00:00+03:00")
    let resolve = try Fixture.documents()
    let small = try Fixture.award().setting("evidence", to: nil)
      .setting("credentialSubject/achievement", to: nil)
      .setting("credentialSubject/identifier", to: nil)
    for (text, step) in [(try Fixture.jwt(small), 1), (try Fixture.jwt(), 41)] {
      let whole = Verification.verify(text.utf8, at: now, resolve: resolve)
      #expect(whole[.signature]?.outcome == .passed)
      var survivors: [Int] = []
      for index in stride(from: 0, to: text.utf8.count, by: step) {
        var bytes = Array(text.utf8)
        bytes[index] ^= UInt8(1 << (index % 5))
        let report = Verification.verify(bytes, at: now, resolve: resolve)
        if report.isValid || report[.signature]?.outcome == .passed { survivors.append(index) }
      }
      #expect(survivors == [])
    }
  }

  @Test func everyCutIsNoticed() throws {
    let text = Array(try Fixture.jwt().utf8)
    let now = try Fixture.instant("2026-01-21T12:00:00+03:00")
    let resolve = try Fixture.documents()
    for end in stride(from: 0, to: text.count, by: 97) {
      #expect(!Verification.verify(text[..<end], at: now, resolve: resolve).isValid)
    }
  }

  @Test func aChangedMarkIsNoticed() throws {
    let parts = try Fixture.jwt().split(separator: ".")
    let award = try Fixture.award()
      .setting("credentialSubject/result/0/value", to: .text("A"))
    let payload = Base64URL.encode(JSON.write(try Award.payload(award)))
    let report = try Fixture.verify("\(parts[0]).\(payload).\(parts[2])")
    #expect(failed(report) == [.signature])
    #expect(report.summary == nil)
    #expect(report[.structure]?.outcome == .notChecked)
  }

  @Test(arguments: [
    (#"{"alg":"none","kid":"KID"}"#, "algorithm"), (#"{"alg":"HS256","kid":"KID"}"#, "algorithm"),
    (#"{"alg":"ES256","typ":"vc+jwt","kid":"KID"}"#, "type"),
    (#"{"alg":"ES256","crit":["exp"],"kid":"KID"}"#, "critical"),
    (#"{"alg":"ES256","jwk":{"d":"AA"},"kid":"KID"}"#, "privateKey"),
    (#"{"alg":"ES256"}"#, "noKeyID"), (#"{"alg":"ES256","kid":1}"#, "keyID"),
  ])
  func headersThatAreRefused(header: String, reason: String) throws {
    let kid = try Fixture.did().keyID(Fixture.key(1).publicKey)
    let jwt = try signed(
      Award.payload(Fixture.award()), header: header.replacing("KID", with: kid))
    let report = try Fixture.verify(jwt)
    #expect(failed(report) == [.header])
    #expect(report[.header]?["reason"] == reason)
  }

  @Test func anUnsignedTokenIsRefused() throws {
    let parts = try Fixture.jwt().split(separator: ".")
    let header = Base64URL.encode(#"{"alg":"none","typ":"JWT"}"#.utf8)
    #expect(try failed(Fixture.verify("\(header).\(parts[1]).")) == [.header])
    #expect(try failed(Fixture.verify("\(parts[0]).\(parts[1]).")) == [.signature])
  }

  @Test func duplicateMembersAreRefused() throws {
    let parts = try Fixture.jwt().split(separator: ".")
    let payload = String(decoding: JSON.write(try Award.payload(Fixture.award())), as: UTF8.self)
    let twice = Base64URL.encode(
      (payload.dropLast() + #","iss":"did:web:sanad.example.edu.sa"}"#).utf8)
    let input = Array("\(parts[0]).\(twice)".utf8)
    let report = try Fixture.verify(JWT.sign(input, with: Fixture.key(1)))
    #expect(failed(report) == [.form])
    #expect(report[.form]?["reason"] == "notJSON")
  }

  @Test func keysOfOthersAreRefused() throws {
    let award = try Fixture.award()
    let stranger = try Fixture.key(9)
    // A stranger's signature under the issuer's key name.
    let borrowed = try Award.jwt(
      award, key: stranger, keyID: Fixture.did().keyID(Fixture.key(1).publicKey))
    #expect(try failed(Fixture.verify(borrowed)) == [.signature])
    // A key the issuer does not list.
    let unlisted = try Award.jwt(
      award, key: stranger, keyID: Fixture.did().keyID(stranger.publicKey))
    #expect(try failed(Fixture.verify(unlisted)) == [.key])
    // Another issuer's key, rightly named.
    let other = try Fixture.did("did:web:other.example")
    let foreign = try Award.jwt(award, key: stranger, keyID: other.keyID(stranger.publicKey))
    let report = try Fixture.verify(foreign)
    #expect(failed(report) == [.key])
    #expect(report[.key]?["reason"] == "otherIssuer")
    // An issuer whose name only begins alike.
    let longer = try Award.jwt(
      award, key: stranger,
      keyID: try Fixture.did().text + ".evil#" + stranger.publicKey.thumbprint)
    #expect(try failed(Fixture.verify(longer)) == [.key])
  }

  @Test func anUnknownIssuerIsNotFound() throws {
    let award = try Fixture.award().setting("issuer/id", to: .text("did:web:other.example"))
    let jwt = try Fixture.jwt(award)
    #expect(try failed(Fixture.verify(jwt)) == [.issuer])
    // A document that speaks of another issuer than was asked for.
    let document = DIDDocument(did: try Fixture.did(), keys: [try Fixture.key(1).publicKey])
    let report = Verification.verify(
      jwt.utf8, at: try Fixture.instant("2026-02-01T00:00:00Z"), resolve: { _ in document })
    #expect(failed(report) == [.issuer])
    let key = try Fixture.award().setting("issuer/id", to: .text("did:key:z6Mk"))
    #expect(try failed(Fixture.verify(Fixture.jwt(key))) == [.issuer])
  }

  @Test func earlierKeysStayGoodWhileTheyAreListed() throws {
    let jwt = try Fixture.jwt()
    #expect(try Fixture.verify(jwt, keys: [Fixture.key(2), Fixture.key(1)]).isValid)
    #expect(try failed(Fixture.verify(jwt, keys: [Fixture.key(2)])) == [.key])
  }

  /// A key that was taken back vouches for what was issued before, up to the instant.
  @Test(arguments: ["expires", "revoked"])
  func aKeyVouchesUntilItsEnd(name: String) throws {
    let value = DIDDocument(did: try Fixture.did(), keys: [try Fixture.key(1).publicKey]).value
    for (end, isGood) in [
      ("2026-01-20T19:30:15Z", false), ("2026-01-20T19:30:15.000001Z", true),
      ("2026-01-01T00:00:00Z", false),
    ] {
      let document = try DIDDocument(
        reading: value.setting("verificationMethod/0/\(name)", to: .text(end)))
      let report = try Verification.verify(
        Fixture.jwt().utf8, at: Fixture.instant("2026-02-01T00:00:00Z"), resolve: { _ in document })
      #expect(failed(report) == (isGood ? [] : [.key]), "\(end)")
    }
  }

  @Test(
    arguments: [
      ("iss", Value.text("did:web:other.example")), ("iss", nil), ("jti", .text("urn:uuid:x")),
      ("jti", nil), ("sub", .text("x")), ("sub", nil),
      ("nbf", .number(ExactDecimal(mantissa: 1_768_937_416))), ("nbf", .text("1768937415")),
      ("nbf", nil), ("exp", .number(ExactDecimal(mantissa: 1_900_000_000))), ("exp", .text("x")),
    ] as [(String, Value?)])
  func claimsThatDisagree(name: String, value: Value?) throws {
    let payload = try Award.payload(Fixture.award()).setting(name, to: value)
    let report = try Fixture.verify(signed(payload))
    #expect(failed(report) == [.claims])
    #expect(report[.claims]?["claim"] == name)
    #expect(report.summary == nil)
  }

  @Test func anExpThatAgreesIsTaken() throws {
    let award = try Fixture.award().setting("validUntil", to: .text("2027-01-01T00:00:00Z"))
    let payload = try Award.payload(award)
      .setting("exp", to: .number(ExactDecimal(mantissa: 1_798_761_600)))
    #expect(try Fixture.verify(signed(payload)).isValid)
  }

  @Test func signedNonsenseFailsItsOwnStep() throws {
    let award = try Fixture.award()
    func failures(_ path: String, _ value: Value?) throws -> [VerificationReport.Code] {
      try failed(Fixture.verify(Fixture.jwt(award.setting(path, to: value))))
    }
    #expect(try failures("evidence/9", nil) == [.notADegree])
    #expect(try failures("evidence/6", nil) == [.licences])
    #expect(try failures("degree", .text("PhD")) == [.structure])
    #expect(
      try failures("credentialSubject/achievement/achievementType", .text("Degree"))
        == [.structure])
    let status = Value.object(
      Value.Members([("id", .text("https://a.example/s#1")), ("type", .text("X"))]))
    #expect(try failures("credentialStatus", status) == [.status])
  }

  @Test func whatIsNoTokenFailsItsForm() throws {
    for text in ["", "{}", "hello", "a.b.c", "....", String(repeating: ".", count: 9_000)] {
      let report = try Fixture.verify(text)
      #expect(failed(report) == [.form])
      #expect(report.steps.count == VerificationReport.Code.allCases.count)
      #expect(!report.isValid)
    }
  }
}
