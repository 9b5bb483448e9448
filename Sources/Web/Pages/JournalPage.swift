import Hummingbird
import Kernel
import Language
import Operations
import People
import Regulations
import Storage

/// The newest entries of the journal, their public part only.
struct JournalPage: Sendable {
  let site: Site
  private static let perPage = 50

  /// GET /journal, `?operation=`, `?outcome=` and `?before=` narrow it.
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    _ = try reading.signedIn(as: .administrator, .registrar)
    let speech = reading.speech
    let scope = try reading.scope()
    let named = reading.query("operation") ?? "all"
    let operation = named != "all" && Name.isPlain(named) ? named : ""
    let outcome = reading.query("outcome").flatMap { Outcome(rawValue: $0)?.rawValue } ?? ""
    let asked = reading.query("reference") ?? ""
    let reference = ShortReference.bytes(asked)
    let before = reading.query("before").flatMap { Int($0) } ?? .max
    let (lines, operations) = try reading.read { tx in
      (
        try reference.map { try tx.journalLines(scope, ending: $0, limit: Self.perPage) }
          ?? tx.journalLines(
            scope, operation: operation, outcome: outcome, before: before,
            limit: Self.perPage + 1),
        try tx.journalOperations(scope)
      )
    }
    let shown = Array(lines.prefix(Self.perPage))
    var older = HTML()
    if lines.count > shown.count, let last = shown.last {
      let path = reading.path.setting("before", String(last.sequence))
      older = "<p class=\"pager\">\(HTML.link(speech("pager.earlier"), path))</p>"
    }
    let list: HTML =
      shown.isEmpty
      ? EmptyState(speech("ruling.empty")).html : JournalTable(lines: shown).html(reading)
    return try reading.page(
      speech("journal.title"),
      """
      \(Heading(speech("journal.title"), lead: HTML(text: speech("journal.lead"))).html)
      \(Card(nil, filter(operations, operation, outcome, asked, speech)).html)
      \(Card(nil, list + older).html)
      """)
  }

  private func filter(
    _ operations: [String], _ operation: String, _ outcome: String, _ reference: String,
    _ speech: Speech
  ) -> HTML {
    let all = (value: "all", label: speech("staff.all"))
    return Form(
      "/journal", .get, inline: true,
      """
      \(Field("operation", speech("journal.operation"),
        .select([all] + operations.map { ($0, speech.word("operation.", $0)) }),
        value: operation.isEmpty ? "all" : operation).html(speech))
      \(Field("outcome", speech("journal.outcome"),
        .select([all] + Outcome.allCases.map { ($0.rawValue, speech.outcome($0)) }),
        value: outcome.isEmpty ? "all" : outcome).html(speech))
      \(Field(filter: "reference", speech("journal.reference"), .search, value: reference)
        .html(speech))
      \(Button(speech("journal.filter"), .plain).html)
      """
    ).html
  }
}

/// Public lines of the journal as a table.
struct JournalTable {
  let lines: [JournalLine]

  func html(_ reading: Reading) -> HTML {
    let speech = reading.speech
    let mayOpen = reading.visitor?.actor.holds(.registrar, at: reading.now) ?? false
    let rows = lines.map { line -> [HTML] in
      let article = Citation(text: line.headline).map {
        HTML.link(speech.article($0.article), Reading.articlePath($0))
      }
      let outcome: HTML =
        line.kind == .act
        ? Tag(.quiet, speech("staff.journal.act")).html
        : Outcome(rawValue: line.outcome).map { speech.tag($0) } ?? "—"
      return [
        "\(speech.number(line.sequence))", speech.time(at: line.at),
        "\(speech.word("operation.", line.operation))", outcome, article ?? "—",
        HTML.reference(line.id, link: mayOpen),
      ]
    }
    return Table(
      speech("journal.title"),
      [
        .init(speech("journal.sequence")), .init(speech("word.time")),
        .init(speech("journal.operation")), .init(speech("journal.outcome")),
        .init(speech("word.article")), .init(speech("ruling.number")),
      ], rows
    ).html
  }
}
