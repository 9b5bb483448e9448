import Compression
import JSON
import Kernel
import Testing

@testable import Proofs

/// Licences, regulators and status lists: who may say what.
@Suite struct AuthorityTests {
  private typealias Code = VerificationReport.Code

  private func expect(
    _ report: VerificationReport, _ code: Code, _ reason: String,
    _ verdict: VerificationReport.Verdict, only: Bool = true,
    _ place: SourceLocation = #_sourceLocation
  ) {
    #expect(report[code]?.outcome == .failed, sourceLocation: place)
    #expect(report[code]?["reason"] == reason, sourceLocation: place)
    #expect(report.verdict == verdict && !report.isValid, sourceLocation: place)
    if only { #expect(report.failures == [code], sourceLocation: place) }
  }

  // MARK: - Licences

  @Test func aStrippedLicence() throws {
    for (path, code) in [
      ("issuer/endorsementJwt", Code.providerLicence),
      ("credentialSubject/achievement/endorsementJwt", .programmeLicence),
    ] {
      // Signed without it, and taken out after signing.
      var world = try World()
      world.change = { $0.setting(path, to: nil) }
      expect(try world.verify(), code, "missing", .unlicensed)
      let whole = try World()
      var bundle = try whole.bundle()
      bundle.award = bundle.award?.setting(path, to: nil)
      #expect(try whole.verify(bundle)[.proof]?["reason"] == "mismatch")
    }
  }

  @Test func anothersProgrammeOrLicence() throws {
    func verify(_ change: (inout World) -> Void) throws -> VerificationReport {
      var world = try World()
      change(&world)
      return try world.verify()
    }
    let id = "https://sanad.example.edu.sa/courses/FIQH-101/v1"
    let own = "did:web:sanad.example.edu.sa"
    let credits = ExactDecimal(mantissa: 4)
    expect(
      try verify {
        $0.providerLicence.licensed = .provider(
          did: "did:web:other.example", activities: ["MicroCredential"])
      }, .providerLicence, "otherProvider", .unlicensed)
    for (achievement, provider, parent, reason) in [
      (id, "did:web:other.example", "NELC-P-100", "otherProvider"),
      ("https://sanad.example.edu.sa/courses/FIQH-101/v2", own, "NELC-P-100", "otherAchievement"),
      (id + "/", own, "NELC-P-100", "otherAchievement"), (id, own, "NELC-P-101", "otherParent"),
    ] {
      expect(
        try verify {
          $0.programmeLicence.licensed = .programme(
            achievement: achievement, provider: provider, parent: parent, maxCredits: credits)
        }, .programmeLicence, reason, .unlicensed)
    }
    // The parent may also be named by its credential's id.
    #expect(
      try verify {
        $0.programmeLicence.licensed = .programme(
          achievement: id, provider: own, parent: $0.providerLicence.id, maxCredits: credits)
      }.isValid)
  }

  @Test(arguments: [
    (3, nil), (4, nil), (2, "credits"), (0, "credits"),
  ])
  func creditsBeyondTheLicence(most: Int64, reason: String?) throws {
    var world = try World()
    world.programmeLicence.licensed = .programme(
      achievement: world.facts.course.id, provider: world.provider.did.text,
      parent: "NELC-P-100", maxCredits: ExactDecimal(mantissa: most))
    let report = try world.verify()
    if let reason {
      expect(report, .scope, reason, .unlicensed)
    } else {
      #expect(report.isValid)
    }
  }

  @Test func aKindBeyondTheLicence() throws {
    for (type, activities) in [
      ("BachelorDegree", ["MicroCredential"]), ("MicroCredential", ["Certificate"]),
      ("MicroCredential", []),
    ] {
      var world = try World()
      world.change = {
        $0.setting("credentialSubject/achievement/achievementType", to: .text(type))
      }
      world.providerLicence.licensed = .provider(
        did: world.provider.did.text, activities: activities)
      expect(try world.verify(), .scope, "activity", .unlicensed)
    }
    // Credits that were earned count as much as those that are offered.
    var world = try World()
    world.change = {
      $0.setting("credentialSubject/creditsEarned", to: .number(ExactDecimal(mantissa: 5)))
    }
    expect(try world.verify(), .scope, "credits", .unlicensed)
  }

