import Casework
import HTTPTypes
import Hummingbird
import JSON
import Kernel
import Language
import Operations
import People
import Regulations

/// A case: where it stands and until when an answer is promised, what was answered, what was found,
/// what was written, and what the reader can do next.
struct CasePage: Sendable {
  let site: Site

  /// GET /cases/{id}
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    return try page(reading, try open(reading, context), nil, step: nil)
  }

  func open(_ reading: Reading, _ context: SiteContext) throws -> CaseView {
    let actor = try reading.signedIn().actor
    let submission = reading.query("submission").flatMap { Int($0) }
    guard
      let view = try CaseView.find(
        try context.id("id"), actor, at: reading.now, submission: submission, site.office)
    else { throw Problem.notFound }
    return view
  }

  /// The submissions of the form, where there were several: each is shown beside the one before.
  private func submissions(_ view: CaseView, _ speech: Speech) -> HTML {
    guard view.file.revision > 1 else { return HTML() }
    let items = (1...view.file.revision).map { number -> HTML in
      let title = speech("cases.submission", ["number": .integer(number)])
      return number == view.submission
        ? "<strong>\(title)</strong>"
        : HTML.link(title, Path("/cases/\(view.file.id)").setting("submission", "\(number)"))
    }
    return """
      <nav class="buttons" aria-label="\(speech("cases.submissions"))">\
      \(HTML.join(items.map { "\($0) " }))</nav>
      """
  }

  /// POST /cases/{id}/steps/{step}
  func take(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let view = try open(reading, context)
    var typed = Typed(try await reading.form(), reading.speech)
    guard let step = view.next.first(where: { $0.id == context.parameters.get("step") }) else {
      throw Problem.notFound
    }
    let article = step.needs.contains(.article) ? typed.word("article") : nil
    let reasons = step.needs.contains(.reasons) ? typed.text("reasons", limit: 4_000) : nil
    if let article, view.law.edition.article(article) == nil {
      typed.say("article", "licences.noArticle")
    }
    let answers = typed.form.map { CaseForm.answers($0, step.fields) }
    let faults = answers.map { Casework.Form(step).read($0).faults } ?? []
    guard typed.isRight, faults.isEmpty else {
      return try page(reading, view, typed, step: step.id, faults)
    }
    return try await reading.act(
      TakeStep(
        file: view.file.id, step: step.id, article: article, reasons: reasons,
        answers: step.fields.isEmpty ? nil : answers), to: "/cases/\(view.file.id)")
  }

  /// POST /cases/{id}/findings
  func find(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let view = try open(reading, context)
    var typed = Typed(try await reading.form(), reading.speech)
    let note = typed.text("note", limit: 4_000)
    let standard = typed.value("standard")
    guard let isMet = ["yes": true, "no": false][typed.value("met")],
      view.standards.contains(where: { $0.code == standard })
    else { throw Problem.notFound }
    guard typed.isRight else { return try page(reading, view, typed, step: standard) }
    return try await reading.act(
      RecordFinding(file: view.file.id, standard: standard, isMet: isMet, note: note),
      to: "/cases/\(view.file.id)")
  }

  /// POST /cases/{id}/confirmations
  func confirm(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let view = try open(reading, context)
    let form = try await reading.form()
    return try await reading.act(
      ConfirmFinding(file: view.file.id, standard: form["standard"] ?? ""),
      to: "/cases/\(view.file.id)")
  }

  // MARK: The page

  func page(
    _ reading: Reading, _ view: CaseView, _ typed: Typed?, step: String?, _ faults: [FormFault] = []
  ) throws -> Response {
    let speech = reading.speech
    let title = view.procedure.title[reading.tongue]
    let back =
      view.isApplicant
      ? NavItem(speech("cases.title"), "/cases") : NavItem(speech("desk.title"), "/desk")
    let crumbs = [back, NavItem(view.file.number ?? title, "/cases/\(view.file.id)")]
    let side = """
      \(try standing(view, reading))\(actions(view, typed, step, faults, reading))\
      \(rating(view, step == Self.ratingForm ? typed : nil, reading))
      """ as HTML
    return try reading.page(
      "\(title) \(view.file.number ?? "")", crumbs: crumbs, flash: reading.doneNotice,
      status: typed == nil ? .ok : .badRequest,
      """
      \(Heading(title, lead: HTML.code(view.file.number ?? "")).html)
      \(Columns(
        letters(view, reading) + assessment(view, typed, step, reading)
          + Card(speech("cases.answers"),
            submissions(view, speech) + CaseAnswersView(view, speech).html).html
          + timeline(view, reading),
        side: side, sideFirst: true).html)
      """)
  }

  private func standing(_ view: CaseView, _ reading: Reading) throws -> HTML {
    let speech = reading.speech
    let file = view.file
    var rows: [(name: String, value: HTML)] = [
      (speech("word.status"), reading.tag(file, view.procedure))
    ]
    if !view.isApplicant {
      // A body that is no user here applied for nothing.
      let party = view.procedure.about == .outsider ? "cases.party" : "cases.applicant"
      rows.append((speech(party), HTML.own(try reading.applicant(of: file))))
    }
    if let subject = view.subject {
      rows.append((speech("cases.about"), reading.link(to: subject, of: view)))
    }
    if let thing = reading.thing(of: view) { rows.append(thing) }
    if let filed = file.filedAt { rows.append((speech("cases.filed"), speech.time(at: filed))) }
    if let promised = file.promisedAt, file.turn != .ended {
      rows.append((speech("cases.promised"), speech.time(deadline: promised)))
    }
    if let bill = view.bill { rows.append(reading.bill(bill, of: view)) }
    for clock in view.clocks {
      guard let known = view.procedure.clock(clock.clock), known.id != view.procedure.promise
      else { continue }
      if let due = clock.dueAt {
        rows.append((known.title[reading.tongue], speech.time(deadline: due)))
      }
    }
    rows.append((speech("cases.rests"), reading.cited(view.procedure.citation)))
    let again = reading.again(view).map { path -> HTML in
      "<p class=\"buttons\">\(Button.link(speech("cases.askAgain"), path, .plain))</p>"
    }
    return Card(nil, Definitions(rows).html + (again ?? HTML())).html
  }

  private func actions(
    _ view: CaseView, _ typed: Typed?, _ wrong: String?, _ faults: [FormFault],
    _ reading: Reading
  ) -> HTML {
    let speech = reading.speech
    let forms = view.next.map { step -> HTML in
      let title = step.title[reading.tongue]
      guard !step.needs.contains(.form) else {
        return "<p class=\"buttons\">\(Button.link(title, "/cases/\(view.file.id)/form"))</p>"
      }
      let fee = FeePanel(view.fees[step.id] ?? .free, step: step.id, view, reading)
      guard fee.isOpen else { return "<h3>\(title)</h3>\(fee.html)" }
      if view.isPlain(step), fee.html.isEmpty {
        // Nothing to fill in and nothing ends: one press.
        return Form(
          "/cases/\(view.file.id)/steps/\(step.id)", hidden: reading.csrf,
          "<p class=\"buttons\">\(Button(title, step.id == view.next.first?.id ? .primary : .plain).html)</p>"
        ).html
      }
      let own = (wrong == step.id ? typed ?? Typed(nil, speech) : Typed(nil, speech))
        .within(step.id)
      let articles = view.law.edition.articles.map {
        ($0.id, "\($0.id) · \($0.title[reading.tongue])")
      }
      let asked = CaseForm(
        fields: step.fields,
        answers: own.form.map { CaseForm.answers($0, step.fields) } ?? .object(Value.Members()),
        faults: wrong == step.id ? faults : [], known: [:], file: view.file.id, documents: [],
        speech: speech, within: step.id)
      let fields: HTML = """
        \(asked.html)\(HTML.when(step.needs.contains(.article),
          own.field("article", speech("word.article"), .select(articles),
            start: view.procedure.article)))\
        \(HTML.when(step.needs.contains(.reasons),
          own.field("reasons", speech("word.reason"), .area(rows: 3))))\
        <p class="buttons">\(Button(title, step.decides == .refused ? .danger : .primary).html)</p>
        """
      let form = Form(
        "/cases/\(view.file.id)/steps/\(step.id)", hidden: reading.csrf, fields)
      return """
        <details\(HTML.when(wrong == step.id, " open"))><summary>\(title)</summary>\
        \(fee.html)\(form.html)</details>
        """
    }
    let ways = (reading.payment(of: view).map { [$0] } ?? []) + forms
    return HTML.when(!ways.isEmpty, Card(speech("cases.next"), HTML.join(ways)).html)
  }

  private func letters(_ view: CaseView, _ reading: Reading) -> HTML {
    let speech = reading.speech
    let letters = view.letters.reversed().map { letter -> HTML in
      guard let words = view.words(of: letter, site.office) else { return HTML() }
      return """
        <article class="letter"><h3>\(words.subject(speech))</h3>\
        <p class="when">\(speech.time(at: letter.at))</p><p>\(words.body(speech))</p></article>
        """
    }
    return HTML.when(
      !letters.isEmpty, Card(speech("cases.letters"), HTML.join(letters)).html)
  }

  private func timeline(_ view: CaseView, _ reading: Reading) -> HTML {
    let speech = reading.speech
    let moments = view.steps.map { step -> HistoryLine.Moment in
      let known = view.procedure.step(step.step)
      let state = view.procedure.state(step.to)
      let label =
        known?.title[reading.tongue]
        ?? speech(view.procedure.isOpenedByOffice ? "cases.opening" : "cases.filing")
      let tone: Tone =
        state?.outcome == .granted ? .good : known?.decides == .refused ? .bad : .authority
      return HistoryLine.Moment(
        label, when: speech.time(at: step.at),
        note: ([state?.title[reading.tongue], step.reasons].compactMap(\.self)
          + CaseForm.filled(known?.fields ?? [], step, speech)).joined(separator: " · "), tone,
        main: step.number == view.steps.count)
    }
    return HTML.when(
      !moments.isEmpty, Card(speech("cases.timeline"), HistoryLine(moments).html).html)
  }
}

extension CaseView {
  /// A step that asks for nothing, decides nothing and ends nothing.
  func isPlain(_ step: ProcedureStep) -> Bool {
    step.fields.isEmpty && step.needs.isEmpty && step.decides == nil
      && procedure.state(step.to)?.turn != .ended
  }
}
