import Hummingbird
import Kernel
import Language
import LearningRecords
import Operations
import People
import Regulations
import Storage

/// How long an institution keeps its learning records, class by class.
struct RecordRetentionPage: Sendable {
  let site: Site

  /// GET /record-retention
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    _ = try reading.signedIn(as: .administrator)
    return try page(reading, Typed(nil, reading.speech))
  }

  private func page(_ reading: Reading, _ typed: Typed) throws -> Response {
    let speech = reading.speech
    let set = try site.office.retentions(try reading.scope())
    let rows = RecordRetention.Kind.allCases.map { kind -> [HTML] in
      let rule = set.first { $0.kind == kind }
      return [
        "\(speech("retention.kind.\(kind.rawValue)"))",
        rule.map { "\(speech.plural("retention.days", $0.days))" }
          ?? "\(speech("retention.kept"))",
        rule?.doneOn.map { speech.time(both: $0) } ?? "—",
      ]
    }
    let kinds = RecordRetention.Kind.allCases.map {
      (value: $0.rawValue, label: speech("retention.kind.\($0.rawValue)"))
    }
    let title = speech("retention.title")
    let form = Form(
      "/record-retention", hidden: reading.csrf,
      """
      \(typed.notice)
      \(typed.field("kind", speech("retention.kind"), .select(kinds)))
      \(typed.field("days", speech("retention.period"), .number,
        help: speech("retention.period.help"), required: false, code: true))
      \(typed.field("decision", speech("retention.decision"), help: speech("retention.journal")))
      <p class="buttons">\(Button(speech("operation.SetRecordRetention"), .danger).html)</p>
      """)
    return try reading.page(
      title,
      crumbs: [
        NavItem(speech("reporting.title"), "/reporting"), NavItem(title, "/record-retention"),
      ],
      flash: reading.doneNotice, status: typed.isRight ? .ok : .badRequest,
      """
      \(Heading(title, lead: HTML(text: speech("retention.lead"))).html)
      \(Card(nil, Table(
        title,
        [
          .init(speech("retention.kind")), .init(speech("retention.period")),
          .init(speech("retention.doneOn")),
        ], rows).html).html)
      \(Card(speech("operation.SetRecordRetention"), form.html).html)
      """)
  }

  /// POST /record-retention
  func set(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    _ = try reading.signedIn(as: .administrator)
    var typed = Typed(try await reading.form(), reading.speech)
    guard let kind = RecordRetention.Kind(rawValue: typed.value("kind")) else {
      throw Problem.notFound
    }
    let decision = typed.line("decision", limit: 500)
    let days: Int? =
      typed.value("days").allSatisfy(\.isWhitespace)
      ? nil : typed.number("days", 1...RecordRetention.longest)
    guard typed.isRight else { return try page(reading, typed) }
    return try await reading.act(
      SetRecordRetention(kind, days: days, decision: decision), to: "/record-retention")
  }
}
