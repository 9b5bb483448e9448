import JSON
import Kernel
import Testing

private func text(_ json: String) throws -> String {
  String(decoding: JSON.write(try JSON.read(json.utf8)), as: UTF8.self)
}

private func fault(_ bytes: some Collection<UInt8>, _ limits: JSON.Limits = .standard) -> JSONFault?
{
  do {
    _ = try JSON.read(bytes, limits: limits)
    return nil
  } catch { return error }
}

@Suite struct ReadingTests {
  @Test(arguments: [
    ("null", "null"), (" true ", "true"), ("false", "false"), ("0", "0"), ("-0", "0"),
    ("94.50", "94.50"), ("-12.5", "-12.5"), ("1e3", "1000"), ("1.5E+3", "1500"),
    ("15e-1", "1.5"), ("1.50e1", "15.0"), ("1000000000000e-12", "1.000000000"),
    ("1.000000000000", "1.000000000"), ("0.123456789", "0.123456789"), ("0e999999999", "0"),
    ("0.00000000000000", "0.000000000"), ("9223372036854775807", "9223372036854775807"),
    ("-9223372036854775808", "-9223372036854775808"),
    ("0.0000000010000000000", "0.000000001"), ("9000000000000000000.00", "9000000000000000000"),
    ("[]", "[]"), ("[ ]", "[]"), ("{}", "{}"), ("{ \n\r\t}", "{}"), ("[1 , 2]", "[1,2]"),
    (#"{"a" : {"b":[null]} }"#, #"{"a":{"b":[null]}}"#),
    (#""""#, #""""#), (#""\/""#, #""/""#), (#""\u0041\b\f\n\r\t\"\\""#, #""A\b\f\n\r\t\"\\""#),
    (#""\u0000\u001f""#, #""\u0000\u001f""#), (#""سند""#, #""سند""#),
    (#""\u0633ند""#, #""سند""#), (#""\uD83D\uDE00 \ud83d\ude00""#, #""😀 😀""#),
    ("\"\u{7F}\u{2028}\"", "\"\u{7F}\u{2028}\""), (#"{"":1}"#, #"{"":1}"#),
    (#"{"e\u0301":1,"é":2}"#, "{\"e\u{301}\":1,\"\u{E9}\":2}"),
  ])
  func good(json: String, expected: String) throws {
    #expect(Array(try text(json).utf8) == Array(expected.utf8))
  }

  @Test(arguments: [
    ("", JSONFault.What.ended, 1, 1), ("  ", .ended, 1, 3), ("tru", .ended, 1, 4),
    ("trux", .unexpected(0x78), 1, 4), ("nul", .ended, 1, 4), ("True", .unexpected(0x54), 1, 1),
    ("NaN", .unexpected(0x4E), 1, 1), ("Infinity", .unexpected(0x49), 1, 1),
    ("-Infinity", .badNumber, 1, 2), ("-", .ended, 1, 2), ("+1", .unexpected(0x2B), 1, 1),
    ("01", .badNumber, 1, 1), ("-01", .badNumber, 1, 2), ("1.", .ended, 1, 3),
    (".5", .unexpected(0x2E), 1, 1), ("1.e1", .badNumber, 1, 3), ("1e", .ended, 1, 3),
    ("1e+", .ended, 1, 4), ("1ex", .badNumber, 1, 3), ("0x10", .trailing, 1, 2),
    ("1_0", .trailing, 1, 2), ("9223372036854775808", .inexactNumber, 1, 1),
    ("-9223372036854775809", .inexactNumber, 1, 1), ("1e400", .inexactNumber, 1, 1),
    ("1e19", .inexactNumber, 1, 1), ("0.1234567891", .inexactNumber, 1, 1),
    ("1e-10", .inexactNumber, 1, 1), ("[1,\n 1e99999999999999999999]", .inexactNumber, 2, 2),
    ("99999999999999999999999999", .inexactNumber, 1, 1),
    ("[1,]", .unexpected(0x5D), 1, 4), ("[,1]", .unexpected(0x2C), 1, 2), ("[1", .ended, 1, 3),
    ("[1 2]", .unexpected(0x32), 1, 4), ("[", .ended, 1, 2), ("]", .unexpected(0x5D), 1, 1),
    ("{\"a\":1,}", .unexpected(0x7D), 1, 8), ("{a:1}", .unexpected(0x61), 1, 2),
    ("{'a':1}", .unexpected(0x27), 1, 2), ("{\"a\" 1}", .unexpected(0x31), 1, 6),
    ("{\"a\":1,\n\"a\":2}", .duplicate("a"), 2, 1),
    ("{\"a\":1,\"\\u0061\":2}", .duplicate("a"), 1, 8), ("{1:2}", .unexpected(0x31), 1, 2),
    ("{} {}", .trailing, 1, 4), ("1 2", .trailing, 1, 3), ("\"a", .ended, 1, 3),
    ("\"a\nb\"", .controlCharacter(10), 1, 3), ("\"\u{0}\"", .controlCharacter(0), 1, 2),
    ("\"\\n\t\"", .controlCharacter(9), 1, 4), ("\"\\x\"", .badEscape, 1, 2),
    ("\"\\u12g4\"", .badEscape, 1, 2), ("\"\\u12", .ended, 1, 6), ("\"\\", .ended, 1, 3),
    ("\"\\ud800\"", .loneSurrogate, 1, 2), ("\"\\udc00\"", .loneSurrogate, 1, 2),
    ("\"\\ud800\\u0041\"", .loneSurrogate, 1, 2), ("\"\\ud800\\n\"", .loneSurrogate, 1, 2),
    ("\"\\ud800\\ud800\"", .loneSurrogate, 1, 2), ("// c\n1", .unexpected(0x2F), 1, 1),
    ("\u{FEFF}1", .byteOrderMark, 1, 1), ("\u{A0}1", .unexpected(0xC2), 1, 1),
    ("[\"سند\" x]", .unexpected(0x78), 1, 8),
  ])
  func bad(json: String, what: JSONFault.What, line: Int, column: Int) {
    #expect(fault(json.utf8) == JSONFault(what, line: line, column: column))
  }

  @Test(
    arguments: [
      ([0x22, 0xFF, 0x22], 2), ([0x22, 0x61, 0xC0, 0x80, 0x22], 3), ([0x22, 0xC3, 0x22], 2),
      ([0x22, 0xED, 0xA0, 0x80, 0x22], 2), ([0x22, 0xF5, 0x80, 0x80, 0x80, 0x22], 2),
      ([0x22, 0xC3, 0x5C, 0x6E, 0xA9, 0x22], 2), ([0x22, 0x5C, 0x6E, 0xA9, 0x22], 4),
      ([0x22, 0xE2, 0x82, 0x22], 2), ([0x22, 0xC3, 0xA9, 0x80, 0x22], 3),
      // What an escape writes neither completes a broken sequence nor hides one.
      ([0x22, 0xE2, 0x82, 0x5C, 0x22, 0x22], 2),
      ([0x22, 0xC3] + Array("\\u00e9".utf8) + [0xA9, 0x22], 2),
      ([0x22] + Array("\\u00e9".utf8) + [0x80, 0x22], 8),
    ] as [([UInt8], Int)])
  func badUTF8(bytes: [UInt8], column: Int) {
    #expect(fault(bytes) == JSONFault(.notUTF8, line: 1, column: column))
  }

  @Test func depthIsBoundedOnBothSides() throws {
    func nested(_ depth: Int) -> [UInt8] {
      Array(String(repeating: "[", count: depth).utf8)
        + Array(String(repeating: "]", count: depth).utf8)
    }
    #expect(fault(nested(64)) == nil)
    #expect(fault(nested(65))?.what == .tooDeep(limit: 64))
    #expect(fault(nested(512), JSON.Limits(depth: 10_000)) == nil)
    #expect(fault(nested(513), JSON.Limits(depth: 10_000))?.what == .tooDeep(limit: 512))
    #expect(fault([UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)) != nil)
    let siblings = String(repeating: "[[]],", count: 200)
    #expect(fault("[\(siblings)0]".utf8, JSON.Limits(depth: 3)) == nil)
  }

  @Test func sizeAndCountAreBoundedOnBothSides() {
    #expect(fault("[1,2]".utf8, JSON.Limits(bytes: 5, values: 3)) == nil)
    #expect(fault("[1,2]".utf8, JSON.Limits(bytes: 4))?.what == .tooLarge(limit: 4))
    #expect(fault("[1,2]".utf8, JSON.Limits(values: 2))?.what == .tooManyValues(limit: 2))
  }

  @Test func duplicatesAreFoundInLargeObjects() {
    func object(_ names: [String]) -> String {
      "{" + names.map { "\"\($0)\":0" }.joined(separator: ",") + "}"
    }
    let names = (0..<5_000).map { "n\($0)" }
    #expect(fault(object(names).utf8) == nil)
    #expect(fault(object(names + ["n4999"]).utf8)?.what == .duplicate("n4999"))
    #expect(fault(object(names + ["n0"]).utf8)?.what == .duplicate("n0"))
    #expect(fault(object(Array(names.prefix(13)) + ["n3"]).utf8)?.what == .duplicate("n3"))
    #expect(fault(object(names + ["e\u{301}", "\u{E9}"]).utf8) == nil)
  }

  @Test func bigInputsAreRead() throws {
    let long = String(repeating: "سندًا ", count: 100_000)
    #expect(try JSON.read(JSON.write(.text(long))).string == long)
    let list = Value.list(Array(repeating: .number(ExactDecimal(mantissa: 1)), count: 200_000))
    #expect(try JSON.read(JSON.write(list)).elements?.count == 200_000)
  }

  @Test func everyFaultSaysWhatAndHow() {
    for what in [
      JSONFault.What.tooLarge(limit: 1), .tooDeep(limit: 1), .tooManyValues(limit: 1),
      .byteOrderMark, .ended, .unexpected(0x41), .trailing, .duplicate("a"), .controlCharacter(1),
      .badEscape, .loneSurrogate, .notUTF8, .badNumber, .inexactNumber,
    ] {
      let fault = JSONFault(what, line: 3, column: 4)
      #expect(fault.message.hasSuffix("."))
      #expect(fault.remedy.hasSuffix(".") || fault.remedy.hasSuffix("digits."))
      #expect(fault.description.hasPrefix("line 3, column 4: "))
    }
  }
}
