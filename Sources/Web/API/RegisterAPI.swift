import Hummingbird
import JSON
import Kernel
import Language
import Licensing
import Operations
import Regulations

/// The public register for programs: the same search, the same days, without a token.
struct RegisterAPI: Sendable {
  let site: Site
  private static let perPage = 100

  /// GET /api/v1/licences
  func list(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let (query, programme) = (reading.query("q") ?? "", reading.query("programme") ?? "")
    try RegisterPage.check(query, programme)
    let day = try day(reading)
    let (entries, next) = try site.office.register(
      Licence.Search(query, programme: programme), on: day,
      after: reading.query("after") ?? "", limit: Self.perPage)
    var json = JSONWriter(reserving: 512 * (entries.count + 1))
    json.beginObject()
    json.field("on", day.day.description)
    json.key("licences")
    json.beginArray()
    for entry in entries {
      json.beginObject()
      write(entry, into: &json)
      json.endObject()
    }
    json.endArray()
    if let next { json.field("next", next) }
    json.endObject()
    return Reply.json(json.bytes)
  }

  /// GET /api/v1/licences/{licence}
  func one(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let day = try day(reading)
    guard let name = context.parameters.get("licence"), Name.fault(in: name, limit: 300) == nil,
      let found = try site.office.registered(name, on: day)
    else { throw Problem.notFound }
    var json = JSONWriter(reserving: 2_048)
    json.beginObject()
    json.field("on", day.day.description)
    write(found.entry, into: &json)
    if let parent = found.parent { json.field("restsOn", parent.licence.number) }
    if let renews = found.renews { json.field("renews", renews.number) }
    if let next = found.renewedBy { json.field("renewedBy", next.number) }
    let paper = found.particulars
    for (name, text) in [
      ("numberAsPrinted", paper.numberAsPrinted), ("fromAsPrinted", paper.fromAsPrinted),
      ("untilAsPrinted", paper.untilAsPrinted), ("decisionBody", paper.decisionBody),
      ("decisionAsPrinted", paper.decisionAsPrinted), ("standards", paper.standards),
      ("conditions", paper.conditions),
    ] {
      guard let text else { continue }
      json.key(text: name)
      json.string(text)
    }
    json.key("history")
    json.beginArray()
    for change in found.history {
      json.beginObject()
      json.field("status", change.status.rawValue)
      json.field("from", site.zone.text(change.from))
      json.field("article", change.article)
      json.endObject()
    }
    json.endArray()
    json.key("resting")
    json.beginArray()
    for entry in found.resting {
      json.beginObject()
      write(entry, into: &json)
      json.endObject()
    }
    json.endArray()
    json.key("credentials")
    json.beginArray()
    for credential in found.credentials { json.string(credential.jwt) }
    json.endArray()
    json.endObject()
    return Reply.json(json.bytes)
  }

  private func day(_ reading: Reading) throws -> RegisterDay {
    let asked = AskedDay(reading)
    guard asked.error == nil else {
      throw Problem.badInput("on", "Write a day such as 2026-09-06, or 24/3/1448 in Hijri.")
    }
    return asked.day
  }

  private func write(_ entry: RegisterEntry, into json: inout JSONWriter) {
    let licence = entry.licence
    json.field("id", licence.id.description)
    json.field("number", licence.number)
    json.field("kind", licence.kind.rawValue)
    if let form = licence.form { json.field("form", form.rawValue) }
    json.field("regime", licence.regime)
    json.key("holder")
    write(entry.holder, into: &json)
    if let programme = entry.programme {
      json.key("programme")
      write(programme, into: &json)
    }
    json.field("from", licence.from.description)
    json.field("until", licence.until.description)
    json.field("status", entry.state.rawValue)
  }

  private func write(_ text: Localized, into json: inout JSONWriter) {
    json.beginObject()
    json.field("ar", text.ar)
    json.field("en", text.en)
    json.field("vi", text.vi)
    json.endObject()
  }
}