  @Test func aForgedLicence() throws {
    let world = try World()
    var forged = world
    let stranger = try World.keys(world.regulator.did.text, 90)
    forged.regulator = stranger
    var bundle = try forged.bundle()
    bundle.receipt = try world.receipt(
      of: Award.Signed(award: #require(bundle.award), jwt: #require(bundle.jwt)))
    bundle.didDocuments = try world.bundle().didDocuments
    let report = try world.verify(bundle)
    #expect(report[.providerLicence]?.outcome != .passed)
    #expect(report[.providerLicence]?["fault"]?.hasPrefix("keyBinding") == true)
    #expect(report.chain?.provider == nil && !report.isValid)
  }

  @Test func twoLicencesOfOneKind() throws {
    var world = try World()
    let second = try world.providerLicence.jwt(
      key: world.regulator.token, keyID: world.regulator.tokenID)
    world.change = { award in
      let tokens = award.at("issuer/endorsementJwt")?.elements ?? []
      return award.setting("issuer/endorsementJwt", to: .list(tokens + [.text(second)]))
    }
    expect(
      try world.verify(), .providerLicence, "several", .unlicensed, only: false)
  }

  // MARK: - Regulator

  /// Letters of other scripts, digits for letters, capitals, other hosts: each is somebody else.
  @Test(arguments: [
    "did:web:ne1c.example.sa", "did:web:nelc.example.sa.evil.example", "did:web:nelc-example.sa",
    "did:web:nelc.example.sa:x", "did:web:xn--nlc-8ka.example.sa",
  ])
  func aLookAlikeRegulator(did: String) throws {
    var world = try World()
    let trust = world.trust
    world.regulator = try World.keys(did, 90)
    world.providerLicence.regulator.did = did
    world.programmeLicence.regulator.did = did
    for bundled in [false, true] {
      var trust = trust
      trust.acceptsBundledKeys = bundled
      let report = try world.verify(trust: trust)
      expect(report, .regulator, "notTrusted", .unlicensed)
      #expect(report[.regulator]?["did"] == did && report.chain?.regulator?.isTrusted == false)
    }
  }

  /// Identifiers that are no DIDs at all: Cyrillic е, a capital, a full stop of another script.
  @Test(arguments: [
    "did:web:n\u{435}lc.example.sa", "did:web:Nelc.example.sa", "did:web:nelc\u{3002}sa",
  ])
  func aRegulatorWithoutADID(did: String) throws {
    var world = try World()
    let trust = world.trust
    world.providerLicence.regulator.did = did
    world.programmeLicence.regulator.did = did
    let report = try world.verify(trust: trust)
    #expect(report.failures.contains(.providerLicence) && report.failures.contains(.regulator))
    #expect(report[.providerLicence]?["fault"] == "keyBinding.badDID")
    #expect(!report.isValid)
  }

  /// Everything made anew by one hand, the regulator's document too.
  @Test func aForgedBundle() throws {
    let world = try World()
    var forged = world
    forged.regulator = try World.keys(world.regulator.did.text, 90)
    let held = try forged.verify(trust: world.trust)
    #expect(!held.isValid && held[.providerLicence]?.outcome != .passed)
    let named = try forged.verify(trust: Trust(dids: [world.regulator.did.text]))
    #expect(named[.regulator]?["reason"] == "keysFromBundle" && named.verdict == .unknown)
  }

  // MARK: - Status lists

  @Test func aStatusListByAnother() throws {
    let world = try World()
    let place = try #require(world.snapshots.firstIndex { $0.list == World.awardList })
    var bundle = try world.bundle()
    // The regulator signs it: a sound signature of somebody else.
    bundle.statusLists[place] = try world.list(world.snapshots[place], by: world.regulator)
    expect(try world.verify(bundle), .status, "listIssuer", .invalid)
    // In the provider's name with another key that the bundle's document lists.
    let forger = try World.keys(world.provider.did.text, 90)
    bundle.statusLists[place] = try world.list(world.snapshots[place], by: forger)
    bundle.didDocuments[0] =
      DIDDocument(
        did: world.provider.did,
        keys: [
          world.provider.integrity.publicKey, world.provider.token.publicKey,
          forger.integrity.publicKey,
        ]
      ).value
    let report = try world.verify(bundle)
    #expect(report.verdict == .unknown && report[.status]?["reason"] == "listKey")
    // A list that was changed.
    bundle = try world.bundle()
    bundle.statusLists[place] = bundle.statusLists[place].setting(
      "validUntil", to: .text("2030-01-01T00:00:00Z"))
    expect(try world.verify(bundle), .status, "listSignature", .invalid)
  }

  /// A true list beside a false one: the true one decides.
  @Test func aFalseListDoesNotHideATrueOne() throws {
    var world = try World()
    world.set(77, of: World.awardList, since: "2026-09")
    var clear = try #require(world.snapshots.last)
    clear.set = []
    clear.from = "2026-09-15T06:00:00Z"
    var bundle = try world.bundle()
    bundle.statusLists.append(
      try world.list(clear).setting("validFrom", to: .text("2026-09-15T07:00:00Z")))
    #expect(try world.verify(bundle)[.status]?["reason"] == "revoked")
  }

  /// False ones are passed over, but not for ever.
  @Test(arguments: [(3, true), (4, false)])
  func manyFalseLists(count: Int, isValid: Bool) throws {
    let world = try World()
    var bundle = try world.bundle()
    let place = try #require(world.snapshots.firstIndex { $0.list == World.awardList })
    let list = bundle.statusLists[place]
    for hour in 1...count {
      bundle.statusLists.append(
        list.setting("validFrom", to: .text("2026-09-15T0\(hour):00:00Z")))
    }
    let report = try world.verify(bundle)
    #expect(report.isValid == isValid)
    if !isValid { expect(report, .status, "listSignature", .invalid) }
  }

  @Test func aListThatCannotBeRead() throws {
    let world = try World()
    let place = try #require(world.snapshots.firstIndex { $0.list == World.awardList })
    func verify(_ path: String, _ value: Value?) throws -> VerificationReport {
      var bundle = try world.bundle()
      let list = bundle.statusLists[place].setting("proof", to: nil).setting(path, to: value)
      bundle.statusLists[place] = try DataIntegrity.sign(
        list, suite: .eddsaJCS, key: world.provider.integrity,
        verificationMethod: world.provider.integrityID, created: World.at("2026-09-15"))
      return try world.verify(bundle)
    }
    let bomb = try bombText()
    expect(
      try verify("credentialSubject/encodedList", .text(bomb)), .status, "listUnreadable",
      .invalid)
    expect(
      try verify("credentialSubject/encodedList", .text("uH4sI")), .status, "listUnreadable",
      .invalid)
    expect(
      try verify("credentialSubject/statusPurpose", .text("suspension")), .status, "listEntry",
      .invalid)
    var far = world
    far.facts.status?.index = 131_072
    expect(try far.verify(), .status, "listEntry", .invalid)
    far.facts.status?.index = 131_071
    #expect(try far.verify().isValid)
  }

  /// One byte more than is unpacked, in a few thousand packed ones.
  private func bombText() throws -> String {
    let zeros = [UInt8](repeating: 0, count: StatusList.limit + 1)
    return Multibase.base64URL(try #require(Deflate.gzip.pack(zeros)))
  }
}
