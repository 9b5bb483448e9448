import Accounts
import Hummingbird
import Kernel
import Language
import Operations
import People
import Registrar
import Regulations
import Rules
import Storage

/// Leaving a course: dropping it inside add and drop (IV.3) or withdrawing later (IV.4). Each page
/// says what follows before the button.
struct LeavePage: Sendable {
  let site: Site

  private struct View: Sendable {
    let own: OwnRegistration
    /// What was paid for it and comes back as credit when dropped.
    let paid: Money
    /// Own courses that need this one as co-requisite (II.3).
    let dependents: [(registration: Registration, course: Course)]
  }

  private func view(_ reading: Reading) throws -> View {
    let learner = try reading.learner()
    let scope = try reading.scope()
    let id: RegistrationID = try reading.context.id("id")
    return try reading.read { tx in
      let own = try OwnRegistration.find(id, of: learner, scope, in: tx)
      let codes = Set(
        try CourseRequirement.dependents(
          of: own.course.id, learner: learner, term: own.term.id, in: tx))
      var dependents: [(registration: Registration, course: Course)] = []
      if !codes.isEmpty {
        for item in try Registration.of(learner, term: own.term.id, in: tx)
        where item.state.isLive {
          guard let course = try Course.find(item.course, scope, in: tx),
            codes.contains(course.code)
          else { continue }
          dependents.append((item, course))
        }
      }
      return View(own: own, paid: try paid(own.registration, tx), dependents: dependents)
    }
  }

  private func paid(_ registration: Registration, _ tx: Transaction) throws -> Money {
    guard let invoice = try Invoice.of(registration.id, in: tx),
      let line = try invoice.lines(in: tx).first(where: {
        $0.registration == registration.id && $0.isLive
      })
    else { return .zero(.sar) }
    let excess = invoice.paid - (invoice.gross - line.gross)
    return excess.minor > 0 ? excess : .zero(invoice.currency)
  }

  private func page(
    _ reading: Reading, _ view: View, key: String, lead: HTML, _ content: HTML,
    isWrong: Bool = false
  ) throws -> Response {
    let speech = reading.speech
    let title = speech("\(key).title")
    let number = speech("section.number", ["number": .integer(view.own.section.number)])
    let side = Card(
      nil,
      Definitions([
        (
          speech("word.course"),
          """
          \(HTML.own(view.own.course.title[reading.tongue]))<br>\
          <small>\(HTML.code(view.own.course.code)) · \(number)</small>
          """
        ),
        (speech("word.units"), HTML(text: speech.number(view.own.course.units))),
        (speech("word.status"), speech.tag(status: view.own.registration.state.rawValue)),
      ]).html)
    return try reading.page(
      title,
      crumbs: [
        NavItem(speech("nav.term"), "/terms/\(view.own.term.id)"), NavItem(title, reading.path),
      ], status: isWrong ? .unprocessableContent : .ok,
      """
      \(Heading(HTML(text: title), lead: lead).html)
      \(Columns(Card(nil, content).html, side: side.html).html)
      """)
  }

  private func ways(_ view: View, _ reading: Reading) -> [HTML] {
    [HTML.link(reading.speech("learner.way.term"), "/terms/\(view.own.term.id)#courses")]
  }

  // MARK: - Drop

  /// GET /registrations/{id}/drop
  func showDrop(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let view = try view(reading)
    let speech = reading.speech
    let law = try reading.law()
    let money =
      view.paid.minor > 0
      ? speech("drop.credit", ["amount": .money(view.paid)]) : speech("drop.noCredit")
    let together: HTML = HTML.join(
      view.dependents.map { item in
        Notice(
          .warn,
          speech("learner.drop.needs", ["course": .text(item.course.title[reading.tongue])]),
          "<p>\(speech("learner.drop.together")) (\(reading.article("II.3", law)))</p>"
        ).html
      })
    let hidden =
      reading.csrf + view.dependents.map { ("also", $0.registration.id.description) }
    let form = Form(
      "/registrations/\(view.own.registration.id)/drop", hidden: hidden,
      """
      <p class="buttons">\(Button(speech("drop.button"), .danger).html)
      \(Button.link(speech("word.cancel"), "/terms/\(view.own.term.id)", .plain))</p>
      """)
    return try page(
      reading, view, key: "drop",
      lead: speech.html(
        "drop.lead", ["course": HTML.strong(view.own.course.title[reading.tongue])]),
      """
      <ul><li>\(money) (\(reading.article("IV.3", law)))</li>\
      <li>\(speech("change.dropOrWithdraw"))</li></ul>\(together)\(form.html)
      """)
  }

  /// POST /registrations/{id}/drop
  func drop(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    _ = try reading.learner()
    let body = try await reading.form()
    let view = try view(reading)
    let id = view.own.registration.id
    let also = body.all("also").compactMap { RegistrationID(text: $0.value) }
    guard also.isEmpty else {
      // The operation itself holds every registration to be the reader's.
      return try reading.answer(
        await reading.perform(DropCourses(registrations: [id] + also)), DropCourses.name,
        ways: ways(view, reading), then: "/terms/\(view.own.term.id)?done=\(DropCourses.name)")
    }
    return try reading.answer(
      await reading.perform(DropCourse(registration: id)), DropCourse.name,
      ways: ways(view, reading),
      then: "/terms/\(view.own.term.id)?done=\(DropCourse.name)&of=\(id)")
  }

  // MARK: - Withdraw

  /// GET /registrations/{id}/withdrawal
  func showWithdrawal(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    return try withdrawal(reading, try view(reading), error: nil)
  }

  private func withdrawal(_ reading: Reading, _ view: View, error: String?) throws -> Response {
    let speech = reading.speech
    let agree = Field("agree", speech("withdraw.agree"), .checkbox, error: error)
    let form = Form(
      "/registrations/\(view.own.registration.id)/withdrawal", hidden: reading.csrf,
      """
      \(agree.html(speech))
      <p class="buttons">\(Button(speech("withdraw.button"), .danger).html)
      \(Button.link(speech("word.cancel"), "/terms/\(view.own.term.id)", .plain))</p>
      """)
    return try page(
      reading, view, key: "learner.withdraw",
      lead: HTML.strong(view.own.course.title[reading.tongue]),
      """
      <ul><li>\(speech("withdraw.lead")) (\(reading.article("IV.4", try reading.law())))</li>\
      <li>\(speech("change.dropOrWithdraw"))</li></ul>\(form.html)
      """, isWrong: error != nil)
  }

  /// POST /registrations/{id}/withdrawal
  func withdraw(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    _ = try reading.learner()
    let body = try await reading.form()
    let view = try view(reading)
    guard body["agree"] == "yes" else {
      return try withdrawal(reading, view, error: reading.speech("form.required"))
    }
    let decided = try await reading.perform(
      WithdrawFromCourse(registration: view.own.registration.id))
    return try reading.answer(
      decided, WithdrawFromCourse.name, ways: ways(view, reading),
      then: "/terms/\(view.own.term.id)?done=\(WithdrawFromCourse.name)")
  }
}
