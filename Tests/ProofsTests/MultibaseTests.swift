import Kernel
import Testing

@testable import Proofs

@Suite struct MultibaseTests {
  /// draft-msporny-base58, section 5, and the alphabet's ends.
  @Test(arguments: [
    ("Hello World!", "2NEpo7TZRRrLZSi2U"),
    (
      "The quick brown fox jumps over the lazy dog.",
      "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z"
    ),
    ("", ""), ("\u{0}", "1"), ("\u{39}", "z"), ("\u{3A}", "21"),
  ])
  func base58(plain: String, encoded: String) {
    #expect(Base58.encode(Array(plain.utf8)) == encoded)
    #expect(Base58.decode(encoded.utf8) == Array(plain.utf8))
  }

  @Test func leadingZerosAreKept() {
    #expect(Base58.encode([0, 0, 0x28, 0x7F, 0xB4, 0xCD]) == "11233QC4")
    for length in 0..<80 {
      for zeros in [0, 1, 5] {
        let rest = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 73 &+ length &* 31) }
        let bytes = [UInt8](repeating: 0, count: zeros) + rest
        #expect(Base58.decode(Base58.encode(bytes).utf8) == bytes)
      }
    }
    let ones = [UInt8](repeating: 255, count: 64)
    #expect(Base58.decode(Base58.encode(ones).utf8) == ones)
  }

  @Test(arguments: ["0", "O", "I", "l", "a b", "a\n", "é", "+", "/"])
  func strangersAreRefused(text: String) { #expect(Base58.decode(text.utf8) == nil) }

  @Test func aLongTextIsNotRead() {
    let most = [UInt8](repeating: UInt8(ascii: "2"), count: Base58.limit)
    #expect(Base58.decode(most) != nil)
    #expect(Base58.decode(most + [UInt8(ascii: "2")]) == nil)
  }

  @Test func theFirstLetterNamesTheAlphabet() {
    #expect(Multibase.base58([1, 2, 3]) == "zLdp")
    #expect(Multibase.base64URL([1, 2, 3]) == "uAQID")
    #expect(Multibase.decode("zLdp") == [1, 2, 3])
    #expect(Multibase.decode("uAQID") == [1, 2, 3])
    for text in ["", "Ldp", "mAQID", "f010203", "ZLdp", "uAQID=", "zL0p"] {
      #expect(Multibase.decode(text) == nil)
    }
  }

  @Test func aMultihashNamesItsFunction() {
    let text = Multihash.text(of: Array("abc".utf8))
    #expect(text == "uEiC6eBa_jwHP6kFBQN5driIjsANho5YXepy0EP9h8gAVrQ")
    #expect(Multihash.digest(text) == HashAlgorithm.sha256.digest(Array("abc".utf8)))
    let raw: [UInt8] = [0x12, 0x20] + [UInt8](repeating: 1, count: 32)
    #expect(Multihash.digest(Multibase.base58(raw)) == Array(raw.dropFirst(2)))
    #expect(Multihash.digest(Multibase.base58(raw + [1])) == nil)
    #expect(Multihash.digest(Multibase.base58(Array(raw.dropLast()))) == nil)
    #expect(Multihash.digest(Multibase.base58([0x13] + raw.dropFirst())) == nil)
    #expect(Multihash.digest(String(repeating: "u", count: 100)) == nil)
  }

  @Test func digestsAreKnown() {
    #expect(
      Hex.text(HashAlgorithm.sha256.digest([]))
        == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(
      Hex.text(HashAlgorithm.sha384.digest([])).hasPrefix("38b060a751ac96384cd9327eb1b1e36a"))
  }
}
