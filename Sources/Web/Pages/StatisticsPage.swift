import Casework
import HTTPTypes
import Hummingbird
import Kernel
import Language
import Operations
import People
import Regulations

/// How the office does: what is open and for how long, how fast it decides, whether it keeps its
/// promises, and how applicants found it.
struct StatisticsPage: Sendable {
  let site: Site

  /// GET /desk/statistics, `?from=` and `?through=` name the days of decisions and ratings.
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let actor = try reading.signedIn(as: .regulator).actor
    let speech = reading.speech
    var typed = Typed(nil, speech)
    let first = day("from", else: reading.today.adding(years: -1), reading, &typed)
    let last = day("through", else: reading.today, reading, &typed)
    if first > last { typed.say("through", "statistics.backwards") }
    let (from, through) = first > last ? (last, last) : (first, last)
    let figures = try site.office.statistics(actor, from: from, through: through, at: reading.now)
    let cards: HTML =
      figures.kinds.isEmpty
      ? EmptyState(speech("statistics.none")).html
      : """
      \(open(figures, speech))\(quiet(figures, speech))\(pace(figures, speech))\
      \(promises(figures, speech))\(stars(figures, speech))
      """
    return try reading.page(
      speech("statistics.title"),
      crumbs: [
        NavItem(speech("desk.title"), "/desk"), NavItem(speech("statistics.title"), reading.path),
      ],
      status: typed.isRight ? .ok : .badRequest,
      """
      \(Heading(speech("statistics.title"), lead: HTML(text: speech("statistics.lead"))).html)
      \(periods(first, last, reading))
      \(Card(nil, form(first, last, typed, reading)).html)
      \(summary(figures, speech))
      \(cards)
      """)
  }

  private func day(_ name: String, else usual: Day, _ reading: Reading, _ typed: inout Typed)
    -> Day
  {
    guard let text = reading.query(name), !text.isEmpty else { return usual }
    guard let day = Hijri.day(written: FormBody.number(text)) else {
      typed.say(name, "form.notDay")
      return usual
    }
    return day
  }

  /// The periods asked for most, a press away; the one that is shown is no link.
  private func periods(_ first: Day, _ last: Day, _ reading: Reading) -> HTML {
    let today = reading.today
    // Nothing was filed before the first edition that an office can run.
    let pack = (try? reading.institution()).flatMap { site.office.library.pack($0.instrument) }
    let begins: [(String, Day?)] = [
      ("year", Day(year: today.civil.year, month: 1, day: 1)),
      ("twelve", today.adding(years: -1)), ("all", pack?.editions.map(\.effectiveFrom).min()),
    ]
    let links = begins.compactMap { name, begin -> HTML? in
      guard let begin else { return nil }
      let title = reading.speech("statistics.period.\(name)")
      return begin == first && last == today
        ? "<strong aria-current=\"true\">\(title)</strong>"
        : HTML.link(
          title,
          Path("/desk/statistics").setting("from", begin.description).setting(
            "through", today.description))
    }
    return "<p class=\"reference\">\(HTML.join(links, " · "))</p>"
  }

  private func form(_ first: Day, _ last: Day, _ typed: Typed, _ reading: Reading) -> HTML {
    let speech = reading.speech
    func field(_ name: String, _ day: Day) -> HTML {
      Field(
        name, speech("statistics.\(name)"), value: reading.query(name) ?? day.description,
        help: HTML(text: speech.both(day)), error: typed.errors[name], code: true
      ).html(speech)
    }
    return Form(
      "/desk/statistics", .get, inline: true,
      """
      \(field("from", first))\(field("through", last))\
      \(Button(speech("word.show"), .plain).html)
      """
    ).html
  }

  private func summary(_ figures: DeskStatistics, _ speech: Speech) -> HTML {
    let pace = figures.pace
    let open = figures.kinds.reduce(0) { $0 + $1.openCases }
    return Facts([
      Fact(speech("statistics.open"), speech.number(open)),
      Fact(speech("statistics.decided"), speech.number(pace.decided)),
      Fact(speech("statistics.median"), days(pace.median, speech)),
      Fact(speech("statistics.ninetieth"), days(pace.ninetieth, speech)),
      Fact(
        speech("statistics.onTime"), share(pace.onTime, speech),
        share: pace.onTime.whole > 0 ? pace.onTime : nil),
    ]).html
  }

  private func days(_ days: Int?, _ speech: Speech) -> String {
    days.map { speech.plural("statistics.days", $0) } ?? "–"
  }

  /// A share in whole hundredths, rounded down: a hundred is all of them.
  private func share(_ share: (part: Int, whole: Int), _ speech: Speech) -> String {
    guard share.whole > 0 else { return "–" }
    let (product, isOver) = share.part.multipliedReportingOverflow(by: 100)
    return isOver ? "–" : speech.percent(ExactDecimal(mantissa: Int64(product / share.whole)))
  }

  // MARK: Charts, each with its table

  private func card(
    _ name: String, _ legend: [String], _ scale: BarChart.Scale, _ bars: [BarChart.Bar],
    _ table: Table, _ speech: Speech
  ) -> HTML {
    let title = speech("statistics.\(name).title")
    let chart = BarChart("chart-\(name)", legend: legend, scale, bars)
    return Card(
      title,
      """
      <p class="note">\(speech("statistics.\(name).words"))</p>\
      <div class="halves charted">\(chart.html(speech))\(table.html)</div>
      """
    ).html
  }

  private func columns(_ first: String, _ numbers: [String], _ speech: Speech) -> [Table.Column] {
    var columns = [Table.Column(speech("statistics.\(first)"))]
    for name in numbers { columns.append(Table.Column(name, number: true)) }
    return columns
  }

  private func open(_ figures: DeskStatistics, _ speech: Speech) -> HTML {
    let ages =
      CaseStatistics.bounds.map {
        speech("statistics.age", ["days": .integer($0)])
      } + [speech("statistics.older", ["days": .integer(CaseStatistics.bounds.last ?? 0)])]
    let places = figures.kinds.flatMap { kind in kind.open.map { (kind.procedure, $0) } }
    let names = places.map { procedure, open -> String in
      let state = procedure.state(open.place.state)?.title[speech.tongue] ?? open.place.state
      return "\(procedure.title[speech.tongue]) – \(state)"
    }
    let bars = zip(names, places).map { name, place in
      BarChart.Bar(name, sum: speech.number(place.1.byAge.reduce(0, +)), place.1.byAge)
    }
    let rows = zip(names, places).map { name, place -> [HTML] in
      let open = place.1
      let path = Path("/desk").setting(
        "in", "\(open.place.instrument)/\(open.place.procedure)/\(open.place.state)"
      ).setting(
        "turn", place.0.state(open.place.state)?.turn == .applicant ? "applicant" : "office")
      return [HTML.link(name, path)] + open.byAge.map { HTML(text: speech.number($0)) }
    }
    return HTML.when(
      !bars.isEmpty,
      card(
        "open", ages, .amount, bars,
        Table(
          speech("statistics.open.title"),
          columns("place", ages, speech), rows), speech
      ))
  }

  /// Days in which nothing was decided and nobody rated leave nothing to draw.
  private func quiet(_ figures: DeskStatistics, _ speech: Speech) -> HTML {
    HTML.when(
      figures.kinds.allSatisfy { $0.pace.decided == 0 && $0.rated == 0 },
      EmptyState(speech("statistics.quiet")).html)
  }

  private func pace(_ figures: DeskStatistics, _ speech: Speech) -> HTML {
    let kinds = figures.kinds.filter { $0.pace.decided > 0 }
    let legend = [speech("statistics.median"), speech("statistics.ninetieth")]
    let bars = kinds.map { kind -> BarChart.Bar in
      let (median, ninetieth) = (kind.pace.median ?? 0, kind.pace.ninetieth ?? 0)
      return BarChart.Bar(
        kind.procedure.title[speech.tongue],
        sum: "\(days(median, speech)) · \(days(ninetieth, speech))",
        [median, ninetieth - median])
    }
    let rows = kinds.map { kind -> [HTML] in
      [
        HTML(text: kind.procedure.title[speech.tongue]),
        HTML(text: speech.number(kind.pace.decided)), HTML(text: days(kind.pace.median, speech)),
        HTML(text: days(kind.pace.ninetieth, speech)),
      ]
    }
    return HTML.when(
      !kinds.isEmpty,
      card(
        "pace", legend, .amount, bars,
        Table(
          speech("statistics.pace.title"),
          columns("procedure", [speech("statistics.decided")] + legend, speech), rows),
        speech))
  }

  private func promises(_ figures: DeskStatistics, _ speech: Speech) -> HTML {
    let kinds = figures.kinds.filter { $0.pace.onTime.whole > 0 }
    let legend = [speech("statistics.kept"), speech("statistics.broken")]
    let parts = kinds.map { kind in
      [kind.pace.onTime.part, kind.pace.onTime.whole - kind.pace.onTime.part]
    }
    let bars = zip(kinds, parts).map { kind, parts in
      BarChart.Bar(
        kind.procedure.title[speech.tongue], sum: share(kind.pace.onTime, speech), parts)
    }
    let rows = zip(kinds, parts).map { kind, parts -> [HTML] in
      [HTML(text: kind.procedure.title[speech.tongue])]
        + parts.map { HTML(text: speech.number($0)) }
        + [HTML(text: share(kind.pace.onTime, speech))]
    }
    return HTML.when(
      !kinds.isEmpty,
      card(
        "promises", legend, .share, bars,
        Table(
          speech("statistics.promises.title"),
          columns("procedure", legend + [speech("statistics.share")], speech), rows),
        speech))
  }

  private func stars(_ figures: DeskStatistics, _ speech: Speech) -> HTML {
    let kinds = figures.kinds.filter { $0.rated > 0 }
    // The best first, as the question asks it.
    let legend = (1...5).reversed().map { speech("cases.rating.\($0)") }
    let bars = kinds.map { kind in
      BarChart.Bar(
        kind.procedure.title[speech.tongue], sum: speech.plural("statistics.ratings", kind.rated),
        kind.stars.reversed())
    }
    let rows = kinds.map { kind -> [HTML] in
      [HTML(text: kind.procedure.title[speech.tongue])]
        + kind.stars.reversed().map { HTML(text: speech.number($0)) }
    }
    return HTML.when(
      !kinds.isEmpty,
      card(
        "stars", legend, .share, bars,
        Table(
          speech("statistics.stars.title"),
          columns("procedure", legend, speech), rows),
        speech))
  }
}
