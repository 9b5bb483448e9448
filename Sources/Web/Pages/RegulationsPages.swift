import Hummingbird
import Kernel
import Language
import Operations
import Regulations
import Rules
import Storage

/// The browser of the law: instruments, their editions, and an edition's articles.
struct RegulationsPages: Sendable {
  let site: Site

  /// GET /regulations
  func instruments(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let speech = reading.speech
    let cards = site.office.library.packs.map { pack -> HTML in card(pack, reading) }
    return try reading.page(
      speech("regulations.title"),
      """
      \(Heading(speech("regulations.title"), lead: HTML(text: speech("regulations.lead"))).html)
      \(HTML.join(cards))
      """)
  }

  private func card(_ pack: Pack, _ reading: Reading) -> HTML {
    let speech = reading.speech
    let current = pack.edition(inForceOn: reading.today)
    let rows = pack.editions.map { edition -> [HTML] in
      let path: Path = "/regulations/\(pack.id)/\(edition.id)"
      let force: HTML =
        edition.isDraft
        ? Tag(.info, speech("regulations.draft")).html
        : "\(speech.time(both: edition.effectiveFrom))"
          + HTML.when(
            edition.id == current?.id,
            " \(Tag(.good, speech("status.active")).html)")
      return [
        Named(HTML.link(speech.prose(edition.title), path), HTML.code(edition.name)).html, force,
        HTML(text: speech.textStatus(edition.textStatus)),
        "\(speech.plural("count.articles", edition.articles.count))",
      ]
    }
    let table = Table(
      speech("regulations.editions"),
      [
        .init(speech("regulations.editions")), .init(speech("staff.regulations.force")),
        .init(speech("staff.regulations.text")), .init(speech("regulations.articles")),
      ], rows)
    let standards: HTML =
      pack.standardSets.isEmpty
      ? "" : HTML.link(speech("standards.title"), "/regulations/\(pack.id)/standards")
    return Card(
      speech.prose(pack.title), action: standards,
      """
      <p class="note">\(speech("regulations.authority")): \(speech.prose(pack.authority))</p>\
      \(table.html)
      """
    ).html
  }

  /// The pack and edition of the path; absent when unknown.
  static func open(_ reading: Reading) throws -> (Pack, Edition) {
    guard let name = reading.context.parameters.get("pack"),
      let id = reading.context.parameters.get("edition"),
      let pack = reading.site.office.library.pack(name), let edition = pack.edition(id)
    else { throw Problem.notFound }
    return (pack, edition)
  }

  static func crumbs(_ pack: Pack, _ edition: Edition, _ reading: Reading) -> [NavItem] {
    [
      NavItem(reading.speech("regulations.title"), "/regulations"),
      NavItem(
        "\(reading.speech.prose(pack.title)) · \(reading.speech.digits(edition.id))",
        "/regulations/\(pack.id)/\(edition.id)"),
    ]
  }

  /// GET /regulations/{pack}/{edition}
  func edition(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let speech = reading.speech
    let (pack, edition) = try Self.open(reading)
    let examples = Dictionary(grouping: Self.examples(pack, edition), by: \.article)
    let rows = edition.articles.map { article -> [HTML] in
      [
        "<span class=\"nowrap\">\(speech.article(article.id))</span>",
        Named(
          HTML.link(
            speech.prose(article.title),
            Reading.articlePath(
              Citation(instrument: pack.id, edition: edition.id, article: article.id))),
          HTML(text: speech.textStatus(article.textStatus))
        ).html,
        Self.tag(article.treatment, speech),
        "\(speech.number(examples[article.id]?.count ?? 0))",
      ]
    }
    let table = Table(
      speech("regulations.articles"),
      [
        .init(speech("word.article")), .init(speech("regulations.article.says")),
        .init(speech("regulations.article.treatment")),
        .init(speech("regulations.examples"), number: true),
      ], rows)
    return try reading.page(
      speech.prose(edition.title), crumbs: Self.crumbs(pack, edition, reading),
      """
      \(Heading(speech.prose(edition.title),
        lead: HTML(text: "\(speech.prose(pack.authority)) · \(edition.name)")).html)
      \(Columns(Card(speech("regulations.articles"), table.html).html,
        side: about(pack, edition, reading)).html)
      """)
  }

  private func about(_ pack: Pack, _ edition: Edition, _ reading: Reading) -> HTML {
    let speech = reading.speech
    var rows: [(name: String, value: HTML)] = [
      (
        speech("staff.regulations.force"),
        edition.isDraft
          ? "\(speech("regulations.draft"))" : speech.time(both: edition.effectiveFrom)
      ),
      (speech("staff.regulations.text"), Self.textNote(edition.textStatus, speech)),
      (speech("regulations.article.why"), "\(speech.prose(edition.reason))"),
    ]
    if let digest = pack.sourceDigest {
      rows.append(
        (
          speech("regulations.source"),
          "<small style=\"overflow-wrap:anywhere\">\(HTML.code(digest))</small>"
        ))
    }
    let total = edition.articles.count
    let coverage = Treatment.allCases.compactMap { treatment -> (name: String, value: HTML)? in
      let count = edition.articles.count { $0.treatment == treatment }
      guard count > 0 else { return nil }
      return (
        speech("treatment.\(treatment.rawValue)"),
        """
        \(speech.plural("count.articles", count))\
        \(Meter(part: count, whole: total, tone: treatment == .notYet ? .warn : .good).html)
        """
      )
    }
    return Card(speech("word.details"), Definitions(rows).html).html
      + Card(speech("regulations.coverage"), Definitions(coverage).html).html
  }

  static func examples(_ pack: Pack, _ edition: Edition) -> [Example] {
    pack.examples.filter { $0.instrument == pack.id && ($0.edition ?? edition.id) == edition.id }
  }

  static func tag(_ treatment: Treatment, _ speech: Speech) -> HTML {
    let tone: Tone =
      switch treatment {
      case .rule: .good
      case .procedure, .indicator: .info
      case .informative: .quiet
      case .notYet: .warn
      }
    return Tag(tone, speech("treatment.\(treatment.rawValue)")).html
  }

  static func textNote(_ status: TextStatus, _ speech: Speech) -> HTML {
    """
    \(speech.textStatus(status))<br>\
    <small>\(speech("textStatus.\(status.rawValue).help"))</small>
    """
  }
}
