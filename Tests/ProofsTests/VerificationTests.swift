import JSON
import Kernel
import Proofs
import Testing

/// What a verifier accepts, and in which forms.
@Suite struct VerificationTests {
  @Test func aBundleIsValid() throws {
    let report = try World().verify()
    #expect(report.failures == [] && report.unchecked == [])
    #expect(report.verdict == .valid && report.isValid && report.isAuthentic)
    #expect(report.steps.map(\.code) == VerificationReport.Code.allCases)
    #expect(report.cautions == [])
    #expect(report[.proof]?["suite"] == "eddsa-rdfc-2022")
    #expect(report[.keyBinding]?["keys"] == "presented")
    #expect(report[.regulator]?["keys"] == "held")
    #expect(report.summary?.holder == "نورة بنت سعد العتيبي")
  }

  @Test func theChainIsDrawn() throws {
    let world = try World()
    let chain = try #require(try world.verify().chain)
    #expect(chain.regulator?.did == world.regulator.did.text)
    #expect(chain.regulator?.name == "National eLearning Center")
    #expect(chain.regulator?.isTrusted == true)
    #expect(chain.provider?.endorsement.number == "NELC-P-100")
    #expect(chain.provider?.standing == .inForce && chain.provider?.later == nil)
    #expect(chain.programme?.endorsement.number == "NELC-M-200")
    #expect(chain.programme?.standing == .inForce)
    #expect(chain.registeredAt == world.registeredAt)
    #expect(chain.claimedAt == world.facts.issuedAt)
    #expect(chain.changes == [])
  }

  /// The JSON form alone, its twin alone, and the two with everything in files of their own.
  @Test func everyFormIsAccepted() throws {
    let world = try World()
    let bundle = try world.bundle()
    var json = bundle
    json.jwt = nil
    #expect(try world.verify(json).isValid)
    var twin = bundle
    twin.award = nil
    // The provider's list was signed with its other key, for which only a document in the bundle
    // speaks; with a document from elsewhere, or a list by the same key, nothing is missing.
    let report = try world.verify(twin)
    #expect(report.unchecked == [.status] && report[.status]?["reason"] == "listKey")
    #expect(report.verdict == .unknown)
    let own = Sources(didDocument: {
      $0 == world.provider.did.text ? World.document(world.provider) : nil
    })
    let online = try world.verify(twin, sources: own)
    #expect(online.isValid && online[.form]?["form"] == "jwt")
    #expect(online[.proof]?["suite"] == "ES256")
    twin.statusLists = try world.snapshots.map { try world.tokenList($0) }
    #expect(try world.verify(twin).isValid)
    let parts =
      [bundle.award, bundle.receipt].compactMap(\.self) + bundle.statusLists + bundle.didDocuments
    let files = parts.enumerated().map { (name: "\($0).json", bytes: JSON.write($1)) }
    func verify(_ files: [(name: String, bytes: [UInt8])]) throws -> VerificationReport {
      Verification.verify(
        Presented(files: files), at: try World.at("2026-09-15T12:00:00Z"), trust: world.trust)
    }
    #expect(try verify(files).isValid)
    let jwt = Array(" \(bundle.jwt ?? "")\r\n".utf8)
    #expect(try verify(files.dropFirst() + [("a.jwt", jwt)]).unchecked == [.status])
    #expect(try verify(files + [("a.jwt", jwt)]).isValid)
  }

  /// A proof that is one object instead of a list of one, registered as it is.
  @Test func aProofMayBeAnObject() throws {
    let world = try World()
    let signed = try world.signed()
    let award = signed.award.setting("proof", to: signed.award.at("proof/0"))
    let single = Award.Signed(award: award, jwt: signed.jwt)
    #expect(try world.verify(world.bundle(single)).isValid)
  }

  @Test func canonicalJSONIsAccepted() throws {
    var world = try World()
    world.suite = .eddsaJCS
    let report = try world.verify()
    #expect(report.isValid && report[.proof]?["suite"] == "eddsa-jcs-2022")
  }

