import Kernel
import Testing

@Suite struct ShortCodeTests {
  private enum Thing {}

  private func code(low: UInt64) -> ShortCode { ShortCode(ID<Thing>(high: 7, low: low)) }

  @Test(
    arguments: [
      (0, "00000-00000-0"), (1, "00000-00001-1"), (31, "00000-0000Z-Z"),
      (32, "00000-00010-*"), (36, "00000-00014-U"), (37, "00000-00015-0"),
      ((1 << 50) - 1, "ZZZZZ-ZZZZZ-X"),
    ] as [(UInt64, String)])
  func knownCodes(low: UInt64, text: String) {
    #expect(code(low: low).description == text)
    #expect(ShortCode(text: text) == code(low: low))
  }

  /// Only the last fifty bits count: the rest is time and version.
  @Test func theHighBitsPlayNoPart() {
    #expect(code(low: 1 << 50 | 5) == code(low: 5))
    #expect(code(low: 1 << 49 | 5) != code(low: 5))
    #expect(ShortCode(ID<Thing>(high: 1, low: 5)) == ShortCode(ID<Thing>(high: 2, low: 5)))
  }

  @Test func whatPeopleTypeIsRead() {
    let code = code(low: 0x1_0421_F3AC_0021)
    let text = code.description
    #expect(ShortCode(text: text.lowercased()) == code)
    #expect(ShortCode(text: text.filter { $0 != "-" }) == code)
    #expect(ShortCode(text: " \(text.replacing("-", with: " ")) ") == code)
    #expect(ShortCode(text: "OOOOO-ooooI-l") == self.code(low: 1))
  }

  @Test(arguments: [
    "", "00000-00000", "00000-00000-00", "00000-00001-0", "00000-0000*-0", "00000-0000U-0",
    "٠٠٠٠٠-٠٠٠٠٠-٠", "00000_00000_0", "00000-00000-é",
  ])
  func anythingElseIsRefused(text: String) {
    #expect(ShortCode(text: text) == nil)
  }

  /// One wrong digit and two neighbours in the wrong order are what people do.
  @Test func commonMistakesAreSeen() {
    let text = code(low: 0x2_7AB3_91C4_55D8).description
    let digits = Array(text.utf8)
    for place in digits.indices where digits[place] != UInt8(ascii: "-") {
      for other in "0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8 where other != digits[place] {
        var wrong = digits
        wrong[place] = other
        #expect(ShortCode(text: String(decoding: wrong, as: UTF8.self)) == nil)
      }
      guard place + 1 < 11, digits[place + 1] != digits[place] else { continue }
      var wrong = digits
      wrong.swapAt(place, place + 1)
      if digits[place + 1] != UInt8(ascii: "-") {
        #expect(ShortCode(text: String(decoding: wrong, as: UTF8.self)) == nil)
      }
    }
  }
}
