import JSON
import Kernel
import Testing

@testable import Proofs

/// What a signature over linked data leaves open, because the same statements can be written in
/// several ways; and what many lists together ask of a verifier.
@Suite struct MovedMembersTests {
  /// The end of an award moved below a second mention of the same id: the same statements, so the
  /// signature holds, and nobody who reads the JSON finds the end.
  @Test func anEndThatWasMoved() throws {
    var world = try World()
    world.registeredAt = nil
    world.change = { award in
      let mention = Value.object(
        Value.Members([
          ("id", award["id"] ?? .null),
          (
            "type",
            .list(["Evidence", "VerifiableCredential", "OpenBadgeCredential"].map(Value.text))
          ),
        ]))
      return award.setting("evidence", to: .list([mention]))
        .setting("validUntil", to: .text("2026-06-01T00:00:00Z"))
    }
    let bundle = try world.bundle()
    #expect(try world.verify(bundle).verdict == .expired)
    var moved = bundle
    moved.jwt = nil
    moved.award = bundle.award?.setting("validUntil", to: nil)
    #expect(try world.verify(moved)[.proof]?["reason"] == "mismatch")
    moved.award = moved.award?.setting("evidence/0/validUntil", to: .text("2026-06-01T00:00:00Z"))
    let report = try world.verify(moved)
    #expect(report[.proof]?.outcome == .passed)
    #expect(report[.form]?["reason"] == "shape" && report.verdict == .invalid)
    #expect(report[.form]?["DescribedOnce"]?.contains("credential") == true)
    #expect(report.summary == nil)
  }

  /// An endorsement that is embedded, as Open Badges allows, brings a context of its own. It is no
  /// licence, and elsewhere a second context stays refused.
  @Test func anEmbeddedEndorsement() throws {
    var world = try World()
    let id = world.facts.course.id
    let endorsement = try JSON.read(
      """
      {"@context":["https://www.w3.org/ns/credentials/v2",
      "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],"id":"urn:uuid:1",
      "type":["VerifiableCredential","EndorsementCredential"],"issuer":"did:web:other.example",
      "validFrom":"2026-01-01T00:00:00Z","credentialSubject":{"id":"\(id)",
      "type":["EndorsementSubject"],"endorsementComment":"Sound."}}
      """.utf8)
    let path = "credentialSubject/achievement/endorsement"
    world.change = { $0.setting(path, to: .list([endorsement])) }
    #expect(try world.verify().isValid)
    world.change = {
      $0.setting(path, to: .list([endorsement]))
        .setting("credentialSubject/achievement/endorsementJwt", to: nil)
    }
    #expect(try world.verify().verdict == .unlicensed)
    world.change = { $0 }
    let bundle = try world.bundle()
    var changed = bundle
    for context in [Value.text("https://x.example"), .object(Value.Members())] {
      changed.award = bundle.award?.setting(
        path, to: .list([endorsement.setting("@context", to: context)]))
      #expect(try world.verify(changed)[.contexts]?["reason"] == "term")
    }
    changed.award = bundle.award?.setting(
      "credentialSubject/@context", to: .text("https://www.w3.org/ns/credentials/v2"))
    #expect(try world.verify(changed)[.contexts]?["reason"] == "keyword")
  }

  /// Who awards themselves is described as issuer and as subject.
  @Test func anAwardToOneself() throws {
    var world = try World()
    world.registeredAt = nil
    let did = world.provider.did.text
    world.change = { $0.setting("credentialSubject/id", to: .text(did)) }
    #expect(try world.verify().isAuthentic)
  }

  /// How else a value may be written so that it makes the same statement.
  enum Spelling: Sendable {
    case list, object, text

    func spelled(_ value: Value) -> Value {
      switch self {
      case .list: .list([value])
      case .object: .object(Value.Members([("@value", value)]))
      case .text: .text("3")
      }
    }
  }

  /// Other ways to write the same statements: read as they are, or refused; never passed over.
  @Test(
    arguments: [
      ("validUntil", .list), ("issuer", .list), ("credentialSubject", .list),
      ("credentialSubject/achievement", .list), ("credentialStatus/statusPurpose", .list),
      ("credentialStatus/statusListIndex", .object), ("credentialSubject/creditsEarned", .text),
      ("credentialSubject/achievement/creditsAvailable", .text),
      ("credentialSubject/achievement/achievementType", .list),
      ("credentialSubject/achievement/endorsementJwt/0", .list),
    ] as [(String, Spelling)])
  func otherSpellings(path: String, spelling: Spelling) throws {
    var world = try World()
    world.change = { $0.setting("validUntil", to: .text("2028-01-01T00:00:00Z")) }
    let signed = try world.signed()
    #expect(try world.verify(world.bundle(signed)).isValid)
    let value = try #require(signed.award.at(path))
    let other = signed.award.setting(path, to: spelling.spelled(value))
    // Whoever registers what is written otherwise registers nothing that could be read as licensed.
    var bundle = try world.bundle(Award.Signed(award: other, jwt: signed.jwt))
    bundle.jwt = nil
    let report = try world.verify(bundle)
    #expect(!report.isValid, "\(path)")
    // The same, shown beside the receipt of what was issued.
    bundle.receipt = try world.receipt(of: signed)
    #expect(try !world.verify(bundle).isValid)
  }

  /// Each list alone is not too large.
  @Test(arguments: [(2, nil), (3, "tooMany")])
  func manyLargeLists(count: Int, reason: String?) throws {
    var world = try World()
    let urls = (0..<count).map { "https://sanad.example.edu.sa/status/large-\($0)" }
    world.change = { award in
      let entries = urls.map {
        StatusListEntry(id: nil, purpose: "revocation", index: 5, list: $0).value
      }
      return award.setting("credentialStatus", to: .list(entries))
    }
    var bundle = try world.bundle()
    bundle.jwt = nil
    let bits = StatusList(count: StatusList.limit * 8)
    for url in urls {
      let list = try #require(
        StatusListCredential.build(
          id: url, issuer: world.provider.did.text, purpose: "revocation", list: bits,
          validFrom: World.at("2026-09-15"), validUntil: World.at("2026-09-16")))
      bundle.statusLists.append(
        try DataIntegrity.sign(
          list, suite: .eddsaJCS, key: world.provider.integrity,
          verificationMethod: world.provider.integrityID, created: World.at("2026-09-15")))
    }
    let report = try world.verify(bundle)
    #expect(report[.status]?["reason"] == reason)
    #expect(report.isValid == (reason == nil))
    #expect(report.verdict == (reason == nil ? .valid : .unknown))
  }
}
