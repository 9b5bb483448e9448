import Crypto
import JSON
import Kernel
import Proofs
import Testing
import _CryptoExtras

/// Credentials made by other software, with other keys.
@Suite struct StrangerTests {
  private static let did = "did:web:stranger.example"
  private static let kid = did + "#key-0"

  /// A key for tests only.
  private static let pem = """
    -----BEGIN PRIVATE\u{20}KEY-----
    MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDTV4Kn7n9GOq6K
    faG/I8uFDwam6hPWWRmGiY6nJxkJv5T7hmEESbtUTCf4gPoDVwcIQgjPJMn4Rc7A
    wfQF6MctYCmPS52Eq/WHrxPM3c4XnB2YJUf5RatKEndVzDwNCvfZqcHgZvV5+Sm6
    JWlquLw/IbX2xJ/oiOoXG8gyr7YiKAyy/XrhahggVAkgzqe3gqbWv697OsRt787J
    o5pJ7xGLO5nUAqhPyzrQR0iW1cseE29jmqCJVO/UpJ57VxZ3yZ7OXyJNAwRZcEtb
    cHZ1umho4YZXrTvVBoLxwDO8rR4j1r9nLUIS+LALqwz5qNXXcq+DfX/xWzCpI4rM
    Sc9FOHtpAgMBAAECggEAAf6qiyBnP00zU7d7BPAW+MRLH90H6hHGDyecuwCq4z/q
    7X3XoWqlvpZdGTgfGVQjYEVT9R/n2nSkOTG2IS57iiGFJZGv5K5FKhjxsvu+o9Po
    0URm0RhCf+I750l/IUYNeqvixStg8pwICWEBhUzwP+328aOU+ST+WqX75i3o5kUd
    8QirQgN4wtsXN7J3GASdlgff4OGuO2WI6SBNPNDiMmWVB/YhHN7GrTijDvcuhqiH
    ohVQbFeRN3Y8l3eYrcynYM148aaeHiBE8B36FeyXTn1FaehK7cCfRdvgvoE/2TT2
    TFOIEGq4mJi3LLYPwhJGkyW8Vew01Ter9EPfDkLm9QKBgQDzLdHVrb9zFIYpdbJf
    SVlgTDUTvf9gfLLAoT7yA70IJR4dPn17M1ZgrJavi1QrcQcrQArTPA9oC2bDsjJy
    fctoC8fPqXeIqaowix1+poC0bU1Bzklq5hb6Tw3uFx/dMDyFOHMmWp8zguwMXRSo
    rBD7dc94XIAT0DY0fsiV5rodvQKBgQDee/xPs3NrjtlCN75SgfB3WWnHiSGvTMLX
    vS/7gzj2oArBXk73PfSKITcEdxxw8Vgn4aTEgwqaBJRK2rkMYOdYIKGRJeG6faQ2
    LMBHNLe6XTcfdTLGHr+nnPGMXCF46IHGDCwQxkSU7FrOxe9W4PGgtA52omReyMj8
    P2/qpgDhHQKBgBoiK3G+OVvhscVU27V3yX4a0n1rpr00yXUAHyadFjyA2Kql45BQ
    5RCAm7UD0SjV/cI9IKywwKsaxpFzXg6FzE1DLtb3TFxId3y+Bo5s0FoTgQD4bVVq
    or+FrWaP36HCpE5g0acmiANeJ4Xwnt69lxmfAIvbzPvUHW8ozN+nKws1AoGBAJUZ
    Yi3HhUI/qTnHQbTpf818Dne6Xuir+Ke8EbvsZPBisNKF8UWgL5GiUMydRmIqW3ne
    rh1D9IbjKr4/dmPlTSSyOZScXnosWTA1LWaK3dX3QknCsRQ05xvdAcOeuo/cwZuH
    7MARH0TuYKzR2WPPvB6GjGrUyY774DWsDcSjG1PBAoGAfipKZ0Qxl+B5pR4cm5Aa
    CW99Y5ln08VbGu46LVY1mryO1CzkIljykTuIfRY8WARPs2fINUtmR1Mbo6qlb40f
    9Vg4BGWEyGn4QfhUcdRZXfrKvGzLWB3WLSDRpMaJVNOnGXk2dvAHvzdhdnF84jrx
    1uQc/GyVJaXX0KKmMIrhMIY=
    -----END PRIVATE\u{20}KEY-----
    """

  private func rsa() throws -> _RSA.Signing.PrivateKey {
    try _RSA.Signing.PrivateKey(pemRepresentation: Self.pem)
  }

  /// A document in which an RSA key makes claims, as a JSON Web Key.
  private func document() throws -> Value {
    let key = try rsa().publicKey.getKeyPrimitives()
    let modulus = Base64URL.encode(key.modulus.drop { $0 == 0 })
    let exponent = Base64URL.encode(key.publicExponent.drop { $0 == 0 })
    return try JSON.read(
      """
      {"@context":["https://www.w3.org/ns/did/v1"],"id":"\(Self.did)",
      "verificationMethod":[{"id":"#key-0","type":"JsonWebKey2020","controller":"\(Self.did)",
      "publicKeyJwk":{"kty":"RSA","n":"\(modulus)","e":"\(exponent)"}}],
      "assertionMethod":["#key-0"]}
      """.utf8)
  }

  private func sign(_ payload: Value, header: String) throws -> String {
    let input = "\(Base64URL.encode(header.utf8)).\(Base64URL.encode(JSON.write(payload)))"
    let signature = try rsa().signature(
      for: Array(input.utf8), padding: .insecurePKCS1v1_5)
    return "\(input).\(Base64URL.encode(signature.rawRepresentation))"
  }

