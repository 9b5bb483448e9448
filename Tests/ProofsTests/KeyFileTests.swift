import JSON
import Kernel
import Testing

@testable import Proofs

@Suite struct KeyFileTests {
  private static let salt = [UInt8](repeating: 5, count: 16)
  private static let cheap = KeyFile.Cost(n: 1 << 14, r: 1, p: 1)

  private func sealed(_ key: SigningKey) throws -> Value {
    try JSON.read(
      KeyFile.seal(
        Array(key.pem.utf8), passphrase: "كلمة سر", salt: Self.salt, cost: Self.cheap))
  }

  private func open(_ file: Value, _ passphrase: String? = "كلمة سر") throws -> PublicKey? {
    let text = try KeyFile.open(JSON.write(file), passphrase: passphrase)
    return SigningKey(pem: String(decoding: text, as: UTF8.self))?.publicKey
  }

  @Test func aSealedKeyReturnsWithItsPassphrase() throws {
    for key in [try Fixture.key(1), try Fixture.signer(1)] {
      let file = try sealed(key)
      #expect(try open(file) == key.publicKey)
      #expect(throws: KeyFileFault.wrongPassphrase) { try open(file, "كلمة سرّ") }
      #expect(throws: KeyFileFault.passphraseNeeded) { try open(file, nil) }
      #expect(throws: KeyFileFault.emptyPassphrase) { try open(file, "") }
      let text = String(decoding: JSON.write(file), as: UTF8.self)
      #expect(!text.contains("PRIVATE"))
    }
    #expect(throws: KeyFileFault.emptyPassphrase) {
      try KeyFile.seal([1], passphrase: "", salt: Self.salt)
    }
    #expect(throws: KeyFileFault.cost) {
      try KeyFile.seal([1], passphrase: "x", salt: [])
    }
  }

  /// With the cost that files are written with, twice with one salt: the nonce is new each time.
  @Test func theUsualFile() throws {
    let key = Array("key".utf8)
    let bytes = try KeyFile.seal(key, passphrase: "x", salt: Self.salt)
    #expect(KeyFile.isSealed(bytes))
    #expect(try KeyFile.open(bytes, passphrase: "x") == key)
    let file = try JSON.read(bytes)
    #expect(file["n"]?.decimal?.integer == 32_768)
    #expect(file["r"]?.decimal?.integer == 8)
    #expect(file["p"]?.decimal?.integer == 3)
    let again = try KeyFile.seal(key, passphrase: "x", salt: Self.salt, cost: Self.cheap)
    #expect(try JSON.read(again)["nonce"]?.string != file["nonce"]?.string)
  }

  @Test(arguments: [[], Array("-----BEGIN".utf8), [0xFF, 0xFE]] as [[UInt8]])
  func plainTextNeedsNoPassphrase(_ bytes: [UInt8]) throws {
    #expect(!KeyFile.isSealed(bytes))
    #expect(try KeyFile.open(bytes, passphrase: nil) == bytes)
  }

  private static func number(_ number: Int64) -> Value { .number(ExactDecimal(mantissa: number)) }
  private static func bytes(_ count: Int) -> Value {
    .text(Base64URL.encode([UInt8](repeating: 1, count: count)))
  }

  @Test(
    arguments: [
      ("format", number(2), KeyFileFault.member("format")), ("format", nil, .member("format")),
      ("kdf", .text("pbkdf2"), .member("kdf")), ("cipher", .text("none"), .member("cipher")),
      ("n", number(1 << 13), .cost), ("n", number(1 << 18), .cost), ("n", number(20_000), .cost),
      ("n", number(.max), .cost), ("n", number(-16_384), .cost), ("n", .text("16384"), .cost),
      ("r", number(0), .cost), ("r", number(9), .cost), ("p", number(0), .cost),
      ("p", number(5), .cost), ("p", nil, .cost), ("salt", bytes(15), .member("salt")),
      ("salt", bytes(65), .member("salt")), ("salt", .text(""), .member("salt")),
      ("salt", bytes(64), .wrongPassphrase), ("nonce", bytes(11), .member("nonce")),
      ("nonce", bytes(12), .wrongPassphrase), ("nonce", bytes(13), .member("nonce")),
      ("sealed", bytes(16), .member("sealed")), ("sealed", bytes(17), .wrongPassphrase),
      ("sealed", bytes(8192), .wrongPassphrase), ("sealed", bytes(8193), .member("sealed")),
      ("p", number(2), .wrongPassphrase), ("n", number(1 << 15), .wrongPassphrase),
    ] as [(String, Value?, KeyFileFault)])
  func changedFilesAreRefused(name: String, value: Value?, fault: KeyFileFault) throws {
    let file = try sealed(Fixture.signer(1)).setting(name, to: value)
    #expect(throws: fault) { try open(file) }
    #expect(!"\(fault)".isEmpty)
  }

  @Test func brokenFilesAreRefused() throws {
    for text in ["{", "{}x", #"{"format":1,"format":1}"#, "{\"a\":[[[[1]]]]}"] {
      #expect {
        try KeyFile.open(Array(text.utf8), passphrase: "x")
      } throws: { error in
        if case KeyFileFault.notJSON = error { true } else { false }
      }
    }
    let long = Array("{".utf8) + [UInt8](repeating: 0x20, count: 16 << 10)
    #expect(throws: KeyFileFault.self) { try KeyFile.open(long, passphrase: "x") }
  }
}
