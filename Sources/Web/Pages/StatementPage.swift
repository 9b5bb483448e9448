import Hummingbird
import JSON
import Kernel
import Language
import LearningRecords
import Operations
import People
import Registrar
import Storage

/// One learning record as a program sent it: what a mark of attendance rests on.
struct StatementPage: Sendable {
  let site: Site

  /// GET /records/{id}: for whoever teaches, registers or decides, and the learner whose attendance it
  /// counted for.
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let visitor = try reading.signedIn()
    let id: StatementID = try context.id("id")
    let scope = visitor.actor.scope
    let found = try reading.read { tx -> (Statement, RecordClient?, [UInt8])? in
      guard let statement = try Statement.find(id, scope, in: tx), statement.hidden == .no,
        try reading.readsRecords
          || AttendanceRecord.concerns(id, visitor.person.id, in: tx),
        let json = try site.office.tell([statement], .exact, languages: [], scope, in: tx).json
          .first
      else { return nil }
      return (statement, try RecordClient.find(statement.client, in: tx), json)
    }
    guard let (statement, client, json) = found else { throw Problem.notFound }
    let speech = reading.speech
    let value = (try? JSON.read(json, limits: StatementBody.limits)) ?? .null
    let verb = value["verb"]?["display"]?.members?.pairs.first?.value.string
    let rows: [(HTML, HTML)] = [
      (HTML(text: speech("record.program")), HTML.own(client?.name ?? "—")),
      (HTML(text: speech("record.stored")), speech.time(at: statement.stored)),
      (
        HTML(text: speech("record.verb")),
        HTML.own(verb ?? value["verb"]?["id"]?.string ?? "—")
      ),
      (HTML(text: speech("record.object")), HTML.code(value["object"]?["id"]?.string ?? "—")),
    ]
    return try reading.page(
      speech("record.title"),
      Card(
        speech("record.title"),
        """
        <dl>\(HTML.join(rows.map { "<dt>\($0.0)</dt><dd>\($0.1)</dd>" }))</dl>
        <details><summary>\(speech("record.body"))</summary>\
        <pre>\(String(decoding: json, as: UTF8.self))</pre></details>
        """
      ).html)
  }
}

extension Reading {
  /// Whether learning records are open to the reader.
  var readsRecords: Bool {
    let offices: [Role] = [.instructor, .registrar, .supervisoryCommittee, .administrator]
    return visitor?.actor.roles(at: now).contains(where: offices.contains) ?? false
  }
}
