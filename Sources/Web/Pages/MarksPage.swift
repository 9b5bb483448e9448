import HTTPTypes
import Hummingbird
import Kernel
import Language
import Operations
import People
import Registrar
import Regulations
import Storage

/// The grade sheet of a section: the plan's components as columns, a learner a row (V.2).
struct MarksPage: Sendable {
  let site: Site

  /// What was typed and could not be read, to be shown again.
  private struct Typed {
    var values: [String: String] = [:]
    var wrong: Set<String> = []
    /// Rulings that refused a mark.
    var refusals: [(learner: String, ruling: Ruling)] = []
  }

  /// GET /sections/{id}/marks
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let (view, isInstructor) = try SectionView.open(reading)
    return try page(view, isInstructor, reading, typed: Typed(), planForm: nil, status: .ok)
  }

  private func page(
    _ view: SectionView, _ isInstructor: Bool, _ reading: Reading, typed: Typed,
    planForm: PlanForm?, status: HTTPResponse.Status
  ) throws -> Response {
    let speech = reading.speech
    let (law, scope) = (try reading.law(), try reading.scope())
    let (plan, learners) = try reading.read { tx in
      let plan = try AssessmentPlan.find(
        course: view.section.course, term: view.section.term, in: tx)
      return (plan, try MarkedLearner.all(in: view.section.id, plan: plan, law: law, scope, tx))
    }
    let title = "\(speech("marks.title")) · \(view.title(speech))"
    var body = Heading(title, lead: HTML(text: speech("marks.lead"))).html
    body += view.tabs(reading, here: "marks")
    body += refusals(typed, speech)
    if let plan {
      body +=
        Card(
          speech("staff.marks.sheet"),
          sheet(plan, learners, view, isInstructor, typed, reading)
        ).html
    }
    body += try reading.allowedExams(view.section.id)
    body += planCard(plan, view, reading, planForm)
    return try reading.page(
      title, crumbs: view.crumbs(reading, isInstructor: isInstructor), flash: reading.doneNotice,
      status: status, body)
  }

  private func refusals(_ typed: Typed, _ speech: Speech) -> HTML {
    var out = HTML()
    if !typed.wrong.isEmpty {
      out += Notice(.bad, speech("form.problem"), "<p>\(speech("form.notMark"))</p>").html
    }
    guard !typed.refusals.isEmpty else { return out }
    let items = typed.refusals.map { learner, ruling -> HTML in
      let headline = ruling.headline
      let sentence = headline.map { speech.finding($0.finding) } ?? ""
      let article = HTML.with(headline) { ground in
        HTML.link(
          speech.article(ground.finding.article), Reading.articlePath(ground.citation))
      }
      return "<li>\(HTML.strong(learner)): \(sentence) (\(article))</li>"
    }
    return out
      + Notice(.bad, speech("refusal.EnterMark"), "<ul class=\"ways\">\(items)</ul>").html
  }

  // MARK: The sheet

  private func sheet(
    _ plan: AssessmentPlan, _ learners: [MarkedLearner], _ view: SectionView,
    _ isInstructor: Bool, _ typed: Typed, _ reading: Reading
  ) -> HTML {
    let speech = reading.speech
    guard !learners.isEmpty else { return EmptyState(speech.plural("count.learners", 0)).html }
    let grades = try? reading.law().edition.grades
    let rows = learners.map { learner -> [HTML] in
      var cells = [reading.named(learner.person)]
      for component in plan.components {
        cells.append(
          isInstructor && !learner.isFinal
            ? input(learner, component, typed, reading)
            : "\(learner.marks[component.code].map { speech.mark($0) } ?? "—")")
      }
      cells.append("<strong>\(learner.mark.map { speech.mark($0) } ?? "—")</strong>")
      if let result = learner.result, result.isApproved {
        cells.append(reading.grade(result.symbol, grades))
      } else {
        cells.append(learner.grade.map { reading.grade($0.symbol, grades) } ?? "—")
      }
      cells.append(learner.state(speech))
      return cells
    }
    let columns =
      [Table.Column(speech("word.learner"))]
      + plan.components.map { component in
        let weight = speech.percent(ExactDecimal(mantissa: Int64(component.weight)))
        return Table.Column("\(component.title) (\(weight))")
      }
      + [
        .init(speech("marks.mark"), number: true), .init(speech("marks.grade")),
        .init(speech("word.status")),
      ]
    let table: HTML = """
      <div style="overflow-x:auto">\(Table(speech("marks.title"), columns, rows).html)</div>
      """
    guard isInstructor else { return table }
    return Form(
      "/sections/\(view.section.id)/marks", hidden: reading.csrf,
      """
      <p class="note">\(speech("marks.help"))</p>
      \(table)
      <p class="buttons">\(Button(speech("marks.save")).html)</p>
      """
    ).html
  }

  private func input(
    _ learner: MarkedLearner, _ component: AssessmentPlan.Component, _ typed: Typed,
    _ reading: Reading
  ) -> HTML {
    let name = "mark.\(learner.registration.id).\(component.code)"
    let value = typed.values[name] ?? learner.marks[component.code]?.description ?? ""
    let label = "\(component.title) · \(learner.person?.name(in: reading.tongue) ?? "")"
    let wrong = typed.wrong.contains(name)
    return """
      <input type="text" inputmode="decimal" dir="ltr" name="\(name)" value="\(value)" \
      maxlength="12" autocomplete="off" aria-label="\(label)" \
      style="inline-size:5.2rem\(HTML.when(wrong, ";border:2px solid var(--red)"))"\
      \(HTML.when(wrong, " aria-invalid=\"true\""))>
      """
  }

  private func planCard(
    _ plan: AssessmentPlan?, _ view: SectionView, _ reading: Reading, _ sent: PlanForm?
  ) -> HTML {
    let speech = reading.speech
    let state = PlanTable.state(plan, speech)
    let about: HTML =
      plan.map { PlanTable(plan: $0).html(reading) } ?? "<p>\(speech("staff.plan.none.text"))</p>"
    let pending = HTML.when(
      !(plan?.isApproved ?? false), "<p class=\"note\">\(speech("marks.plan.pending"))</p>")
    var content = pending + about
    if !(plan?.isApproved ?? false) {
      let form = (sent ?? PlanForm(plan)).html("/sections/\(view.section.id)/plan", reading)
      content += """
        <details\(HTML.when(plan == nil || sent != nil, " open"))>\
        <summary>\(speech("operation.SubmitAssessmentPlan"))</summary>\(form)</details>
        """
    }
    return Card(speech("marks.plan"), action: state, content).html
  }

  // MARK: What is sent

  /// POST /sections/{id}/marks: every cell that changed is one mark entered.
  func enter(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let (view, isInstructor) = try SectionView.open(reading)
    let form = try await reading.form()
    let (law, scope) = (try reading.law(), try reading.scope())
    let learners = try reading.read { tx in
      let plan = try AssessmentPlan.find(
        course: view.section.course, term: view.section.term, in: tx)
      return try MarkedLearner.all(in: view.section.id, plan: plan, law: law, scope, tx)
    }
    let byID = Dictionary(learners.map { ($0.registration.id, $0) }) { first, _ in first }
    var typed = Typed()
    var changed: [(RegistrationID, String, Mark, String)] = []
    for (name, value) in form.fields where name.hasPrefix("mark.") {
      let parts = name.dropFirst(5).split(separator: ".", maxSplits: 1).map { String($0) }
      guard parts.count == 2, let id = RegistrationID(text: parts[0]), let learner = byID[id]
      else { continue }
      typed.values[name] = value
      let number = FormBody.number(value)
      if number.isEmpty { continue }
      guard let mark = Mark(text: number) else {
        typed.wrong.insert(name)
        continue
      }
      if learner.marks[parts[1]] == mark { continue }
      let person = learner.person?.name(in: reading.tongue) ?? ""
      changed.append((id, parts[1], mark, person))
    }
    // Nothing is entered while a cell cannot be read: the sheet comes back as it was typed.
    guard typed.wrong.isEmpty else {
      return try page(
        view, isInstructor, reading, typed: typed, planForm: nil, status: .badRequest)
    }
    for (registration, component, mark, person) in changed {
      let decided = try await reading.perform(
        EnterMark(registration: registration, component: component, mark: mark))
      if decided.ruling.outcome != .granted { typed.refusals.append((person, decided.ruling)) }
    }
    guard typed.refusals.isEmpty else {
      return try page(
        view, isInstructor, reading, typed: typed, planForm: nil, status: .conflict)
    }
    let back: Path = "/sections/\(view.section.id)/marks"
    return Reply.redirect(changed.isEmpty ? back : back.setting("done", EnterMark.name))
  }

  /// POST /sections/{id}/plan
  func submitPlan(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let (view, isInstructor) = try SectionView.open(reading)
    var sent = PlanForm(try await reading.form())
    guard let components = sent.components(reading.speech),
      let minima = sent.minima(components, reading.speech)
    else {
      return try page(
        view, isInstructor, reading, typed: Typed(), planForm: sent, status: .badRequest)
    }
    return try await reading.act(
      SubmitAssessmentPlan(
        course: view.section.course, term: view.section.term, components: components,
        outcomeMinima: minima),
      to: "/sections/\(view.section.id)/marks")
  }
}
