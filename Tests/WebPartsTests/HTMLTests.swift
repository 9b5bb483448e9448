import Kernel
import Testing
import Web

@Suite struct HTMLTests {
  @Test func valuesAreEscapedAndLiteralsAreNot() {
    let name = "<b>&\"'"
    let html: HTML = "<p title=\"\(name)\">\(name)</p>"
    let safe = "&lt;b&gt;&amp;&quot;&#39;"
    #expect(html.text == "<p title=\"\(safe)\">\(safe)</p>")
  }

  /// Text compared by Character would let these through: the mark joins the sign before it.
  @Test func combiningMarksHideNothing() {
    for sign in ["<", ">", "\"", "'", "&"] {
      for mark in ["\u{301}", "\u{20D2}", "\u{FE0F}", "\u{200D}"] {
        let html: HTML = "\(sign + mark)"
        #expect(!html.text.utf8.contains(sign.utf8.first ?? 0) || sign == "&")
        #expect(html.text.utf8.first == UInt8(ascii: "&"))
        #expect(html.text.unicodeScalars.contains(";"))
      }
    }
  }

  /// Long texts are looked at eight bytes at a time: no place among them hides a sign.
  @Test(arguments: ["a", "é", "ع", "\u{10FFFF}"])
  func everyPlaceIsLookedAt(filler: String) {
    let signs: [(sign: String, written: String)] = [
      ("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\"", "&quot;"), ("'", "&#39;"),
      ("\u{0}", "\u{FFFD}"), ("\u{1F}", "\u{FFFD}"), ("\u{7F}", "\u{FFFD}"), ("\t", "\t"),
      (" ", " "), ("%", "%"), ("(", "("), ("=", "="), ("?", "?"), ("~", "~"), ("!", "!"),
    ]
    for before in 0..<20 {
      for (sign, written) in signs {
        let (start, end) = (
          String(repeating: filler, count: before), String(repeating: filler, count: 19 - before)
        )
        #expect(HTML(text: start + sign + end).text == start + written + end)
      }
    }
  }

  @Test func controlsAreReplaced() {
    let html: HTML = "\("a\u{0}b\u{1B}c\n")"
    #expect(html.text == "a\u{FFFD}b\u{FFFD}c\n")
  }

  @Test func markupIsKeptAndJoined() {
    let items = ["a", "<"].map { item -> HTML in "<li>\(item)</li>" }
    let list: HTML = "<ul>\(items)</ul>\(HTML.when(false, "no"))\(HTML.with(Int?.none) { "\($0)" })"
    #expect(list.text == "<ul><li>a</li><li>&lt;</li></ul>")
    #expect(HTML.join(items, ", ").text == "<li>a</li>, <li>&lt;</li>")
    #expect((HTML(text: "<") + HTML(text: ">")).text == "&lt;&gt;")
    let none: HTML? = nil
    let html: HTML = "\(none)\(7)"
    #expect(html.text == "7")
  }

  @Test func onlyPathsStandInLinks() {
    let evil = "javascript:alert(1)"
    let attributes: [StaticString] = ["href", "src", "action", "formaction"]
    for attribute in attributes {
      var interpolation = HTML.StringInterpolation(literalCapacity: 0, interpolationCount: 0)
      interpolation.appendLiteral("<x ")
      interpolation.appendLiteral(attribute)
      interpolation.appendLiteral("=\"")
      interpolation.appendInterpolation(evil)
      interpolation.appendLiteral("\">")
      #expect(HTML(stringInterpolation: interpolation).text.contains("javascript") == false)
    }
    let path: Path = "/a?b=1&c=\("x&y")"
    let html: HTML = "<a href=\"\(path)\">"
    #expect(html.text == "<a href=\"/a?b=1&amp;c=x%26y\">")
  }

  @Test func pathsEncodeTheirParts() {
    let name = "a/b ?#é"
    let path: Path = "/courses/\(name)"
    #expect(path.text == "/courses/a%2Fb%20%3F%23%C3%A9")
    #expect(path.setting("lang", "ar").text == path.text + "?lang=ar")
    let id: ID<Never> = ID(high: 0x0123_4567_89AB_7DEF, low: 0x8000_0000_0000_00FF)
    let link: HTML = "\(id) \("/rulings/\(id)" as Path)"
    #expect(link.text == "\(id.description) /rulings/01234567-89ab-7def-8000-0000000000ff")
    let page: Path = "/x?lang=en&page=2"
    #expect(page.setting("lang", "vi").text == "/x?page=2&lang=vi")
  }

  @Test(arguments: [
    "//evil.example", "/\\evil.example", "https://evil.example", "javascript:x", "", "x",
    "/a\nb", "/a b", "/é", "/\t/evil", "/a\\b",
  ])
  func foreignPlacesAreRefused(text: String) { #expect(Path(local: text) == nil) }

  @Test func localAndHttpsPlaces() {
    #expect(Path(local: "/term?x=1#a")?.text == "/term?x=1#a")
    #expect(Path(local: "/")?.text == "/")
    #expect(Path(https: "https://example.org/a")?.text == "https://example.org/a")
    #expect(Path(https: "http://example.org/") == nil)
    #expect(Path(https: "https://") == nil)
  }
}
