import Hummingbird
import Kernel
import Language
import Operations
import Regulations
import Rules

/// One procedure of an edition as anybody may read it: what to have at hand, who does what in which
/// order, how long it takes, and what it rests on.
struct ProcedurePage: Sendable {
  let site: Site

  /// GET /regulations/{pack}/{edition}/procedures/{procedure}
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let (pack, edition) = try RegulationsPages.open(reading)
    guard let id = context.parameters.get("procedure"), let procedure = edition.procedure(id)
    else { throw Problem.notFound }
    let speech = reading.speech
    let title = procedure.title[reading.tongue]
    return try reading.page(
      title, crumbs: RegulationsPages.crumbs(pack, edition, reading) + [NavItem(title, "/")],
      """
      \(Heading(title, lead: HTML(text: procedure.help[reading.tongue])).html)
      \(Columns(
        Card(speech("cases.before"), ProcedurePage.before(procedure, reading)).html
          + steps(procedure, reading),
        side: about(procedure, edition, reading)).html)
      """)
  }

  /// What whoever files is asked for, and what shows that the standards are met.
  static func before(_ procedure: Procedure, _ reading: Reading) -> HTML {
    let tongue = reading.tongue
    let asked = procedure.fields.filter { $0.known == nil && $0.isRequired }.map { field -> HTML in
      "<li>\(field.title[tongue])\(HTML.with(field.help) { " — \($0[tongue])" })</li>"
    }
    return "<ul>\(HTML.join(asked))</ul>\(StandardParts.before(procedure, reading))"
  }

  private func steps(_ procedure: Procedure, _ reading: Reading) -> HTML {
    let (speech, tongue) = (reading.speech, reading.tongue)
    func state(_ id: String) -> String { procedure.state(id)?.title[tongue] ?? id }
    let rows = procedure.steps.map { step -> [HTML] in
      [
        HTML(text: step.title[tongue]),
        HTML.join(step.from.map { HTML(text: state($0)) }, "<br>"),
        HTML(text: state(step.to)), HTML(text: hand(step.by, speech)),
      ]
    }
    let table = Table(
      speech("procedures.steps"),
      [
        .init(speech("procedures.step")), .init(speech("word.from")),
        .init(speech("procedures.to")), .init(speech("procedures.by")),
      ], rows)
    let start = speech(
      "procedures.start", ["state": .text(state(procedure.start))])
    return Card(speech("procedures.steps"), "<p>\(start)</p>\(table.html)").html
  }

  private func hand(_ hand: ProcedureStep.Hand, _ speech: Speech) -> String {
    func names(_ roles: [Role]) -> String {
      speech.list(roles.map { speech("role.\($0.rawValue)") })
    }
    switch hand {
    case .applicant: return speech("procedures.by.applicant")
    case .clock: return speech("procedures.by.clock")
    case .event(let event): return speech("procedures.by.\(event.rawValue)")
    case .roles(let roles, _): return names(roles)
    case .committee(let role, let quorum, _):
      return speech(
        "procedures.by.committee", ["role": .text(names([role])), "quorum": .integer(quorum)])
    }
  }

  private func about(_ procedure: Procedure, _ edition: Edition, _ reading: Reading) -> HTML {
    let speech = reading.speech
    var rows: [(name: String, value: HTML)] = [
      (speech("cases.rests"), reading.cited(procedure.citation)),
      (
        speech("staff.regulations.force"),
        edition.isDraft
          ? "\(speech("regulations.draft"))" : speech.time(both: edition.effectiveFrom)
      ),
      (
        speech("procedures.filedBy"),
        HTML(text: speech.list(procedure.filedBy.map { speech("role.\($0.rawValue)") }))
      ),
    ]
    let rules = [procedure.charge?.rule].compactMap(\.self)
    let guards = (procedure.guards + rules + procedure.steps.flatMap(\.guards)).flatMap { id in
      Catalogue.rule(id)?.articles ?? []
    }.filter { edition.article($0) != nil }
    var seen: Set<String> = []
    let examined = guards.filter { seen.insert($0).inserted }.map { article in
      reading.cited(
        Citation(instrument: edition.instrument, edition: edition.id, article: article))
    }
    if !examined.isEmpty {
      rows.append((speech("procedures.guards"), HTML.join(examined, "<br>")))
    }
    let law = site.office.library.law(edition.instrument, at: reading.now, edition: edition.id)
    if let fee = procedure.fee {
      let amount = law?.money(fee).map { speech.money($0) }
      rows.append((speech("procedures.fee"), HTML(text: amount ?? speech("fees.unset"))))
    }
    for clock in procedure.clocks {
      let days: Int? =
        switch clock.days {
        case .days(let days): days
        case .parameter(let key): law?.integer(key)
        }
      rows.append(
        (
          clock.title[reading.tongue],
          days.map { number -> HTML in
            """
            \(speech.plural("count.days", number)) \
            <small>\(speech("procedures.counts.\(clock.counts.rawValue)"))</small>
            """
          } ?? HTML(text: speech("procedures.unset"))
        ))
    }
    return Card(nil, Definitions(rows).html).html
  }

  /// The procedures of an edition as links.
  static func list(_ edition: Edition, _ reading: Reading) -> HTML {
    guard !edition.procedures.isEmpty else { return HTML() }
    let items = edition.procedures.map { procedure -> HTML in
      let path: Path =
        "/regulations/\(edition.instrument)/\(edition.id)/procedures/\(procedure.id)"
      return "<li>\(HTML.link(procedure.title[reading.tongue], path))</li>"
    }
    return Card(reading.speech("procedures.title"), "<ul>\(HTML.join(items))</ul>").html
  }
}
