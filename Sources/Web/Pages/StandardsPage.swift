import Hummingbird
import Kernel
import Language
import Operations
import Regulations

/// The browser of an authority's standards: by version, sector, whose licence they are for, domain,
/// and whether they are required. Anybody may read it.
struct StandardsPage: Sendable {
  let site: Site

  /// What a reader narrows the list to; an empty word for anything.
  private struct Wish {
    let version: String
    let sector: String
    let licence: String
    let domain: String
    let required: String

    init(_ reading: Reading) {
      version = reading.query("version") ?? ""
      sector = reading.query("sector") ?? ""
      licence = reading.query("licence") ?? ""
      domain = reading.query("domain") ?? ""
      required = reading.query("required") ?? ""
    }

    func takes(_ set: StandardSet) -> Bool {
      (version.isEmpty || Name.same(set.version, version))
        && (sector.isEmpty || set.isFor(sector: sector))
    }

    func takes(_ domain: StandardSet.Domain) -> Bool {
      (licence.isEmpty || domain.licence.rawValue == licence)
        && (self.domain.isEmpty || Name.same(domain.code, self.domain))
    }

    func takes(_ standard: ProcedureStandard) -> Bool {
      required.isEmpty || (standard.isRequired ? "yes" : "no") == required
    }
  }

  /// GET /regulations/{pack}/standards
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let speech = reading.speech
    guard let name = context.parameters.get("pack"), let pack = site.office.library.pack(name),
      !pack.standardSets.isEmpty
    else { throw Problem.notFound }
    let wish = Wish(reading)
    let shown = pack.standardSets.filter(wish.takes).compactMap { set($0, pack, wish, reading) }
    return try reading.page(
      speech("standards.title"),
      crumbs: [
        NavItem(speech("regulations.title"), "/regulations"),
        NavItem(speech("standards.title"), reading.path),
      ],
      """
      \(Heading(speech("standards.title"),
        lead: HTML(text: "\(speech.prose(pack.authority)) · \(speech("standards.lead"))")).html)
      \(Card(nil, filter(pack, wish, reading)).html)
      \(shown.isEmpty ? EmptyState(speech("standards.none")).html : HTML.join(shown))
      """)
  }

  private func filter(_ pack: Pack, _ wish: Wish, _ reading: Reading) -> HTML {
    let speech = reading.speech
    let any = (value: "", label: speech("standards.any"))
    func select(_ name: String, _ label: String, _ value: String, _ found: [(String, String)])
      -> HTML
    {
      var options = [any]
      for (value, label) in found where !options.contains(where: { $0.value == value }) {
        options.append((value, label))
      }
      return Field(filter: name, label, .select(options), value: value).html(speech)
    }
    let domains = pack.standardSets.flatMap(\.domains)
    return Form(
      "/regulations/\(pack.id)/standards", .get,
      """
      <div class="grid">\(select("version", speech("standards.version"), wish.version,
        pack.standardSets.map { ($0.version, $0.title[reading.tongue]) }))
      \(select("sector", speech("standards.sector"), wish.sector,
        pack.standardSets.flatMap(\.sectors).map { ($0.id, $0.title[reading.tongue]) }))
      \(select("licence", speech("standards.licence"), wish.licence,
        StandardSet.Licence.allCases.map {
          ($0.rawValue, speech("standards.licence.\($0.rawValue)")) }))
      \(select("domain", speech("standards.domain"), wish.domain,
        domains.map { ($0.code, "\($0.code) \($0.title[reading.tongue])") }))
      \(select("required", speech("standards.required"), wish.required,
        [("yes", speech("standards.required.yes")), ("no", speech("standards.required.no"))]))
      </div><p class="buttons">\(Button(speech("word.show"), .plain).html)</p>
      """
    ).html
  }

  /// Nil where nothing of it is wanted.
  private func set(_ set: StandardSet, _ pack: Pack, _ wish: Wish, _ reading: Reading) -> HTML? {
    let speech = reading.speech
    let domains = set.domains.filter(wish.takes).compactMap { domain -> HTML? in
      let standards = domain.standards.filter(wish.takes)
      guard !standards.isEmpty else { return nil }
      return """
        <section class="domain"><h3>\(HTML.code(domain.code)) \(domain.title[reading.tongue])</h3>\
        <p class="note">\(speech("standards.licence.\(domain.licence.rawValue)"))</p>\
        \(HTML.join(standards.map { StandardParts.whole($0, reading) }))</section>
        """
    }
    guard !domains.isEmpty else { return nil }
    let used = pack.editions.flatMap { edition in
      edition.procedures.filter {
        $0.edition == edition.id && $0.standardVersion.map { Name.same($0, set.version) } == true
      }.map { procedure -> HTML in
        "<li>\(procedure.title[reading.tongue]) \(HTML.code(edition.name))</li>"
      }
    }
    let sectors = set.sectors.map { $0.title[reading.tongue] }.joined(separator: " · ")
    return Card(
      set.title[reading.tongue], action: HTML.code(set.version),
      """
      <p>\(sectors)</p><p class="note">\(StandardParts.status(set.textStatus, speech)) \
      \(speech.prose(set.note))</p>\(HTML.join(domains))\
      \(HTML.when(!used.isEmpty,
        "<hr><h3>\(speech("standards.usedBy"))</h3><ul>\(HTML.join(used))</ul>"))
      """
    ).html
  }
}

