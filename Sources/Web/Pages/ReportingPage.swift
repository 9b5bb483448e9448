import Hummingbird
import Kernel
import Language
import Licensing
import Operations
import People
import Regulations
import Rules
import Storage

/// Reported learning activity: what waits to be reported and what could not be, and how many of the
/// regulator's checks the records that came in pass, licence by licence.
struct ReportingPage: Sendable {
  let site: Site

  /// GET /reporting; `?licence=` names one, with its checks one by one.
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let visitor = try reading.signedIn(as: .administrator, .regulator)
    let speech = reading.speech
    let scopes = try reading.recordScopes()
    if let asked = reading.query("licence") {
      guard let one = try site.office.lights(scopes, licence: asked, at: reading.now) else {
        throw Problem.notFound
      }
      return try LightsPage(one.coverage, one.lights, reading).response()
    }
    let coverage = try site.office.coverage(scopes, at: reading.now)
    return try reading.page(
      speech("reporting.title"),
      """
      \(Heading(speech("reporting.title"), lead: HTML(text: speech("reporting.lead"))).html)
      <p>\(HTML.when(
        try reading.holds(.administrator) || reading.isRegulatorsOffice(),
        HTML.link(speech("recordClients.title"), "/record-clients")))\(HTML.when(
          reading.holds(.administrator),
          " · \(HTML.link(speech("retention.title"), "/record-retention"))"))</p>
      \(reading.holds(.administrator) ? try own(visitor.actor.scope, speech) : HTML())
      \(received(coverage.heard, reading))
      \(silent(coverage.silent, reading))
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

  /// By provider and by programme: what was counted, and how the checks came out.
  private func received(_ heard: [ProviderCoverage], _ reading: Reading) -> HTML {
    let speech = reading.speech
    guard !heard.isEmpty else { return EmptyState(speech("reporting.none")).html }
    let columns: [Table.Column] =
      [
        .init(speech("reporting.licence")), .init(speech("reporting.judged"), number: true),
        .init(speech("reporting.registrations"), number: true), .init(speech("reporting.last")),
      ]
      + StatementReport.Outcome.allCases.map {
        .init(speech("reporting.outcome.\($0.rawValue)"), number: true)
      }
    let cards = heard.map { provider -> HTML in
      let rows = [row(provider.whole, reading)] + provider.programmes.map { row($0, reading) }
      let name = provider.whole.programme ?? provider.whole.holder
      let elsewhere = provider.elsewhere
      return Card(
        name[reading.tongue],
        """
        \(Table(name[reading.tongue], columns, rows).html)
        \(elsewhere > 0
          ? "<p>\(speech.plural("reporting.elsewhere", elsewhere))</p>" : HTML())
        """
      ).html
    }
    return """
      <h2>\(speech("reporting.received"))</h2>
      <p>\(speech("reporting.counted"))</p>
      \(HTML.join(cards))
      """
  }

  private func row(_ coverage: Coverage, _ reading: Reading) -> [HTML] {
    let speech = reading.speech
    let name = coverage.programme?[reading.tongue] ?? speech("reporting.whole")
    let path = Path("/reporting").setting("licence", coverage.licence.number)
    return [
      Named(HTML.link(name, path), HTML.code(coverage.licence.number)).html,
      HTML(text: speech.number(coverage.statements)),
      HTML(text: speech.number(coverage.registrations)),
      coverage.last.map { speech.time(at: $0) } ?? "–",
    ]
      + StatementReport.Outcome.allCases.map { outcome in
        // What was not judged for this page is judged when it is opened.
        coverage.lights.map { HTML(text: speech.number($0.outcomes[outcome] ?? 0)) } ?? "…"
      }
  }

  /// How many providers are named from which nothing came.
  private static let named = 50

  private func silent(_ silent: [Coverage], _ reading: Reading) -> HTML {
    let speech = reading.speech
    guard !silent.isEmpty else { return HTML() }
    let items = silent.prefix(Self.named).map { coverage -> HTML in
      let name = coverage.programme?[reading.tongue] ?? coverage.holder[reading.tongue]
      return """
        <li>\(HTML.link(HTML.own(name), RegisterPage.path(coverage.licence))) · \
        \(HTML.code(coverage.licence.number))</li>
        """
    }
    let more = silent.count - items.count
    return Card(
      speech("reporting.silent"),
      """
      <p>\(speech.plural("reporting.silentCount", silent.count))</p>
      <ul class="ways many">\(HTML.join(items))</ul>
      \(more > 0 ? "<p>\(speech.plural("reporting.silentMore", more))</p>" : HTML())
      """
    ).html
  }
}

extension Reading {
  /// Whether the reader holds the regulator's office.
  func isRegulatorsOffice() throws -> Bool {
    try institution().instrument == Licence.instrument && holds(.regulator)
  }

  /// Whose records the reader may look after: the regulator's office those of every body whose records
  /// are kept here, an institution its own.
  func recordScopes() throws -> [Scope] {
    try isRegulatorsOffice() ? site.office.institutions.map(\.scope) : [scope()]
  }
}
