import HTTPTypes
import Hummingbird
import Kernel
import Language
import Licensing
import Operations
import People
import Regulations
import Storage

/// The public register of licences: found by name, number or programme, with the status on any day.
struct RegisterPage: Sendable {
  let site: Site
  static let perPage = 50

  /// GET /register, `?q=`, `?programme=`, `?on=` and `?after=` say what is looked for.
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    try page(Reading(site, request, context), nil)
  }

  func page(_ reading: Reading, _ typed: Typed?) throws -> Response {
    let speech = reading.speech
    let (query, programme) = (reading.query("q") ?? "", reading.query("programme") ?? "")
    try RegisterPage.check(query, programme)
    let asked = AskedDay(reading)
    let (entries, next) = try site.office.register(
      Licence.Search(query, programme: programme), on: asked.day,
      after: reading.query("after") ?? "", limit: Self.perPage)
    let list: HTML =
      entries.isEmpty
      ? EmptyState(
        speech(query.isEmpty && programme.isEmpty ? "licences.empty" : "licences.none"),
        HTML.when(!query.isEmpty, "<p>\(speech("licences.none.try"))</p>")
      ).html
      : Card(nil, RegisterTable(entries, asked.day.day, speech).html + later(next, reading)).html
    return try reading.page(
      speech("licences.title"), flash: reading.doneNotice,
      status: asked.error == nil && typed == nil ? .ok : .badRequest,
      """
      \(Heading(speech("licences.title"), lead: HTML(text: speech("licences.lead"))).html)
      \(Card(nil, form(query, programme, asked, speech)).html)
      \(asked.notice(reading))
      \(list)
      \(receiptForm(typed, reading))
      """)
  }

  /// Longer texts name nothing; programs and pages are told alike.
  static func check(_ query: String, _ programme: String) throws {
    for (name, text) in [("q", query), ("programme", programme)]
    where Name.fault(in: text, limit: 300) != nil {
      throw Problem.badInput(name, "Write at most 300 bytes, without control characters.")
    }
  }

  private func later(_ next: String?, _ reading: Reading) -> HTML {
    HTML.with(next) { next in
      let path = reading.path.setting("after", next)
      return "<p class=\"pager\">\(HTML.link(reading.speech("pager.later"), path))</p>"
    }
  }

  private func form(
    _ query: String, _ programme: String, _ asked: AskedDay, _ speech: Speech
  ) -> HTML {
    Form(
      "/register", .get,
      """
      <div class="grid">\(Field(filter: "q", speech("licences.q"), .search, value: query)
        .html(speech))\
      \(Field(filter: "programme", speech("licences.programme"), .search, value: programme)
        .html(speech))\
      \(asked.field(speech))</div>
      <p class="buttons">\(Button(speech("licences.search")).html)</p>
      """
    ).html
  }
}

/// The day that a page of the register is asked about: today, or the one in `?on=`, in either
/// calendar.
struct AskedDay {
  let day: RegisterDay
  let text: String
  let error: String?

  init(_ reading: Reading) {
    let text = reading.query("on") ?? ""
    let written = text.isEmpty ? reading.today : Hijri.day(written: FormBody.number(text))
    self.text = text
    error = written == nil ? reading.speech("form.notDay") : nil
    day = RegisterDay(written ?? reading.today, now: reading.now, reading.site.zone)
  }

  func field(_ speech: Speech) -> HTML {
    Field(
      "on", speech("licences.on"), value: text.isEmpty ? day.day.description : text,
      help: HTML(text: speech("staff.day.help")), error: error, required: false, code: true
    ).html(speech)
  }

  /// Which day is shown, where it is not today; of a day to come only what is recorded by now.
  func notice(_ reading: Reading) -> HTML {
    let speech = reading.speech
    guard error == nil, day.day != reading.today else { return HTML() }
    let key = day.day < reading.today ? "licences.past" : "licences.ahead"
    return Notice(.info, speech(key, ["day": .text(speech.both(day.day))])).html
  }
}

/// Licences of the register, each with its status on the day.
struct RegisterTable {
  let entries: [RegisterEntry]
  let day: Day
  let speech: Speech

  init(_ entries: [RegisterEntry], _ day: Day, _ speech: Speech) {
    self.entries = entries
    self.day = day
    self.speech = speech
  }

  var html: HTML {
    let rows = entries.map { entry -> [HTML] in
      let licence = entry.licence
      return [
        Named(
          HTML.link(HTML.own(entry.holder[speech.tongue]), RegisterPage.path(licence, on: day)),
          HTML.code(licence.number)
        ).html,
        HTML(text: speech.form(licence)),
        HTML.with(entry.programme) { HTML.own($0[speech.tongue]) },
        "\(speech.time(calendar: licence.until))",
        speech.tag(status: entry.state.rawValue),
      ]
    }
    return Table(
      speech("licences.title"),
      [
        .init(speech("licences.holder")), .init(speech("licences.form")),
        .init(speech("licences.programme")), .init(speech("licences.until")),
        .init(speech("word.status")),
      ], rows
    ).html
  }
}

extension RegisterPage {
  /// Where a licence's own page is: by its number, as it is printed on paper, or by its id where the
  /// number holds what no address should.
  static func path(_ licence: Licence, on day: Day? = nil) -> Path {
    let path: Path =
      Name.isPlain(licence.number)
      ? "/register/\(licence.number)" : "/register/\(licence.id)"
    return day.map { path.setting("on", $0.description) } ?? path
  }
}

extension Speech {
  /// What a licence lets its holder do; its kind alone where no more was said.
  func form(_ licence: Licence) -> String {
    licence.form.map { self("licences.form.\($0.rawValue)") }
      ?? self("licence.kind.\(licence.kind.rawValue)")
  }

  /// A day of a licence in both calendars; where the Hijri tables disagree, in the Gregorian alone.
  func time(calendar day: Day) -> HTML {
    guard let hijri = Hijri(day), hijri.isCertain else {
      return "<time datetime=\"\(day.description)\">\(self.day(day))</time>"
    }
    return time(both: day)
  }
}
