import JSON
import Kernel
import Testing

@testable import Proofs

/// All vectors of vc-di-eddsa and vc-di-ecdsa whose suites we have, step by step.
@Suite struct DataIntegrityVectorTests {
  struct Vector: Sendable, CustomStringConvertible {
    let folder: String
    let suffix: String
    let suite: DataIntegrity.Suite
    let hash: HashAlgorithm

    init(_ folder: String, _ suffix: String, _ suite: DataIntegrity.Suite, _ hash: HashAlgorithm) {
      self.folder = folder
      self.suffix = suffix
      self.suite = suite
      self.hash = hash
    }

    var description: String { folder }

    func text(_ name: String) throws -> String {
      try PublishedVectors.text("\(folder)/\(name)\(suffix).txt")
    }

    func value(_ name: String) throws -> Value {
      try PublishedVectors.value("\(folder)/\(name)\(suffix).json")
    }
  }

  static let all = [
    Vector("vc-di-eddsa/eddsa-jcs-2022", "JCS", .eddsaJCS, .sha256),
    Vector("vc-di-eddsa/eddsa-rdfc-2022", "DataInt", .eddsaRDFC, .sha256),
    Vector("vc-di-eddsa/eddsa-rdfc-2022/employ", "DataInt", .eddsaRDFC, .sha256),
    Vector("vc-di-ecdsa/ecdsa-rdfc-2019-p256", "ECDSAP256", .ecdsaRDFC, .sha256),
    Vector("vc-di-ecdsa/ecdsa-rdfc-2019-p256/employ", "ECDSAP256", .ecdsaRDFC, .sha256),
    Vector("vc-di-ecdsa/ecdsa-rdfc-2019-p384", "ECDSAP384", .ecdsaRDFC, .sha384),
    Vector("vc-di-ecdsa/ecdsa-rdfc-2019-p384/employ", "ECDSAP384", .ecdsaRDFC, .sha384),
    Vector("vc-di-ecdsa/ecdsa-jcs-2019-p256", "JCSECDSAP256", .ecdsaJCS, .sha256),
    Vector("vc-di-ecdsa/ecdsa-jcs-2019-p384", "JCSECDSAP384", .ecdsaJCS, .sha384),
  ]

  /// With those that only vectors name.
  private static let contexts = ContextTableTests.published

  private static let arePresent =
    PublishedVectors.arePresent("vc-di-eddsa") && PublishedVectors.arePresent("vc-di-ecdsa")

  /// The key that a `did:key` names.
  static func key(_ method: String) throws -> PublicKey {
    let did = try #require(String(method.utf8.prefix { $0 != UInt8(ascii: "#") }))
    let document = try #require(DIDDocument(didKey: did))
    return try #require(document.assertionKey(method, at: Instant(microseconds: 0)))
  }

  /// The private key of a pair, which the vectors write as a secret Multikey.
  static func signer(_ pair: Value?) throws -> SigningKey {
    let text = (pair?["privateKeyMultibase"] ?? pair?["secretKeyMultibase"])?.string
    let bytes = try #require(text.flatMap { Multibase.decode($0) })
    return try #require(SigningKey(.ed25519, raw: Array(bytes.dropFirst(2))))
  }

