import Casework
import HTTPTypes
import Hummingbird
import Kernel
import Language
import Operations
import Regulations

/// Filling in a form, saving it for later, checking the answers, sending it; supplementing it where
/// it was sent back.
struct CaseDraftPage: Sendable {
  let site: Site

  /// GET /cases/{id}/form
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let view = try open(reading, context)
    return try page(reading, view, view.answers, [])
  }

  /// POST /cases/{id}/form: saved for later, or read and shown to be checked.
  func fill(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let view = try open(reading, context)
    let body = try await reading.form()
    let answers = CaseForm.answers(body, view.procedure.fields)
    if view.file.turn != .draft {
      return try await supplement(reading, view, answers)
    }
    _ = try await reading.perform(
      SaveDraft(.draft(view.file.id), answers: answers))
    if body["later"] != nil { return Reply.redirect(Path("/cases").setting("done", "SaveDraft")) }
    let faults = try faults(reading, view, answers)
    guard faults.isEmpty else { return try page(reading, view, answers, faults) }
    return Reply.redirect("/cases/\(view.file.id)/check")
  }

  /// GET /cases/{id}/check
  func check(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let view = try open(reading, context)
    guard view.file.turn == .draft else { throw Problem.notFound }
    let speech = reading.speech
    let form = Form(
      "/cases/\(view.file.id)/filing", hidden: reading.csrf,
      """
      <p class="buttons">\(Button(speech("cases.send")).html) \
      \(Button.link(speech("cases.change"), "/cases/\(view.file.id)/form", .plain))</p>
      """)
    let known = try known(reading)
    let read = Casework.Form(view.procedure, known: known).read(view.answers).answers
    return try reading.page(
      speech("cases.check"), crumbs: crumbs(view, reading),
      """
      \(Heading(speech("cases.check"), lead: HTML(text: speech("cases.check.lead"))).html)
      \(Card(view.procedure.title[reading.tongue],
        CaseAnswersView(view.procedure, read, nil, speech).html + form.html).html)
      """)
  }

  /// POST /cases/{id}/filing
  func file(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let view = try open(reading, context)
    _ = try await reading.form()
    do {
      let decided = try await reading.perform(
        FileCase(.draft(view.file.id)))
      guard decided.output != nil else {
        return try reading.refused(
          decided.ruling, decided.id, FileCase.name, back: "/cases/\(view.file.id)/form")
      }
      return Reply.redirect(Path("/cases/\(view.file.id)").setting("done", FileCase.name))
    } catch let refused as FormRefused {
      return try page(reading, view, view.answers, refused.faults)
    }
  }

  private func supplement(_ reading: Reading, _ view: CaseView, _ answers: Value) async throws
    -> Response
  {
    guard let step = view.next.first(where: { $0.needs.contains(.form) }) else {
      throw Problem.notFound
    }
    do {
      return try await reading.act(
        TakeStep(file: view.file.id, step: step.id, answers: answers),
        to: "/cases/\(view.file.id)")
    } catch let refused as FormRefused {
      return try page(reading, view, answers, refused.faults)
    }
  }

  private func known(_ reading: Reading) throws -> [String: String] {
    let actor = try reading.signedIn().actor
    return try reading.read { try site.office.known(actor, in: $0) }
  }

  private func faults(_ reading: Reading, _ view: CaseView, _ answers: Value) throws -> [FormFault]
  {
    let known = try known(reading)
    return Casework.Form(view.procedure, known: known).read(answers).faults
  }

  /// A draft of the reader's, or a case that waits for a supplement of theirs.
  private func open(_ reading: Reading, _ context: SiteContext) throws -> CaseView {
    let actor = try reading.signedIn().actor
    let id: CaseID = try context.id("id")
    guard let view = try CaseView.find(id, actor, at: reading.now, site.office), view.isApplicant,
      view.file.turn == .draft || view.next.contains(where: { $0.needs.contains(.form) })
    else { throw Problem.notFound }
    return view
  }

  private func crumbs(_ view: CaseView, _ reading: Reading) -> [NavItem] {
    [NavItem(reading.speech("cases.title"), "/cases")]
  }

  private func page(
    _ reading: Reading, _ view: CaseView, _ answers: Value, _ faults: [FormFault]
  ) throws -> Response {
    let speech = reading.speech
    let shown = CaseForm(
      fields: view.procedure.fields, answers: answers, faults: faults,
      known: try known(reading), speech: speech)
    let isDraft = view.file.turn == .draft
    let buttons: HTML =
      isDraft
      ? """
      \(Button(speech("cases.continue")).html) \
      \(Button(speech("cases.later"), .plain, name: "later", value: "yes").html)
      """
      : Button(speech("cases.supplement")).html
    let form = Form(
      "/cases/\(view.file.id)/form", hidden: reading.csrf, checked: false,
      "\(shown.html)<p class=\"buttons\">\(buttons)</p>")
    let reasons = view.steps.last.flatMap(\.reasons)
    let asked = HTML.with(isDraft ? nil : reasons) {
      Notice(.warn, speech("cases.asked"), "<p>\(HTML.own($0))</p>").html
    }
    return try reading.page(
      view.procedure.title[reading.tongue], crumbs: crumbs(view, reading), flash: shown.notice,
      status: faults.isEmpty ? .ok : .badRequest,
      """
      \(Heading(view.procedure.title[reading.tongue],
        lead: HTML(text: view.procedure.help[reading.tongue])).html)
      \(asked)
      \(Card(nil, "\(reading.choice(of: view.subject.map { [$0] } ?? [], view.procedure))\(form.html)").html)
      """)
  }
}

