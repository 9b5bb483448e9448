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
    Vector("vc-di-ecdsa/ecdsa-jcs-2019-p256", "JCSECDSAP256", .ecdsaJCS, .sha256),
    Vector("vc-di-ecdsa/ecdsa-jcs-2019-p384", "JCSECDSAP384", .ecdsaJCS, .sha384),
  ]

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
    let canonical = try DataIntegrity.canonical(document, vector.suite, vector.hash)
    #expect(trimmed(canonical) == (try vector.text("canonDoc")))
    let canonicalOptions = try DataIntegrity.canonical(options, vector.suite, vector.hash)
    #expect(trimmed(canonicalOptions) == (try vector.text("proofCanon")))
    #expect(Hex.text(vector.hash.digest(canonical)) == (try vector.text("docHash")))
    #expect(Hex.text(vector.hash.digest(canonicalOptions)) == (try vector.text("proofHash")))
    let combined = try DataIntegrity.hashData(
      document, suite: vector.suite, options: options, hash: vector.hash)
    #expect(Hex.text(combined) == (try vector.text("combinedHash")))

    let written = try #require(signed["proof"])
    let proof = try DataIntegrityProof(reading: written)
    #expect(Hex.text(proof.value) == (try vector.text("sigHex")))
    #expect(Multibase.base58(proof.value) == (try vector.text("sigBTC58")))
    let key = try Self.key(proof.verificationMethod)
    #expect(key.verifies(proof.value, of: combined))
    try DataIntegrity.verify(signed, proof: written, key: key)
    try DataIntegrity.verify(document, proof: written, key: key)
    #expect(throws: DataIntegrityFault.signature) {
      try DataIntegrity.verify(
        signed.setting("name", to: .text("x")), proof: written, key: key)
    }
    #expect(throws: DataIntegrityFault.signature) {
      try DataIntegrity.verify(
        signed, proof: written.setting("created", to: .text("2023-02-24T23:36:39Z")), key: key)
    }
  }

  private func trimmed(_ bytes: [UInt8]) -> String {
    String(decoding: bytes.last == 0x0A ? Array(bytes.dropLast()) : bytes, as: UTF8.self)
  }

  /// Ed25519 always gives the same signature, so what we make is what was published.
  @Test(.enabled(if: arePresent, PublishedVectors.absence), arguments: all.prefix(1))
  func whatWeSignIsWhatWasPublished(vector: Vector) throws {
    let signed = try vector.value("signed")
    let signer = try Self.signer(try PublishedVectors.value("vc-di-eddsa/keyPair.json"))
    let published = try DataIntegrityProof(reading: try #require(signed["proof"]))
    let ours = try DataIntegrity.sign(
      signed.with("proof", nil), suite: vector.suite, key: signer,
      verificationMethod: published.verificationMethod,
      created: try #require(published.created))
    #expect(ours.at("proof/0/proofValue")?.string == (try vector.text("sigBTC58")))
    // The order of members is free; the data is the same.
    let proof = try #require(signed["proof"])
    let list = signed.with("proof", .list([proof]))
    #expect(try JCS.canonicalize(ours) == JCS.canonicalize(list))
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
