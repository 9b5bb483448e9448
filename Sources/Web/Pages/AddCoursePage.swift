import HTTPTypes
import Hummingbird
import Kernel
import Language
import Operations
import Registrar
import Regulations
import Storage

/// The form that adds a course to the catalogue, with what it teaches and asks for (II.3, II.4).
struct AddCoursePage: Sendable {
  let site: Site

  /// GET /courses/add
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    _ = try reading.signedIn(as: .registrar, .administrator)
    return try page(reading, Typed(nil, reading.speech))
  }

  private func page(_ reading: Reading, _ typed: Typed) throws -> Response {
    let speech = reading.speech
    let scope = try reading.scope()
    let programmes = try reading.read { try Programme.all(scope, in: $0) }
      .map { (value: $0.code, label: "\($0.code) · \($0.title[reading.tongue])") }
    let kinds = Course.Kind.allCases.map {
      (value: $0.rawValue, label: speech("course.kind.\($0.rawValue)"))
    }
    let content: HTML = """
      \(typed.notice)
      \(typed.field("programme", speech("licences.programme"), .select(programmes)))
      \(typed.field("code", speech("word.code"), help: speech("courses.code.help"), code: true))
      \(typed.localizedFields("title", speech("word.name")))
      \(typed.field("kind", speech("courses.kind"), .select(kinds), start: "other"))
      \(typed.field("units", speech("word.units"), .number, help: speech("courses.units.help"),
        code: true))
      \(typed.localizedFields("field", speech("credentials.field")))
      \(typed.localizedFields("about", speech("course.about"), .area(rows: 3)))
      \(typed.localizedFields("outcomes", speech("course.outcomes"), .area(rows: 4),
        help: speech("courses.lines.help"), required: false))
      \(typed.localizedFields("conditions", speech("learner.course.conditions"), .area(rows: 2),
        help: speech("courses.lines.help"), required: false))
      \(typed.field("prerequisites", speech("course.prerequisites"),
        help: speech("courses.codes.help"), required: false, code: true))
      \(typed.field("corequisites", speech("course.corequisites"), required: false, code: true))
      \(typed.field("passFail", speech("courses.passFail"), .checkbox, required: false))
      <p class="buttons">\(Button(speech("operation.AddCourse")).html)</p>
      """
    let title = speech("operation.AddCourse")
    return try reading.page(
      title,
      crumbs: [NavItem(speech("nav.courses"), "/courses"), NavItem(title, "/courses/add")],
      status: typed.isRight ? .ok : .badRequest,
      """
      \(Heading(title, lead: HTML(text: speech("courses.add.lead"))).html)
      \(Card(nil, Form("/courses/add", hidden: reading.csrf, content).html).html)
      """)
  }

  /// POST /courses/add
  func add(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    _ = try reading.signedIn(as: .registrar, .administrator)
    var typed = Typed(try await reading.form(), reading.speech)
    let conditions = typed.lines("conditions").enumerated().map { offset, title in
      (code: "condition-\(offset + 1)", title: title)
    }
    let course = NewCourse(
      code: typed.word("code"), programme: typed.value("programme"),
      title: typed.localized("title"), kind: Course.Kind(rawValue: typed.value("kind")) ?? .other,
      units: typed.number("units", 1...30), field: typed.localized("field"),
      about: typed.localizedText("about", limit: 4_000),
      isPassFail: typed.value("passFail") == "yes", outcomes: typed.lines("outcomes"),
      conditions: conditions, prerequisites: typed.words("prerequisites"),
      corequisites: typed.words("corequisites"), place: "code")
    let known = try reading.read { try Course.all(reading.scope(), in: $0) }.map(\.code)
    for name in ["prerequisites", "corequisites"] {
      for code in typed.words(name) where !known.contains(code) {
        typed.say(name, "courses.unknown")
      }
    }
    guard typed.isRight else { return try page(reading, typed) }
    do {
      let decided = try await reading.perform(AddCourse(course))
      guard let id = decided.output else { throw Problem.notFound }
      return Reply.redirect(Path("/courses/\(id)").setting("done", AddCourse.name))
    } catch let fault as OperationFault {
      guard case .forbidden = fault else {
        typed.say("code", "courses.taken")
        return try page(reading, typed)
      }
      throw fault
    }
  }
}
