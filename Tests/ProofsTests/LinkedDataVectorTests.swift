import JSON
import Kernel
import Testing

@testable import Proofs

/// Canonical documents and proof options of the published Data Integrity vectors.
@Suite struct LinkedDataVectorTests {
  struct Vector: CustomTestStringConvertible, Sendable {
    let input: String
    let expected: String
    var hash = HashAlgorithm.sha256
    var testDescription: String { expected }
  }

  // The sd vector of a resident card is left out: its canonical form has another description than
  // its input.
  static let vectors: [Vector] = [
    Vector(
      input: "vc-di-eddsa/unsigned.json",
      expected: "vc-di-eddsa/eddsa-rdfc-2022/canonDocDataInt.txt"),
    Vector(
      input: "vc-di-eddsa/eddsa-rdfc-2022/proofConfigDataInt.json",
      expected: "vc-di-eddsa/eddsa-rdfc-2022/proofCanonDataInt.txt"),
    Vector(
      input: "vc-di-eddsa/employmentAuth.json",
      expected: "vc-di-eddsa/eddsa-rdfc-2022/employ/canonDocDataInt.txt"),
    Vector(
      input: "vc-di-eddsa/eddsa-rdfc-2022/employ/proofConfigDataInt.json",
      expected: "vc-di-eddsa/eddsa-rdfc-2022/employ/proofCanonDataInt.txt"),
    Vector(
      input: "vc-di-eddsa/unsigned.json",
      expected: "vc-di-eddsa/Ed25519Signature2020/canonDocEdSig.txt"),
    Vector(
      input: "vc-di-eddsa/Ed25519Signature2020/proofConfigEdSig.json",
      expected: "vc-di-eddsa/Ed25519Signature2020/proofCanonEdSig.txt"),
    Vector(
      input: "vc-di-ecdsa/unsigned.json",
      expected: "vc-di-ecdsa/ecdsa-rdfc-2019-p256/canonDocECDSAP256.txt"),
    Vector(
      input: "vc-di-ecdsa/ecdsa-rdfc-2019-p256/proofConfigECDSAP256.json",
      expected: "vc-di-ecdsa/ecdsa-rdfc-2019-p256/proofCanonECDSAP256.txt"),
    Vector(
      input: "vc-di-ecdsa/unsigned.json",
      expected: "vc-di-ecdsa/ecdsa-rdfc-2019-p384/canonDocECDSAP384.txt", hash: .sha384),
    Vector(
      input: "vc-di-ecdsa/ecdsa-rdfc-2019-p384/proofConfigECDSAP384.json",
      expected: "vc-di-ecdsa/ecdsa-rdfc-2019-p384/proofCanonECDSAP384.txt", hash: .sha384),
    Vector(
      input: "vc-di-ecdsa/ecdsa-rdfc-2019-p256/employ/proofConfigECDSAP256.json",
      expected: "vc-di-ecdsa/ecdsa-rdfc-2019-p256/employ/proofCanonECDSAP256.txt"),
    Vector(
      input: "vc-di-ecdsa/employmentAuth.json",
      expected: "vc-di-ecdsa/ecdsa-rdfc-2019-p256/employ/canonDocECDSAP256.txt"),
    Vector(
      input: "vc-di-ecdsa/ecdsa-rdfc-2019-p384/employ/proofConfigECDSAP384.json",
      expected: "vc-di-ecdsa/ecdsa-rdfc-2019-p384/employ/proofCanonECDSAP384.txt", hash: .sha384),
    Vector(
      input: "vc-di-ecdsa/employmentAuth.json",
      expected: "vc-di-ecdsa/ecdsa-rdfc-2019-p384/employ/canonDocECDSAP384.txt", hash: .sha384),
    Vector(
      input: "vc-di-ecdsa/employmentAuth.json",
      expected: "vc-di-ecdsa/ecdsa-sd-2023/employ/addBaseDocCanon.json"),
  ]

  @Test(
    .enabled(if: PublishedVectors.arePresent("vc-di-eddsa"), PublishedVectors.absence),
    arguments: vectors)
  func canonicalForm(_ vector: Vector) throws {
    let input = try PublishedVectors.value(vector.input)
    var expected = try PublishedVectors.bytes(vector.expected)
    if vector.expected.hasSuffix(".json") {
      expected = Array(try #require(try JSON.read(expected).strings).joined().utf8)
    }
    let made = try LinkedData.canonical(
      input, hash: vector.hash, Expansion.Mode(), ContextTableTests.published)
    #expect(
      String(decoding: made, as: UTF8.self) == String(decoding: expected, as: UTF8.self))
  }
}
