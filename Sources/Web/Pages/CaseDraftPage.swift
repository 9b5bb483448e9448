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
    let sent = try await reading.form(upTo: view.procedure.formLimit)
    let answers = CaseForm.answers(sent.fields, view.procedure.fields)
    let isDraft = view.file.turn == .draft
    if isDraft { _ = try await reading.perform(SaveDraft(.draft(view.file.id), answers: answers)) }
    let wrong = try await take(sent, reading, view)
    let now = view.procedure.takesFiles ? try open(reading, context) : view
    if sent.fields["attach"] != nil || !wrong.isEmpty {
      return try page(reading, now, answers, wrong)
    }
    guard isDraft else { return try await supplement(reading, now, answers) }
    if sent.fields["later"] != nil {
      return Reply.redirect(Path("/cases").setting("done", "SaveDraft"))
    }
    let faults = try read(reading, now, answers).faults
    let seen = faults.filter { !isNew($0, now.procedure, sent) }
    guard seen.isEmpty else { return try page(reading, now, answers, seen) }
    if !faults.isEmpty {
      return Reply.redirect(Path("/cases/\(view.file.id)/form").setting("more", "yes"))
    }
    return Reply.redirect("/cases/\(view.file.id)/check")
  }

  /// Whether a field lacks an answer only because the form that was sent did not show it yet: what it
  /// depends on was answered just now. That is no mistake of the reader's.
  private func isNew(_ fault: FormFault, _ procedure: Procedure, _ sent: SentForm) -> Bool {
    guard let field = procedure.fields.first(where: { Name.same($0.key, fault.place) }),
      field.shownWhen != nil
    else { return false }
    switch field.kind {
    // A browser sends nothing of these where they are left empty.
    case .acknowledgement, .table, .file: return false
    default: return sent.fields["field.\(field.key)"] == nil
    }
  }

  /// Takes files off the form that are not wanted any more, and those on it that were chosen; returns
  /// what is wrong with them.
  private func take(_ sent: SentForm, _ reading: Reading, _ view: CaseView) async throws
    -> [FormFault]
  {
    let actor = try reading.signedIn().actor
    var faults: [FormFault] = []
    for field in view.procedure.fields where field.kind == .file {
      for (name, value) in sent.fields.fields where Name.same(name, "remove.\(field.key)") {
        guard let digest = Hex.bytes(value) else { continue }
        _ = try await reading.perform(
          DetachDocument(file: view.file.id, field: field.key, digest: digest))
      }
      for file in sent.files where Name.same(file.name, "field.\(field.key)") {
        do {
          _ = try await site.office.attach(
            file.bytes, named: file.fileName ?? "", to: view.file.id, field: field.key, by: actor)
        } catch let refused as FormRefused {
          faults += refused.faults
        }
      }
    }
    return faults
  }

  /// GET /cases/{id}/check
  func check(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let view = try open(reading, context)
    guard view.file.turn == .draft else { throw Problem.notFound }
    let speech = reading.speech
    let fee = FeePanel(
      view.fees[CaseStep.filing] ?? .free, step: CaseStep.filing, view, reading)
    let change = Button.link(speech("cases.change"), "/cases/\(view.file.id)/form", .plain)
    let send = Form(
      "/cases/\(view.file.id)/filing", hidden: reading.csrf,
      "<p class=\"buttons\">\(Button(speech("cases.send")).html) \(change)</p>")
    let end: HTML = fee.isOpen ? send.html : "<p class=\"buttons\">\(change)</p>"
    let answers = try read(reading, view, view.answers).answers
    return try reading.page(
      speech("cases.check"), crumbs: crumbs(view, reading), flash: reading.doneNotice,
      """
      \(Heading(speech("cases.check"), lead: HTML(text: speech("cases.check.lead"))).html)
      \(Card(view.procedure.title[reading.tongue],
        CaseAnswersView(
          view, answers: answers, change: "/cases/\(view.file.id)/form", speech
        ).html + reading.charge(of: view.procedure, answers) + fee.html + end).html)
      """)
  }

  /// POST /cases/{id}/discard
  func discard(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let view = try open(reading, context)
    _ = try await reading.form()
    return try await reading.act(DiscardDraft(file: view.file.id), to: "/cases")
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
      let done = view.procedure.isOpenedByOffice ? "OpenCase" : FileCase.name
      return Reply.redirect(Path("/cases/\(view.file.id)").setting("done", done))
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

  private func known(_ reading: Reading, _ view: CaseView) throws -> [String: String] {
    let actor = try reading.signedIn().actor
    return try reading.read { try site.office.known(actor, for: view.file.applicant, in: $0) }
  }

  private func read(_ reading: Reading, _ view: CaseView, _ answers: Value) throws
    -> (answers: Value, faults: [FormFault])
  {
    Casework.Form(
      view.procedure, known: try known(reading, view), files: CaseDocument.attached(view.documents)
    ).read(answers)
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
    [
      NavItem(reading.speech("cases.title"), "/cases"),
      NavItem(view.procedure.title[reading.tongue], reading.path),
    ]
  }

  private func page(
    _ reading: Reading, _ view: CaseView, _ answers: Value, _ faults: [FormFault]
  ) throws -> Response {
    let speech = reading.speech
    let shown = CaseForm(
      fields: view.procedure.fields, answers: answers, faults: faults,
      known: try known(reading, view), file: view.file.id, documents: view.documents, speech: speech
    )
    let isDraft = view.file.turn == .draft
    let buttons: HTML =
      isDraft
      ? """
      \(Button(speech("cases.continue")).html) \
      \(Button(speech("cases.later"), .plain, name: "later", value: "yes").html)
      """
      : Button(speech("cases.supplement")).html
    let takesFiles = view.procedure.takesFiles
    let attach = Button(speech("cases.file.attach"), .plain, name: "attach", value: "yes").html
    let form = Form(
      "/cases/\(view.file.id)/form", hidden: reading.csrf, upload: takesFiles, checked: false,
      "\(shown.html)<p class=\"buttons\">\(buttons) \(HTML.when(takesFiles, attach))</p>")
    let away = HTML.when(
      isDraft,
      """
      <details><summary>\(speech("operation.DiscardDraft"))</summary>\
      <p>\(speech("cases.discard.text"))</p>\(Form(
        "/cases/\(view.file.id)/discard", hidden: reading.csrf,
        Button(speech("operation.DiscardDraft"), .danger).html).html)</details>
      """)
    let reasons = view.steps.last.flatMap(\.reasons)
    let asked = HTML.with(isDraft ? nil : reasons) {
      Notice(.warn, speech("cases.asked"), "<p>\(HTML.own($0))</p>").html
    }
    let more = HTML.when(
      faults.isEmpty && reading.query("more") == "yes",
      Notice(.info, speech("cases.more")).html)
    return try reading.page(
      view.procedure.title[reading.tongue], crumbs: crumbs(view, reading),
      flash: shown.notice(kept: isDraft) + more, status: faults.isEmpty ? .ok : .badRequest,
      """
      \(Heading(view.procedure.title[reading.tongue],
        lead: HTML(text: view.procedure.help[reading.tongue])).html)
      \(asked)
      \(Card(nil, "\(reading.choice(of: view.subject.map { [$0] } ?? [], view.procedure))\(form.html)").html)
      \(away)
      """)
  }
}
