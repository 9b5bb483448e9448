import Casework
import HTTPTypes
import Hummingbird
import Kernel
import Language
import Operations
import People
import Regulations

/// What somebody has filed, and what they can file: the task list of an applicant.
struct CasesPage: Sendable {
  let site: Site

  /// GET /cases
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let actor = try reading.signedIn().actor
    let speech = reading.speech
    let files = try site.office.filed(by: actor, at: reading.now, limit: 200)
    // A case about a ruling is opened by itself.
    let offered = site.office.procedures(for: actor, at: reading.now).filter {
      $0.about != .ruling
    }
    let cards = offered.map { procedure -> HTML in
      Card(
        procedure.title[reading.tongue],
        action: reading.cited(procedure.citation),
        """
        <p>\(procedure.help[reading.tongue])</p>
        <p class="buttons">\(Button.link(
          speech("cases.begin"), "/cases/new/\(procedure.instrument)/\(procedure.id)"))</p>
        """
      ).html
    }
    return try reading.page(
      speech("cases.title"), flash: reading.doneNotice,
      """
      \(Heading(speech("cases.title"), lead: HTML(text: speech("cases.lead"))).html)
      \(files.isEmpty ? EmptyState(speech("cases.none")).html
        : Card(nil, try CasesPage.table(files, reading, forOffice: false)).html)
      \(HTML.when(!cards.isEmpty, "<h2>\(speech("cases.offered"))</h2>"))
      <div class="grid">\(HTML.join(cards))</div>
      """)
  }

  /// Cases as a table; the office sees for whom each is.
  static func table(_ files: [CaseFile], _ reading: Reading, forOffice: Bool) throws -> HTML {
    let speech = reading.speech
    let office = reading.site.office
    let rows = try files.map { file -> [HTML] in
      let procedure = office.library.kept(by: file, at: reading.now)?.procedure
      let title = procedure?.title[reading.tongue] ?? file.procedure
      let path: Path = file.turn == .draft ? "/cases/\(file.id)/form" : "/cases/\(file.id)"
      let number = file.number.map { HTML.code($0) } ?? HTML(text: speech("cases.draft"))
      var about = HTML.with(reading.subject(of: file, procedure)) { " · \(HTML.code($0.code))" }
      if !forOffice, let body = try office.outsider(of: file, at: reading.now) {
        about += " · \(HTML.own(body))"
      }
      var cells = [Named(HTML.link(title, path), "\(number)\(about)").html]
      if forOffice { cells.append(HTML.own(try reading.applicant(of: file))) }
      cells.append(reading.tag(file, procedure))
      let end = forOffice ? file.dueAt : file.promisedAt
      cells.append(end.map { speech.time(deadline: $0) } ?? "—")
      return cells
    }
    var columns: [Table.Column] = [.init(speech("cases.case"))]
    if forOffice { columns.append(.init(speech("cases.party"))) }
    columns += [
      .init(speech("word.status")), .init(speech(forOffice ? "desk.due" : "cases.promised")),
    ]
    return Table(speech("cases.title"), columns, rows).html
  }

  /// GET /cases/new/{instrument}/{procedure}: what one needs before one starts.
  func before(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let procedure = try offered(reading, context)
    return try before(procedure, reading.query("about") ?? "", error: nil, reading)
  }

  private func before(
    _ procedure: Procedure, _ about: String, error: String?, _ reading: Reading
  ) throws -> Response {
    let speech = reading.speech
    let subjects = try reading.subjects(of: procedure, named: about.isEmpty ? nil : about)
    if let begun = try reading.begun(procedure, subjects) { return Reply.redirect(begun) }
    var hidden = reading.csrf
    if subjects.count == 1 { hidden += subjects.map { ("about", $0.id.description) } }
    let thing = try thingField(procedure, about, error: error, reading)
    let form: HTML =
      procedure.asksWhatAbout && subjects.isEmpty
      ? EmptyState(speech("cases.about.none")).html
      : Form(
        "/cases/new/\(procedure.instrument)/\(procedure.id)", hidden: hidden,
        """
        \(thing)\(reading.choice(of: subjects, procedure))\
        <p class="buttons">\(Button(speech("cases.start")).html)</p>
        """
      ).html
    return try reading.page(
      procedure.title[reading.tongue], crumbs: crumbs(procedure, reading),
      status: error == nil ? .ok : .badRequest,
      """
      \(Heading(procedure.title[reading.tongue],
        lead: HTML(text: procedure.help[reading.tongue])).html)
      <p class="note">\(speech("cases.rests")): \(reading.cited(procedure.citation))</p>
      \(Card(speech("cases.before"),
        "<p>\(speech("cases.before.lead"))</p>\(ProcedurePage.before(procedure, reading))"
          + FeePanel.before(try site.office.filingFee(of: procedure, at: reading.now), speech)
          + reading.charge(of: procedure)
          + form).html)
      """)
  }

  /// POST /cases/new/{instrument}/{procedure}: begins a draft.
  func begin(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let procedure = try offered(reading, context)
    let named = try await reading.form()["about"]
    let subjects = try reading.subjects(of: procedure, named: named)
    if let begun = try reading.begun(procedure, subjects) { return Reply.redirect(begun) }
    let found = try thing(procedure, named: named ?? "", reading)
    if procedure.asksForThing, found == nil {
      return try before(
        procedure, named ?? "", error: reading.speech("cases.thing.unknown"), reading)
    }
    do {
      let decided = try await reading.perform(
        SaveDraft(
          .new(
            procedure: procedure.id, instrument: procedure.instrument,
            about: found?.bytes ?? subjects.first.flatMap { named == nil ? nil : $0.id.bytes }),
          answers: .object(Value.Members())))
      guard let id = decided.output else { throw Problem.notFound }
      return Reply.redirect("/cases/\(id)/form")
    } catch let drafts as TooManyDrafts {
      let speech = reading.speech
      return try reading.page(
        procedure.title[reading.tongue], crumbs: crumbs(procedure, reading), status: .conflict,
        """
        \(Notice(.warn, speech.plural("cases.drafts.full", drafts.count),
          "<p>\(HTML.link(speech("cases.title"), "/cases"))</p>").html)
        """)
    }
  }

  private func crumbs(_ procedure: Procedure, _ reading: Reading) -> [NavItem] {
    [
      NavItem(reading.speech("cases.title"), "/cases"),
      NavItem(procedure.title[reading.tongue], reading.path),
    ]
  }

  private func offered(_ reading: Reading, _ context: SiteContext) throws -> Procedure {
    let actor = try reading.signedIn().actor
    let found = site.office.procedures(for: actor, at: reading.now).first {
      $0.instrument == context.parameters.get("instrument")
        && $0.id == context.parameters.get("procedure")
    }
    guard let found else { throw Problem.notFound }
    return found
  }
}

extension Procedure {
  /// The article a procedure carries out.
  var citation: Citation { Citation(instrument: instrument, edition: edition, article: article) }
}

extension Reading {
  /// A case's state, in the tone of whose turn it is or how it came out.
  func tag(_ file: CaseFile, _ procedure: Procedure?) -> HTML {
    let title = procedure?.state(file.state)?.title[tongue] ?? speech("cases.draft")
    let tone: Tone =
      switch (file.turn, file.outcome) {
      case (.ended, .granted?): .good
      case (.ended, .refused?): .bad
      case (.ended, _), (.draft, _): .quiet
      case (.applicant, _): .warn
      case (.office, _): file.late > 0 ? .warn : .info
      }
    let late = HTML.when(
      file.late > 0 && file.turn != .ended, Tag(.warn, speech("cases.late")).html)
    return "\(Tag(tone, title).html) \(late)"
  }
}
