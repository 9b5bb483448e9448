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

  /// The receipt's own status: stale is a caution, none at all leaves it open.
  @Test func theStatusOfAReceipt() throws {
    var world = try World()
    let place = try #require(world.snapshots.firstIndex { $0.list == World.receiptList })
    world.snapshots[place].from = "2026-03-10T00:00:00Z"
    world.snapshots[place].until = "2026-03-11T00:00:00Z"
    let stale = try world.verify()
    #expect(stale.isValid && stale[.receipt]?["asOf"] == "2026-03-10T00:00:00Z")
    #expect(stale.cautions == [.statusAsOf(try World.at("2026-03-10"))])
    world.snapshots[place].until = "2026-03-10T09:00:00Z"
    let before = try world.verify()
    #expect(before.verdict == .unknown && before[.receipt]?["reason"] == "noList")
    world.snapshots.remove(at: place)
    #expect(try world.verify().unchecked == [.receipt])
  }

  /// The regulator's key counts at the instant it was used for, whatever became of it later.
  @Test(arguments: [
    ("2026-03-10T09:01:00Z", false), ("2026-10-01T00:00:00Z", true),
  ])
  func aKeyOfTheRegulatorThatEnded(expires: String, isValid: Bool) throws {
    let world = try World()
    let value = World.document(world.regulator).value
      .setting("verificationMethod/0/expires", to: .text(expires))
      .setting("verificationMethod/1/expires", to: .text(expires))
    let trust = Trust(documents: [try DIDDocument(reading: value)])
    let report = try world.verify(trust: trust)
    #expect(report.isValid == isValid)
    if !isValid {
      expect(report, .receipt, "keyEnded", .invalid)
      #expect(report[.providerLicence]?["reason"] == "noTime")
    }
  }
}
