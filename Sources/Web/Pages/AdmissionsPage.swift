import HTTPTypes
import Hummingbird
import Kernel
import Language
import Operations
import People
import Registrar
import Regulations
import Storage

/// Which learners meet which condition of admission to a course (II.4), as recorded.
struct AdmissionsPage: Sendable {
  let site: Site

  private func open(_ reading: Reading) throws -> Course {
    _ = try reading.signedIn(as: .registrar)
    let id: CourseID = try reading.context.id("id")
    let scope = try reading.scope()
    guard let course = try reading.read({ try Course.find(id, scope, in: $0) }) else {
      throw Problem.notFound
    }
    return course
  }

  /// GET /courses/{id}/admissions: of whom something is recorded.
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    return try page(reading, try open(reading), searched: nil)
  }

  /// POST /courses/{id}/admissions: a search, which stays out of addresses, or a record.
  func act(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let course = try open(reading)
    let form = try await reading.form()
    guard let code = form["condition"] else {
      return try page(reading, course, searched: form["q"] ?? "")
    }
    guard let met = ["yes": true, "no": false][form["met"] ?? ""] else { throw Problem.notFound }
    return try await reading.act(
      RecordAdmission(course: course.id, learner: try form.id("learner"), code: code, met: met),
      to: "/courses/\(course.id)/admissions")
  }

  private func page(_ reading: Reading, _ course: Course, searched: String?) throws -> Response {
    let speech = reading.speech
    let scope = try reading.scope()
    let text = String((searched ?? "").prefix(100))
    let isSearch = text.contains { !$0.isWhitespace }
    let (learners, conditions) = try reading.read { tx in
      let people =
        isSearch
        ? try Person.search(text, scope, limit: 25, in: tx).filter { person in
          try Grant.of(person.id, in: tx).contains { $0.role == .learner }
        }
        : try AdmissionCondition.recorded(course.id, limit: 50, in: tx).compactMap {
          try Person.find($0, scope, in: tx)
        }
      let nobody = PersonID(high: 0, low: 0)
      return (
        try people.map { ($0, try AdmissionCondition.of(course.id, learner: $0.id, in: tx)) },
        try AdmissionCondition.of(course.id, learner: nobody, in: tx)
      )
    }
    let search = Form(
      "/courses/\(course.id)/admissions", hidden: reading.csrf, inline: true,
      """
      \(Field("q", speech("admissions.search"), .search, value: text).html(speech))
      \(Button(speech("word.search"), .plain).html)
      """)
    let title = "\(speech("admissions.title")) · \(course.title[reading.tongue])"
    let list: HTML =
      learners.isEmpty
      ? EmptyState(speech(isSearch ? "people.none" : "admissions.none")).html
      : table(learners, course, reading)
    let article = reading.article("II.4", try reading.law())
    return try reading.page(
      title,
      crumbs: [
        NavItem(speech("nav.courses"), "/courses"),
        NavItem(course.title[reading.tongue], "/courses/\(course.id)"),
        NavItem(speech("admissions.title"), reading.path),
      ], flash: reading.doneNotice,
      """
      \(Heading(HTML(text: title), lead: "\(speech("admissions.lead")) (\(article))").html)
      \(conditions.isEmpty
        ? EmptyState(speech("admissions.noConditions")).html
        : Card(nil, search.html).html + Card(nil, list).html)
      """)
  }

  private func table(
    _ learners: [(Person, [AdmissionCondition])], _ course: Course, _ reading: Reading
  ) -> HTML {
    let speech = reading.speech
    let rows = learners.map { person, conditions -> [HTML] in
      let cells = conditions.map { condition -> HTML in
        let (tone, word): (Tone, String) =
          switch condition.met {
          case true?: (.good, speech("learner.condition.met"))
          case false?: (.bad, speech("learner.condition.unmet"))
          case nil: (.info, speech("learner.condition.open"))
          }
        let buttons = [("yes", "met", true), ("no", "unmet", false)].filter { _, _, value in
          condition.met != value
        }.map { value, key, _ in
          Button(speech("admissions.\(key)"), .quiet, name: "met", value: value).html
        }
        let form = Form(
          "/courses/\(course.id)/admissions",
          hidden: reading.csrf + [
            ("condition", condition.code), ("learner", person.id.description),
          ], inline: true, HTML.join(buttons, " "))
        return """
          <div><strong>\(condition.title[reading.tongue])</strong> \(Tag(tone, word).html)\
          <br>\(form.html)</div>
          """
      }
      return [reading.named(person), HTML.join(cells)]
    }
    return Table(
      speech("admissions.title"),
      [.init(speech("word.learner")), .init(speech("learner.course.conditions"))], rows
    ).html
  }
}
