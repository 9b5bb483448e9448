import Hummingbird
import Kernel
import Language
import Operations
import Regulations
import Storage

/// One article: what it says, its values and readings, the rules that decide it, its examples run
/// on the spot, and the rulings made under it.
struct ArticlePage: Sendable {
  let site: Site

  /// GET /regulations/{pack}/{edition}/{article}
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let speech = reading.speech
    let (pack, edition) = try RegulationsPages.open(reading)
    guard let id = context.parameters.get("article"), let article = edition.article(id) else {
      throw Problem.notFound
    }
    let label = speech.article(id)
    let citation = Citation(instrument: pack.id, edition: edition.id, article: id)
    let main = """
      \(says(article, reading))
      \(grades(edition, id, reading))
      \(errata(edition, id, reading))
      \(try parameters(edition, id, reading))
      \(rules(article, reading))
      \(examples(pack, edition, id, reading))
      """ as HTML
    return try reading.page(
      "\(label) · \(speech.prose(article.title))",
      crumbs: RegulationsPages.crumbs(pack, edition, reading) + [NavItem(label, "/")],
      """
      \(Heading("\(label) — \(speech.prose(article.title))",
        lead: HTML.code(citation.description)).html)
      \(Columns(main,
        side: about(article, edition, reading) + (try rulings(citation, reading))).html)
      """)
  }

  private func says(_ article: Article, _ reading: Reading) -> HTML {
    Card(
      reading.speech("regulations.article.says"),
      """
      <div class="article-box"><p>\(reading.speech.prose(article.says))</p></div>
      """
    ).html
  }

  private func about(_ article: Article, _ edition: Edition, _ reading: Reading) -> HTML {
    let speech = reading.speech
    var rows: [(name: String, value: HTML)] = [
      (speech("regulations.article.treatment"), RegulationsPages.tag(article.treatment, speech)),
      (
        speech("staff.regulations.text"), RegulationsPages.textNote(article.textStatus, speech)
      ),
      (
        speech("word.edition"),
        edition.isDraft
          ? "\(speech("regulations.draft"))"
          : "\(speech("regulations.inForceFrom", ["day": .day(edition.effectiveFrom)]))"
      ),
    ]
    if let why = article.why {
      rows.append((speech("regulations.article.why"), "\(speech.prose(why))"))
    }
    return Card(nil, Definitions(rows).html).html
  }

  private func errata(_ edition: Edition, _ article: String, _ reading: Reading) -> HTML {
    let speech = reading.speech
    let own = edition.errata.filter { $0.article == article }
    guard !own.isEmpty else { return HTML() }
    let items = own.map { erratum -> HTML in
      let rows: [(name: String, value: HTML)] = [
        (
          speech("regulations.erratum.printed"),
          "<bdi lang=\"ar\" dir=\"rtl\">\(erratum.asPrinted)</bdi>"
        ),
        (
          speech("regulations.erratum.read"),
          erratum.canonical.map { "<bdi lang=\"ar\" dir=\"rtl\">\($0)</bdi>" }
            ?? "\(speech("staff.erratum.conjecture"))"
        ),
        (speech("word.reason"), "\(speech.prose(erratum.reason))"),
      ]
      return Definitions(rows).html
    }
    return Card(speech("regulations.errata"), HTML.join(items, "<hr>")).html
  }

  // MARK: Parameters

  private func parameters(_ edition: Edition, _ article: String, _ reading: Reading) throws
    -> HTML
  {
    let speech = reading.speech
    let own = edition.parameters.values.filter { $0.article == article }
      .sorted { $0.key < $1.key }
    guard !own.isEmpty else { return HTML() }
    let scope = try reading.scope()
    let set = try reading.read { try SetValue.all(scope, in: $0) }
    return Card(
      speech("regulations.parameters"),
      HTML.join(own.map { parameter($0, edition.instrument, set, reading) }, "<hr>")
    ).html
  }

  private func parameter(
    _ parameter: Parameter, _ pack: String, _ set: [SetValue], _ reading: Reading
  ) -> HTML {
    let speech = reading.speech
    let value: HTML
    if let values = parameter.values {
      value = HTML.join(
        values.entries.map { entry -> HTML in
          let shown = ArticlePage.shown(entry.value, parameter.kind, speech)
          return values.entries.count == 1
            ? "<strong>\(shown)</strong>"
            : """
            <strong>\(shown)</strong> \
            <small>(\(speech("word.from")) \(speech.time(both: entry.from)))</small>
            """
        }, "<br>")
    } else {
      value = SetValues(parameter, pack, set).html(reading)
    }
    var rows: [(name: String, value: HTML)] = [
      (speech("regulations.parameter.value"), value),
      (speech("staff.parameter.kind"), "\(speech("parameter.kind.\(parameter.kind.rawValue)"))"),
    ]
    if !parameter.choices.isEmpty {
      rows.append(
        (
          speech("staff.parameter.choices"),
          HTML.join(parameter.choices.map { HTML.code($0) }, ", ")
        ))
    }
    if let taken = parameter.reading {
      rows.append((speech("regulations.parameter.reading"), "\(speech.prose(taken))"))
    }
    if !parameter.rejected.isEmpty {
      let items = parameter.rejected.map { rejected -> HTML in
        """
        <li>\(speech.prose(rejected.reading))<br><small>\(speech.prose(rejected.why))</small></li>
        """
      }
      rows.append(
        (speech("regulations.parameter.rejected"), "<ul class=\"ways\">\(items)</ul>"))
    }
    return """
      <h3 id="\(parameter.key)">\(speech.prose(parameter.title))</h3>
      <p class="note">\(HTML.code(parameter.key))</p>\(Definitions(rows).html)
      """
  }

  /// A parameter's value in words.
  static func shown(_ value: ParameterValue, _ kind: Parameter.Kind, _ speech: Speech) -> HTML {
    switch value {
    case .integer(let number):
      kind == .days
        ? "\(number == 0 ? speech.number(0) : speech.plural("count.days", number))"
        : "\(speech.number(number))"
    case .percent(let number): "\(speech.percent(number))"
    case .money(let money): "\(speech.money(money))"
    case .mark(let mark): "\(speech.mark(mark))"
    case .flag(let flag): "\(speech(flag ? "word.yes" : "word.no"))"
    case .choice(let code): HTML.code(code)
    case .text(let text): HTML.own(text)
    }
  }

  // MARK: The grade table

  private func grades(_ edition: Edition, _ article: String, _ reading: Reading) -> HTML {
    let speech = reading.speech
    guard let table = edition.grades, table.article == article else { return HTML() }
    func weight(_ hundredths: Int?) -> HTML {
      "\(hundredths.map { speech.number(ExactDecimal(mantissa: Int64($0), scale: 2)) } ?? "—")"
    }
    let rows = (table.bands + table.codes).map { grade -> [HTML] in
      [
        "<strong>\(HTML.code(grade.symbol))</strong>", HTML.own(grade.arabicSymbol),
        "\(grade.name[reading.tongue])", "\(grade.from.map { speech.mark($0) } ?? "—")",
        weight(grade.weight5), weight(grade.weight4),
        grade.passed.map {
          Tag($0 ? .good : .bad, speech($0 ? "status.passed" : "status.failed")).html
        } ?? "—",
      ]
    }
    return Card(
      speech("regulations.grades"),
      Table(
        speech("regulations.grades"),
        [
          .init(speech("marks.grade")), .init(speech("staff.grades.arabic")),
          .init(speech("word.name")), .init(speech("staff.grades.from"), number: true),
          .init(speech("staff.grades.five"), number: true),
          .init(speech("staff.grades.four"), number: true), .init(speech("word.status")),
        ], rows
      ).html
    ).html
  }

  // MARK: Rulings

  private func rulings(_ citation: Citation, _ reading: Reading) throws -> HTML {
    let speech = reading.speech
    let scope = try reading.scope()
    let (counts, lines) = try reading.read { tx in
      (
        try tx.journalOutcomes(scope, headline: citation.description),
        try tx.journalLines(scope, headline: citation.description, limit: 20)
      )
    }
    guard !lines.isEmpty else {
      return Card(
        speech("regulations.rulings"), id: "rulings",
        "<p class=\"note\">\(speech("regulations.rulings.none"))</p>"
      ).html
    }
    let rows = Outcome.allCases.compactMap { outcome -> (name: String, value: HTML)? in
      guard let count = counts[outcome.rawValue] else { return nil }
      return (speech.outcome(outcome), "\(speech.plural("count.rulings", count))")
    }
    let mayOpen = reading.visitor?.actor.holds(.registrar, at: reading.now) ?? false
    let items = lines.map { line -> HTML in
      """
      <li><div><strong>\(speech.word("operation.", line.operation))</strong>\
      <small>\(speech.time(at: line.at))</small>\
      <small>\(HTML.reference(line.id, link: mayOpen))</small></div>\
      \(HTML.with(Outcome(rawValue: line.outcome)) { speech.tag($0) })</li>
      """
    }
    return Card(
      speech("regulations.rulings"), id: "rulings",
      "<p class=\"note\">\(speech("regulations.rulings.headline"))</p>\(Definitions(rows).html)"
        + "<hr><ul class=\"checks\">\(items)</ul>"
    ).html
  }
}
