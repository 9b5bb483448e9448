import JSON
import Kernel
import Testing

@testable import Proofs

@Suite struct DataIntegrityTests {
  private static let method = "did:web:sanad.example.edu.sa#k"

  private func document() throws -> Value { try Fixture.award() }

  private func signed(_ suite: DataIntegrity.Suite = .eddsaJCS, by key: SigningKey? = nil) throws
    -> Value
  {
    let signed = try DataIntegrity.sign(
      document(), suite: suite, key: key ?? Fixture.signer(1), verificationMethod: Self.method,
      created: Fixture.instant("2026-01-20T12:00:00Z"))
    return try JSON.read(JSON.write(signed))
  }

  private func verify(_ document: Value, _ key: PublicKey? = nil) throws {
    try DataIntegrity.verify(
      document, proof: try #require(document["proof"]),
      key: try key ?? Fixture.signer(1).publicKey)
  }

  @Test func whatIsSignedIsVerified() throws {
    let signed = try signed()
    #expect(signed["proof"]?.elements?.count == 1)
    try verify(signed)
    // The proof may also stand alone, and members in another order.
    let alone = signed.with("proof", signed.at("proof/0"))
    try verify(alone)
    try verify(JSON.read(JCS.canonicalize(alone)))
    let proof = try DataIntegrityProof(reading: try #require(signed["proof"]))
    #expect(proof.suite == .eddsaJCS)
    #expect(proof.verificationMethod == Self.method)
    #expect(proof.created == (try Fixture.instant("2026-01-20T12:00:00Z")))
    #expect(proof.value.count == 64)
    #expect(proof.expires == nil)
    #expect(proof.previousProof.isEmpty)
    #expect(proof.domain.isEmpty)
  }

  @Test func theBytesToSignAreKnownBefore() throws {
    let created = try Fixture.instant("2026-01-20T12:00:00Z")
    let draft = try DataIntegrity.draft(
      document(), suite: .eddsaJCS, verificationMethod: Self.method, created: created)
    #expect(draft.hashData.count == 64)
    let signed = try draft.signed(with: Fixture.signer(1))
    let proof = try DataIntegrityProof(reading: try #require(signed["proof"]))
    #expect(proof.value == (try Fixture.signer(1).sign(draft.hashData)))
    #expect(
      draft.hashData
        == (try DataIntegrity.hashData(
          document(), suite: .eddsaJCS, options: proof.options)))
    #expect(throws: DataIntegrityFault.manyProofs) {
      try DataIntegrity.draft(
        signed, suite: .eddsaJCS, verificationMethod: Self.method, created: created)
    }
    #expect(throws: DataIntegrityFault.notAnObject) {
      try DataIntegrity.draft(
        .null, suite: .eddsaJCS, verificationMethod: Self.method, created: created)
    }
  }

  @Test func p256Signs() throws {
    let key = try Fixture.key(1)
    let signed = try signed(.ecdsaJCS, by: key)
    try verify(signed, key.publicKey)
    #expect(throws: DataIntegrityFault.signature) {
      try verify(signed, Fixture.key(2).publicKey)
    }
  }

  @Test func theKeyMustFitTheSuite() throws {
    #expect(throws: DataIntegrityFault.otherKey) { try signed(.ecdsaJCS) }
    #expect(throws: DataIntegrityFault.otherKey) { try signed(.eddsaJCS, by: Fixture.key(1)) }
    #expect(throws: DataIntegrityFault.otherKey) { try verify(signed(), Fixture.key(1).publicKey) }
    #expect(throws: DataIntegrityFault.signature) {
      try verify(signed(), Fixture.signer(2).publicKey)
    }
  }

  /// A change of anything but the proof's value breaks the signature, in the document and beside it.
  @Test(
    arguments: [
      ("name", Value.text("x")), ("extra", .bool(true)),
      ("credentialSubject/result/0/value", .text("A")),
      ("validFrom", nil), ("proof/0/created", .text("2026-01-20T12:00:01Z")),
      ("proof/0/expires", .text("2036-01-20T12:00:01Z")), ("proof/0/created", nil),
      ("proof/0/verificationMethod", .text("did:web:a.com#k")), ("proof/0/extra", .bool(true)),
      ("proof/0/domain", .text("a.com")), ("proof/0/@context", nil),
      ("proof/0/proofValue", .text("z" + String(repeating: "1", count: 64))),
      ("proof/0/proofValue", .text("z11")),
    ] as [(String, Value?)])
  func anyChangeIsNoticed(path: String, value: Value?) throws {
    let changed = try signed().setting(path, to: value)
    #expect(throws: DataIntegrityFault.signature) { try verify(changed) }
  }

  @Test(
    arguments: [
      ("proof/0", Value.null, DataIntegrityFault.notAnObject), ("proof", .text("x"), .notAnObject),
      ("proof/0", nil, .noProof), ("proof/0/type", nil, .type),
      ("proof/0/type", .text("Ed25519Signature2020"), .type),
      ("proof/0/type", .list([.text("DataIntegrityProof")]), .type),
      ("proof/0/cryptosuite", .text("ecdsa-sd-2023"), .suite), ("proof/0/cryptosuite", nil, .suite),
      ("proof/0/cryptosuite", .text("EDDSA-JCS-2022"), .suite),
      ("proof/0/proofPurpose", .text("authentication"), .purpose),
      ("proof/0/proofPurpose", nil, .purpose),
      ("proof/0/verificationMethod", .null, .member("verificationMethod")),
      ("proof/0/proofValue", nil, .member("proofValue")),
      ("proof/0/proofValue", .text("uAQID"), .member("proofValue")),
      ("proof/0/proofValue", .text("z0"), .member("proofValue")),
      (
        "proof/0/proofValue", .text("z" + String(repeating: "2", count: 200)), .member("proofValue")
      ),
      ("proof/0/created", .text("2026-01-20"), .member("created")),
      ("proof/0/expires", .bool(true), .member("expires")), ("proof/0/id", .null, .member("id")),
      ("proof/0/domain", .null, .member("domain")),
      ("proof/0/challenge", .list([]), .member("challenge")),
      ("proof/0/previousProof", .text("urn:uuid:1"), .chained),
      ("@context/1", nil, .context), ("@context", nil, .context),
      ("@context/1", .text("https://www.w3.org/ns/credentials/examples/v2"), .context),
      (
        "credentialSubject/creditsEarned", .number(ExactDecimal(mantissa: .max)),
        .notCanonical(
          "/credentialSubject/creditsEarned: 9223372036854775807 cannot be signed as a"
            + " number, other readers would round it; write it as a string.")
      ),
    ] as [(String, Value?, DataIntegrityFault)])
  func strangeProofsAreRefused(path: String, value: Value?, fault: DataIntegrityFault) throws {
    let changed = try signed().setting(path, to: value)
    #expect(throws: fault) { try verify(changed) }
    #expect(!"\(fault)".isEmpty)
  }

  @Test func oneProofOfAKnownSuite() throws {
    let signed = try signed()
    let proof = try #require(signed.at("proof/0"))
    let other = proof.with("cryptosuite", .text("bbs-2023"))
    let old = object(["type": .text("Ed25519Signature2020")])
    try verify(signed.with("proof", .list([other, old, proof])))
    #expect(throws: DataIntegrityFault.manyProofs) {
      try verify(signed.with("proof", .list([proof, proof])))
    }
    #expect(throws: DataIntegrityFault.manyProofs) {
      try verify(
        signed.with("proof", .list([proof, proof.with("cryptosuite", .text("ecdsa-rdfc-2019"))])))
    }
    #expect(throws: DataIntegrityFault.suite) { try verify(signed.with("proof", .list([other]))) }
    #expect(throws: DataIntegrityFault.noProof) { try verify(signed.with("proof", .list([]))) }
    #expect(throws: DataIntegrityFault.notAnObject) {
      try verify(signed.with("proof", .list([proof, .null])))
    }
  }

  /// Of RDF nothing is signed that has no definition, so such a member is refused, not passed over;
  /// neither is the proof's own idea of its contexts taken.
  @Test func linkedDataAreSigned() throws {
    let signed = try signed(.eddsaRDFC)
    try verify(signed)
    try verify(JSON.read(JCS.canonicalize(signed)))
    #expect(signed.at("proof/0/@context") == nil)
    try verify(signed.setting("proof/0/@context", to: .text("https://a.example/v1")))
    for (path, value) in [
      ("name", .text("x")), ("credentialSubject/result/0/value", .text("A")),
      ("validFrom", nil), ("proof/0/created", .text("2026-01-20T12:00:01Z")),
      ("proof/0/expires", .text("2036-01-20T12:00:01Z")),
      ("credentialSubject/achievement/version", .text("2")),
    ] as [(String, Value?)] {
      #expect(throws: DataIntegrityFault.signature, "\(path)") {
        try verify(signed.setting(path, to: value))
      }
    }
    for path in ["grade", "credentialSubject/grade", "proof/0/grade"] {
      #expect("\(path)") {
        try verify(signed.setting(path, to: .text("A+")))
      } throws: { error in
        if case DataIntegrityFault.notCanonical(let reason) = error {
          reason.contains("grade")
        } else {
          false
        }
      }
    }
    let other = signed.setting("@context/1", to: .text("https://a.example/v1"))
    #expect(throws: DataIntegrityFault.self) { try verify(other) }
    #expect(throws: DataIntegrityFault.signature) {
      try verify(signed, Fixture.signer(2).publicKey)
    }
    let p256 = try Fixture.key(1)
    try verify(self.signed(.ecdsaRDFC, by: p256), p256.publicKey)
  }

  /// A context put behind the signed ones would give members another meaning.
  @Test func anAddedContextIsRefused() throws {
    let signed = try signed()
    let contexts = try #require(signed["@context"]?.elements)
    let more = signed.with("@context", .list(contexts + [.text("https://a.example/v1")]))
    #expect(throws: DataIntegrityFault.context) { try verify(more) }
    // A proof without contexts signs the document's as one member among others.
    let proof = try #require(signed.at("proof/0")).with("@context", nil).with("proofValue", nil)
    let data = try DataIntegrity.hashData(
      document(), suite: .eddsaJCS, options: proof)
    let value = Multibase.base58(try Fixture.signer(1).sign(data))
    try verify(signed.with("proof", proof.with("proofValue", .text(value))))
  }
}