  @Test(.enabled(if: arePresent, PublishedVectors.absence), arguments: all)
  func everyStep(vector: Vector) throws {
    let signed = try vector.value("signed")
    let document = signed.with("proof", nil)
    let options = try vector.value("proofConfig")
    let canonical = try DataIntegrity.canonical(
      document, vector.suite, vector.hash, Self.contexts)
    #expect(trimmed(canonical) == (try vector.text("canonDoc")))
    let canonicalOptions = try DataIntegrity.canonical(
      options, vector.suite, vector.hash, Self.contexts)
    #expect(trimmed(canonicalOptions) == (try vector.text("proofCanon")))
    #expect(Hex.text(vector.hash.digest(canonical)) == (try vector.text("docHash")))
    #expect(Hex.text(vector.hash.digest(canonicalOptions)) == (try vector.text("proofHash")))
    let combined = try DataIntegrity.hashData(
      document, suite: vector.suite, options: options, hash: vector.hash, Self.contexts)
    #expect(Hex.text(combined) == (try vector.text("combinedHash")))

    let written = try #require(signed["proof"])
    let proof = try DataIntegrityProof(reading: written)
    #expect(Hex.text(proof.value) == (try vector.text("sigHex")))
    #expect(Multibase.base58(proof.value) == (try vector.text("sigBTC58")))
    let key = try Self.key(proof.verificationMethod)
    #expect(key.verifies(proof.value, of: combined))
    try DataIntegrity.verify(signed, proof: proof, key: key, Self.contexts)
    try DataIntegrity.verify(document, proof: proof, key: key, Self.contexts)
    let later = try DataIntegrityProof(
      reading: written.setting("created", to: .text("2024-02-24T23:36:39Z")))
    for (document, proof) in [(signed.setting("name", to: .text("x")), proof), (signed, later)] {
      #expect(throws: DataIntegrityFault.signature) {
        try DataIntegrity.verify(document, proof: proof, key: key, Self.contexts)
      }
    }
  }

  private func trimmed(_ bytes: [UInt8]) -> String {
    String(decoding: bytes.last == 0x0A ? Array(bytes.dropLast()) : bytes, as: UTF8.self)
  }

  /// Ed25519 always gives the same signature, so what we make is what was published.
  @Test(
    .enabled(if: arePresent, PublishedVectors.absence),
    arguments: all.filter { $0.suite == .eddsaJCS || $0.suite == .eddsaRDFC })
  func whatWeSignIsWhatWasPublished(vector: Vector) throws {
    let signed = try vector.value("signed")
    let signer = try Self.signer(try PublishedVectors.value("vc-di-eddsa/keyPair.json"))
    let proof = try #require(signed["proof"])
    let published = try DataIntegrityProof(reading: proof)
    let draft = try DataIntegrity.draft(
      signed.with("proof", nil), suite: vector.suite,
      verificationMethod: published.verificationMethod,
      created: try #require(published.created), Self.contexts)
    let ours = try draft.signed(with: signer)
    #expect(ours.at("proof/0/proofValue")?.string == (try vector.text("sigBTC58")))
    // The order of members is free; the data is the same.
    let list = signed.with("proof", .list([proof]))
    #expect(try JCS.canonicalize(ours) == JCS.canonicalize(list))
  }

  /// Proofs beside one another each sign the document; those of a chain sign the ones before as well.
  @Test(.enabled(if: arePresent, PublishedVectors.absence))
  func setsAndChains() throws {
    let folder = "vc-di-eddsa/proof-set-chain"
    let unsigned = try PublishedVectors.value("\(folder)/unsigned.json")
    let signers = try PublishedVectors.value("\(folder)/multiKeyPairs.json")
    for (index, (name, document)) in try [
      ("proofSetConfig", unsigned), ("proofSetConfig", unsigned),
      ("proofChainConfig", PublishedVectors.value("\(folder)/proofChainTempDoc1.json")),
      ("proofChainConfig", PublishedVectors.value("\(folder)/proofChainTempDoc2.json")),
    ].enumerated() {
      let number = index % 2 + 1
      let options = try PublishedVectors.value("\(folder)/\(name)\(number).json")
      let signed = try PublishedVectors.value("\(folder)/\(name)Signed\(number).json")
      let combined = try DataIntegrity.hashData(
        document, suite: .eddsaRDFC, options: options, hash: .sha256, Self.contexts)
      let proof = try DataIntegrityProof(reading: signed)
      let signer = try Self.signer(signers["keyPair\(index + 1)"])
      #expect(try signer.sign(combined) == proof.value, "\(name)\(number)")
      let key = try Self.key(proof.verificationMethod)
      #expect(key == signer.publicKey)
      #expect(key.verifies(proof.value, of: combined))
      if name == "proofSetConfig" {
        try DataIntegrity.verify(document, proof: proof, key: key, Self.contexts)
      } else {
        #expect(throws: DataIntegrityFault.chained) {
          try DataIntegrity.verify(document, proof: proof, key: key, Self.contexts)
        }
      }
    }
    // Which of several proofs was meant is not guessed.
    for name in ["signedProofSet2", "signedProofChain1", "signedProofChain2"] {
      let proofs = try #require(try PublishedVectors.value("\(folder)/\(name).json")["proof"])
      #expect(throws: DataIntegrityFault.manyProofs) { try DataIntegrityProof(reading: proofs) }
    }
  }

  /// Suites that are not ours are named as such, not taken for a broken signature.
  @Test(.enabled(if: arePresent, PublishedVectors.absence))
  func otherSuitesAreRefused() throws {
    let old = try PublishedVectors.value("vc-di-eddsa/Ed25519Signature2020/signedEdSig.json")
    #expect(throws: DataIntegrityFault.type) {
      try DataIntegrityProof(reading: try #require(old["proof"]))
    }
    let selective = try PublishedVectors.value(
      "vc-di-ecdsa/ecdsa-sd-2023/employ/addSignedSDBase.json")
    #expect(throws: DataIntegrityFault.suite) {
      try DataIntegrityProof(reading: try #require(selective["proof"]))
    }
  }
}
