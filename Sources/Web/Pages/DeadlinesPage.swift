import Hummingbird
import Kernel
import Language
import Operations
import Regulations

/// What has to be done by when, as it was known on a day, and the announcement of each as a picture.
struct DeadlinesPage: Sendable {
  let site: Site

  /// GET /deadlines
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let speech = reading.speech
    let asked = reading.query("on") ?? ""
    let written = Hijri.day(written: FormBody.number(asked))
    let error = asked.isEmpty || written != nil ? nil : speech("form.notDay")
    let day = written ?? reading.today
    let cards = site.deadlines.map { card($0, on: day, reading) }
    let form = Form(
      "/deadlines", .get,
      """
      \(Field("on", speech("deadlines.on"), value: day.description,
        help: HTML(text: speech("staff.day.help")), error: error, code: true).html(speech))
      <p class="buttons">\(Button(speech("word.show"), .plain).html)</p>
      """)
    return try reading.page(
      speech("deadlines.title"), status: error == nil ? .ok : .badRequest,
      """
      \(Heading(speech("deadlines.title"), lead: HTML(text: speech("deadlines.lead"))).html)
      \(Columns(
        cards.isEmpty ? EmptyState(speech("deadlines.none")).html : HTML.join(cards),
        side: Card(nil, form.html).html).html)
      """)
  }

  /// GET /deadlines/{id}.{language}.svg
  func picture(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let parts = (context.parameters.get("file") ?? "").split(
      separator: ".", omittingEmptySubsequences: false)
    guard parts.count >= 3, parts.last == "svg",
      let tongue = Tongue(rawValue: String(parts[parts.count - 2]))
    else { throw Problem.notFound }
    let id = parts.dropLast(2).joined(separator: ".")
    let asked = reading.query("on")
    let written = asked.flatMap { Hijri.day(written: FormBody.number($0)) }
    guard asked == nil || written != nil,
      let deadline = site.deadlines.first(where: { Name.same($0.id, id) }),
      let pack = site.office.library.pack(deadline.instrument),
      let date = deadline.date(knownOn: written ?? reading.today)
    else { throw Problem.notFound }
    let picture = DeadlinePicture(
      deadline: deadline, date: date, authority: pack.authority,
      day: written ?? reading.today, address: site.office.publicURL + "/deadlines",
      speech: site.speech(tongue))
    return Reply.bytes(
      picture.html.bytes, type: "image/svg+xml; charset=utf-8", cache: "max-age=300")
  }

  // MARK: The page

  private func card(_ deadline: AnnouncedDeadline, on day: Day, _ reading: Reading) -> HTML {
    let speech = reading.speech
    let tongue = reading.tongue
    guard let date = deadline.date(knownOn: day) else {
      return Card(
        deadline.title[tongue], id: deadline.id,
        action: Tag(.quiet, speech("deadlines.unknown")).html,
        "<p>\(speech("deadlines.unknown.text"))</p>"
      ).html
    }
    var rows: [(name: String, value: HTML)] = [
      (speech("deadlines.until"), speech.time(both: date.until))
    ]
    if let printed = DeadlinesPage.printed(date) {
      rows.append((speech("deadlines.printed"), printed))
    }
    rows += [
      (speech("deadlines.whom"), HTML(text: speech.prose(deadline.whom))),
      (speech("deadlines.after"), HTML(text: speech.prose(deadline.after))),
    ]
    let links = Tongue.allCases.map { language -> HTML in
      let path = DeadlinesPage.path(deadline, language, day)
      return """
        <a href="\(path)" lang="\(language.rawValue)" \
        hreflang="\(language.rawValue)">\(speech("deadlines.picture.\(language.rawValue)"))</a>
        """
    }
    return Card(
      deadline.title[tongue], id: deadline.id, action: tag(date, on: day, speech),
      """
      <p>\(speech.prose(deadline.says))</p>
      \(Definitions(rows).html)
      <figure class="announcement"><img src="\(DeadlinesPage.path(deadline, tongue, day))" \
      width="1200" height="630" alt="\(alt(deadline, date, on: day, speech))">\
      <figcaption class="row">\(speech("deadlines.picture")) \(HTML.join(links, " "))</figcaption>\
      </figure>
      <h3>\(speech("deadlines.history"))</h3>
      \(history(deadline, on: day, speech))
      """
    ).html
  }

  static func path(_ deadline: AnnouncedDeadline, _ tongue: Tongue, _ day: Day) -> Path {
    "/deadlines/\(deadline.id).\(tongue.rawValue).svg?on=\(day.description)"
  }

  private func tag(_ date: AnnouncedDeadline.Date, on day: Day, _ speech: Speech) -> HTML {
    let left = Int(date.until.number) - Int(day.number)
    let tone: Tone = left < 0 ? .quiet : left <= 30 ? .warn : .info
    return Tag(tone, speech.left(left)).html
  }

  private func alt(
    _ deadline: AnnouncedDeadline, _ date: AnnouncedDeadline.Date, on day: Day, _ speech: Speech
  ) -> String {
    let left = Int(date.until.number) - Int(day.number)
    return "\(deadline.title[speech.tongue]) · \(speech.both(date.until)) · \(speech.left(left))"
  }

  /// The dates as their source prints them, each in the order it is printed in.
  static func printed(_ date: AnnouncedDeadline.Date) -> HTML? {
    let parts = [date.asPrinted.hijri, date.asPrinted.gregorian].compactMap(\.self)
    return parts.isEmpty ? nil : HTML.join(parts.map { HTML.code($0) }, " · ")
  }

  private func history(_ deadline: AnnouncedDeadline, on day: Day, _ speech: Speech) -> HTML {
    let rows = deadline.dates.map { date -> [HTML] in
      let isLater = date.knownFrom > day
      let next = deadline.dates.first { $0.knownFrom > date.knownFrom && $0.knownFrom <= day }
      let state =
        isLater
        ? Tag(.quiet, speech("deadlines.state.later"))
        : next == nil
          ? Tag(.good, speech("deadlines.state.current"))
          : Tag(.quiet, speech("deadlines.state.superseded"))
      return [
        Named(
          HTML(text: speech.both(date.until)),
          HTML(text: speech.prose(date.source))
        ).html, HTML(text: speech.shortDay(date.knownFrom)),
        HTML(text: speech.textStatus(date.textStatus)), state.html,
      ]
    }
    return Table(
      speech("deadlines.history"),
      [
        .init(speech("deadlines.until")), .init(speech("deadlines.knownFrom")),
        .init(speech("deadlines.source")), .init(speech("word.status")),
      ], rows
    ).html
  }
}

extension Site {
  /// The deadlines of all packs.
  var deadlines: [AnnouncedDeadline] { office.library.packs.flatMap(\.deadlines) }
}

extension Speech {
  /// How many days are left until a last day, in words: it may be today, or be over.
  func left(_ days: Int) -> String {
    if days < 0 { return self("deadlines.over") }
    return days == 0 ? self("deadlines.today") : plural("deadlines.left", days)
  }
}
