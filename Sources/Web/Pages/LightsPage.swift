import Hummingbird
import Kernel
import Language
import Licensing
import Operations
import Regulations
import Rules

/// The lights of one licence: check by check, what breaks it first, with what to change and in which
/// statements.
struct LightsPage {
  private let coverage: Coverage
  private let lights: Lights
  private let reading: Reading
  private var speech: Speech { reading.speech }

  init(_ coverage: Coverage, _ lights: Lights, _ reading: Reading) {
    self.coverage = coverage
    self.lights = lights
    self.reading = reading
  }

  func response() throws -> Response {
    let holder = coverage.holder[reading.tongue]
    let name = coverage.programme?[reading.tongue] ?? holder
    let identity = lights.checks.filter { StatementGate.isAboutIdentity($0.finding.article) }
    let others = lights.checks.filter { !StatementGate.isAboutIdentity($0.finding.article) }
    let lead: HTML = """
      \(HTML.when(coverage.programme != nil, "\(HTML.own(holder)) · "))\
      \(HTML.code(coverage.licence.number)) · \
      \(speech.plural("reporting.statements", coverage.statements))
      """
    return try reading.page(
      name,
      crumbs: [NavItem(speech("reporting.title"), "/reporting"), NavItem(name, reading.path)],
      """
      \(Heading(HTML.own(name), lead: lead).html)
      \(sums)
      <p>\(speech.plural("reporting.judgedCount", lights.judged))</p>
      \(HTML.when(lights.isCut, Notice(.warn, speech("reporting.cut")).html))
      \(Card(speech("reporting.checks"), list(others)).html)
      \(Card(speech("reporting.identity"), list(identity)).html)
      """)
  }

  /// How many checks came out how.
  private var sums: HTML {
    let counts = lights.counts.outcomes
    return Facts(
      StatementReport.Outcome.allCases.map { outcome in
        let count = counts[outcome] ?? 0
        return Fact(
          speech("reporting.outcome.\(outcome.rawValue)"), speech.number(count),
          tone: outcome == .failed && count > 0 ? .bad : nil)
      }
    ).html
  }

  /// What is to be corrected stands on top, what is open next; each in the order of the list.
  private func list(_ checks: [ReportedCheck]) -> HTML {
    let judged = checks.map { (check: $0, outcome: StatementReport.Outcome($0)) }
    let first: [StatementReport.Outcome] = [.failed, .undetermined]
    let ordered =
      first.flatMap { outcome in judged.filter { $0.outcome == outcome } }
      + judged.filter { !first.contains($0.outcome) }
    let rows = ordered.map { check, outcome -> [HTML] in
      let tone: Tone =
        switch outcome {
        case .passed: .good
        case .failed: .bad
        case .notApplicable: .quiet
        case .undetermined: .info
        }
      let article = check.finding.article
      let citation = Citation(
        instrument: lights.edition.instrument, edition: lights.edition.id, article: article)
      let title = lights.edition.article(article).map { speech.prose($0.title) } ?? article
      return [
        Named(HTML.link(title, Reading.articlePath(citation)), HTML.code(article)).html,
        Tag(tone, speech("reporting.outcome.\(outcome.rawValue)")).html, found(check),
      ]
    }
    return Table(
      speech("reporting.checks"),
      [
        .init(speech("reporting.check")), .init(speech("reporting.outcome")),
        .init(speech("reporting.found")),
      ], rows
    ).html
  }

  // MARK: What was found

  /// How many statements are listed of those that broke a check in the same way.
  private static let listed = 10

  /// The statements that broke a check, together where they broke it in the same way.
  private func found(_ check: ReportedCheck) -> HTML {
    guard !check.broken.isEmpty else { return "<div>\(speech.finding(check.finding))</div>" }
    var ways: [[ReportedCheck.Broken]] = []
    var places: [String: Int] = [:]
    for broken in check.broken {
      if let place = places[broken.finding.key] {
        ways[place].append(broken)
      } else {
        places[broken.finding.key] = ways.count
        ways.append([broken])
      }
    }
    return "<div class=\"stack\">\(HTML.join(ways.map(way)))</div>"
  }

  /// One way in which a check is broken: what it is and what to change, said once, and in which
  /// statements.
  private func way(_ broken: [ReportedCheck.Broken]) -> HTML {
    guard let first = broken.first else { return HTML() }
    let said = speech.finding(first.finding)
    let words: HTML = "<p>\(said) \(speech.forward(first.finding) ?? "")</p>"
    guard broken.count > 1 else { return "<div>\(words)<small>\(id(first))</small></div>" }
    let items = broken.prefix(Self.listed).map { one -> HTML in
      let own = speech.finding(one.finding)
      return "<li>\(id(one))\(HTML.when(own != said, "<br><small>\(own)</small>"))</li>"
    }
    let more = broken.count - items.count
    return """
      <div>\(words)<details class="menu"><summary>\
      \(speech.plural("reporting.statements", broken.count))</summary>\
      <ul>\(HTML.join(items))</ul>\
      \(more > 0 ? "<p>\(speech.plural("reporting.more", more))</p>" : HTML())</details></div>
      """
  }

  private func id(_ broken: ReportedCheck.Broken) -> HTML { HTML.code(broken.id ?? "–") }
}