extension Reading {
  /// An article as a link, with how well its text is known unless it is held in full.
  func cited(_ citation: Citation) -> HTML {
    let article = site.office.library.pack(citation.instrument)?.edition(citation.edition)?
      .article(citation.article)
    let status = article?.textStatus ?? .inferred
    return """
      \(HTML.link(speech.citation(citation), Reading.articlePath(citation))) \
      \(HTML.when(status != .full, StandardParts.status(status, speech)))
      """
  }
}

/// How a standard is shown, in the browser and on a case.
enum StandardParts {
  /// How well a text is known: only what is held in full needs no care.
  static func status(_ status: TextStatus, _ speech: Speech) -> HTML {
    Tag(status == .full ? .good : .warn, speech.textStatus(status)).html
  }

  /// What it says and what shows that it is met.
  static func asked(_ standard: ProcedureStandard, _ reading: Reading) -> HTML {
    let speech = reading.speech
    let evidence = standard.evidence.map { piece -> HTML in
      """
      <li><strong>\(speech("evidence.\(piece.kind.rawValue)"))</strong>: \
      \(piece.title[reading.tongue])</li>
      """
    }
    return """
      \(HTML.with(standard.says) { "<p>\($0[reading.tongue])</p>" })\
      \(HTML.when(!evidence.isEmpty, "<ul>\(HTML.join(evidence))</ul>"))
      """
  }

  /// What an applicant has to show, before they start.
  static func before(_ procedure: Procedure, _ reading: Reading) -> HTML {
    let speech = reading.speech
    var seen: Set<String> = []
    let asked = procedure.standards.filter {
      !$0.evidence.isEmpty && seen.insert($0.code).inserted
    }
    guard !asked.isEmpty else { return HTML() }
    let blocks = asked.map { standard -> HTML in
      """
      <section class="standard"><h4>\(HTML.code(standard.code)) \
      \(standard.title[reading.tongue]) \(HTML.when(
        !standard.isRequired, Tag(.quiet, speech("standards.required.no")).html))</h4>\
      \(self.asked(standard, reading))</section>
      """
    }
    return """
      <h3>\(speech("standards.evidence"))</h3><p>\(speech("standards.evidence.lead"))</p>\
      \(HTML.join(blocks))
      """
  }

  static func whole(_ standard: ProcedureStandard, _ reading: Reading) -> HTML {
    let speech = reading.speech
    let required = Tag(
      standard.isRequired ? .authority : .quiet,
      speech(standard.isRequired ? "standards.required.yes" : "standards.required.no"))
    return """
      <article class="standard"><h4>\(HTML.code(standard.code)) \
      \(standard.title[reading.tongue])</h4>\
      <p>\(required.html) \(status(standard.textStatus, speech))</p>\
      \(asked(standard, reading))</article>
      """
  }
}