  private static let header = #"{"alg":"RS256","typ":"JWT","kid":"\#(kid)"}"#

  /// The award of another provider, licensed like ours.
  private func world() throws -> World {
    var world = try World()
    let did = Self.did
    world.change = { $0.setting("issuer/id", to: .text(did)) }
    world.facts.status = nil
    world.providerLicence.licensed = .provider(did: did, activities: ["MicroCredential"])
    world.programmeLicence.licensed = .programme(
      achievement: world.facts.course.id, provider: did, parent: "NELC-P-100",
      maxCredits: ExactDecimal(mantissa: 4))
    return world
  }

  private func bundle(_ world: World, _ jwt: String, _ award: Value) throws -> Bundle {
    var bundle = try world.bundle(Award.Signed(award: award, jwt: jwt))
    bundle.award = nil
    bundle.didDocuments.append(try document())
    return bundle
  }

  @Test func aTokenOfRSAIsValidWithItsChain() throws {
    let world = try world()
    let award = try world.unsigned()
    let jwt = try sign(JWT.payload(of: award), header: Self.header)
    let report = try world.verify(bundle(world, jwt, award))
    #expect(report.failures == [] && report.unchecked == [] && report.isValid)
    #expect(report[.proof]?["suite"] == "RS256")
    // A document in a bundle does not let an RSA key speak for a list.
    var listed = world
    listed.facts.status = StatusListEntry(
      id: nil, purpose: "revocation", index: 3, list: World.awardList)
    let second = try listed.unsigned()
    let token = try sign(JWT.payload(of: second), header: Self.header)
    var unlisted = try bundle(listed, token, second)
    unlisted.statusLists.removeLast()
    let list = try world.list(world.snapshots[4]).setting("proof", to: nil)
      .setting("issuer", to: .text(Self.did))
    unlisted.statusLists.append(.text(try sign(JWT.payload(of: list), header: Self.header)))
    #expect(try listed.verify(unlisted)[.status]?["reason"] == "listKey")
    let own = try DIDDocument(reading: document())
    let sources = Sources(didDocument: { $0 == Self.did ? own : nil })
    #expect(try listed.verify(unlisted, sources: sources).isValid)
  }

  @Test func aTokenOfRSAWithoutAChainIsGenuine() throws {
    let award = try JSON.read(
      """
      {"@context":["https://www.w3.org/ns/credentials/v2",
      "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
      "id":"http://stranger.example/credentials/3732",
      "type":["VerifiableCredential","OpenBadgeCredential"],
      "issuer":{"id":"\(Self.did)","type":["Profile"],"name":"Example University"},
      "validFrom":"2026-01-01T00:00:00.1234567Z",
      "credentialSubject":{"id":"did:example:ebfeb1f712ebc6f1c276e12ec21",
      "type":["AchievementSubject"],
      "achievement":{"id":"https://stranger.example/achievements/21","type":["Achievement"],
      "criteria":{"narrative":"Team members are nominated."},"description":"Teamwork",
      "name":"Teamwork"}}}
      """.utf8)
    let jwt = try sign(JWT.payload(of: award), header: Self.header)
    let document = try DIDDocument(reading: document())
    let report = Verification.verify(
      Presented(jwt.utf8), at: try World.at("2026-09-15"), trust: Trust(),
      sources: Sources(didDocument: { _ in document }))
    #expect(report.isAuthentic && report.verdict == .unlicensed)
    #expect(report.summary?.title.arabic == "Teamwork" && report.summary?.holder == "")
    #expect(report.chain?.regulator == nil && report.chain?.provider == nil)
  }

  /// The public key's own bytes as the secret of an HMAC.
  @Test func anHMACWithThePublicKeyIsRefused() throws {
    let world = try World()
    let kid = world.provider.tokenID
    let header = Base64URL.encode(#"{"alg":"HS256","typ":"JWT","kid":"\#(kid)"}"#.utf8)
    let payload = Base64URL.encode(JSON.write(try JWT.payload(of: world.unsigned())))
    let raw = Array(world.provider.token.publicKey.numbers.joined())
    for secret in [raw, [0x04] + raw, JSON.write(world.provider.token.publicKey.jwk)] {
      let code = HMAC<SHA256>.authenticationCode(
        for: Array("\(header).\(payload)".utf8), using: SymmetricKey(data: secret))
      var bundle = try world.bundle()
      bundle.award = nil
      bundle.jwt = "\(header).\(payload).\(Base64URL.encode(code))"
      let report = try world.verify(bundle)
      #expect(report.failures == [.proof] && report[.proof]?["reason"] == "algorithm")
    }
    // And a key of one kind under the algorithm of another.
    let signed = try sign(
      JWT.payload(of: world.unsigned()), header: #"{"alg":"RS256","kid":"\#(kid)"}"#)
    var bundle = try world.bundle()
    bundle.award = nil
    bundle.jwt = signed
    #expect(try world.verify(bundle)[.proof]?["reason"] == "algorithm")
  }

  /// An issuer whose identifier is its key.
  @Test func anIssuerThatIsItsKey() throws {
    let key = try Fixture.signer(77)
    let did = try #require(key.publicKey.didKey)
    let name = String(did.dropFirst("did:key:".count))
    let award = try World().unsigned().setting("issuer/id", to: .text(did))
    let signed = try DataIntegrity.sign(
      award, suite: .eddsaRDFC, key: key, verificationMethod: "\(did)#\(name)",
      created: World.at("2026-03-10"))
    let report = Verification.verify(
      Presented(JSON.write(signed)), at: try World.at("2026-09-15"), trust: Trust())
    #expect(report.isAuthentic && report[.keyBinding]?["keys"] == "own")
    #expect(report[.providerLicence]?.outcome != .passed && !report.isValid)
  }
}
