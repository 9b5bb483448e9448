import Foundation
import Kernel
import Language
import Regulations
import Testing
import Web

/// Bars: parts as long as their numbers say, words for whoever does not see them.
@Suite struct ChartTests {
  private func chart(_ scale: BarChart.Scale, _ bars: [BarChart.Bar], _ tongue: Tongue = .english)
    throws -> String
  {
    let texts = try Texts.load(files: [:])
    return BarChart("c", legend: ["new", "old <b>"], scale, bars).html(Speech(tongue, texts)).text
  }

  @Test func amountsShareOneMeasure() throws {
    let text = try chart(.amount, [.init("A", sum: "4", [3, 1]), .init("B", sum: "2", [0, 2])])
    #expect(text.contains("x=\"0.00%\" width=\"75.00%\""))
    #expect(text.contains("x=\"75.00%\" width=\"25.00%\""))
    #expect(text.contains("<rect class=\"part1\" x=\"0.00%\" width=\"50.00%\""))
    // Nothing is drawn of nothing.
    #expect(text.components(separatedBy: "height=\"100%\"").count == 4)
  }

  @Test func sharesFillTheWidth() throws {
    let text = try chart(.share, [.init("A", sum: "", [1, 1]), .init("B", sum: "", [100, 300])])
    #expect(text.contains("x=\"50.00%\" width=\"50.00%\""))
    #expect(text.contains("x=\"25.00%\" width=\"75.00%\""))
  }

  @Test func everyBarSaysWhatItDraws() throws {
    let text = try chart(.amount, [.init("<i>", sum: "5", [1_000, 4])], .arabic)
    #expect(text.contains("<title id=\"c-0-name\">&lt;i&gt;</title>"))
    #expect(text.contains("new: ١٬٠٠٠ · old &lt;b&gt;: ٤"))
    #expect(text.contains("aria-labelledby=\"c-0-name c-0-words\""))
  }

  @Test func hugeAndNegativeNumbersAreDrawn() throws {
    let text = try chart(
      .amount, [.init("A", sum: "", [.max, .max]), .init("B", sum: "", [-5, 0])])
    #expect(text.contains("width=\"100.00%\"") && !text.contains("-5"))
    #expect(try chart(.share, []).contains("<ul class=\"bars\"></ul>"))
  }
}
