import Hummingbird
import Kernel
import Language
import Operations
import People
import Registrar
import Regulations
import Rules
import Storage

/// Registering in a section: what it costs, by when, what it does to the load, whose choice it is.
struct RegistrationPage: Sendable {
  let site: Site

  private struct View: Sendable {
    let section: Section
    let course: Course
    let term: Term
    let held: Int
    let live: [(registration: Registration, course: Course)]
  }

  /// GET /sections/{id}/register
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    return try form(reading, try view(reading), error: nil)
  }

  /// POST /sections/{id}/register
  func register(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let learner = try reading.learner()
    let body = try await reading.form()
    let view = try view(reading)
    // III.7: the choice is acknowledged before anything is decided.
    let choice = OwnChoice.decide(
      OwnChoice.Facts(acknowledged: body["agree"] == "yes", refundGround: .none),
      under: try reading.law())
    guard choice.outcome == .granted else {
      return try form(reading, view, error: reading.speech.finding(choice))
    }
    let decided = try await reading.perform(
      RegisterForSection(section: view.section.id, learner: learner))
    let id = decided.output?.registration.description ?? ""
    return try reading.answer(
      decided, RegisterForSection.name,
      ways: ways(try self.view(reading), decided.ruling, reading),
      then: "/terms/\(view.term.id)?done=\(RegisterForSection.name)&of=\(id)")
  }

  private func view(_ reading: Reading) throws -> View {
    let learner = try reading.learner()
    let scope = try reading.scope()
    let id: SectionID = try reading.context.id("id")
    let counts = try reading.law().flag("load.countsWithdrawn") ?? true
    return try reading.read { tx in
      guard let section = try Section.find(id, scope, in: tx),
        let course = try Course.find(section.course, scope, in: tx),
        let term = try Term.find(section.term, scope, in: tx)
      else { throw Problem.notFound }
      let live = try Registration.of(learner, term: term.id, in: tx)
        .filter(\.state.isLive).compactMap { registration in
          try Course.find(registration.course, scope, in: tx).map { (registration, $0) }
        }
      return View(
        section: section, course: course, term: term,
        held: try Registration.unitsHeld(
          learner, term: term.id, countsWithdrawn: counts, in: tx), live: live)
    }
  }

  private func form(_ reading: Reading, _ view: View, error: String?) throws -> Response {
    let speech = reading.speech
    let law = try reading.law()
    let title = speech("register.title")
    let agree = Field(
      "agree", speech("learner.register.agree"), .checkbox, help: reading.article("III.7", law),
      error: error)
    let form = Form(
      "/sections/\(view.section.id)/register", hidden: reading.csrf,
      """
      \(agree.html(speech))
      <p class="buttons">\(Button(speech("register.button")).html)
      \(Button.link(speech("word.cancel"), "/courses/\(view.course.id)", .plain))</p>
      """)
    return try reading.page(
      title,
      crumbs: [
        NavItem(speech("nav.courses"), "/courses"),
        NavItem(view.course.title[reading.tongue], "/courses/\(view.course.id)"),
        NavItem(title, reading.path),
      ], status: error == nil ? .ok : .unprocessableContent,
      """
      \(Heading(HTML(text: title), lead: lead(reading, view, law)).html)
      \(Columns(
        Card(nil, "\(warnings(reading, view, law))\(effects(reading, view, law))\(form.html)").html,
        side: side(reading, view, law)).html)
      """)
  }

  private func lead(_ reading: Reading, _ view: View, _ law: Law) -> HTML {
    let fee = fee(reading, view, law)
    guard case .money(let gross)? = fee["gross"] else {
      return HTML(text: reading.speech.finding(fee))
    }
    return reading.speech.html(
      "register.lead",
      [
        "course": HTML.strong(view.course.title[reading.tongue]),
        "amount": "<strong>\(reading.speech.money(gross))</strong>",
      ])
  }

  private func fee(_ reading: Reading, _ view: View, _ law: Law) -> Finding {
    CourseFee.decide(
      CourseFee.Facts(
        units: view.course.units,
        buyer: reading.visitor?.person.buyer == .nonResident ? .nonResident : .resident),
      under: law)
  }

  /// What will follow, each with its article.
  private func effects(_ reading: Reading, _ view: View, _ law: Law) -> HTML {
    let speech = reading.speech
    var rows: [HTML] = []
    rows.append(
      "\(speech.finding(fee(reading, view, law))) (\(reading.article("VI.1", law)))")
    let due = PaymentDeadline.decide(
      PaymentDeadline.Facts(registeredAt: reading.now), under: law)
    if case .instant(let end)? = due["due"] {
      rows.append(
        "\(speech("register.due", ["due": .instant(end)])) (\(reading.article("IV.2", law)))")
    }
    if let maximum = law.integer("load.maximum") {
      let words = speech(
        "register.after",
        ["units": .integer(view.held + view.course.units), "maximum": .integer(maximum)])
      rows.append("\(words) (\(reading.article("III.1", law)))")
    }
    return "<ul>\(rows.map { row -> HTML in "<li>\(row)</li>" })</ul>"
  }

  /// What would be refused as things stand; one may ask all the same and gets a ruling.
  private func warnings(_ reading: Reading, _ view: View, _ law: Law) -> HTML {
    let findings = [
      UnitCap.decide(
        UnitCap.Facts(unitsHeld: view.held, unitsAdded: view.course.units), under: law),
      Capacity.decide(
        Capacity.Facts(taken: view.section.taken, maximum: view.section.maximum), under: law),
    ]
    return HTML.join(
      findings.filter { $0.outcome != .granted }.map { finding in
        Notice(
          .warn, reading.speech.finding(finding),
          """
          <p>\(reading.speech("learner.register.ask")) (\(reading.article(finding.article, law)))
          </p>
          """
        ).html
      })
  }

  private func side(_ reading: Reading, _ view: View, _ law: Law) -> HTML {
    let speech = reading.speech
    let rows: [(name: String, value: HTML)] = [
      (
        speech("word.course"),
        """
        \(HTML.own(view.course.title[reading.tongue]))<br>\
        <small>\(HTML.code(view.course.code))</small>
        """
      ),
      (speech("word.section"), HTML(text: speech.number(view.section.number))),
      (speech("word.term"), HTML(text: view.term.title[reading.tongue])),
      (speech("word.units"), HTML(text: speech.number(view.course.units))),
      (speech("section.seats"), SeatsBar(view.section, law).html(speech)),
    ]
    return Card(nil, Definitions(rows).html).html
  }

  /// Ways on that lead somewhere: a course to swap for this one, another section, the own term.
  private func ways(_ view: View, _ ruling: Ruling, _ reading: Reading) -> [HTML] {
    let speech = reading.speech
    let refused = Set(
      ruling.grounds.filter { $0.finding.outcome == .refused }.map(\.finding.rule))
    var ways: [HTML] = []
    if refused.contains(UnitCap.id) {
      let equal = view.live.filter { $0.registration.units == view.course.units }.prefix(3)
      for item in equal {
        ways.append(
          HTML.link(
            speech("learner.way.swap", ["course": .text(item.course.title[reading.tongue])]),
            "/registrations/\(item.registration.id)/swap?section=\(view.section.id)"))
      }
      ways.append(HTML.link(speech("learner.way.term"), "/terms/\(view.term.id)#courses"))
    }
    if refused.contains(Capacity.id) || refused.contains(SectionState.id) {
      ways.append(HTML.link(speech("learner.way.sections"), "/courses/\(view.course.id)"))
    }
    if refused.contains(Prerequisites.id) || refused.contains(Corequisites.id) {
      ways.append(HTML.link(speech("learner.way.course"), "/courses/\(view.course.id)"))
    }
    return ways + [HTML.link(speech("learner.way.catalogue"), "/courses")]
  }
}
