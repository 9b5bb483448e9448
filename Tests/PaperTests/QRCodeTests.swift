import Paper
import Testing

@Suite struct QRCodeTests {
  /// Version 1 at level M, as ISO/IEC 18004 has it: three finders, timing between them.
  @Test func theShapeIsRight() throws {
    let code = try #require(QRCode("HELLO"))
    #expect(code.side == 21)
    #expect(code.modules.count == 441)
    for (x, y) in [(0, 0), (14, 0), (0, 14)] {
      for row in 0..<7 {
        for column in 0..<7 {
          let ring = max(abs(row - 3), abs(column - 3))
          #expect(code.modules[(y + row) * 21 + x + column] == (ring != 2))
        }
      }
    }
    for step in 8..<13 { #expect(code.modules[6 * 21 + step] == (step % 2 == 0)) }
    // The module that is always dark.
    #expect(code.modules[13 * 21 + 8])
  }

  @Test func theSameTextGivesTheSameCode() throws {
    #expect(QRCode(Samples.link) == QRCode(Samples.link))
    #expect(QRCode(Samples.link) != QRCode(Samples.link + "a"))
    #expect(try #require(QRCode(Samples.link)).side == 45)
  }

  @Test func lengthsAreBounded() {
    #expect(QRCode("") == nil)
    #expect(QRCode(String(repeating: "a", count: 2_331))?.side == 177)
    #expect(QRCode(String(repeating: "a", count: 2_332)) == nil)
  }

  /// Every dark module is in the drawing, no light one is.
  @Test func theDrawingIsTheCode() throws {
    let code = try #require(QRCode(Samples.link))
    let svg = code.svg(title: "a < b & \"c\"")
    #expect(svg.contains("<title>a &lt; b &amp; &quot;c&quot;</title>"))
    #expect(svg.contains("viewBox=\"0 0 53 53\""))
    var drawn = [Bool](repeating: false, count: code.modules.count)
    let path = try #require(svg.firstMatch(of: /path d="([^"]*)"/)).1
    for run in path.matches(of: /M(\d+) (\d+)h(\d+)v1h-(\d+)z/) {
      let (x, y, length) = (Int(run.1) ?? 0, Int(run.2) ?? 0, Int(run.3) ?? 0)
      #expect(run.3 == run.4)
      for column in 0..<length { drawn[(y - 4) * code.side + x - 4 + column] = true }
    }
    #expect(drawn == code.modules)
  }
}
