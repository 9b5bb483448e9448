import Casework
import HTTPTypes
import Hummingbird
import Kernel
import Language
import Operations
import People
import Regulations

/// What was written to the reader: letters of cases and reminders, each to be read and printed.
struct InboxPage: Sendable {
  let site: Site

  private static let size = 30

  /// GET /inbox
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    return try page(reading, nil)
  }

  private func page(_ reading: Reading, _ typed: Typed?) throws -> Response {
    let visitor = try reading.signedIn()
    let speech = reading.speech
    let number = reading.query("page").flatMap { Int($0) } ?? 1
    let (notices, hasMore) = try site.office.inbox(
      visitor.actor, page: number, size: Self.size, at: reading.now)
    let list =
      notices.isEmpty
      ? EmptyState(speech("inbox.none")).html
      : Card(nil, table(notices, speech)).html
    let pager = Pager(page: number, of: hasMore ? number + 1 : number, "/inbox").html(speech)
    let address = try reading.read { try MailBox.address(of: visitor.person.id, in: $0) }
    return try reading.page(
      speech("inbox.title"), flash: reading.doneNotice, status: typed == nil ? .ok : .badRequest,
      """
      \(Heading(speech("inbox.title"), lead: HTML(text: speech("inbox.lead"))).html)
      \(Columns(list + pager, side: addressForm(address, typed, reading)).html)
      """)
  }

  private func table(_ notices: [NoticeView], _ speech: Speech) -> HTML {
    let rows = notices.map { view -> [HTML] in
      [
        Named(
          HTML.link(view.subject(speech), "/inbox/\(view.notice.id)"),
          HTML.own(view.sender[speech.tongue])
        ).html, speech.time(at: view.notice.at),
        view.readAt == nil
          ? Tag(.info, speech("inbox.unread")).html : Tag(.quiet, speech("inbox.read")).html,
      ]
    }
    return Table(
      speech("inbox.title"),
      [
        .init(speech("inbox.letter")), .init(speech("inbox.written")),
        .init(speech("word.status")),
      ], rows
    ).html
  }

  private func addressForm(_ address: String?, _ typed: Typed?, _ reading: Reading) -> HTML {
    let speech = reading.speech
    let typed = typed ?? Typed(nil, speech)
    let form = Form(
      "/inbox/address", hidden: reading.csrf,
      """
      \(typed.field("address", speech("inbox.address"), .email,
        help: speech("inbox.address.help"), start: address ?? "", required: false, code: true))
      <p class="buttons">\(Button(speech("operation.SetMailAddress"), .plain).html)</p>
      """)
    return Card(speech("inbox.mail"), form.html).html
  }

  /// GET /inbox/{id}: reading it is noted.
  func one(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let visitor = try reading.signedIn()
    let found = try site.office.notice(
      try context.id("id"), for: visitor.actor, at: reading.now)
    guard let view = found else { throw Problem.notFound }
    try await site.office.noteRead(view, by: visitor.person.id, at: reading.now)
    return try reading.page(
      view.subject(reading.speech),
      crumbs: [
        NavItem(reading.speech("inbox.title"), "/inbox"),
        NavItem(view.subject(reading.speech), reading.path),
      ], try sheet(view, reading))
  }

  /// The letter as it is read and printed: who writes to whom, when, what.
  private func sheet(_ view: NoticeView, _ reading: Reading) throws -> HTML {
    let speech = reading.speech
    let day = site.zone.day(of: view.notice.at)
    let reader =
      site.office.institutions.first { $0.id == view.notice.reader }?.name[reading.tongue] ?? ""
    var rows: [(name: String, value: HTML)] = [
      (speech("inbox.from"), HTML.own(view.sender[reading.tongue])),
      (speech("inbox.to"), HTML.own(reader)),
      (speech("inbox.written"), speech.time(both: day)),
    ]
    let way: HTML
    switch view.content {
    case .letter(let words):
      // A body that is no user here is served by the office, which prints this.
      if let party = try site.office.outsider(of: words.file, at: reading.now) {
        rows.append((speech("cases.party"), HTML.own(party)))
      }
      if let number = words.file.number {
        rows.append((speech("inbox.reference"), HTML.code(number)))
      }
      way = Button.link(speech("inbox.case"), "/cases/\(words.file.id)")
    case .reminder(let deadline, _, _):
      rows.append((speech("inbox.about"), HTML(text: deadline.title[reading.tongue])))
      way = Button.link(speech("deadlines.title"), "/deadlines", .plain)
    }
    let paragraphs = view.body(speech).map { "<p class=\"lines\">\($0)</p>" as HTML }
    return """
      \(Heading(view.subject(speech)).html)
      \(Card(nil, "\(Definitions(rows).html)<hr>\(HTML.join(paragraphs))").html)
      <p class="buttons">\(way)</p>
      """
  }

  /// POST /inbox/address
  func setAddress(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    var typed = Typed(try await reading.form(), reading.speech)
    // A pasted address may have blanks around it.
    let text = typed.value("address").split(separator: " ").joined(separator: " ")
    let address = MailAddress(text)
    if !text.isEmpty, address == nil { typed.say("address", "inbox.address.wrong") }
    guard typed.isRight else { return try page(reading, typed) }
    return try await reading.act(SetMailAddress(address), to: "/inbox")
  }
}
