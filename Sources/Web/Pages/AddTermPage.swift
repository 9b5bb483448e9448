import HTTPTypes
import Hummingbird
import Kernel
import Language
import Operations
import Registrar
import Regulations
import Storage

/// The form that adds a term with the windows of its calendar.
struct AddTermPage: Sendable {
  let site: Site

  /// GET /terms/add
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    _ = try reading.signedIn(as: .registrar, .administrator)
    return try page(reading, Typed(nil, reading.speech))
  }

  private func page(_ reading: Reading, _ typed: Typed) throws -> Response {
    let speech = reading.speech
    let windows = CalendarWindow.Kind.allCases.map { kind -> HTML in
      let name = kind.rawValue
      return """
        <fieldset class="field"><legend>\(speech("window.\(name)"))</legend>\
        <div class="grid"><div>\(typed.field(
          "from.\(name)", speech("registrar.window.first"), required: false, code: true))\
        </div><div>\(typed.field(
          "through.\(name)", speech("registrar.window.last"), required: false, code: true))\
        </div></div>\
        </fieldset>
        """
    }
    let content: HTML = """
      \(typed.notice)
      \(typed.field("code", speech("word.code"), help: speech("terms.code.help"), code: true))
      \(typed.localizedFields("title", speech("word.name")))
      \(typed.field("studyStarts", speech("terms.studyStarts"), help: speech("staff.day.help"),
        code: true))
      \(typed.field("ends", speech("terms.ends"), code: true))
      <h2>\(speech("registrar.windows"))</h2>
      <p class="note">\(speech("terms.windows.help"))</p>
      \(windows)
      \(typed.field("decision", speech("registrar.window.reason")))
      <p class="buttons">\(Button(speech("operation.AddTerm")).html)</p>
      """
    let title = speech("operation.AddTerm")
    return try reading.page(
      title,
      crumbs: [NavItem(speech("nav.windows"), "/windows"), NavItem(title, "/terms/add")],
      status: typed.isRight ? .ok : .badRequest,
      """
      \(Heading(title, lead: HTML(text: speech("terms.add.lead"))).html)
      \(Card(nil, Form("/terms/add", hidden: reading.csrf, content).html).html)
      """)
  }

  /// POST /terms/add
  func add(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let visitor = try reading.signedIn(as: .registrar, .administrator)
    var typed = Typed(try await reading.form(), reading.speech)
    let decision = typed.line("decision")
    let windows = read(&typed, decision)
    let code = typed.word("code")
    let title = typed.localized("title")
    let (starts, ends) = (typed.day("studyStarts"), typed.day("ends"))
    if let starts, let ends, ends < starts { typed.say("ends", "staff.windows.order") }
    guard typed.isRight, let starts, let ends else { return try page(reading, typed) }
    let scope = try reading.scope()
    let terms = try reading.read { try Term.all(scope, in: $0) }
    if terms.contains(where: { $0.code == code }) { typed.say("code", "terms.taken") }
    if let last = terms.last, starts <= last.studyStarts {
      typed.say("studyStarts", "terms.order")
    }
    guard typed.isRight else { return try page(reading, typed) }
    let term = NewTerm(
      code: code, title: title, studyStarts: starts, ends: ends, windows: windows, place: "code")
    let isRegistrar = visitor.actor.holds(.registrar, at: reading.now)
    do {
      return try await reading.act(AddTerm(term), to: isRegistrar ? "/windows" : "/courses")
    } catch OperationFault.badInput(let place, _) where place.hasPrefix("through.") {
      typed.say(place, "staff.windows.far")
      return try page(reading, typed)
    }
  }

  /// The windows that were filled in; one with a single day is wrong.
  private func read(_ typed: inout Typed, _ decision: String) -> [NewTerm.Window] {
    CalendarWindow.Kind.allCases.compactMap { kind in
      let (first, last) = ("from.\(kind.rawValue)", "through.\(kind.rawValue)")
      if typed.value(first).isEmpty && typed.value(last).isEmpty { return nil }
      guard let from = typed.day(first), let through = typed.day(last) else { return nil }
      guard from <= through else {
        typed.say(last, "staff.windows.order")
        return nil
      }
      return NewTerm.Window(
        kind: kind, from: from, through: through, decision: decision, place: last)
    }
  }
}
