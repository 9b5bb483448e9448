package import Language

/// Bars lying one under the other, each of several parts: names and sums are text of the page and
/// wrap like it, colours differ in lightness too, every bar says in words what it draws, and a table
/// with the same numbers stands beside it. In Arabic the bars grow from the right.
package struct BarChart: Sendable {
  /// One bar: its name, what it comes to in words, and the numbers of its parts.
  package struct Bar: Sendable {
    package let name: String
    package let sum: String
    package let parts: [Int]

    package init(_ name: String, sum: String, _ parts: [Int]) {
      self.name = name
      self.sum = sum
      self.parts = parts.map { max($0, 0) }
    }
  }

  /// The colours of parts: of age or time, from little to much; of shares, from good to bad.
  package enum Scale: String, Sendable { case amount, share }

  package let id: String
  /// The names of the parts.
  package let legend: [String]
  package let scale: Scale
  package let bars: [Bar]

  package init(_ id: String, legend: [String], _ scale: Scale, _ bars: [Bar]) {
    self.id = id
    self.legend = legend
    self.scale = scale
    self.bars = bars
  }

  // Places across are hundredths of a percent of the width.
  private static let full = 10_000

  package func html(_ speech: Speech) -> HTML {
    let sums = bars.map { Self.sum($0.parts[...]) }
    let most = max(1, sums.max() ?? 1)
    let rows = zip(bars, sums).enumerated().map { row, bar in
      // A share is drawn over the whole width, an amount beside the largest.
      draw(bar.0, "\(id)-\(row)", of: scale == .share ? max(1, bar.1) : most, speech)
    }
    let names = legend.enumerated().map { number, name -> HTML in
      """
      <li><svg viewBox="0 0 12 12" aria-hidden="true"><rect class="part\(number)" width="12" \
      height="12" rx="2"/></svg>\(name)</li>
      """
    }
    return """
      <figure class="chart \(scale.rawValue)"><figcaption><ul>\(names)</ul></figcaption>\
      <ul class="bars">\(rows)</ul></figure>
      """
  }

  private func draw(_ bar: Bar, _ id: String, of most: Int, _ speech: Speech) -> HTML {
    let words = zip(legend, bar.parts).map { "\($0): \(speech.number($1))" }
    let parts = bar.parts.indices.map { number -> HTML in
      let start = Self.place(Self.sum(bar.parts[..<number]), of: most)
      let end = Self.place(Self.sum(bar.parts[...number]), of: most)
      guard end > start else { return HTML() }
      return """
        <rect class="part\(number)" x="\(Self.percent(start))" \
        width="\(Self.percent(end - start))" height="100%"/>
        """
    }
    return """
      <li><p><span>\(bar.name)</span> <strong>\(bar.sum)</strong></p><svg role="img" \
      aria-labelledby="\(id)-name \(id)-words"><title id="\(id)-name">\(bar.name)</title>\
      <desc id="\(id)-words">\(words.joined(separator: " · "))</desc>\(parts)</svg></li>
      """
  }

  private static func sum(_ parts: ArraySlice<Int>) -> Int {
    parts.reduce(0) { sum, part in
      let (next, isOver) = sum.addingReportingOverflow(part)
      return isOver ? .max : next
    }
  }

  private static func place(_ value: Int, of most: Int) -> Int {
    let (product, isOver) = min(value, most).multipliedReportingOverflow(by: full)
    return isOver ? full : product / most
  }

  private static func percent(_ hundredths: Int) -> String {
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)%"
  }
}
