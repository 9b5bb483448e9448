package import Language
import Regulations

/// A page's first lines: a title and one sentence that says what is required.
package struct Heading: Sendable {
  package let title: HTML
  package let lead: HTML

  package init(_ title: String, lead: HTML = HTML()) {
    self.title = HTML(text: title)
    self.lead = lead
  }

  package init(_ title: HTML, lead: HTML) {
    self.title = title
    self.lead = lead
  }

  package var html: HTML {
    """
    <div class="heading"><h1>\(title)</h1>\
    \(HTML.when(!lead.isEmpty, "<p class=\"lead\">\(lead)</p>"))</div>
    """
  }
}

/// A bordered box with a heading.
package struct Card: Sendable {
  package let title: String?
  package let content: HTML
  /// What stands beside the heading: a link or a button.
  package let action: HTML
  package let id: String?

  package init(_ title: String? = nil, id: String? = nil, action: HTML = HTML(), _ content: HTML) {
    self.title = title
    self.content = content
    self.action = action
    self.id = id
  }

  package var html: HTML {
    """
    <section class="card"\(HTML.with(id) { " id=\"\($0)\"" })>\(HTML.with(title) { title in
      "<div class=\"card-head\"><h2>\(title)</h2>\(action)</div>"
    })\(content)</section>
    """
  }
}

/// Two columns on a wide screen, the first twice as wide; one under the other on a phone.
package struct Columns: Sendable {
  package let main: HTML
  package let side: HTML
  /// Whether the side comes first where there is room for one column, and to whoever listens.
  package let isSideFirst: Bool

  package init(_ main: HTML, side: HTML, sideFirst: Bool = false) {
    self.main = main
    self.side = side
    isSideFirst = sideFirst
  }

  package var html: HTML {
    let main: HTML = "<div class=\"column\">\(main)</div>"
    let side: HTML = "<aside class=\"column\">\(side)</aside>"
    return isSideFirst
      ? "<div class=\"columns side-first\">\(side)\(main)</div>"
      : "<div class=\"columns\">\(main)\(side)</div>"
  }
}

/// One number that matters, with what it rests on.
package struct Fact: Sendable {
  package let label: String
  package let value: String
  /// The small words behind the value: `of 25`, `SAR`.
  package let unit: String
  package let note: HTML
  /// A part of a whole, drawn as a bar.
  package let share: (part: Int, whole: Int)?
  package let tone: Tone?

  package init(
    _ label: String, _ value: String, unit: String = "", note: HTML = HTML(),
    share: (part: Int, whole: Int)? = nil, tone: Tone? = nil
  ) {
    self.label = label
    self.value = value
    self.unit = unit
    self.note = note
    self.share = share
    self.tone = tone
  }

  var html: HTML {
    """
    <div class="card fact\(HTML.with(tone) { " \($0.rawValue)" })"><dt>\(label)</dt>\
    <dd><p class="value">\(value)\(HTML.when(!unit.isEmpty, " <small>\(unit)</small>"))</p>\
    \(HTML.with(share) { Meter(part: $0.part, whole: $0.whole).html })\
    \(HTML.when(!note.isEmpty, "<p class=\"note\">\(note)</p>"))</dd></div>
    """
  }
}

/// A row of facts.
package struct Facts: Sendable {
  package let facts: [Fact]

  package init(_ facts: [Fact]) { self.facts = facts }

  package var html: HTML { "<dl class=\"facts\">\(facts.map(\.html))</dl>" }
}

/// A bar filled to a part of a whole; the numbers stand beside it in words.
struct Meter: Sendable {
  let part: Int
  let whole: Int
  var ticks: [Int] = []
  var tone: Tone = .good

  // Hundredths of a percent keep thin bars exact without a decimal point in the code.
  static func percent(_ part: Int, of whole: Int) -> String {
    guard whole > 0 else { return "0%" }
    let clamped = min(max(part, 0), whole)
    let (product, overflow) = clamped.multipliedReportingOverflow(by: 10_000)
    let hundredths = overflow ? 10_000 : product / whole
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)%"
  }

  var html: HTML {
    let marks = ticks.map { tick -> HTML in
      let x = Meter.percent(tick, of: whole)
      return "<line x1=\"\(x)\" x2=\"\(x)\" y1=\"0\" y2=\"100%\"/>"
    }
    return """
      <svg class="meter \(tone.rawValue)" aria-hidden="true"><rect class="whole" width="100%" \
      height="100%" rx="4"/><rect class="part" width="\(Meter.percent(part, of: whole))" \
      height="100%" rx="4"/>\(marks)</svg>
      """
  }
}

/// A message: what happened or what to know.
package struct Notice: Sendable {
  package let tone: Tone
  package let title: String
  package let content: HTML

  package init(_ tone: Tone, _ title: String, _ content: HTML = HTML()) {
    self.tone = tone
    self.title = title
    self.content = content
  }

  package var html: HTML {
    """
    <div class="notice \(tone.rawValue)" role="\(tone == .bad ? "alert" : "status")">\(tone.shape)\
    <div><p class="notice-title">\(title)</p>\(content)</div></div>
    """
  }
}

/// What a list says when it has nothing, and where to go.
package struct EmptyState: Sendable {
  package let title: String
  package let content: HTML

  package init(_ title: String, _ content: HTML = HTML()) {
    self.title = title
    self.content = content
  }

  package var html: HTML {
    "<div class=\"empty\"><p class=\"empty-title\">\(title)</p>\(content)</div>"
  }
}

/// Names and values, one under the other.
package struct Definitions: Sendable {
  package let rows: [(name: String, value: HTML)]

  package init(_ rows: [(name: String, value: HTML)]) { self.rows = rows }

  package var html: HTML {
    let items = rows.map { row -> HTML in
      "<div><dt>\(row.name)</dt><dd>\(row.value)</dd></div>"
    }
    return "<dl class=\"definitions\">\(items)</dl>"
  }
}

/// Earlier and later pages of a list; counted from 1.
package struct Pager: Sendable {
  package let page: Int
  package let pages: Int
  package let path: Path

  package init(page: Int, of pages: Int, _ path: Path) {
    self.page = page
    self.pages = pages
    self.path = path
  }

  package func html(_ speech: Speech) -> HTML {
    guard pages > 1 else { return HTML() }
    let earlier =
      page > 1
      ? HTML.link(speech("pager.earlier"), path.setting("page", String(page - 1))) : HTML()
    let later =
      page < pages
      ? HTML.link(speech("pager.later"), path.setting("page", String(page + 1))) : HTML()
    return """
      <nav class="pager" aria-label="\(speech("pager.label"))">\(earlier)\
      <span>\(speech("pager.place", ["page": .integer(page), "pages": .integer(pages)]))</span>\
      \(later)</nav>
      """
  }
}
