import JSON
import Kernel
import Proofs
import Testing

/// A regulator, a provider, two licences and one award, of which a test may change anything before
/// it is signed. Every key comes from a fixed seed.
struct World {
  static let licenceList = "https://nelc.example.sa/status/licences"
  static let receiptList = "https://nelc.example.sa/status/receipts"
  static let awardList = "https://sanad.example.edu.sa/status/awards"

  var regulator: IssuerKeys
  var provider: IssuerKeys
  var providerLicence: Endorsement
  var programmeLicence: Endorsement
  var facts: AwardFacts
  /// When the regulator registers the award; nil when it never did.
  var registeredAt: Instant?
  /// Every snapshot, as it is signed.
  var snapshots: [Snapshot] = []
  /// Changes the unsigned award.
  var change: @Sendable (Value) -> Value = { $0 }
  var suite = DataIntegrity.Suite.eddsaRDFC

  /// One snapshot of a list before it is signed.
  struct Snapshot {
    var list: String
    var from: String
    var until: String
    var set: [Int] = []
  }

  init() throws {
    regulator = try Self.keys("did:web:nelc.example.sa", 40)
    provider = try Self.keys("did:web:sanad.example.edu.sa", 1)
    let party = Party(did: regulator.did.text, name: "National eLearning Center")
    providerLicence = Endorsement(
      id: "urn:uuid:0197a3c2-7d10-7a4e-8b11-2f6f0c9e4001", regulator: party,
      name: "Licence of a provider", number: "NELC-P-100",
      licensed: .provider(did: provider.did.text, activities: ["MicroCredential"]),
      from: try Self.at("2025-01-01"), until: try Self.at("2029-01-01"),
      articles: ["sa-nelc@2024#6"],
      status: StatusListEntry(
        id: Self.licenceList + "#5", purpose: "suspension", index: 5, list: Self.licenceList))
    programmeLicence = Endorsement(
      id: "urn:uuid:0197a3c2-7d10-7a4e-8b11-2f6f0c9e4002", regulator: party,
      name: "Licence of a programme", number: "NELC-M-200",
      licensed: .programme(
        achievement: "https://sanad.example.edu.sa/courses/FIQH-101/v1",
        provider: provider.did.text, parent: "NELC-P-100",
        maxCredits: ExactDecimal(mantissa: 4)),
      from: try Self.at("2025-09-01"), until: try Self.at("2027-09-01"),
      articles: ["sa-nelc@2024#9"],
      status: StatusListEntry(
        id: Self.licenceList + "#9", purpose: "suspension", index: 9, list: Self.licenceList))
    facts = try Fixture.plainFacts()
    facts.status = StatusListEntry(
      id: Self.awardList + "#77", purpose: "revocation", index: 77, list: Self.awardList)
    try issue(at: "2026-03-10T09:00:00Z")
    snapshots = [
      Snapshot(list: Self.licenceList, from: "2026-03-10T00:00:00Z", until: "2026-03-11T00:00:00Z"),
      Snapshot(list: Self.licenceList, from: "2026-08-20T00:00:00Z", until: "2026-08-21T00:00:00Z"),
    ]
    for list in [Self.licenceList, Self.receiptList, Self.awardList] {
      snapshots.append(
        Snapshot(list: list, from: "2026-09-15T00:00:00Z", until: "2026-09-16T00:00:00Z"))
    }
  }

  static func keys(_ did: String, _ seed: UInt8) throws -> IssuerKeys {
    try #require(
      IssuerKeys(
        did: Fixture.did(did), integrity: Fixture.signer(seed), token: Fixture.key(seed)))
  }

  static func at(_ text: String) throws -> Instant {
    try Fixture.instant(text.utf8.count == 10 ? text + "T00:00:00Z" : text)
  }

  static func document(_ keys: IssuerKeys) -> DIDDocument {
    DIDDocument(did: keys.did, keys: [keys.integrity.publicKey, keys.token.publicKey])
  }

  /// The award is issued then and registered a minute later.
  mutating func issue(at text: String) throws {
    facts.issuedAt = try Self.at(text)
    registeredAt = facts.issuedAt.adding(seconds: 60)
  }

  /// Sets a bit of a list in every snapshot that begins on this day or later.
  mutating func set(_ index: Int, of list: String, since day: String) {
    for place in snapshots.indices
    where snapshots[place].list == list && snapshots[place].from >= day {
      snapshots[place].set.append(index)
    }
  }
}

