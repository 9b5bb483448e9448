import JSON
import Kernel
import Testing

@testable import Proofs

@Suite struct MultikeyTests {
  /// Controlled Identifiers 1.0 and the vectors of the cryptosuites.
  @Test(arguments: [
    (PublicKey.Kind.ed25519, "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2", 1, 32),
    (.p256, "zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP", 2, 32),
    (
      .p384, "z82LkuBieyGShVBhvtE2zoiD6Kma4tJGFtkAhxR5pfkp5QPw4LutoYWhvQCnGjdVn14kujQ", 2, 48
    ),
  ])
  func knownKeys(kind: PublicKey.Kind, text: String, numbers: Int, width: Int) throws {
    let key = try #require(PublicKey(multikey: text))
    #expect(key.kind == kind)
    #expect(key.numbers.map(\.count) == [Int](repeating: width, count: numbers))
    #expect(key.multikey == text)
    #expect(key.didKey == "did:key:" + text)
    #expect(try PublicKey(jwk: JSON.read(JSON.write(key.jwk))) == key)
  }

  @Test func whatIsNoMultikeyIsRefused() throws {
    let good = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
    let bytes = try #require(Multibase.decode(good))
    let bad = [
      "", "z", String(good.dropFirst()), Multibase.base64URL(bytes),
      Multibase.base58(bytes + [0]), Multibase.base58(Array(bytes.dropLast())),
      Multibase.base58([0xEC] + bytes.dropFirst()),
      // A private key.
      "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq",
      // No point of the curve, and a point that is not compressed.
      Multibase.base58([0x80, 0x24, 0x02] + [UInt8](repeating: 0xFF, count: 32)),
      Multibase.base58([0x80, 0x24, 0x05] + [UInt8](repeating: 7, count: 32)),
      Multibase.base58([0x80, 0x24]), Multibase.base58([0xED]),
    ]
    for text in bad { #expect(PublicKey(multikey: text) == nil, "\(text)") }
    let point = try Fixture.key(1).publicKey.numbers.joined()
    #expect(PublicKey(multikey: Multibase.base58([0x80, 0x24, 0x04] + point)) == nil)
    #expect(PublicKey(multikey: String(repeating: "z", count: 5000)) == nil)
  }

  @Test func bothSignsOfAPointReturn() throws {
    var leads: Set<UInt8> = []
    for last in UInt8(1)...12 {
      let key = try Fixture.key(last).publicKey
      let text = try #require(key.multikey)
      #expect(PublicKey(multikey: text) == key)
      leads.insert(try #require(Multibase.decode(text))[2])
    }
    #expect(leads == [2, 3])
  }

  @Test func aDidKeyIsItsOwnDocument() throws {
    let key = try Fixture.signer(1).publicKey
    let did = try #require(key.didKey)
    let document = try #require(DIDDocument(didKey: did))
    let name = did + "#" + did.dropFirst(8)
    let now = Instant(microseconds: 0)
    #expect(document.id == did)
    #expect(document.assertionKey(name, at: now) == key)
    #expect(document.assertionKey(did, at: now) == nil)
    for text in ["did:key:", "did:web:a.com", "did:key:z6Mk", did + "#a", did + ":", "x" + did] {
      #expect(DIDDocument(didKey: text) == nil)
    }
  }
}

@Suite struct OtherKeyTests {
  /// RFC 8037, A.1, A.2 and A.4.
  @Test func anEd25519Token() throws {
    let jwk = try JSON.read(
      #"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#.utf8)
    let key = try PublicKey(jwk: jwk)
    #expect(key.thumbprint == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
    let signature =
      "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
    let input = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
    let raw = try #require(Base64URL.decode(signature.utf8))
    #expect(key.verifies(raw, of: Array(input.utf8)))
    #expect(!key.verifies(raw, of: Array(input.utf8) + [0]))
    #expect(!key.verifies(Array(raw.dropLast()), of: Array(input.utf8)))
    #expect(!key.verifies([], of: []))
    let seed = try #require(
      Base64URL.decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A".utf8))
    let signer = try #require(SigningKey(.ed25519, raw: seed))
    #expect(signer.publicKey == key)
    #expect(try signer.sign(Array(input.utf8)) == raw)
  }

  /// RFC 7515, A.2.
  private static let rsa = #"""
    {"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2m
    JPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSX
    ndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGh
    yxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"}
    """#
  private static let token =
    "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNv"
    + "bS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHI"
    + "m4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5"
    + "h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noO"
    + "PqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"

  private static func rsaKey(_ path: String = "kty", _ value: Value = .text("RSA")) throws
    -> PublicKey
  {
    let text = rsa.replacing("\n", with: "")
    return try PublicKey(jwk: JSON.read(text.utf8).setting(path, to: value))
  }

  @Test func anRSAToken() throws {
    let jwt = try JWT(reading: Self.token.utf8)
    let key = try Self.rsaKey()
    #expect(key.kind == .rsa)
    #expect(jwt.isSigned(by: key))
    #expect(key.multikey == nil)
    #expect(key.didKey == nil)
    #expect(try PublicKey(jwk: key.jwk) == key)
    #expect(!key.verifies(Array(jwt.signature.dropLast()), of: jwt.signingInput))
    #expect(!key.verifies([], of: jwt.signingInput))
    #expect(!key.verifies(jwt.signature, of: jwt.signingInput + [0]))
  }

  @Test func weakRSAKeysAreRefused() throws {
    let short = Value.text(Base64URL.encode([UInt8](repeating: 0xC3, count: 255)))
    let long = Value.text(Base64URL.encode([UInt8](repeating: 0xC3, count: 1025)))
    for modulus in [short, long, .text(""), .text("AAAA")] {
      #expect(throws: PublicKey.Fault.notOnTheCurve) { try Self.rsaKey("n", modulus) }
    }
    for exponent in ["", "AA", "AQ", "AAEAAQ", "AQAAAAAB"] {
      #expect(throws: PublicKey.Fault.notOnTheCurve, "\(exponent)") {
        try Self.rsaKey("e", .text(exponent))
      }
    }
    for name in ["d", "p", "q", "dp", "dq", "qi", "oth"] {
      #expect(throws: PublicKey.Fault.privateMember) {
        try PublicKey(jwk: object(["kty": .text("RSA"), "\(name)": .text("AA")]))
      }
    }
  }

  /// The key decides the algorithm, whatever the header says.
  @Test func aKeyHasOneAlgorithm() throws {
    let signer = try Fixture.signer(1)
    for (algorithm, isTaken) in [
      ("EdDSA", true), ("ES256", false), ("RS256", false), ("HS256", false), ("none", false),
      ("eddsa", false), ("Ed448", false),
    ] {
      let header = Base64URL.encode(#"{"alg":"\#(algorithm)"}"#.utf8)
      let input = "\(header).e30"
      let signature = Base64URL.encode(try signer.sign(Array(input.utf8)))
      let jwt = try JWT(reading: "\(input).\(signature)".utf8)
      #expect(jwt.isSigned(by: signer.publicKey) == isTaken, "\(algorithm)")
      #expect(try !jwt.isSigned(by: Fixture.key(1).publicKey))
    }
    #expect(throws: JWT.OtherKeyFault.self) { try JWT.sign([1], with: signer) }
  }

  @Test func anEd25519KeyReturnsFromItsPEM() throws {
    let key = try Fixture.signer(3)
    #expect(SigningKey(pem: key.pem)?.publicKey == key.publicKey)
    #expect(SigningKey(pem: key.pem.replacing("\n", with: "\r\n"))?.publicKey == key.publicKey)
    // RFC 8410, 10.3.
    let known = [
      "-----BEGIN PRIVATE" + " KEY-----",
      "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC",
      "-----END PRIVATE" + " KEY-----", "",
    ].joined(separator: "\n")
    let read = try #require(SigningKey(pem: known))
    #expect(read.pem == known)
    #expect(
      read.publicKey.numbers.first.map(Base64URL.encode)
        == "Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE")
    #expect(SigningKey(pem: known.replacing("MC4CAQAw", with: "MC4CAQEw")) == nil)
    #expect(SigningKey(pem: known.replacing("VhC", with: "V")) == nil)
    #expect(SigningKey(pem: known.replacing("-----END", with: "-----ENDE")) == nil)
    #expect(SigningKey(.ed25519, raw: [1, 2]) == nil)
    #expect(try #require(SigningKey.generate(.ed25519)).publicKey.kind == .ed25519)
  }
}
