package import Kernel
package import Language

/// A term as a line with its windows and "you are here": a drawing on wide screens, a list of steps
/// on a phone (and for whoever hears the page instead of seeing it).
package struct TermTimeline: Sendable {
  package struct Span: Sendable {
    package let label: String
    package let first: Day
    package let last: Day

    /// A window by its first and last day, both included.
    package init(_ label: String, _ first: Day, _ last: Day) {
      self.label = label
      self.first = first
      self.last = max(first, last)
    }
  }

  package let begins: Day
  package let ends: Day
  package let today: Day
  /// What the pin says after "you are here": `week 6`; may be empty.
  package let place: String
  package let spans: [Span]

  package init(begins: Day, ends: Day, today: Day, place: String = "", spans: [Span]) {
    let merged = TermTimeline.merged(spans)
    self.begins = min(begins, merged.first?.first ?? begins)
    self.ends = max(ends, merged.map(\.last).max() ?? ends, self.begins.adding(days: 1))
    self.today = today
    self.place = place
    self.spans = merged
  }

  // Windows of the same days are one bar with both names.
  private static func merged(_ spans: [Span]) -> [Span] {
    var out: [Span] = []
    for span in spans {
      if let same = out.firstIndex(where: { $0.first == span.first && $0.last == span.last }) {
        out[same] = Span("\(out[same].label) · \(span.label)", span.first, span.last)
      } else {
        out.append(span)
      }
    }
    return out.sorted { ($0.first, $1.last) < ($1.first, $0.last) }
  }

  package func html(_ speech: Speech) -> HTML {
    "<div class=\"term\">\(drawing(speech))\(steps(speech))</div>"
  }

  private func state(_ span: Span) -> String {
    span.last < today ? "past" : span.first > today ? "later" : "now"
  }

  private func here(_ speech: Speech) -> String {
    place.isEmpty ? speech("timeline.here") : "\(speech("timeline.here")) · \(place)"
  }

  private func steps(_ speech: Speech) -> HTML {
    let started = spans.filter { $0.first <= today }
    let later = spans.filter { $0.first > today }
    let here: HTML = """
      <li class="here"><strong>\(here(speech))</strong>\
      <small>\(speech.time(both: today))</small></li>
      """
    return """
      <ol class="steps">\(started.map { step($0, speech) })\(here)\
      \(later.map { step($0, speech) })</ol>
      """
  }

  private func step(_ span: Span, _ speech: Speech) -> HTML {
    let hijri = HTML.with(speech.hijriSpan(span.first, span.last)) { "<small>\($0)</small>" }
    let days: HTML = "<small>\(speech.span(span.first, span.last))</small>"
    return """
      <li class="\(state(span))"><span class="step-name">\(span.label)\
      \(HTML.when(state(span) == "now", " \(Tag(.good, speech("timeline.now")).html)"))</span>\
      \(speech.tongue == .arabic ? hijri + days : days + hijri)</li>
      """
  }
}

// The drawing: places across are hundredths of a percent of the width, so that letters keep their
// size on every screen; in Arabic the line runs from right to left.
extension TermTimeline {
  private static let full = 10_000
  private static let margin = 150
  private static let laneHeight = 50
  private static let top = 56

  private func place(of day: Day) -> Int {
    let length = max(1, Int(ends.number) - Int(begins.number))
    let offset = min(max(0, Int(day.number) - Int(begins.number)), length)
    return Self.margin + (Self.full - 2 * Self.margin) * offset / length
  }

  private struct Placed {
    let span: Span
    let lane: Int
    let start: Int
    let end: Int
    let days: String
    /// True when the words stand before the bar because there is no room after it.
    let isNamedBefore: Bool
  }

  private func days(_ span: Span, _ speech: Speech) -> String {
    speech.tongue == .arabic
      ? speech.hijriSpan(span.first, span.last) ?? speech.span(span.first, span.last)
      : speech.span(span.first, span.last)
  }

  private func placed(_ speech: Speech) -> [Placed] {
    var free: [Int] = []
    return spans.map { span in
      let start = place(of: span.first)
      let end = max(place(of: span.last.adding(days: 1)), start + 120)
      // A letter takes about 0.95 % of the narrowest drawing.
      let days = days(span, speech)
      let letters = max(span.label.count, days.count)
      let words = letters * 95 + 200
      let before = end + words > Self.full
      let from = before ? start - words : start
      let lane = free.firstIndex { $0 <= from } ?? free.count
      let until = before ? end : end + words
      if lane < free.count { free[lane] = until } else { free.append(until) }
      return Placed(
        span: span, lane: lane, start: start, end: end, days: days, isNamedBefore: before)
    }
  }

