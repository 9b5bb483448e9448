import HTTPTypes
import Hummingbird
import Kernel
import Language
import Operations
import People
import Registrar
import Regulations
import Storage

/// The correction of an approved result by the authority that approved it (V.2).
struct CorrectionPage: Sendable {
  let site: Site

  private struct View {
    let registration: Registration
    let learner: Person?
    let course: Course
    let result: CourseResult
  }

  private func view(_ reading: Reading) throws -> View {
    _ = try reading.signedIn(as: .resultsAuthority)
    let id: RegistrationID = try reading.context.id("id")
    let scope = try reading.scope()
    let found = try reading.read { tx -> View? in
      guard let registration = try Registration.find(id, scope, in: tx),
        let course = try Course.find(registration.course, scope, in: tx),
        let result = try CourseResult.of(id, in: tx), result.isApproved, result.mark != nil
      else { return nil }
      return View(
        registration: registration,
        learner: try Person.find(registration.learner, scope, in: tx), course: course,
        result: result)
    }
    guard let found else { throw Problem.notFound }
    return found
  }

  /// GET /results/corrections/{registration}
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    return try page(reading, try view(reading), sent: nil, errors: [:])
  }

  private func page(_ reading: Reading, _ view: View, sent: FormBody?, errors: [String: String])
    throws -> Response
  {
    let speech = reading.speech
    let title = speech("operation.CorrectResult")
    let grades = try reading.law().edition.grades
    let now: [(name: String, value: HTML)] = [
      (speech("word.learner"), HTML.own(view.learner?.name(in: reading.tongue) ?? "")),
      (
        speech("word.course"),
        "\(view.course.title[reading.tongue]) · \(HTML.code(view.course.code))"
      ),
      (speech("marks.mark"), "\(view.result.mark.map { speech.mark($0) } ?? "—")"),
      (speech("marks.grade"), reading.grade(view.result.symbol, grades)),
      (
        speech("word.status"),
        """
        \(speech("results.approvedOn", ["instant": .instant(view.result.at)])) · \
        \(HTML.own(view.result.number))
        """
      ),
    ]
    let kinds: [(value: String, label: HTML)] = [
      ("clerical", HTML(text: speech("results.correct.clerical"))),
      ("other", HTML(text: speech("staff.correction.other"))),
    ]
    let form = Form(
      "/results/corrections/\(view.registration.id)", hidden: reading.csrf,
      """
      \(Field("mark", speech("marks.mark"), .number, value: sent?["mark"] ?? "",
        help: HTML(text: speech("marks.help")), error: errors["mark"], code: true).html(speech))
      \(Field("kind", speech("word.reason"), .radios(kinds), value: sent?["kind"] ?? "clerical")
        .html(speech))
      \(Field("justification", speech("results.correct.reason"), .area(rows: 4),
        value: sent?["justification"] ?? "", error: errors["justification"]).html(speech))
      \(Field("number", speech("staff.results.number"), value: sent?["number"] ?? "",
        error: errors["number"]).html(speech))
      <p class="buttons">\(Button(speech("results.correct")).html)</p>
      """)
    let back: Path = "/results/\(view.registration.section)"
    return try reading.page(
      title,
      crumbs: [
        NavItem(speech("results.title"), "/results"),
        NavItem(view.course.title[reading.tongue], back), NavItem(title, "/"),
      ],
      status: errors.isEmpty ? .ok : .badRequest,
      """
      \(Heading(title, lead: HTML(text: speech("results.lead"))).html)
      \(Columns(Card(nil, form.html).html,
        side: Card(speech("staff.correction.now"), Definitions(now).html).html).html)
      """)
  }

  /// POST /results/corrections/{registration}
  func correct(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let view = try view(reading)
    let form = try await reading.form()
    let speech = reading.speech
    var errors: [String: String] = [:]
    let mark = Mark(text: FormBody.number(form["mark"] ?? ""))
    if mark == nil { errors["mark"] = speech("form.notMark") }
    for (name, limit) in [("justification", 2_000), ("number", 100)] {
      let text = form[name] ?? ""
      if name == "number", !text.contains(where: { !$0.isWhitespace }) {
        errors[name] = speech("form.required")
      } else if let fault = Name.fault(in: text, limit: limit) {
        if case .tooLong = fault {
          errors[name] = speech("form.tooLong")
        } else {
          errors[name] = speech("form.badText")
        }
      }
    }
    guard errors.isEmpty, let mark else {
      return try page(reading, view, sent: form, errors: errors)
    }
    return try await reading.act(
      CorrectResult(
        registration: view.registration.id, mark: mark, isClerical: form["kind"] == "clerical",
        justification: form["justification"] ?? "", number: form["number"] ?? ""),
      to: "/results/\(view.registration.section)")
  }
}
