import JSON
import Kernel
import Proofs
import Testing

@Suite struct DIDTests {
  private static let day = Instant(microseconds: 1_768_900_000_000_000)

  @Test(arguments: [
    ("did:web:example.edu.sa", "https://example.edu.sa/.well-known/did.json"),
    ("did:web:example.edu.sa%3A8443", "https://example.edu.sa:8443/.well-known/did.json"),
    ("did:web:example.edu.sa:sanad:IU", "https://example.edu.sa/sanad/IU/did.json"),
    ("did:web:localhost%3A8080", "http://localhost:8080/.well-known/did.json"),
    ("did:web:127.0.0.1%3A8080:a", "http://127.0.0.1:8080/a/did.json"),
  ])
  func addressesBothWays(text: String, document: String) throws {
    let did = try #require(DID(text: text))
    #expect(did.documentURL == document)
    #expect(DID(publicURL: did.url) == did)
    #expect(DID(publicURL: did.url + "/")?.text == text)
  }

  @Test(arguments: [
    "did:web:", "did:web", "did:key:z6Mk", "did:web:Example.com", "did:web:a.com:", "did:web:a..b",
    "did:web::a", "did:web:a.com#key", "did:web:a.com/x", "did:web:a.com?x", "did:web:a.com%3a80",
    "did:web:a.com%3A", "did:web:a.com%3A0", "did:web:a.com%3A070", "did:web:a.com%3A70000",
    "did:web:a.com%2F", "did:web:a%3A1%3A2", "did:web:a.com:..", "did:web:a.com:.",
    "did:web:-a.com",
    "did:web:é.com", "did:web:a.com:%C3", "did:web:a.com:x@y", "did:web:a.com:[", "DID:web:a.com",
  ])
  func notDIDs(text: String) { #expect(DID(text: text) == nil) }

  @Test(arguments: [
    "http://example.com", "ftp://example.com", "https://", "https://a b", "https://a.com//x",
    "https://a.com/x y", "https://user@a.com", "https://a.com:0", "https://a.com/?q",
    "https://A.com", "example.com",
  ])
  func notAddresses(url: String) { #expect(DID(publicURL: url) == nil) }

  @Test func aDocumentReturnsAsItWasWritten() throws {
    let keys = [try Fixture.key(1).publicKey, try Fixture.key(2).publicKey]
    let did = try Fixture.did()
    let document = DIDDocument(did: did, keys: keys)
    let read = try DIDDocument(reading: JSON.read(JSON.write(document.value)))
    #expect(read == document)
    #expect(read.assertionKey(did.keyID(keys[1]), at: Self.day) == keys[1])
    #expect(read.assertionKey("#" + keys[1].thumbprint, at: Self.day) == nil)
    #expect(document.value.at("@context/0")?.string == "https://www.w3.org/ns/did/v1")
    #expect(document.value.at("verificationMethod/0/type")?.string == "JsonWebKey")
  }

  @Test(
    arguments: [
      ("@context", Value.list([]), DIDDocument.Fault.context), ("@context", nil, .context),
      ("@context/0", .text("https://www.w3.org/ns/credentials/v2"), .context),
      ("id", .text("did:key:z"), .id), ("id", nil, .id),
      ("verificationMethod", .text("x"), .method),
      ("verificationMethod/0/id", .text("did:web:other.example#k"), .method),
      ("verificationMethod/0/controller", nil, .method),
      ("verificationMethod/0/publicKeyJwk/d", .text("AA"), .privateKey),
      ("assertionMethod", .text("x"), .assertionMethod),
      ("assertionMethod/0", .object(Value.Members()), .assertionMethod),
    ] as [(String, Value?, DIDDocument.Fault)])
  func strangeDocumentsAreRefused(path: String, value: Value?, fault: DIDDocument.Fault) throws {
    let document = DIDDocument(did: try Fixture.did(), keys: [try Fixture.key(1).publicKey])
    #expect(throws: fault) { try DIDDocument(reading: document.value.setting(path, to: value)) }
  }

  @Test func aDuplicateMethodIsRefused() throws {
    let key = try Fixture.key(1).publicKey
    let document = DIDDocument(did: try Fixture.did(), keys: [key, key])
    #expect(throws: DIDDocument.Fault.duplicateMethod) {
      try DIDDocument(reading: document.value)
    }
    #expect(throws: DIDDocument.Fault.notAnObject) { try DIDDocument(reading: .null) }
  }

  @Test(arguments: [(100, true), (101, false)])
  func soManyKeysAreRead(count: Int, isRead: Bool) throws {
    let document = DIDDocument(did: try Fixture.did(), keys: [try Fixture.key(1).publicKey])
    let entry = try #require(document.value.at("verificationMethod/0"))
    let entries = (0..<count).map { entry.setting("id", to: .text("#key-\($0)")) }
    let many = document.value.setting("verificationMethod", to: .list(entries))
    #expect(((try? DIDDocument(reading: many)) != nil) == isRead)
    let names = document.value.setting(
      "assertionMethod", to: .list([Value](repeating: .text("#a"), count: count)))
    #expect(((try? DIDDocument(reading: names)) != nil) == isRead)
  }

  @Test func eachKindOfKeyHasItsForm() throws {
    let did = try Fixture.did()
    let keys = [try Fixture.key(1).publicKey, try Fixture.signer(1).publicKey]
    let document = DIDDocument(did: did, keys: keys)
    let value = try JSON.read(JSON.write(document.value))
    #expect(try DIDDocument(reading: value) == document)
    #expect(value.at("@context")?.elements?.count == 3)
    #expect(value.at("verificationMethod/1/type")?.string == "Multikey")
    #expect(value.at("verificationMethod/1/publicKeyMultibase")?.string == keys[1].multikey)
    #expect(value.at("verificationMethod/1/publicKeyJwk") == nil)
    // An Ed25519 key as JSON Web Key and a P-256 key as Multikey are read as well.
    let multikey = try #require(keys[0].multikey)
    let other = value.setting("verificationMethod/1/type", to: .text("JsonWebKey"))
      .setting("verificationMethod/1/publicKeyJwk", to: keys[1].jwk)
      .setting("verificationMethod/0/type", to: .text("Multikey"))
      .setting(
        "verificationMethod/0/publicKeyMultibase", to: .text(multikey))
    #expect(try DIDDocument(reading: other) == document)
    for name in [
      "secretKeyMultibase", "privateKeyMultibase", "secretKeyJwk", "privateKeyJwk",
    ] {
      let shown = value.setting("verificationMethod/1/\(name)", to: .text("z3u2"))
      #expect(throws: DIDDocument.Fault.privateKey) { try DIDDocument(reading: shown) }
    }
  }

  @Test(arguments: ["expires", "revoked"])
  func aKeyThatEndedDoesNotCountFromThenOn(name: String) throws {
    let did = try Fixture.did()
    let key = try Fixture.signer(1).publicKey
    let value = DIDDocument(did: did, keys: [key]).value
      .setting("verificationMethod/0/\(name)", to: .text("2026-01-20T12:00:00Z"))
    let document = try DIDDocument(reading: value)
    let end = try Fixture.instant("2026-01-20T12:00:00Z")
    let before = Instant(microseconds: end.microseconds - 1)
    #expect(document.assertionKey(did.keyID(key), at: before) == key)
    #expect(document.assertionKey(did.keyID(key), at: end) == nil)
    #expect(try DIDDocument(reading: document.value) == document)
    for text in ["", "yesterday", "2026-01-20"] {
      let broken = value.setting("verificationMethod/0/\(name)", to: .text(text))
      #expect(throws: DIDDocument.Fault.method) { try DIDDocument(reading: broken) }
    }
  }

  @Test func otherKeysArePassedOver() throws {
    let did = try Fixture.did()
    let key = try Fixture.key(1).publicKey
    let value = DIDDocument(did: did, keys: [key]).value
    let other = value.setting("verificationMethod/0/type", to: .text("Multikey"))
    #expect(try DIDDocument(reading: other).assertionKey(did.keyID(key), at: Self.day) == nil)
    let owner = value.setting(
      "verificationMethod/0/controller", to: .text("did:web:other.example"))
    #expect(try DIDDocument(reading: owner).assertionKey(did.keyID(key), at: Self.day) == nil)
    let unlisted = value.setting("assertionMethod/0", to: nil)
    #expect(try DIDDocument(reading: unlisted).assertionKey(did.keyID(key), at: Self.day) == nil)
    let relative = value.setting("verificationMethod/0/id", to: .text("#k"))
      .setting("assertionMethod/0", to: .text("#k"))
    #expect(try DIDDocument(reading: relative).assertionKey(did.text + "#k", at: Self.day) == key)
    let method = try #require(value.at("verificationMethod/0"))
    let embedded = value.setting("verificationMethod", to: nil)
      .setting("assertionMethod/0", to: method)
    #expect(try DIDDocument(reading: embedded).assertionKey(did.keyID(key), at: Self.day) == key)
  }
}
