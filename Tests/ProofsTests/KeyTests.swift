import JSON
import Kernel
import Proofs
import Testing

@Suite struct Base64URLTests {
  @Test(arguments: [
    ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
    ("foobar", "Zm9vYmFy"),
  ])
  func knownTexts(plain: String, encoded: String) {
    #expect(Base64URL.encode(plain.utf8) == encoded)
    #expect(Base64URL.decode(encoded.utf8) == Array(plain.utf8))
  }

  @Test func allBytesReturn() {
    for length in 0..<70 {
      let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ length &* 11) }
      #expect(Base64URL.decode(Base64URL.encode(bytes).utf8) == bytes)
    }
    #expect(Base64URL.encode([0xFB, 0xFF, 0xFE]) == "-__-")
  }

  @Test(arguments: [
    "Z", "Zg==", "Zm8=", "Zh", "Zm9", "Zm9v Zg", "Zm9v\n", "Zm+v", "Zm/v", "Zm9vY", "é",
  ])
  func refused(text: String) { #expect(Base64URL.decode(text.utf8) == nil) }
}

@Suite struct KeyTests {
  /// RFC 7638, 3.1.
  @Test func thumbprintOfTheRFC() {
    let n =
      "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECP"
      + "ebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2Qvz"
      + "qY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6We"
      + "Zu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
    #expect(
      Thumbprint.of([("n", n), ("kty", "RSA"), ("e", "AQAB")])
        == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")
  }

  /// RFC 8037, A.3.
  @Test func thumbprintOfAnOctetKey() {
    #expect(
      Thumbprint.of([
        ("crv", "Ed25519"), ("kty", "OKP"), ("x", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"),
      ]) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
  }

  @Test func aKeyReturnsFromItsJWKAndItsPEM() throws {
    let key = try Fixture.key(1)
    #expect(try PublicKey(jwk: key.publicKey.jwk) == key.publicKey)
    #expect(SigningKey(pem: key.pem)?.publicKey == key.publicKey)
    #expect(SigningKey.generate(.p256)?.publicKey != SigningKey.generate(.p256)?.publicKey)
    #expect("\(key)".contains(key.publicKey.thumbprint))
    #expect(!"\(key)".contains("BwcH"))
  }

  @Test func bothKindsOfPEMAreRead() throws {
    func pem(_ kind: String, _ lines: String) -> String {
      "-----BEGIN \(kind)-----\n\(lines)\n-----END \(kind)-----\n"
    }
    let sec1 = SigningKey(
      pem: pem(
        "EC PRIVATE" + " KEY",
        """
        MHcCAQEEINgd8onIX9cbw1XgHNe9YjR4iyUNzojw2BaRoytltpbAoAoGCCqGSM49
        AwEHoUQDQgAEgatYAl0+/bIks+O2otq7ssSjwH1VPnZ8T+atl8j3xy3XPkn+3g/7
        sHbVNvToW7qg2aEdQkfXU2qV6kUk1LEjiA==
        """))
    let pkcs8 = SigningKey(
      pem: pem(
        "PRIVATE" + " KEY",
        """
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg2B3yichf1xvDVeAc
        171iNHiLJQ3OiPDYFpGjK2W2lsChRANCAASBq1gCXT79siSz47ai2ruyxKPAfVU+
        dnxP5q2XyPfHLdc+Sf7eD/uwdtU29OhbuqDZoR1CR9dTapXqRSTUsSOI
        """))
    #expect(sec1?.publicKey.numbers[0].first == 0x81)
    #expect(sec1?.publicKey == pkcs8?.publicKey)
    #expect(SigningKey(pem: "") == nil)
    #expect(SigningKey(pem: pem("PRIVATE" + " KEY", "AAAA")) == nil)
    #expect(SigningKey(.p256, raw: [UInt8](repeating: 0, count: 32)) == nil)
    #expect(SigningKey(.p256, raw: [1, 2, 3]) == nil)
  }

  @Test(arguments: [
    ("d", Value.text("AA"), PublicKey.Fault.privateMember), ("k", .text("AA"), .privateMember),
    ("kty", .text("oct"), .otherKind), ("crv", .text("P-521"), .otherKind),
    ("crv", .text("P-384"), .notAKey), ("alg", .text("EdDSA"), .notForSigning),
    ("use", .text("enc"), .notForSigning), ("alg", .text("none"), .notForSigning),
    ("key_ops", .list([.text("sign")]), .notForSigning), ("x", .text("AAAA"), .notAKey),
    ("x", .null, .notAKey), ("y", .text(String(repeating: "A", count: 43)), .notOnTheCurve),
  ])
  func aStrangeJWKIsRefused(name: String, value: Value, fault: PublicKey.Fault) throws {
    let jwk = try Fixture.key(1).publicKey.jwk.setting(name, to: value)
    #expect(throws: fault) { try PublicKey(jwk: jwk) }
  }

  @Test func harmlessMembersOfAJWKAreTaken() throws {
    let jwk = try Fixture.key(1).publicKey.jwk.setting("use", to: .text("sig"))
      .setting("alg", to: .text("ES256")).setting("kid", to: .text("a"))
      .setting("key_ops", to: .list([.text("verify")]))
    #expect(try PublicKey(jwk: jwk) == Fixture.key(1).publicKey)
    #expect(throws: PublicKey.Fault.notAKey) { try PublicKey(jwk: .list([])) }
    #expect(PublicKey(.p256, [[1]]) == nil)
  }

  @Test func identityIsMaskedAndHashed() {
    #expect(HolderIdentity.masked("1098765432") == "••••••5432")
    #expect(HolderIdentity.masked("1234567") == "•••••••")
    #expect(HolderIdentity.masked("") == "")
    // The example of the Open Badges schema: a@example.com salted with Kosher.
    #expect(
      HolderIdentity.hash("a@example.com", salt: "Kosher")
        == "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399")
  }
}
