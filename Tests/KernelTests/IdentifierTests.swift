import Kernel
import Testing

@Suite struct IdentifierTests {
  @Test func identifiersReadBackAndSortByTime() throws {
    let early: PersonID = IDs.system.make(at: Instant(microseconds: 1_700_000_000_000_000))
    let late: PersonID = IDs.system.make(at: Instant(microseconds: 1_800_000_000_000_000))
    #expect(early < late)
    #expect(PersonID(text: early.description) == early)
    #expect(PersonID(bytes: early.bytes) == early)
    #expect(Array(early.description.utf8)[14] == UInt8(ascii: "7"))
  }

  /// Those of one instant follow one another but for the few that share a turn.
  @Test func identifiersOfOneInstantLieSideBySide() {
    let at = Instant(microseconds: 1_800_000_000_000_000)
    let made: [PersonID] = (0..<5_000).map { _ in IDs.system.make(at: at) }
    #expect(Set(made).count == made.count)
    let descents = zip(made, made.dropFirst()).filter { $0.turn > $1.turn }.count
    #expect(descents <= 1)
    #expect(Set(made.map(\.turn)).count >= 5_000 / 256)
    #expect(Set(made.map(\.low)).count == made.count)
  }

  @Test(arguments: [0, 1, 0xFFF, 0x1000, UInt64.max])
  func aTurnIsTwelveBitsAndChangesNothingElse(_ turn: UInt64) {
    let at = Instant(microseconds: 1_800_000_000_000_000)
    let id = PersonID(at: at, turn: turn, random: .max)
    #expect(id.turn == turn % 4_096)
    #expect(id.high >> 12 == 1_800_000_000_000 << 4 | 7)
    #expect(id.low == 0xBFFF_FFFF_FFFF_FFFF)
  }

  @Test(arguments: [
    "", "019fb9fa", "019fb9fa-0c80-7bfd-9be9-0d715480206", "019fb9fa-0c80-7bfd-9be9-0d71548020622",
    "019fb9fa00c80-7bfd-9be9-0d7154802062", "٠19fb9fa-0c80-7bfd-9be9-0d7154802062",
    "019fb9fa-0c80-7bfd-9be9-0d715480206g", "\u{202E}19fb9fa-0c80-7bfd-9be9-0d7154802062",
  ])
  func whatIsNoIdentifierIsRefused(_ text: String) { #expect(PersonID(text: text) == nil) }

  @Test(arguments: [
    ("amna\u{202E}", true), ("amna\u{200F}", true), ("a\u{0}b", true), ("آمنة", false),
    ("Trần Thị Linh", false), ("line\nbreak", false), ("\u{2066}x", true),
  ])
  func invisibleCharactersAreFound(_ text: String, _ isFaulty: Bool) {
    #expect((Name.fault(in: text, limit: 100) != nil) == isFaulty)
  }

  @Test(arguments: [
    ("Trần Thị Linh", true), ("آمنة", true), ("می\u{200C}رود", true), ("7", true), ("", false),
    (" ", false), ("—", false), ("\u{200B}", false), ("a\nb", false), ("a\tb", false),
    ("a\u{AD}b", false), ("a\u{2028}b", false), ("amna\u{202E}", false),
  ])
  func aNameIsOneLineThatIsSeen(_ text: String, _ isRight: Bool) {
    #expect((Name.fault(inLine: text, limit: 100) == nil) == isRight)
  }

  @Test func lengthIsCountedInBytes() {
    #expect(Name.fault(in: String(repeating: "ب", count: 50), limit: 100) == nil)
    #expect(
      Name.fault(in: String(repeating: "ب", count: 51), limit: 100) == .tooLong(limit: 100))
  }

  @Test(arguments: [
    ("sa-iu-ecourses@1447#III.1", true), ("sa-iu-ecourses#III.1", false), ("@1447#III.1", false),
    ("a@b#c#d", false), ("a@b@c#d", false), ("سا@1447#III.1", false),
  ])
  func citationsHaveThreeParts(_ text: String, _ isCitation: Bool) {
    let citation = Citation(text: text)
    #expect((citation != nil) == isCitation)
    if let citation { #expect(citation.description == text) }
  }
}
