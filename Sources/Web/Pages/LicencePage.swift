import HTTPTypes
import Hummingbird
import Kernel
import Language
import Licensing
import Operations
import People
import Regulations
import Storage

/// One licence of the public register: what it is, how it stood on a day, what was decided about it
/// and on which articles, what it rests on and what rests on it, its signed form.
struct LicencePage: Sendable {
  let site: Site

  /// GET /register/{licence}, by number or id; `?on=` asks about another day.
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    try page(Reading(site, request, context), try name(context), nil)
  }

  /// GET /register/{licence}/credentials/{id}: the licence as its regulator signed it.
  func credential(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let id: ID<LicenceCredentialTag> = try context.id("id")
    let day = RegisterDay(reading.today, now: reading.now, site.zone)
    guard let found = try site.office.registered(try name(context), on: day),
      let credential = found.credentials.first(where: { $0.id == id })
    else { throw Problem.notFound }
    return Reply.file(Array(credential.jwt.utf8), "\(credential.id).jwt", type: "application/jwt")
  }

  private func name(_ context: SiteContext) throws -> String {
    guard let text = context.parameters.get("licence"), Name.fault(in: text, limit: 300) == nil
    else { throw Problem.notFound }
    return text
  }

  func page(_ reading: Reading, _ name: String, _ typed: Typed?) throws -> Response {
    let speech = reading.speech
    let asked = AskedDay(reading)
    guard let found = try site.office.registered(name, on: asked.day) else {
      throw Problem.notFound
    }
    let licence = found.entry.licence
    let title: HTML = "\(speech.form(licence)) \(HTML.code(licence.number))"
    let form = Form(
      RegisterPage.path(licence), .get,
      "\(asked.field(speech))<p class=\"buttons\">\(Button(speech("word.show"), .plain).html)</p>")
    return try reading.page(
      "\(speech.form(licence)) \(licence.number)",
      crumbs: [NavItem(speech("licences.title"), "/register"), NavItem(licence.number, "/")],
      flash: reading.doneNotice,
      status: asked.error == nil && typed == nil ? .ok : .badRequest,
      """
      \(Heading(title, lead: HTML.own(found.entry.holder[reading.tongue])).html)
      \(asked.notice(reading))
      \(Columns(
        Card(speech("licences.licence"), action: speech.tag(status: found.entry.state.rawValue),
          facts(found, reading)).html
          + history(found, reading) + resting(found, asked, speech),
        side: Card(nil, form.html).html + signed(found, speech)
          + RegisterPage(site: site).statusForm(licence, typed, reading)).html)
      """)
  }

  private func facts(_ found: RegisterPageEntry, _ reading: Reading) -> HTML {
    let speech = reading.speech
    let (licence, paper) = (found.entry.licence, found.particulars)
    var rows: [(name: String, value: HTML)] = [
      (speech("licences.holder"), names(found.entry.holder, speech))
    ]
    func add(_ key: String, _ value: HTML?) {
      if let value { rows.append((speech(key), value)) }
    }
    add("licences.programme", found.entry.programme.map { names($0, speech) })
    add("licences.form", HTML(text: speech.form(licence)))
    add("licences.number.printed", paper.numberAsPrinted.map { HTML.code($0) })
    add("licences.from", day(licence.from, printed: paper.fromAsPrinted, speech))
    add("licences.until", day(licence.until, printed: paper.untilAsPrinted, speech))
    add("licences.parent", found.parent.map { link($0.licence) })
    add("licences.renews", found.renews.map(link))
    add("licences.renewedBy", found.renewedBy.map(link))
    add(
      "licences.decision",
      paper.decisionBody.map { body in
        let number = HTML.with(paper.decisionAsPrinted ?? paper.decision) { " \(HTML.code($0))" }
        return "\(HTML.own(body))\(number)"
      })
    add("licences.standards", paper.standards.map { HTML.own($0) })
    add("licences.conditions", paper.conditions.map { HTML.own($0) })
    add("licences.regime", regime(licence.regime, speech))
    return Definitions(rows).html
  }

  /// In the reader's language, and as it is written in Arabic.
  private func names(_ name: Localized, _ speech: Speech) -> HTML {
    let own = HTML.own(name[speech.tongue])
    guard speech.tongue != .arabic, !Name.same(name.ar, name[speech.tongue]) else { return own }
    return "\(own)<br><small lang=\"ar\" dir=\"rtl\">\(name.ar)</small>"
  }

  /// A day with what the paper prints, which no table of ours computes.
  private func day(_ day: Day, printed: String?, _ speech: Speech) -> HTML {
    let printed = HTML.with(printed) { text -> HTML in
      "<br><small>\(speech("licences.printed")): \(HTML.own(text))</small>"
    }
    return "\(speech.time(calendar: day))\(printed)"
  }

  private func link(_ licence: Licence) -> HTML {
    HTML.link(HTML.code(licence.number), RegisterPage.path(licence))
  }

  private func regime(_ name: String, _ speech: Speech) -> HTML {
    let parts = name.split(separator: "@").map(String.init)
    guard parts.count == 2,
      let edition = site.office.library.pack(parts[0])?.edition(parts[1])
    else { return HTML.code(name) }
    return """
      \(HTML.link(edition.title[speech.tongue], "/regulations/\(parts[0])/\(parts[1])")) \
      <small>\(speech.textStatus(edition.textStatus))</small>
      """
  }

  /// What was decided, each on its article with how well its text is held.
  private func history(_ found: RegisterPageEntry, _ reading: Reading) -> HTML {
    let speech = reading.speech
    let rows = found.history.map { change -> [HTML] in
      let citation = Citation(text: change.article)
      let article = citation.flatMap {
        site.office.library.pack($0.instrument)?.edition($0.edition)?.article($0.article)
      }
      let cited: HTML =
        citation.map { HTML.link(speech.citation($0), Reading.articlePath($0)) } ?? "—"
      let held = HTML.with(article) { " <small>\(speech.textStatus($0.textStatus))</small>" }
      let because = HTML.when(
        change.causedBy != nil, " <small>\(speech("licences.because"))</small>")
      return [
        speech.time(at: change.from), speech.tag(status: change.status.rawValue) + because,
        "\(cited)\(held)",
      ]
    }
    guard !rows.isEmpty else { return HTML() }
    return Card(
      speech("licences.history"),
      Table(
        speech("licences.history"),
        [
          .init(speech("word.time")), .init(speech("word.status")),
          .init(speech("word.article")),
        ], rows
      ).html
    ).html
  }

  private func resting(_ found: RegisterPageEntry, _ asked: AskedDay, _ speech: Speech) -> HTML {
    HTML.when(
      !found.resting.isEmpty,
      Card(
        speech("licences.resting"),
        RegisterTable(found.resting, asked.day.day, speech).html
      ).html)
  }

  private func signed(_ found: RegisterPageEntry, _ speech: Speech) -> HTML {
    guard !found.credentials.isEmpty else { return HTML() }
    let licence = found.entry.licence
    let key = Name.isPlain(licence.number) ? licence.number : licence.id.description
    let links = found.credentials.map { credential -> HTML in
      """
      <li>\(HTML.link(speech("licences.signed"),
        "/register/\(key)/credentials/\(credential.id)"))<br>\
      <small>\(HTML.code(credential.subject))</small></li>
      """
    }
    return Card(
      speech("licences.verify"),
      """
      <p>\(speech("licences.verify.how"))</p><ul class="plain">\(links)</ul>\
      <p class="buttons">\(Button.link(speech("nav.verify"), "/verify", .plain))</p>
      """
    ).html
  }
}