/// A form's answers to read, beside those before where there was a supplement.
struct CaseAnswersView {
  let procedure: Procedure
  let answers: Value
  let earlier: Value?
  let speech: Speech

  init(_ procedure: Procedure, _ answers: Value, _ earlier: Value?, _ speech: Speech) {
    self.procedure = procedure
    self.answers = answers
    self.earlier = earlier
    self.speech = speech
  }

  var html: HTML {
    let rows = procedure.fields.compactMap { field -> (name: String, value: HTML)? in
      let now = shown(field, answers[field.key])
      let before = earlier.map { shown(field, $0[field.key]) }
      guard !now.isEmpty || before.map({ !$0.isEmpty }) ?? false else { return nil }
      guard let before, before.bytes != now.bytes else { return (field.title[speech.tongue], now) }
      let change: HTML = """
        \(Tag(.warn, speech("cases.changed")).html) \(now)<br>\
        <small>\(speech("cases.earlier")): <del>\(before.isEmpty ? "—" : before)</del></small>
        """
      return (field.title[speech.tongue], change)
    }
    return Definitions(rows).html
  }

  /// One answer; empty where there is none.
  func shown(_ field: ProcedureField, _ answer: Value?) -> HTML {
    guard let answer, !answer.isEmptyAnswer else { return HTML() }
    switch field.kind {
    case .choice:
      let word = answer.string ?? ""
      return HTML(text: field.choices.first { $0.value == word }?.title[speech.tongue] ?? word)
    case .acknowledgement: return HTML(text: speech("word.yes"))
    case .date:
      let day = (answer.string ?? answer["day"]?.string).flatMap { Day(text: $0) }
      let printed = HTML.with(answer["printed"]?.string) { " (\(HTML.own($0)))" }
      return "\(day.map { speech.time(both: $0) } ?? "—")\(printed)"
    case .table:
      let rows = (answer.elements ?? []).map { row in
        field.columns.map { shown($0, row[$0.key]) }
      }
      return Table(
        field.title[speech.tongue], field.columns.map { .init($0.title[speech.tongue]) }, rows
      ).html
    default: return HTML.own(CaseForm.shown(answer))
    }
  }
}
