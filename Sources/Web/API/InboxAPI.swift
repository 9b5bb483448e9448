import Casework
import Hummingbird
import JSON
import Kernel
import Operations
import People
import Regulations

/// What was written to the bearer, and what has to be done by when.
struct InboxAPI: Sendable {
  let site: Site
  private static let perPage = 50

  /// GET /api/v1/inbox, `?page=`: the newest first.
  func list(_ request: Request, _ context: SiteContext) async throws -> Response {
    let visitor = try context.bearer()
    let reading = Reading(site, request, context)
    let page = reading.query("page").map { Int($0) } ?? 1
    guard let page, (1...1_000) ~= page else {
      throw Problem.badInput("page", "Write a whole number from 1 to 1000.")
    }
    let (notices, _) = try site.office.inbox(
      visitor.actor, page: page, size: Self.perPage, at: site.now)
    var json = JSONWriter(reserving: 512 * (notices.count + 1))
    json.beginArray()
    for view in notices { json.notice(view, reading, whole: false) }
    json.endArray()
    return Reply.json(json.bytes)
  }

  /// GET /api/v1/inbox/{id}: that a program fetched it does not say that anybody read it.
  func one(_ request: Request, _ context: SiteContext) async throws -> Response {
    let view = try find(context)
    return Self.answer(view, Reading(site, request, context))
  }

  /// POST /api/v1/inbox/{id}/reading: the bearer has read it.
  func read(_ request: Request, _ context: SiteContext) async throws -> Response {
    let visitor = try context.bearer()
    try await site.office.noteRead(try find(context), by: visitor.person.id, at: site.now)
    return Self.answer(try find(context), Reading(site, request, context))
  }

  private func find(_ context: SiteContext) throws -> NoticeView {
    let actor = try context.bearer().actor
    guard let view = try site.office.notice(try context.id("id"), for: actor, at: site.now) else {
      throw Problem.notFound
    }
    return view
  }

  private static func answer(_ view: NoticeView, _ reading: Reading) -> Response {
    var json = JSONWriter(reserving: 2048)
    json.notice(view, reading, whole: true)
    return Reply.json(json.bytes)
  }

  /// GET /api/v1/deadlines, `?on=`: as they were known on a day.
  func deadlines(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let asked = reading.query("on")
    guard let day = asked.map({ Day(text: $0) }) ?? reading.today else {
      throw Problem.badInput("on", "Write a day as 2026-09-06.")
    }
    var json = JSONWriter(reserving: 2048)
    json.beginArray()
    for deadline in site.deadlines {
      guard let date = deadline.date(knownOn: day) else { continue }
      json.beginObject()
      json.field("id", deadline.id)
      json.field("instrument", deadline.instrument)
      json.field("title", deadline.title[context.tongue])
      json.field("says", deadline.says[context.tongue])
      json.field("whom", deadline.whom[context.tongue])
      json.field("after", deadline.after[context.tongue])
      json.field("until", date.until.description)
      json.field("knownFrom", date.knownFrom.description)
      json.field("daysLeft", Int(date.until.number) - Int(day.number))
      json.endObject()
    }
    json.endArray()
    return Reply.json(json.bytes)
  }
}

extension JSONWriter {
  /// A letter or reminder in the reader's language; without its text in a list.
  fileprivate mutating func notice(_ view: NoticeView, _ reading: Reading, whole: Bool) {
    beginObject()
    field("id", view.notice.id.description)
    field("at", view.notice.at.utcText)
    field("from", view.sender[reading.tongue])
    field("subject", view.subject(reading.speech))
    if let readAt = view.readAt { field("readAt", readAt.utcText) }
    switch view.content {
    case .letter(let words):
      field("kind", "letter")
      field("case", words.file.id.description)
      if let number = words.file.number { field("number", number) }
    case .reminder(let deadline, let until, _):
      field("kind", "reminder")
      field("deadline", deadline.id)
      field("until", until.description)
    }
    if whole { field("body", view.body(reading.speech).joined(separator: "\n\n")) }
    endObject()
  }
}
