import JSON
import Kernel
import Testing

@Suite struct WritingTests {
  @Test func theWriterPutsCommasAndEscapes() {
    var writer = JSONWriter()
    writer.beginObject()
    writer.field("name", "a\"b\\c\n\u{1}")
    writer.field("count", 3)
    writer.field("big", Int64.min)
    writer.field("mark", ExactDecimal(mantissa: 9450, scale: 2))
    writer.field("open", true)
    writer.key("list")
    writer.beginArray()
    writer.int(0)
    writer.beginArray()
    writer.endArray()
    writer.null()
    writer.beginObject()
    writer.endObject()
    writer.bool(false)
    writer.endArray()
    writer.key(text: "م\u{7}")
    writer.raw(#"{"x":1}"#.utf8)
    writer.key("tree")
    writer.value(.list([.plain("no"), .text("0123"), .null]))
    writer.endObject()
    #expect(
      String(decoding: writer.bytes, as: UTF8.self)
        == #"{"name":"a\"b\\c\n\u0001","count":3,"big":-9223372036854775808,"mark":94.50,"#
        + #""open":true,"list":[0,[],null,{},false],"م\u0007":{"x":1},"tree":["no","0123",null]}"#)
  }

  @Test(arguments: [0, 7, 10, -1, 1_234_567_890, Int64.max, Int64.min])
  func integers(number: Int64) {
    var writer = JSONWriter()
    writer.int(number)
    #expect(String(decoding: writer.bytes, as: UTF8.self) == String(number))
  }

  @Test func everyScalarBelow0x300AndSomeAboveReturns() throws {
    let scalars = (0..<0x300).compactMap(Unicode.Scalar.init) + ["\u{FFFF}", "\u{10FFFF}", "😀"]
    for scalar in scalars {
      let text = "a\(scalar)b"
      let back = try JSON.read(JSON.write(.text(text))).string
      #expect(back.map { Array($0.utf8) } == Array(text.utf8))
    }
  }

  /// Strings are passed over eight bytes at a time: what needs a look is found at every place, and
  /// what is beside it stays.
  @Test(arguments: ["\"", "\\", "\u{1F}", "\u{20}", "\u{7F}", "م", "\u{0}", "ế"])
  func everyPlaceOfAStringIsLookedAt(_ special: String) throws {
    for before in 0...18 {
      for after in [0, 1, 7, 8, 9] {
        let text =
          String(repeating: "a", count: before) + special + String(repeating: "é", count: after)
        let bytes = JSON.write(.list([.text(text), .text(special), .text("")]))
        #expect(
          try JSON.read(bytes).elements?.first?.string.map { Array($0.utf8) } == Array(text.utf8))
        // A control character as it is, a quotation mark that ends too early.
        let raw = Array("[\"".utf8) + Array(text.utf8) + Array("\"]".utf8)
        let isPlain =
          ![UInt8(ascii: "\""), UInt8(ascii: "\\")].contains(special.utf8.first)
          && special.utf8.first.map { $0 >= 0x20 } == true
        #expect(((try? JSON.read(raw)) != nil) == isPlain, "\(before) \(after)")
      }
    }
  }

  /// More members at an object's end are the same bytes as the whole object written at once.
  @Test(arguments: ["{}", #"{"a":{}}"#, #"{"a":"é","b":[1,{"c":null}]}"#])
  func membersAreAddedAtTheEnd(_ json: String) throws {
    let more = Value.Members([("x", .text("\"")), ("y", .list([.bool(true)]))])
    let written = JSON.write(Array(json.utf8), adding: more)
    var whole = try #require(try JSON.read(json.utf8).members)
    #expect(JSON.write(Array(json.utf8), adding: Value.Members()) == Array(json.utf8))
    whole.pairs += more.pairs
    #expect(written == JSON.write(.object(whole)))
  }
}
