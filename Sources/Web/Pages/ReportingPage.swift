import Hummingbird
import Kernel
import Language
import Licensing
import Operations
import People
import Regulations
import Rules
import Storage

/// Reported learning activity: what waits to be reported and what could not be, and the lights that
/// the regulator's checks give the records that came in, licence by licence.
struct ReportingPage: Sendable {
  let site: Site

  /// GET /reporting; `?licence=` names one, with its checks one by one.
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let visitor = try reading.signedIn(as: .administrator, .regulator)
    let speech = reading.speech
    // The regulator's office sees every body whose records are kept here, an institution its own.
    let isOffice = try reading.institution().instrument == Licence.instrument
    let scopes =
      isOffice && reading.holds(.regulator)
      ? site.office.institutions.map(\.scope) : [visitor.actor.scope]
    let asked = reading.query("licence")
    let lights = try scopes.flatMap {
      try site.office.lights($0, licence: asked, at: reading.now)
    }
    if asked != nil {
      guard let one = lights.first else { throw Problem.notFound }
      return try self.one(one, reading)
    }
    return try reading.page(
      speech("reporting.title"),
      """
      \(Heading(speech("reporting.title"), lead: HTML(text: speech("reporting.lead"))).html)
      \(reading.holds(.administrator) ? try own(visitor.actor.scope, speech) : HTML())
      \(received(lights, reading))
      """)
  }

  // MARK: What is reported from here

  private func own(_ scope: Scope, _ speech: Speech) throws -> HTML {
    let left = try site.office.unreported(scope, limit: 200)
    let rows = left.events.map { event -> [HTML] in
      [
        HTML.code(event.verb), HTML(text: fault(event.fault, speech)), speech.time(at: event.at),
      ]
    }
    let table = Table(
      speech("reporting.left"),
      [
        .init(speech("reporting.event")), .init(speech("reporting.why")),
        .init(speech("reporting.toldAt")),
      ], rows)
    return Card(
      speech("reporting.own"),
      """
      <p>\(speech.plural("reporting.waiting", left.waiting)) \
      \(speech.plural("reporting.dead", left.dead))</p>
      \(rows.isEmpty ? HTML() : table.html)
      """
    ).html
  }

  /// Why an event was given up, in words: what is lacking, or what the store answered.
  private func fault(_ stored: String, _ speech: Speech) -> String {
    let parts = stored.split(separator: " ").map(String.init)
    guard parts.count > 1 else { return stored }
    guard parts[0] == "lacks" else {
      return speech("reporting.answered", ["code": .text(parts[1])])
    }
    return speech.list(parts.dropFirst().map { speech.word("reporting.lacks.", $0) })
  }

  // MARK: What came in

  private func received(_ lights: [Lights], _ reading: Reading) -> HTML {
    let speech = reading.speech
    guard !lights.isEmpty else { return EmptyState(speech("reporting.none")).html }
    let rows = lights.map { light -> [HTML] in
      let name = light.programme?[reading.tongue] ?? light.holder[reading.tongue]
      return [
        Named(
          HTML.link(name, Path("/reporting").setting("licence", light.licence)),
          """
          \(HTML.own(light.holder[reading.tongue])) · \(HTML.code(light.licence))
          """
        ).html,
        HTML(text: speech.number(light.judged)),
      ]
        + StatementReport.Outcome.allCases.map { HTML(text: speech.number(light.count($0))) }
    }
    let columns: [Table.Column] =
      [.init(speech("reporting.licence")), .init(speech("reporting.judged"), number: true)]
      + StatementReport.Outcome.allCases.map {
        .init(speech("reporting.outcome.\($0.rawValue)"), number: true)
      }
    return Card(
      speech("reporting.received"), Table(speech("reporting.received"), columns, rows).html
    ).html
  }

  // MARK: One licence

  private func one(_ light: Lights, _ reading: Reading) throws -> Response {
    let speech = reading.speech
    let name = light.programme?[reading.tongue] ?? light.holder[reading.tongue]
    let identity = light.checks.filter { StatementGate.isAboutIdentity($0.finding.article) }
    let others = light.checks.filter { !StatementGate.isAboutIdentity($0.finding.article) }
    let lead: HTML = """
      \(HTML.own(light.holder[reading.tongue])) · \(HTML.code(light.licence)) · \
      \(speech.plural("reporting.statements", light.judged))
      """
    return try reading.page(
      name, crumbs: [NavItem(speech("reporting.title"), "/reporting")],
      """
      \(Heading(HTML.own(name), lead: lead).html)
      \(HTML.when(light.isCut, Notice(.warn, speech("reporting.cut")).html))
      \(Card(speech("reporting.checks"), list(others, light, reading)).html)
      \(Card(speech("reporting.identity"), list(identity, light, reading)).html)
      """)
  }

  /// How many statements of a check are listed.
  private static let listed = 10

  private func list(_ checks: [ReportedCheck], _ light: Lights, _ reading: Reading) -> HTML {
    let speech = reading.speech
    let rows = checks.map { check -> [HTML] in
      let outcome = StatementReport.Outcome(check)
      let tone: Tone =
        switch outcome {
        case .passed: .good
        case .failed: .bad
        case .notApplicable: .quiet
        case .undetermined: .info
        }
      let article = check.finding.article
      let citation = Citation(
        instrument: light.edition.instrument, edition: light.edition.id, article: article)
      let title = light.edition.article(article).map { speech.prose($0.title) } ?? article
      return [
        Tag(tone, speech("reporting.outcome.\(outcome.rawValue)")).html,
        Named(
          HTML.link(title, Reading.articlePath(citation)), HTML.code(article)
        ).html,
        broken(check, speech),
      ]
    }
    return Table(
      speech("reporting.checks"),
      [
        .init(speech("reporting.outcome")), .init(speech("reporting.check")),
        .init(speech("reporting.found")),
      ], rows
    ).html
  }

  private func broken(_ check: ReportedCheck, _ speech: Speech) -> HTML {
    guard !check.broken.isEmpty else { return HTML(text: speech.finding(check.finding)) }
    let items = check.broken.prefix(Self.listed).map { broken -> HTML in
      """
      <li>\(speech.finding(broken.finding)) \(speech.forward(broken.finding) ?? "")<br>\
      <small>\(HTML.code(broken.id ?? "–"))</small></li>
      """
    }
    let more = check.broken.count - items.count
    return """
      <ul class="ways">\(HTML.join(items))</ul>\
      \(more > 0 ? "<p>\(speech.plural("reporting.more", more))</p>" : HTML())
      """
  }
}