  private func drawing(_ speech: Speech) -> HTML {
    let placed = placed(speech)
    let lanes = (placed.map(\.lane).max() ?? 0) + 1
    let bottom = Self.top + lanes * Self.laneHeight
    let rtl = speech.tongue == .arabic
    let at = x(place(of: today), rtl)
    let text = here(speech)
    let width = text.unicodeScalars.count * (rtl ? 7 : 8) + 26
    return """
      <svg class="term-drawing" width="100%" height="\(bottom + 34)" aria-hidden="true">\
      \(months(speech, bottom: bottom))\
      <line class="today" x1="\(at)" x2="\(at)" y1="32" y2="\(bottom)"/>\
      \(placed.map { bar($0, speech) })\
      <svg x="\(pin(width: width, rtl))" overflow="visible"><rect class="pin" x="\(-width / 2)" \
      y="0" width="\(width)" height="32" rx="7"/><text class="pin-text" x="0" y="21" \
      text-anchor="middle">\(text)</text></svg>\
      <circle class="dot" cx="\(at)" cy="\(bottom)" r="6"/></svg>
      """
  }

  // Near an edge the pin's box stays inside: 1 px is at most 0.14 % of the narrowest drawing.
  private func pin(width: Int, _ rtl: Bool) -> String {
    let half = width * 7
    return x(min(max(place(of: today), half), Self.full - half), rtl)
  }

  private func months(_ speech: Speech, bottom: Int) -> HTML {
    let rtl = speech.tongue == .arabic
    var marks: [(at: Int, name: String)] = []
    var day = begins
    while day <= ends {
      // From one day to the first of the next month: outside the table of Hijri days there is none.
      guard let (date, length, name) = rtl ? hijriMonth(of: day, speech) : month(of: day, speech)
      else { break }
      if date == 1 { marks.append((place(of: day), name)) }
      let next = day.adding(days: length - date + 1)
      guard next > day else { break }
      day = next
    }
    // The month in which the line begins is named, too, when its name has room.
    if marks.first.map({ $0.at > Self.margin + 900 }) ?? true {
      let name =
        rtl
        ? Hijri(begins).map { speech.hijriMonth($0.month) } ?? ""
        : speech.month(begins.civil.month)
      marks.insert((Self.margin, name), at: 0)
    }
    let lines = marks.map { mark -> HTML in
      let at = x(mark.at, rtl)
      let name: HTML =
        mark.at > Self.full - 700
        ? HTML()
        : """
        <text class="month" x="\(x(mark.at + 60, rtl))" y="\(bottom + 22)">\(mark.name)</text>
        """
      return """
        <line class="tick" x1="\(at)" x2="\(at)" y1="44" y2="\(bottom + 26)"/>\(name)
        """
    }
    return """
      \(lines)<line class="axis" x1="0" x2="100%" y1="\(bottom)" y2="\(bottom)"/>
      """
  }

  private typealias DayOfMonth = (date: Int, length: Int, name: String)

  private func hijriMonth(of day: Day, _ speech: Speech) -> DayOfMonth? {
    guard let hijri = Hijri(day),
      let length = Hijri.length(ofMonth: hijri.month, year: hijri.year)
    else { return nil }
    return (hijri.day, length, speech.hijriMonth(hijri.month))
  }

  private func month(of day: Day, _ speech: Speech) -> DayOfMonth? {
    let civil = day.civil
    return (
      civil.day, Day.length(ofMonth: civil.month, year: civil.year), speech.month(civil.month)
    )
  }

  private func bar(_ placed: Placed, _ speech: Speech) -> HTML {
    let rtl = speech.tongue == .arabic
    let y = Self.top + placed.lane * Self.laneHeight
    let left = rtl ? Self.full - placed.end : placed.start
    let words = placed.isNamedBefore ? placed.start - 110 : placed.end + 110
    let anchor = placed.isNamedBefore ? "end" : "start"
    return """
      <rect class="span \(state(placed.span))" x="\(percent(left))" y="\(y + 6)" \
      width="\(percent(placed.end - placed.start))" height="22" rx="6"/>\
      <text class="span-name \(state(placed.span))" x="\(x(words, rtl))" y="\(y + 15)" \
      text-anchor="\(anchor)">\(placed.span.label)</text>\
      <text class="span-days" x="\(x(words, rtl))" y="\(y + 33)" text-anchor="\(anchor)">\
      \(placed.days)</text>
      """
  }

  private func x(_ place: Int, _ rtl: Bool) -> String { percent(rtl ? Self.full - place : place) }

  private func percent(_ hundredths: Int) -> String {
    let value = max(0, hundredths)
    let rest = value % 100
    return "\(value / 100).\(rest < 10 ? "0" : "")\(rest)%"
  }
}
