import HTTPTypes
import Hummingbird
import Kernel
import Language
import Operations
import People
import Registrar
import Regulations
import Storage

/// The results authority's pages: sections with what awaits approval, and one section's results
/// (V.2, V.4, G.3).
struct ResultsPage: Sendable {
  let site: Site

  // MARK: Sections

  /// GET /results
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    _ = try reading.signedIn(as: .resultsAuthority)
    let speech = reading.speech
    let scope = try reading.scope()
    let terms = try reading.read { try Term.all(scope, in: $0) }
    guard let term = reading.term(of: terms) else { throw Problem.notFound }
    let rows = try reading.read { tx in
      let progress = try CourseResult.progress(term: term.id, scope, in: tx)
      return try Section.of(term: term.id, in: tx).compactMap { section -> [HTML]? in
        guard let counts = progress[section.id],
          let course = try Course.find(section.course, scope, in: tx)
        else { return nil }
        let plan = try AssessmentPlan.find(course: course.id, term: term.id, in: tx)
        let waiting = counts.confirmed - counts.approved
        return [
          reading.named(course, section: section), PlanTable.state(plan, speech),
          """
          <div class="seats"><span class="seats-words">\(speech("staff.results.progress", [
            "approved": .integer(counts.approved), "all": .integer(counts.confirmed),
          ]))</span>\(Meter(part: counts.approved, whole: counts.confirmed).html)</div>
          """,
          waiting == 0
            ? speech.tag(status: "approved") : speech.tag(status: "pending"),
          HTML.link(speech("word.show"), "/results/\(section.id)"),
        ]
      }
    }
    let list: HTML =
      rows.isEmpty
      ? EmptyState(speech("results.empty")).html
      : Table(
        speech("results.waiting"),
        [
          .init(speech("word.course")), .init(speech("marks.plan")),
          .init(speech("staff.results.approved")), .init(speech("word.status")),
          .init(speech("word.actions"), action: true),
        ], rows
      ).html
    return try reading.page(
      speech("results.title"), flash: reading.doneNotice,
      """
      \(Heading("\(speech("results.title")) · \(term.title[reading.tongue])",
        lead: HTML(text: speech("results.lead"))).html)
      \(reading.termLinks(terms, chosen: term, "/results"))
      \(Card(nil, list).html)
      """)
  }

  // MARK: One section

  private struct View {
    let section: Section
    let course: Course
    let plan: AssessmentPlan?
    let learners: [MarkedLearner]
    let law: Law
  }

  /// What a decision over several learners left undone.
  private struct Left {
    var granted = 0
    var refusals: [(learner: String, ruling: Ruling)] = []
  }

  private func view(_ reading: Reading) throws -> View {
    _ = try reading.signedIn(as: .resultsAuthority)
    let id: SectionID = try reading.context.id("id")
    let scope = try reading.scope()
    let law = try reading.law()
    let found = try reading.read { tx -> View? in
      guard let section = try Section.find(id, scope, in: tx),
        let course = try Course.find(section.course, scope, in: tx)
      else { return nil }
      let plan = try AssessmentPlan.find(course: course.id, term: section.term, in: tx)
      let learners = try MarkedLearner.all(in: id, plan: plan, law: law, scope, tx)
        .filter { $0.registration.state == .confirmed }
      return View(section: section, course: course, plan: plan, learners: learners, law: law)
    }
    guard let found else { throw Problem.notFound }
    return found
  }

  /// GET /results/{section}
  func one(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    return try page(reading, try view(reading), left: nil, number: "", error: nil)
  }

  private func page(
    _ reading: Reading, _ view: View, left: Left?, number: String, error: String?
  ) throws -> Response {
    let speech = reading.speech
    let title = speech(
      "section.title",
      [
        "course": .text(view.course.title[reading.tongue]),
        "number": .integer(view.section.number),
      ])
    let grades = view.law.edition.grades
    var side = Card(
      speech("marks.plan"), action: PlanTable.state(view.plan, speech),
      view.plan.map { PlanTable(plan: $0).html(reading) }
        ?? "<p>\(speech("staff.plan.none.text"))</p>"
    ).html
    side = distribution(view, grades, reading) + side
    return try reading.page(
      title, crumbs: [NavItem(speech("results.title"), "/results"), NavItem(title, "/")],
      flash: reading.doneNotice,
      status: error != nil ? .badRequest : left == nil ? .ok : .conflict,
      """
      \(Heading(title, lead: HTML(text: speech("results.lead"))).html)
      \(HTML.with(left) { refusals($0, speech) })
      \(Card(
        speech("results.waiting"), action: GradeSheetPage.link(view.section, reading),
        form(view, grades, reading, number, error)).html)
      <div class="columns">\(side)</div>
      """)
  }

  private func refusals(_ left: Left, _ speech: Speech) -> HTML {
    let items = left.refusals.map { learner, ruling -> HTML in
      let headline = ruling.headline
      let sentence = headline.map { speech.finding($0.finding) } ?? ""
      let article = HTML.with(headline) {
        HTML.link(speech.article($0.finding.article), Reading.articlePath($0.citation))
      }
      return """
        <li>\(speech.tag(ruling.outcome)) \(HTML.strong(learner)): \(sentence) (\(article))</li>
        """
    }
    let granted = HTML.when(
      left.granted > 0,
      "<p>\(speech("staff.results.granted", ["count": .integer(left.granted)]))</p>")
    return Notice(
      .bad, speech("refusal.ApproveResult"), "\(granted)<ul class=\"ways\">\(items)</ul>"
    ).html
  }

  private func distribution(_ view: View, _ grades: GradeTable?, _ reading: Reading) -> HTML {
    let speech = reading.speech
    guard let grades else { return HTML() }
    var counts: [String: Int] = [:]
    for learner in view.learners {
      if let symbol = learner.result?.symbol ?? learner.grade?.symbol {
        counts[symbol, default: 0] += 1
      }
    }
    guard let most = counts.values.max() else { return HTML() }
    let rows = (grades.bands + grades.codes).filter { counts[$0.symbol] != nil }.map {
      grade -> (name: String, value: HTML) in
      let count = counts[grade.symbol] ?? 0
      return (
        "\(reading.symbol(grade)) · \(grade.name[reading.tongue])",
        """
        \(speech.plural("count.learners", count))\
        \(Meter(part: count, whole: most, tone: grade.passed == false ? .bad : .good).html)
        """
      )
    }
    return Card(speech("results.distribution"), Definitions(rows).html).html
  }

  // MARK: The form over all learners

  private func form(
    _ view: View, _ grades: GradeTable?, _ reading: Reading, _ number: String, _ error: String?
  ) -> HTML {
    let speech = reading.speech
    guard !view.learners.isEmpty else { return EmptyState(speech("results.empty")).html }
    let isOpen = view.learners.contains { !$0.isFinal }
    let rows = view.learners.map { row($0, view, grades, reading) }
    let table = Table(
      speech("results.title"),
      [
        .init(speech("word.learner")), .init(speech("marks.mark"), number: true),
        .init(speech("marks.grade")), .init(speech("staff.results.passing")),
        .init(speech("word.status")), .init(speech("word.actions"), action: true),
      ], rows)
    guard isOpen else { return table.html }
    // The first button is what Enter would press: a disabled one, so that Enter approves nobody.
    return Form(
      "/results/\(view.section.id)", hidden: reading.csrf,
      """
      <button type="submit" disabled hidden></button>
      \(Field("number", speech("staff.results.number"), value: number, error: error)
        .html(speech))
      \(table.html)
      <p class="buttons">\
      \(Button(speech("results.approveAll"), name: "which", value: "all").html)</p>
      """
    ).html
  }

  private func row(
    _ learner: MarkedLearner, _ view: View, _ grades: GradeTable?, _ reading: Reading
  ) -> [HTML] {
    let speech = reading.speech
    let result = learner.approved
    let mark = result?.mark ?? learner.mark
    let symbol = result?.symbol ?? learner.grade?.symbol
    let passing: HTML
    if let result {
      passing =
        result.passed.map {
          Tag($0 ? .good : .bad, speech($0 ? "status.passed" : "status.failed")).html
        } ?? "—"
    } else {
      let finding = learner.passing(under: view.law)
      passing = """
        \(speech.tag(ground: finding.outcome))<br>\
        <small>\(speech.finding(finding))</small>
        """
    }
    let approved = HTML.with(result) { result -> HTML in
      """
      <br><small>\(speech("results.approvedOn", ["instant": .instant(result.at)]))\
      \(HTML.when(!result.number.isEmpty, " · \(HTML.own(result.number))"))</small>
      """
    }
    return [
      reading.named(learner.person), "\(mark.map { speech.mark($0) } ?? "—")",
      symbol.map { reading.grade($0, grades) } ?? "—", passing,
      learner.state(speech) + approved, action(learner, view, reading),
    ]
  }

  private func action(_ learner: MarkedLearner, _ view: View, _ reading: Reading) -> HTML {
    let speech = reading.speech
    let id = learner.registration.id
    if learner.isFinal {
      guard learner.result?.mark != nil else { return HTML() }
      return HTML.link(speech("results.correct"), "/results/corrections/\(id)")
    }
    let bases: [(value: String, label: String)] =
      view.course.isPassFail
      ? [
        ("pass", speech("staff.basis.pass")), ("fail", speech("staff.basis.fail")),
        ("IC", speech("status.IC")), ("IP", speech("status.IP")),
      ]
      : [
        ("marks", speech("staff.basis.marks")), ("IC", speech("status.IC")),
        ("IP", speech("status.IP")),
      ]
    let options = bases.map { basis -> HTML in
      "<option value=\"\(basis.value)\">\(basis.label)</option>"
    }
    let name = learner.person?.name(in: reading.tongue) ?? ""
    return """
      <select name="basis.\(id)" aria-label="\(speech("staff.results.basis")) · \(name)" \
      style="inline-size:auto;min-inline-size:12rem;margin-block-end:6px">\(options)</select>\
      \(Button(speech("results.approve"), .plain, name: "which", value: id.description).html)
      """
  }

  /// POST /results/{section}: one learner or all that await approval.
  func approve(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let view = try view(reading)
    let form = try await reading.form()
    let number = form["number"] ?? ""
    guard number.contains(where: { !$0.isWhitespace }), Name.fault(in: number, limit: 100) == nil
    else {
      return try page(
        reading, view, left: nil, number: number, error: reading.speech("form.required"))
    }
    let which = form["which"] ?? ""
    let chosen = view.learners.filter {
      !$0.isFinal && (which == "all" || which == $0.registration.id.description)
    }
    var left = Left()
    for learner in chosen {
      let basis = basis(form["basis.\(learner.registration.id)"] ?? "")
      let decided = try await reading.perform(
        ApproveResult(registration: learner.registration.id, basis: basis, number: number))
      if decided.ruling.outcome == .granted {
        left.granted += 1
      } else if chosen.count == 1 {
        return try reading.refused(
          decided.ruling, decided.id, ApproveResult.name, back: "/results/\(view.section.id)")
      } else {
        left.refusals.append(
          (learner.person?.name(in: reading.tongue) ?? "", decided.ruling))
      }
    }
    guard left.refusals.isEmpty else {
      return try page(
        reading, try self.view(reading), left: left, number: number, error: nil)
    }
    let back: Path = "/results/\(view.section.id)"
    return Reply.redirect(chosen.isEmpty ? back : back.setting("done", ApproveResult.name))
  }

  private func basis(_ text: String) -> ApproveResult.Basis {
    switch text {
    case "pass": .verdict(passed: true)
    case "fail": .verdict(passed: false)
    case "IC", "IP": .unfinished(text)
    default: .marks
    }
  }
}
