import Kernel
import Regulations
import Testing

@Suite struct HostileYAMLTests {
  private func value(_ text: String) throws -> Value { try YAML.read(text, file: "t.yaml") }

  @Test func scalarsStayWhatTheirAuthorWrote() throws {
    let read = try value("a: no\nb: 1:30\nc: 0123\nd: 94.50\ne: \"25\"\nf: ~\ng: true\n")
    #expect(read["a"]?.string == "no")
    #expect(read["a"]?.truth == nil)
    #expect(read["b"]?.string == "1:30")
    #expect(read["b"]?.decimal == nil)
    #expect(read["c"]?.decimal?.integer == 123)
    #expect(read["d"]?.decimal?.description == "94.50")
    #expect(read["e"]?.decimal == nil)
    #expect(read["g"]?.truth == true)
  }

  @Test(arguments: [
    ("a: &x [1]\nb: *x\n", "anchor"),
    ("a: &a [\"lol\"]\nb: &b [*a,*a,*a]\nc: [*b,*b,*b]\n", "anchor"),
    ("a: !!python/object:os.system x\n", "tag"), ("a: !!binary aGk=\n", "tag"),
    ("a: !x y\n", "tag"), ("- &a x\n- *a\n", "anchor"),
    ("&top {a: 1}\n", "anchor"), ("a:\n  &deep\n  b: 1\n", "anchor"),
    ("a: 1\na: 2\n", "names twice: a"), ("? [a]\n: 1\n", "not a word"), ("a: [1\n", "not YAML"),
    ("", "empty"),
  ])
  func anchorsTagsAndDuplicatesAreRefused(_ text: String, _ word: String) {
    #expect {
      try value(text)
    } throws: { error in
      "\(error)".contains(word) && "\(error)".hasPrefix("t.yaml")
    }
  }

  @Test(arguments: [
    String(repeating: "[", count: 100_000), String(repeating: "{a: ", count: 5_000),
    String(repeating: "- ", count: 10_000) + "x",
    (0..<300).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n"),
  ])
  func depthIsBoundedBeforeComposing(_ text: String) {
    #expect(throws: PackFault.self) { try value(text) }
  }

  @Test func sizeIsBounded() {
    #expect(throws: PackFault.self) {
      try value("a: " + String(repeating: "x", count: YAML.sizeLimit))
    }
  }

  @Test func unknownKeysAreNamedWithTheirPlace() {
    let reader = Reader(.object(.init([("titel", .plain("x"))])), file: "f.yaml", place: "item 1")
    #expect {
      try reader.only("title")
    } throws: { error in
      "\(error)" == "f.yaml, item 1: has the unknown key 'titel'; known are title"
    }
  }

  @Test(arguments: ["٢٥", "25.5", "0x19", "25 ", "twenty", "1e2"])
  func wholeNumbersAreASCIIDigits(_ text: String) {
    let reader = Reader(.plain(text), file: "f", place: "p")
    #expect(throws: PackFault.self) { try reader.integer() }
  }
}
