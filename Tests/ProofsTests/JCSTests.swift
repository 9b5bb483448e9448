import JSON
import Kernel
import Testing

@testable import Proofs

@Suite struct JCSTests {
  private func canonical(_ json: String) throws -> String {
    String(decoding: try JCS.canonicalize(JSON.read(json.utf8)), as: UTF8.self)
  }

  /// RFC 8785, 3.2.2 and 3.2.3 (without the numbers our reader does not take).
  @Test func theExampleOfTheRFC() throws {
    let json = #"""
      { "numbers": [4.50, 2e-3, 6, -0],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
        "literals": [null, true, false] }
      """#
    #expect(
      try canonical(json)
        == #"{"literals":[null,true,false],"numbers":[4.5,0.002,6,0],"#
        + #""string":"€$\u000f\nA'B\"\\\\\"/"}"#)
  }

  /// RFC 8785, 3.2.3: by UTF-16 code units, in which a smiley comes before a Hebrew dalet with dagesh.
  @Test func membersAreSortedByCodeUnits() throws {
    let json = #"""
      {"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh",
       "1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control",
       "\u00f6":"Latin Small Letter O With Diaeresis"}
      """#
    #expect(
      try canonical(json)
        == #"{"\r":"Carriage Return","1":"One","\#u{80}":"Control","#
        + #""ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign","#
        + #""😀":"Emoji: Grinning Face","\#u{FB33}":"Hebrew Letter Dalet With Dagesh"}"#)
  }

  /// The order of all kinds of scalars is that of their UTF-16, character by character.
  @Test func theOrderIsThatOfUTF16() {
    let scalars: [Unicode.Scalar] = [
      "\u{0}", "a", "b", "\u{7F}", "\u{80}", "é", "\u{7FF}", "\u{800}", "\u{D7FF}", "\u{E000}",
      "\u{EFFF}", "\u{F000}", "\u{FFFF}", "\u{10000}", "\u{1F600}", "\u{FFFFF}", "\u{10FFFF}",
    ]
    let texts =
      scalars.map { "x\($0)" } + scalars.map { "\($0)é" } + scalars.map { "x\($0)y" } + ["", "x"]
    for a in texts {
      for b in texts {
        let order = JCS.order(a, b)
        #expect((order < 0) == a.utf16.lexicographicallyPrecedes(b.utf16), "\(a) \(b)")
        #expect((order == 0) == a.utf16.elementsEqual(b.utf16))
      }
    }
  }

  @Test(arguments: [
    ("0", "0"), ("-0", "0"), ("0.00", "0"), ("1", "1"), ("-1", "-1"), ("10", "10"),
    ("1.0", "1"), ("100.50", "100.5"), ("0.1", "0.1"), ("-0.5", "-0.5"),
    ("0.000001", "0.000001"), ("0.0000001", "1e-7"), ("-0.00000012", "-1.2e-7"),
    ("0.000000001", "1e-9"), ("0.000000123", "1.23e-7"), ("0.000001230", "0.00000123"),
    ("123456789.123456", "123456789.123456"), ("999999999999999", "999999999999999"),
    ("9007199254740991", "9007199254740991"), ("9007199254740992", "9007199254740992"),
    ("9007199254740994", "9007199254740994"), ("1e15", "1000000000000000"),
    ("1e18", "1000000000000000000"), ("-9000000000000000000", "-9000000000000000000"),
    ("333333333.3333333", "333333333.3333333"), ("1152921504606847000", "1152921504606847000"),
  ])
  func numbersAreWrittenAsECMAScriptDoes(json: String, expected: String) throws {
    #expect(try canonical(json) == expected)
    if let double = Double(json), !expected.contains("e"), !expected.contains("0000000") {
      let swift = double == 0 ? "0" : "\(double)"
      #expect(swift == expected || swift == expected + ".0" || swift.contains("e"))
    }
  }

  /// One more, one less or one digit more than a double gives back.
  @Test(arguments: [
    "9007199254740993", "-9007199254740993", "9223372036854775807", "333333333.33333329",
    "1152921504606846976", "1234567890123456.7", "999999999999999999",
  ])
  func aNumberThatWouldBeRoundedIsRefused(json: String) throws {
    let value = Value.object(Value.Members([("a", .list([.null, try JSON.read(json.utf8)]))]))
    let fault = #expect(throws: JCSFault.self) { try JCS.canonicalize(value) }
    #expect(fault == JCSFault(.number(json), path: "/a/1"))
    #expect(fault.map { "\($0)".contains("write it as a string") } == true)
  }

  @Test func aMemberThatAppearsTwiceIsRefused() throws {
    func object(_ names: [String]) -> Value {
      .object(Value.Members([("x", .object(Value.Members(names.map { ($0, .null) })))]))
    }
    #expect(throws: JCSFault(.duplicate("b"), path: "/x")) {
      try JCS.canonicalize(object(["b", "a", "b"]))
    }
    // Two spellings of one letter are two names.
    _ = try JCS.canonicalize(object(["\u{E9}", "e\u{301}"]))
  }

  @Test func everyControlCharacterIsEscaped() throws {
    for code in UInt32(0)...0x7F {
      let scalar = try #require(Unicode.Scalar(code))
      let text = "ab\(scalar)cd\(scalar)"
      let bytes = try JCS.canonicalize(.text(text))
      #expect(try JSON.read(bytes).string.map { Array($0.utf8) } == Array(text.utf8))
      let isEscaped = bytes.contains(UInt8(ascii: "\\"))
      #expect(isEscaped == (code < 0x20 || code == 0x22 || code == 0x5C))
    }
  }

  @Test func whatIsCanonicalStaysAsItIs() throws {
    let bytes = try JCS.canonicalize(Fixture.award())
    #expect(try JCS.canonicalize(JSON.read(bytes)) == bytes)
  }
}
