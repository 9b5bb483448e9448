import JSON
import Kernel
import Testing

@testable import Proofs

/// Licences, receipts and regulators: was the whole chain licensed when this was issued?
@Suite struct ChainTests {
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

  // MARK: - Time

  /// The licence is revoked on 1 July. In September, March's award stands and August's falls.
  @Test func aLicenceRevokedInJuly() throws {
    for index in [5, 9] {
      var march = try World()
      march.set(index, of: World.licenceList, since: "2026-07")
      let report = try march.verify()
      #expect(report.isValid && report.failures == [])
      let link = index == 5 ? report.chain?.provider : report.chain?.programme
      #expect(link?.standing == .inForce)
      #expect(link?.later?.what == .suspended)
      #expect(link?.later?.since == (try World.at("2026-09-15")))
      #expect(report.chain?.changes.count == 1)
      var august = march
      try august.issue(at: "2026-08-20T09:00:00Z")
      let refused = try august.verify()
      expect(
        refused, index == 5 ? .providerLicence : .programmeLicence, "suspended", .unlicensed)
      let broken = index == 5 ? refused.chain?.provider : refused.chain?.programme
      #expect(broken?.standing == .suspended && broken?.later == nil)
      #expect(refused.summary != nil)
    }
  }

  /// A suspension that was lifted before the award was registered.
  @Test func theLatestSnapshotDecides() throws {
    var world = try World()
    world.snapshots.insert(
      World.Snapshot(
        list: World.licenceList, from: "2026-03-10T08:00:00Z", until: "2026-03-11T08:00:00Z"),
      at: 0)
    world.snapshots[1].set = [5]
    #expect(try world.verify().isValid)
    world.snapshots[0].from = "2026-03-10T09:01:00Z"
    #expect(try world.verify().isValid)
    world.snapshots[0].from = "2026-03-10T09:01:01Z"
    expect(try world.verify(), .providerLicence, "suspended", .unlicensed)
  }

  @Test(arguments: [
    ("2026-03-10T09:00:59Z", "2029-01-01", nil), ("2026-03-10T09:01:00Z", "2029-01-01", nil),
    ("2026-03-10T09:01:01Z", "2029-01-01", "notYet"), ("2025-01-01", "2026-03-10T09:01:01Z", nil),
    ("2025-01-01", "2026-03-10T09:01:00Z", "expired"),
  ])
  func theWindowOfALicence(from: String, until: String, reason: String?) throws {
    for code in [Code.providerLicence, .programmeLicence] {
      var world = try World()
      if code == .providerLicence {
        world.providerLicence.from = try World.at(from)
        world.providerLicence.until = try World.at(until)
      } else {
        world.programmeLicence.from = try World.at(from)
        world.programmeLicence.until = try World.at(until)
      }
      let report = try world.verify()
      if let reason {
        expect(report, code, reason, .unlicensed)
      } else {
        #expect(report.isValid)
      }
    }
  }

  /// What ended since is told and does not reach back.
  @Test func aLicenceThatEndedLater() throws {
    var world = try World()
    world.programmeLicence.until = try World.at("2026-06-01")
    let report = try world.verify()
    #expect(report.isValid)
    #expect(report.chain?.programme?.later?.what == .expired)
    #expect(report.chain?.programme?.later?.since == (try World.at("2026-06-01")))
  }

  @Test func withoutASnapshotNobodyKnows() throws {
    var world = try World()
    world.snapshots.removeFirst()
    let report = try world.verify()
    #expect(report.verdict == .unknown)
    #expect(report.unchecked == [.providerLicence, .programmeLicence])
    #expect(report[.providerLicence]?["reason"] == "noSnapshot")
    var silent = try World()
    silent.providerLicence.status = nil
    #expect(try silent.verify()[.providerLicence]?["reason"] == "noStatusEntry")
    #expect(try silent.verify().verdict == .unknown)
  }

  // MARK: - Receipt

  @Test func withoutAReceiptItAwaits() throws {
    var world = try World()
    world.registeredAt = nil
    let report = try world.verify()
    expect(report, .receipt, "awaiting", .awaiting)
    #expect(report.unchecked == [.providerLicence, .programmeLicence])
    #expect(report[.providerLicence]?["reason"] == "noTime")
    #expect(report[.providerLicence]?["standing"] == "inForce")
    #expect(report.chain?.registeredAt == nil && report.chain?.claimedAt != nil)
    world.set(5, of: World.licenceList, since: "2026")
    #expect(try world.verify()[.providerLicence]?["standing"] == "suspended")
  }

