import HTTPTypes
import Hummingbird
import Kernel
import Language
import Operations
import Registrar
import Regulations
import Storage

/// The windows of each term with both calendars, their earlier dates, and the form that moves one.
struct WindowsPage: Sendable {
  let site: Site

  private typealias TermView = (
    term: Term, windows: [(kind: CalendarWindow.Kind, dates: [WindowDates])]
  )

  /// GET /windows
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    _ = try reading.signedIn(as: .registrar)
    return try page(reading, nil)
  }

  private func page(_ reading: Reading, _ typed: Typed?) throws -> Response {
    let speech = reading.speech
    let scope = try reading.scope()
    let terms = try reading.read { tx -> [TermView] in
      try Term.all(scope, in: tx).map { term in
        (
          term,
          try CalendarWindow.Kind.allCases.map { kind in
            (kind, try WindowDates.history(term.id, kind, scope, in: tx))
          }
        )
      }
    }
    let cards = terms.map { card($0, reading, typed) }
    return try reading.page(
      speech("registrar.windows"), flash: reading.doneNotice,
      status: typed == nil ? .ok : .badRequest,
      """
      \(Heading(speech("registrar.windows"),
        lead: HTML(text: speech("registrar.windows.lead"))).html)
      \(cards)
      <p class="buttons">\(Button.link(speech("operation.AddTerm"), "/terms/add"))</p>
      """)
  }

  private func card(_ view: TermView, _ reading: Reading, _ typed: Typed?) -> HTML {
    let speech = reading.speech
    let spans = view.windows.compactMap { window -> TermTimeline.Span? in
      guard let dates = window.dates.first else { return nil }
      return TermTimeline.Span(
        speech("window.\(window.kind.rawValue)"), dates.from, dates.through)
    }
    let timeline = TermTimeline(
      begins: view.term.studyStarts, ends: view.term.ends, today: reading.today, spans: spans)
    let rows = view.windows.map { row($0.kind, $0.dates, reading) }
    let table = Table(
      view.term.title[reading.tongue],
      [
        .init(speech("registrar.window")), .init(speech("word.from")),
        .init(speech("word.until")), .init(speech("registrar.window.reason")),
        .init(speech("word.status")),
      ], rows)
    let isHere = typed?.value("term") == view.term.id.description
    return Card(
      view.term.title[reading.tongue],
      """
      \(timeline.html(speech))\(table.html)
      <p class="note">\(speech("staff.windows.earlier"))</p>
      <details\(HTML.when(isHere, " open"))><summary>\(speech("registrar.window.move"))</summary>
      \(form(view, reading, isHere ? typed : nil))</details>
      """
    ).html
  }

  private func row(_ kind: CalendarWindow.Kind, _ dates: [WindowDates], _ reading: Reading)
    -> [HTML]
  {
    let speech = reading.speech
    let name = HTML(text: speech("window.\(kind.rawValue)"))
    guard let now = dates.first else {
      return [name, "—", "—", "—", Tag(.quiet, speech("word.unset")).html]
    }
    let earlier = dates.dropFirst().map { old -> HTML in
      """
      <li>\(speech.span(old.from, old.through)) · \(HTML.own(old.decision)) · \
      <small>\(speech.time(at: old.recordedAt))</small></li>
      """
    }
    let history = HTML.when(
      !earlier.isEmpty,
      """
      <details style="border:0;padding:0"><summary>\(speech("staff.windows.history"))</summary>\
      <ul class="ways">\(earlier)</ul></details>
      """)
    let state: HTML =
      reading.today < now.from
      ? Tag(.info, speech("status.upcoming")).html
      : reading.today > now.through
        ? Tag(.quiet, speech("status.closed")).html : Tag(.good, speech("timeline.now")).html
    return [
      name, speech.time(both: now.from), speech.time(both: now.through),
      "\(HTML.own(now.decision))<br><small>\(speech.time(at: now.recordedAt))</small>\(history)",
      state,
    ]
  }

  private func form(_ view: TermView, _ reading: Reading, _ typed: Typed?) -> HTML {
    let speech = reading.speech
    let kinds = CalendarWindow.Kind.allCases.map {
      (value: $0.rawValue, label: speech("window.\($0.rawValue)"))
    }
    let typed = typed ?? Typed(nil, speech)
    return Form(
      "/windows", hidden: reading.csrf + [("term", view.term.id.description)],
      """
      \(typed.field("kind", speech("registrar.window"), .select(kinds)))
      \(typed.field("from", speech("registrar.window.first"), help: speech("registrar.window.help"),
        code: true))
      \(typed.field("through", speech("registrar.window.last"), code: true))
      \(typed.field("decision", speech("registrar.window.reason")))
      <p class="buttons">\(Button(speech("registrar.window.move")).html)</p>
      """
    ).html
  }

  /// POST /windows
  func move(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    _ = try reading.signedIn(as: .registrar)
    let form = try await reading.form()
    let term: TermID = try form.id("term")
    guard let kind = CalendarWindow.Kind(rawValue: form["kind"] ?? "") else {
      throw Problem.notFound
    }
    var typed = Typed(form, reading.speech)
    let (from, through) = (typed.day("from"), typed.day("through"))
    let decision = typed.line("decision")
    if let from, let through, through < from { typed.say("through", "staff.windows.order") }
    guard typed.isRight, let from, let through else { return try page(reading, typed) }
    do {
      return try await reading.act(
        MoveWindow(term: term, kind: kind, from: from, through: through, decision: decision),
        to: "/windows")
    } catch OperationFault.badInput("from", _) {
      typed.say("from", "staff.windows.far")
      return try page(reading, typed)
    }
  }
}
