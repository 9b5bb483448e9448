import HTTPTypes
import Hummingbird
import Kernel
import Language
import Operations
import People
import Registrar
import Regulations
import Storage

/// Who may lift bars in the committee's place, and the form that delegates it (IV.1, II.6).
extension BarsPage {
  func delegations(_ reading: Reading, sent: FormBody?, errors: [String: String]) throws
    -> HTML
  {
    let speech = reading.speech
    let scope = try reading.scope()
    let (rows, people, courses) = try reading.read { tx in
      let courses = try Course.all(scope, in: tx)
      let titles = Dictionary(courses.map { ($0.id, $0.title[reading.tongue]) }) { a, _ in a }
      let rows = try Grant.delegations(of: .supervisoryCommittee, scope, in: tx).map {
        grant -> [HTML] in
        let isOver = grant.until.map { $0 <= reading.now } ?? false
        let state: HTML =
          isOver
          ? Tag(.quiet, speech("status.expired")).html
          : grant.from > reading.now
            ? Tag(.info, speech("status.upcoming")).html : Tag(.good, speech("status.active")).html
        return [
          HTML.own(try reading.name(of: grant.person, in: tx)),
          "\(grant.course.flatMap { titles[$0] } ?? speech("staff.delegation.all"))",
          speech.time(at: grant.from), HTML.with(grant.until) { speech.time(deadline: $0) }, state,
        ]
      }
      let people = try Grant.people(holding: nil, scope, in: tx).compactMap {
        try Person.find($0, scope, in: tx)
      }
      return (rows, people, courses)
    }
    let table: HTML =
      rows.isEmpty
      ? "<p class=\"note\">\(speech("word.none"))</p>"
      : Table(
        speech("bars.delegations"),
        [
          .init(speech("word.name")), .init(speech("word.course")), .init(speech("word.from")),
          .init(speech("word.until")), .init(speech("word.status")),
        ], rows
      ).html
    let options = people.filter { $0.id != reading.visitor?.person.id }
      .map { (value: $0.id.description, label: $0.name(in: reading.tongue)) }
    let all = [(value: "", label: speech("staff.delegation.all"))]
    let courseOptions =
      all
      + courses.map {
        (value: $0.id.description, label: "\($0.code) · \($0.title[reading.tongue])")
      }
    func value(_ name: String) -> String { sent?[name] ?? "" }
    let form = Form(
      "/bars/delegations", hidden: reading.csrf,
      """
      \(Field("to", speech("staff.delegation.to"), .select(options), value: value("to"))
        .html(speech))
      \(Field("course", speech("word.course"), .select(courseOptions), value: value("course"),
        required: false).html(speech))
      \(Field("from", speech("registrar.window.first"),
        value: sent == nil ? reading.today.description : value("from"),
        help: HTML(text: speech("registrar.window.help")), error: errors["from"], code: true)
        .html(speech))
      \(Field("until", speech("registrar.window.last"), value: value("until"),
        error: errors["until"], code: true).html(speech))
      <p class="buttons">\(Button(speech("staff.delegation.button")).html)</p>
      """)
    return Card(
      speech("bars.delegations"), id: "delegations",
      """
      \(table)<details\(HTML.when(sent != nil, " open"))>\
      <summary>\(speech("operation.Delegate"))</summary>\(form.html)</details>
      """
    ).html
  }

  /// POST /bars/delegations
  func delegate(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let visitor = try reading.signedIn(as: .supervisoryCommittee)
    let grants = try grants(visitor, reading)
    let form = try await reading.form()
    let speech = reading.speech
    var errors: [String: String] = [:]
    let from = Hijri.day(written: FormBody.number(form["from"] ?? ""))
    let until = Hijri.day(written: FormBody.number(form["until"] ?? ""))
    if from == nil { errors["from"] = speech("form.notDay") }
    if until == nil { errors["until"] = speech("form.notDay") }
    if let from, let until, until < from { errors["until"] = speech("staff.windows.order") }
    guard errors.isEmpty, let from, let until else {
      return try page(reading, visitor, grants, sent: form, errors: errors)
    }
    let course = form["course"].flatMap { CourseID(text: $0) }
    let to: PersonID = try form.id("to")
    return try await reading.act(
      Delegate(
        role: .supervisoryCommittee, to: to, course: course, section: nil,
        from: site.zone.start(of: from), until: site.zone.end(of: until)),
      to: "/bars")
  }
}
