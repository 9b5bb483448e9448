import JSON
import Kernel
import Proofs
import Testing

@Suite struct JWTTests {
  private func token(header: String, payload: String = "{}", signature: String = "AA") -> String {
    [Base64URL.encode(header.utf8), Base64URL.encode(payload.utf8), signature]
      .joined(separator: ".")
  }

  /// RFC 7515, A.3.
  @Test func theTokenOfTheRFC() throws {
    let key = try PublicKey(
      jwk: JSON.read(
        #"""
        {"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}
        """#.utf8))
    let text =
      "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLm"
      + "NvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSAp"
      + "mWQxfKTUJqPP3-Kg6NU1Q"
    let jwt = try JWT(reading: text.utf8)
    #expect(jwt.isSigned(by: key))
    #expect(jwt.payload["iss"]?.string == "joe")
    #expect(jwt.keyID == nil)
    #expect(try !jwt.isSigned(by: Fixture.key(1).publicKey))
  }

  @Test func whatIsSignedIsVerified() throws {
    let key = try Fixture.key(1)
    let payload = Value.object(Value.Members([("سند", .text("نص"))]))
    let input = JWT.signingInput(payload: payload, keyID: "did:web:a#b")
    #expect(input == JWT.signingInput(payload: payload, keyID: "did:web:a#b"))
    let text = try JWT.sign(input, with: key)
    let jwt = try JWT(reading: " \n\(text)\r\n".utf8)
    #expect(jwt.isSigned(by: key.publicKey))
    #expect(jwt.keyID == "did:web:a#b")
    #expect(jwt.signingInput == input)
    #expect(try !jwt.isSigned(by: Fixture.key(2).publicKey))
  }

  @Test func whatIsNoTokenIsRefused() throws {
    let good = token(header: "{}")
    _ = try JWT(reading: good.utf8)
    let bad: [(String, JWT.Fault)] = [
      ("", .notThreeParts), ("a.b", .notThreeParts), (good + ".AA", .notThreeParts),
      ("{}", .notThreeParts), ("e30=.e30.AA", .notBase64URL(part: "header")),
      ("e30.e3.AA", .notBase64URL(part: "payload")),
      ("e30.e30.AB", .notBase64URL(part: "signature")),
      ("e30 .e30.AA", .notBase64URL(part: "header")),
      (token(header: "[]"), .notAnObject(part: "header")),
      (token(header: "{}", payload: "1"), .notAnObject(part: "payload")),
      (
        token(header: #"{"alg":"ES256","alg":"none"}"#),
        .notJSON(part: "header", JSONFault(.duplicate("alg"), line: 1, column: 16))
      ),
      (
        token(header: "{}", payload: #"{"a":{"b":1,"b":1}}"#),
        .notJSON(part: "payload", JSONFault(.duplicate("b"), line: 1, column: 13))
      ),
    ]
    for (text, fault) in bad { #expect(throws: fault) { try JWT(reading: text.utf8) } }
    #expect(throws: JWT.Fault.tooLarge(limit: JWT.limit)) {
      try JWT(reading: [UInt8](repeating: 65, count: JWT.limit + 1))
    }
  }

  @Test(
    arguments: [
      (#"{"alg":"ES256"}"#, nil), (#"{"alg":"ES256","typ":"JWT","kid":"a"}"#, nil),
      (#"{"alg":"ES256","jwk":{"kty":"EC"}}"#, nil), ("{}", .algorithm),
      (#"{"alg":"EdDSA"}"#, nil), (#"{"alg":"RS256"}"#, nil), (#"{"alg":"PS256"}"#, .algorithm),
      (#"{"alg":"none"}"#, .algorithm), (#"{"alg":"None"}"#, .algorithm),
      (#"{"alg":"es256"}"#, .algorithm), (#"{"alg":"HS256"}"#, .algorithm),
      (#"{"alg":"ES384"}"#, .algorithm), (#"{"alg":["ES256"]}"#, .algorithm),
      (#"{"alg":null}"#, .algorithm), (#"{"alg":"ES256","typ":"jwt"}"#, .type),
      (#"{"alg":"ES256","typ":"vc+jwt"}"#, .type), (#"{"alg":"ES256","typ":1}"#, .type),
      (#"{"alg":"ES256","crit":["b64"],"b64":false}"#, .critical),
      (#"{"alg":"ES256","crit":[]}"#, .critical), (#"{"alg":"ES256","crit":["x"]}"#, .critical),
      (#"{"alg":"ES256","b64":false}"#, .critical),
      (#"{"alg":"ES256","jwk":{"kty":"EC","d":"AA"}}"#, .privateKey),
      (#"{"alg":"ES256","kid":{"kty":"EC","d":"AA"}}"#, .privateKey),
      (#"{"alg":"ES256","kid":7}"#, .keyID),
    ] as [(String, JWT.HeaderFault?)])
  func headers(header: String, fault: JWT.HeaderFault?) throws {
    #expect(try JWT(reading: token(header: header).utf8).headerFault == fault)
  }

  @Test func aRefusedHeaderIsNeverSigned() throws {
    let key = try Fixture.key(1)
    let input = Array(token(header: #"{"alg":"none"}"#).utf8.dropLast(3))
    let jwt = try JWT(reading: JWT.sign(input, with: key).utf8)
    #expect(key.publicKey.verifies(jwt.signature, of: jwt.signingInput))
    #expect(!jwt.isSigned(by: key.publicKey))
  }
}