  /// The provider chooses what it claims, never when it was registered: a day is let through.
  @Test(arguments: [
    (86_400, nil), (86_401, "backDated"), (-86_400, nil), (-86_401, "foreDated"), (0, nil),
  ])
  func theClaimedTime(seconds: Int64, reason: String?) throws {
    var world = try World()
    world.facts.issuedAt = try World.at("2026-03-10T12:00:00Z")
    world.registeredAt = world.facts.issuedAt.adding(seconds: seconds)
    world.snapshots[0].from = "2026-03-01T00:00:00Z"
    world.snapshots[0].until = "2026-03-20T00:00:00Z"
    let report = try world.verify()
    if let reason {
      expect(report, .receipt, reason, .invalid)
    } else {
      #expect(report.isValid)
    }
  }

  /// Issued in August after the licence was revoked, dated back to March: the receipt tells.
  @Test func aBackDatedAward() throws {
    var world = try World()
    world.set(5, of: World.licenceList, since: "2026-07")
    world.registeredAt = try World.at("2026-08-20T09:00:00Z")
    let report = try world.verify()
    expect(report, .receipt, "backDated", .invalid, only: false)
    #expect(report.failures == [.receipt, .providerLicence])
  }

  @Test func aSwappedReceipt() throws {
    let world = try World()
    var other = world
    other.facts.grade.symbol = "A"
    var bundle = try world.bundle()
    bundle.receipt = try other.bundle().receipt
    expect(try world.verify(bundle), .receipt, "otherDigest", .invalid)
    other.facts.id = try #require(CredentialID(text: "0197a3c2-7d10-7a4e-8b11-2f6f0c9e4d56"))
    bundle.receipt = try other.bundle().receipt
    expect(try world.verify(bundle), .receipt, "otherAward", .invalid)
    // The JSON was registered, the twin beside it was not.
    bundle = try world.bundle()
    bundle.jwt = try world.signed().jwt
    expect(try world.verify(bundle), .receipt, "otherDigest", .invalid)
    // A changed receipt, one of another key, and two.
    bundle = try world.bundle()
    bundle.receipt = bundle.receipt?.setting(
      "credentialSubject/registeredAt", to: .text("2026-03-10T09:02:00Z"))
    expect(try world.verify(bundle), .receipt, "signature", .invalid)
    let first = try #require(world.bundle().receipt)
    let report = Verification.verify(
      Presented(files: [("a", try world.bundle().bytes), ("b", JSON.write(first))]),
      at: try World.at("2026-09-15T12:00:00Z"), trust: world.trust)
    expect(report, .receipt, "several", .invalid)
  }

  @Test func aReceiptByALookAlike() throws {
    let world = try World()
    let other = try World.keys("did:web:ne1c.example.sa", 90)
    var bundle = try world.bundle()
    let signed = Award.Signed(award: try #require(bundle.award), jwt: try #require(bundle.jwt))
    bundle.receipt = try world.receipt(of: signed, by: other)
    bundle.didDocuments.append(World.document(other).value)
    expect(try world.verify(bundle), .receipt, "otherIssuer", .invalid)
    // Under the regulator's own name, with another key.
    let forger = try World.keys(world.regulator.did.text, 91)
    bundle.receipt = try world.receipt(of: signed, by: forger)
    expect(try world.verify(bundle), .receipt, "signature", .invalid)
  }

  @Test func aRevokedReceiptReachesBack() throws {
    var world = try World()
    world.set(11, of: World.receiptList, since: "2026-09")
    let report = try world.verify()
    expect(report, .receipt, "revoked", .revoked)
    #expect(report[.providerLicence]?.outcome == .passed)
    #expect(report.chain?.changes.map(\.link) == [.receipt])
  }

  @Test func aReceiptOfTheFuture() throws {
    var world = try World()
    world.registeredAt = world.facts.issuedAt.adding(seconds: 3600)
    let report = try world.verify(at: "2026-03-10T09:30:00Z")
    #expect(report[.receipt]?["reason"] == "notYet")
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
    return Multibase.base64URL(try #require(Gzip.pack(zeros)))
  }
}