// MARK: - What they sign

extension World {
  /// The award before it is signed, with both licences in it.
  func unsigned() throws -> Value {
    var facts = facts
    facts.providerEndorsement = try providerLicence.jwt(
      key: regulator.token, keyID: regulator.tokenID)
    facts.programmeEndorsement = try programmeLicence.jwt(
      key: regulator.token, keyID: regulator.tokenID)
    return change(Award.build(facts))
  }

  func signed() throws -> Award.Signed { try signed(unsigned()) }

  /// Both forms of an award, without asking whether it may be issued.
  func signed(_ award: Value) throws -> Award.Signed {
    Award.Signed(
      award: try DataIntegrity.sign(
        award, suite: suite, key: provider.integrity, verificationMethod: provider.integrityID,
        created: facts.issuedAt),
      jwt: try JWT.sign(
        JWT.signingInput(payload: JWT.payload(of: award), keyID: provider.tokenID),
        with: provider.token))
  }

  func receipt(of signed: Award.Signed, by keys: IssuerKeys? = nil) throws -> Value {
    let registeredAt = registeredAt ?? facts.issuedAt
    let keys = keys ?? regulator
    let receipt = Receipt(
      id: "urn:uuid:0197a3c2-7d10-7a4e-8b11-2f6f0c9e4003",
      regulator: Party(did: keys.did.text, name: "National eLearning Center"),
      award: signed.award["id"]?.string ?? "",
      digests: try AwardDigest.of(award: signed.award, jwt: signed.jwt),
      registeredAt: registeredAt,
      status: StatusListEntry(
        id: Self.receiptList + "#11", purpose: "revocation", index: 11, list: Self.receiptList))
    return try DataIntegrity.sign(
      receipt.value, suite: .eddsaJCS, key: keys.integrity, verificationMethod: keys.integrityID,
      created: registeredAt)
  }

  func list(_ snapshot: Snapshot, by keys: IssuerKeys? = nil) throws -> Value {
    let keys = keys ?? (snapshot.list == Self.awardList ? provider : regulator)
    var bits = StatusList()
    for index in snapshot.set { _ = bits.set(index) }
    let from = try Self.at(snapshot.from)
    let credential = try #require(
      StatusListCredential.build(
        id: snapshot.list, issuer: keys.did.text,
        purpose: snapshot.list == Self.licenceList ? "suspension" : "revocation", list: bits,
        validFrom: from, validUntil: Self.at(snapshot.until)))
    return try DataIntegrity.sign(
      credential, suite: .eddsaJCS, key: keys.integrity, verificationMethod: keys.integrityID,
      created: from)
  }

  /// Everything offline in one file.
  func bundle(_ signed: Award.Signed? = nil) throws -> Bundle {
    let signed = try signed ?? self.signed()
    return Bundle(
      award: signed.award, jwt: signed.jwt,
      receipt: registeredAt == nil ? nil : try receipt(of: signed),
      statusLists: try snapshots.map { try list($0) },
      didDocuments: [Self.document(provider).value, Self.document(regulator).value])
  }

  /// The verifier holds the regulator's document.
  var trust: Trust { Trust(documents: [Self.document(regulator)]) }

  /// What a verifier finds in a bundle on a day in September, long after.
  func verify(
    _ bundle: Bundle? = nil, at text: String = "2026-09-15T12:00:00Z", trust: Trust? = nil,
    sources: Sources = .offline
  ) throws -> VerificationReport {
    let bundle = try bundle ?? self.bundle()
    return Verification.verify(
      Presented(bundle.bytes), at: try Self.at(text), trust: trust ?? self.trust,
      sources: sources)
  }
}

extension VerificationReport {
  var failures: [Code] { steps.filter { $0.outcome == .failed }.map(\.code) }
  var unchecked: [Code] { steps.filter { $0.outcome == .notChecked }.map(\.code) }
}
