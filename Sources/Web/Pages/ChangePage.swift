import Hummingbird
import Kernel
import Language
import Licensing
import Operations
import People
import Registrar
import Regulations
import Rules
import Storage

/// Choosing another section for a registration: swap, change of section, leaving an underfilled
/// one, using the balance of a cancelled one. One page with four purposes.
struct ChangePage: Sendable {
  enum Purpose: String, Sendable {
    case swap
    case changeSection = "section-change"
    case leaveLow = "underfilled-transfer"
    case useBalance = "balance-use"

    /// Where its texts stand.
    var key: String {
      switch self {
      case .swap: "swap"
      case .changeSection: "changeSection"
      case .leaveLow: "leaveLow"
      case .useBalance: "useBalance"
      }
    }

    var article: String {
      switch self {
      case .swap: "III.3"
      case .changeSection: "III.4"
      case .leaveLow: "III.5"
      case .useBalance: "III.6"
      }
    }
  }

  let site: Site
  let purpose: Purpose

  private struct View: Sendable {
    let own: OwnRegistration
    let choices: [(section: Section, course: Course)]
    let balance: Money?
  }

  /// GET /registrations/{id}/{purpose}
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    return try form(reading, try view(reading), error: nil)
  }

  /// POST /registrations/{id}/{purpose}
  func change(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    _ = try reading.learner()
    let body = try await reading.form()
    let view = try view(reading)
    guard let text = body["section"], let section = SectionID(text: text) else {
      return try form(reading, view, error: reading.speech("form.required"))
    }
    let id = view.own.registration.id
    let ways = [
      HTML.link(reading.speech("learner.way.choose"), path(id)),
      HTML.link(reading.speech("learner.way.term"), "/terms/\(view.own.term.id)#courses"),
    ]
    switch purpose {
    case .swap:
      return try done(
        reading, view, await reading.perform(SwapCourses(registration: id, section: section)),
        SwapCourses.name, ways)
    case .changeSection:
      return try done(
        reading, view, await reading.perform(ChangeSection(registration: id, section: section)),
        ChangeSection.name, ways)
    case .leaveLow:
      return try done(
        reading, view,
        await reading.perform(LeaveUnderfilledSection(registration: id, section: section)),
        LeaveUnderfilledSection.name, ways)
    case .useBalance:
      return try done(
        reading, view,
        await reading.perform(UseCancelledBalance(registration: id, section: section)),
        UseCancelledBalance.name, ways)
    }
  }

  private func done(
    _ reading: Reading, _ view: View, _ decided: Decided<RegistrationID>, _ name: String,
    _ ways: [HTML]
  ) throws -> Response {
    let of = decided.output ?? view.own.registration.id
    return try reading.answer(
      decided, name, ways: ways, then: "/terms/\(view.own.term.id)?done=\(name)&of=\(of)")
  }

  private func path(_ id: RegistrationID) -> Path { "/registrations/\(id)/\(purpose.rawValue)" }

  // MARK: - What can be chosen

  private func view(_ reading: Reading) throws -> View {
    let learner = try reading.learner()
    let scope = try reading.scope()
    let id: RegistrationID = try reading.context.id("id")
    return try reading.read { tx in
      let own = try OwnRegistration.find(id, of: learner, scope, in: tx)
      let mine = try Registration.of(learner, term: own.term.id, in: tx)
      let taken = Set(mine.filter(\.state.isLive).map(\.course))
      let courses = Dictionary(try Course.all(scope, in: tx).map { ($0.id, $0) }) { a, _ in a }
      let choices = try Section.of(term: own.term.id, in: tx).compactMap { section in
        courses[section.course].map { (section: section, course: $0) }
      }.filter { isChoice($0.section, $0.course, own, taken) }
      return View(own: own, choices: choices, balance: try balance(own, tx))
    }
  }

  private func balance(_ own: OwnRegistration, _ tx: Transaction) throws -> Money? {
    guard purpose == .useBalance else { return nil }
    return try TermView.value(of: own.registration, in: tx)
  }

  private func isChoice(
    _ section: Section, _ course: Course, _ own: OwnRegistration, _ taken: Set<CourseID>
  ) -> Bool {
    guard section.state != .cancelled, section.id != own.section.id else { return false }
    let isSame = course.id == own.course.id
    switch purpose {
    case .changeSection, .leaveLow: return isSame
    case .swap: return !isSame && course.units == own.course.units && !taken.contains(course.id)
    case .useBalance: return course.units == own.course.units && !taken.contains(course.id)
    }
  }

  // MARK: - The form

  private func form(_ reading: Reading, _ view: View, error: String?) throws -> Response {
    let speech = reading.speech
    let law = try reading.law()
    let title = speech("\(purpose.key).title")
    let content: HTML =
      view.choices.isEmpty
      ? EmptyState(
        speech("learner.change.none"),
        "<p>\(HTML.link(speech("learner.way.term"), "/terms/\(view.own.term.id)"))</p>"
      ).html : choose(reading, view, law, error)
    let course = view.own.course.title[reading.tongue]
    let number = speech("section.number", ["number": .integer(view.own.section.number)])
    let side = Card(
      nil,
      Definitions([
        (
          speech(purpose == .swap ? "swap.give" : "word.course"),
          "\(HTML.own(course))<br><small>\(HTML.code(view.own.course.code)) · \(number)</small>"
        ),
        (speech("word.units"), HTML(text: speech.number(view.own.course.units))),
        (speech("section.seats"), SeatsBar(view.own.section, law).html(speech)),
      ]).html)
    return try reading.page(
      title,
      crumbs: [
        NavItem(speech("nav.term"), "/terms/\(view.own.term.id)"), NavItem(title, reading.path),
      ], status: error == nil ? .ok : .unprocessableContent,
      """
      \(Heading(HTML(text: title), lead: lead(reading, view, law)).html)
      \(Columns(Card(nil, content).html, side: side.html).html)
      """)
  }

  private func lead(_ reading: Reading, _ view: View, _ law: Law) -> HTML {
    let speech = reading.speech
    let article = reading.article(purpose.article, law)
    guard purpose == .useBalance else { return "\(speech("\(purpose.key).lead")) (\(article))" }
    let until = view.own.registration.lateRightUntil ?? reading.now
    let lead = speech(
      "useBalance.lead", ["amount": .money(view.balance ?? .zero(.sar)), "end": .instant(until)])
    return "\(lead) (\(article))"
  }

  private func choose(_ reading: Reading, _ view: View, _ law: Law, _ error: String?) -> HTML {
    let speech = reading.speech
    let chosen = reading.query("section") ?? ""
    let options = view.choices.map { choice -> (value: String, label: HTML) in
      let number = speech("section.number", ["number": .integer(choice.section.number)])
      let seats = speech(
        "seats.taken",
        ["taken": .integer(choice.section.taken), "maximum": .integer(choice.section.maximum)])
      let full = HTML.when(
        choice.section.taken >= choice.section.maximum, " · \(speech("seats.full"))")
      return (
        choice.section.id.description,
        """
        <span>\(HTML.own(choice.course.title[reading.tongue])) \
        <small>\(HTML.code(choice.course.code)) · \(number) · \(seats)\(full)</small></span>
        """
      )
    }
    let label = speech(purpose == .swap ? "swap.take" : "changeSection.target")
    return Form(
      path(view.own.registration.id), hidden: reading.csrf,
      """
      \(Field("section", label, .radios(options), value: chosen, error: error).html(speech))
      <p class="buttons">\(Button(speech("\(purpose.key).button")).html)
      \(Button.link(speech("word.cancel"), "/terms/\(view.own.term.id)", .plain))</p>
      """
    ).html
  }
}