  /// The suites of P-256, in both canonical forms.
  @Test func proofsOfP256AreAccepted() throws {
    let world = try World()
    let unsigned = try world.unsigned()
    for suite in [DataIntegrity.Suite.ecdsaRDFC, .ecdsaJCS] {
      let award = try DataIntegrity.sign(
        unsigned, suite: suite, key: world.provider.token,
        verificationMethod: world.provider.tokenID, created: world.facts.issuedAt)
      let bundle = try world.bundle(Award.Signed(award: award, jwt: world.signed(unsigned).jwt))
      let own = Sources(didDocument: { did in
        did == world.provider.did.text ? World.document(world.provider) : nil
      })
      let report = try world.verify(bundle, sources: own)
      #expect(report.isValid && report[.proof]?["suite"] == suite.rawValue)
    }
  }

  /// Licences, lists and receipts as strangers may sign them: tokens.
  @Test func companionsMayBeTokens() throws {
    let world = try World()
    var bundle = try world.bundle()
    let payload = try JWT.payload(of: #require(bundle.receipt).setting("proof", to: nil))
    let receipt = try JWT.sign(
      JWT.signingInput(payload: payload, keyID: world.regulator.tokenID),
      with: world.regulator.token)
    bundle.receipt = nil
    let files = [(name: "b", bytes: bundle.bytes), (name: "r", bytes: Array(receipt.utf8))]
    let report = Verification.verify(
      Presented(files: files), at: try World.at("2026-09-15T12:00:00Z"), trust: world.trust)
    #expect(report.isValid)
  }

  @Test func sourcesStandInForWhatDoesNotCome() throws {
    let world = try World()
    var bundle = try world.bundle()
    bundle.didDocuments = []
    bundle.statusLists = []
    let offline = try world.verify(bundle)
    #expect(offline.verdict == .unknown && offline.unchecked.contains(.proof))
    #expect(offline[.proof]?["reason"] == "noDocument")
    #expect(offline.summary == nil && offline.chain == nil)
    let lists = try world.snapshots.map { (snapshot: $0, value: try world.list($0)) }
    let sources = Sources(
      didDocument: { $0 == world.provider.did.text ? World.document(world.provider) : nil },
      statusList: { url, at in
        lists.last {
          $0.snapshot.list == url && (Instant(text: $0.snapshot.from) ?? at) <= at
        }?.value
      })
    let online = try world.verify(bundle, sources: sources)
    #expect(online.isValid && online[.keyBinding]?["keys"] == "source")
    // A document that speaks of another than was asked for is none.
    let other = World.document(world.regulator)
    let swapped = try world.verify(
      bundle, sources: Sources(didDocument: { _ in other }, statusList: sources.statusList))
    #expect(swapped[.proof]?["reason"] == "noDocument")
  }

  @Test func keysOfARegulatorDoNotComeInABundle() throws {
    let world = try World()
    let believed = Trust(dids: [world.regulator.did.text])
    let report = try world.verify(trust: believed)
    #expect(report.verdict == .unknown && report.unchecked == [.regulator])
    #expect(report[.regulator]?["reason"] == "keysFromBundle")
    var lenient = believed
    lenient.acceptsBundledKeys = true
    let accepted = try world.verify(trust: lenient)
    #expect(accepted.isValid && accepted.cautions == [.bundledKeys])
    let nobody = try world.verify(trust: Trust(acceptsBundledKeys: true))
    #expect(nobody.verdict == .unknown && nobody[.regulator]?["reason"] == "noTrust")
  }

  @Test func theWindowHasTwoSides() throws {
    var world = try World()
    world.change = { $0.setting("validUntil", to: .text("2026-09-15T12:00:00Z")) }
    #expect(try world.verify(at: "2026-09-15T11:59:59.999999Z").isValid)
    let late = try world.verify(at: "2026-09-15T12:00:00Z")
    #expect(late.failures == [.validity] && late.verdict == .expired)
    let early = try world.verify(at: "2026-03-10T08:59:59Z")
    #expect(early[.validity]?["reason"] == "notYet" && early.verdict == .invalid)
  }

  /// Offline, long after the newest snapshot: the award is valid as of then.
  @Test func staleStatusIsACaution() throws {
    let world = try World()
    let fresh = try world.verify(at: "2026-09-15T23:59:59Z")
    #expect(fresh.isValid && fresh.cautions == [])
    let stale = try world.verify(at: "2026-09-16T00:00:00Z")
    #expect(stale.isValid && stale.unchecked == [.status])
    #expect(stale[.status]?["reason"] == "stale")
    #expect(stale.cautions == [.statusAsOf(try World.at("2026-09-15T00:00:00Z"))])
    // Snapshots from before the award say nothing about it.
    var old = world
    for place in old.snapshots.indices where old.snapshots[place].list == World.awardList {
      old.snapshots[place].from = "2026-03-09T00:00:00Z"
      old.snapshots[place].until = "2026-03-10T00:00:00Z"
    }
    let unknown = try old.verify()
    #expect(unknown.verdict == .unknown && unknown[.status]?["reason"] == "noList")
  }

  @Test func anAwardWithoutAStatusEntryCannotBeWithdrawn() throws {
    var world = try World()
    world.change = { $0.setting("credentialStatus", to: nil) }
    let report = try world.verify()
    #expect(report.isValid && report[.status]?["list"] == "none")
    // Kinds of entries that linked data knows and we do not read.
    world.suite = .eddsaJCS
    world.change = {
      $0.setting("credentialStatus/type", to: .text("1EdTechRevocationList"))
    }
    #expect(try world.verify()[.status]?["reason"] == "unknownEntry")
    #expect(try world.verify().verdict == .unknown)
  }

  /// An award without any chain: genuine, and nobody licensed it.
  @Test func aStrangersAwardIsGenuineAndUnlicensed() throws {
    var world = try World()
    world.change = {
      $0.setting("issuer/endorsementJwt", to: nil)
        .setting("credentialSubject/achievement/endorsementJwt", to: nil)
        .setting("evidence", to: nil).setting("credentialSubject/result", to: nil)
    }
    world.registeredAt = nil
    let report = try world.verify()
    #expect(report.isAuthentic && report.verdict == .unlicensed)
    #expect(report.failures == [.receipt, .providerLicence, .programmeLicence])
    #expect(report[.regulator]?["reason"] == "noLicence")
    #expect(report.summary?.title.arabic == "مدخل إلى الفقه")
  }

  @Test func signaturesThatHeldAreRemembered() throws {
    let world = try World()
    let bundle = try world.bundle()
    var trust = world.trust
    trust.memory = SignatureMemory()
    for _ in 0..<3 { #expect(try world.verify(bundle, trust: trust).isValid) }
    // Another key under the same name, after the true one was remembered.
    let stranger = try World.keys(world.regulator.did.text, 90)
    trust.documents = [World.document(stranger)]
    #expect(try !world.verify(bundle, trust: trust).isValid)
  }

  /// What is remembered of an award is its very bytes under its very key: a changed grade, another
  /// proof or a key that has ended is noticed although the award itself was found right before.
  @Test func aRememberedAwardIsKnownByItsBytes() throws {
    let world = try World()
    var trust = world.trust
    trust.memory = SignatureMemory()
    trust.remembersAwards = true
    let bundle = try world.bundle()
    for _ in 0..<2 { #expect(try world.verify(bundle, trust: trust).isValid) }
    var changed = bundle
    changed.award = try #require(bundle.award).setting(
      "description", to: .text("A grade that was never given"))
    #expect(try world.verify(changed, trust: trust).failures.contains(.proof))
    var other = bundle
    var foreign = world
    foreign.provider = try World.keys(world.provider.did.text, 9)
    other.didDocuments = [World.document(foreign.provider).value, bundle.didDocuments[1]]
    #expect(try !world.verify(other, trust: trust).isAuthentic)
    #expect(try world.verify(bundle, trust: trust).isValid)
  }

  @Test func everyFlippedByteIsNoticed() throws {
    let world = try World()
    let bundle = try world.bundle()
    let now = try World.at("2026-09-15T12:00:00Z")
    for bytes in [JSON.write(try #require(bundle.award)), Array(try #require(bundle.jwt).utf8)] {
      var survivors: [Int] = []
      for index in stride(from: 0, to: bytes.count, by: 67) {
        var bytes = bytes
        bytes[index] ^= UInt8(1 << (index % 5))
        var companions = bundle
        companions.award = nil
        companions.jwt = nil
        let files =
          [bytes] + companions.didDocuments.map(JSON.write)
          + [JSON.write(try #require(bundle.receipt))] + companions.statusLists.map(JSON.write)
        let report = Verification.verify(
          Presented(files: files.map { ("", $0) }), at: now, trust: world.trust)
        if report.isValid || report.summary != nil { survivors.append(index) }
      }
      #expect(survivors == [])
    }
  }
}
