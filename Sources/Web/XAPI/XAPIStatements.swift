import HTTPTypes
import Hummingbird
import JSON
import Kernel
import LearningRecords
import NIOCore
import Operations
import Proofs
import Storage

/// The statements of xAPI: sent one by one or in lists, and found again.
struct XAPIStatements: Sendable {
  let api: XAPI

  // MARK: - Sending

  @Sendable func put(_ call: Call) async throws -> Response {
    try call.only(["statementId"])
    guard let id = try call.uuid("statementId") else {
      throw Problem.badInput("statementId", "This parameter is required.")
    }
    _ = try await store(call, as: id)
    return Response(status: .noContent)
  }

  @Sendable func post(_ call: Call) async throws -> Response {
    try call.only([])
    let ids = try await store(call, as: nil)
    var out = JSONWriter(reserving: ids.count * 40)
    out.beginArray()
    for id in ids { out.string(id.description) }
    out.endArray()
    return Reply.json(out.bytes)
  }

  private func store(_ call: Call, as id: StatementID?) async throws -> [StatementID] {
    let client = try call.client(with: .writeStatements)
    let type = call.header("Content-Type") ?? "application/json"
    let sent = try Mixed.sent(call.body, type: type)
    let value = try JSON.read(sent.document, limits: StatementBody.limits)
    if id != nil, value.members == nil {
      throw Problem.badInput("", "One statement is sent this way, as an object.")
    }
    guard value.members != nil || value.elements != nil else {
      throw Problem.badInput("", "A statement is an object; several are a list of objects.")
    }
    return try await call.site.office.storeStatements(
      value, sent.document, parts: sent.parts, by: client, call.version, id: id)
  }

  // MARK: - Reading

  private static let filters = [
    "agent", "verb", "activity", "registration", "related_activities", "related_agents", "since",
    "until", "limit", "ascending",
  ]

  @Sendable func read(_ call: Call) async throws -> Response {
    try call.only(Self.filters + ["statementId", "voidedStatementId", "format", "attachments"])
    let client = try call.reader()
    let form = try form(call)
    let (asked, voided) = (try call.uuid("statementId"), try call.uuid("voidedStatementId"))
    guard let id = asked ?? voided else {
      return try page(try query(call, client), form, call, client)
    }
    guard asked == nil || voided == nil,
      !call.parameters.contains(where: { Self.filters.contains($0.name) })
    else {
      throw Problem.badInput(
        "statementId", "One statement is asked for alone, with format and attachments at most.")
    }
    return try one(id, voided != nil ? .voided : .no, form, call, client)
  }

  /// How statements are answered.
  private struct Form {
    var format = StatementFormat.exact
    var attachments = false
  }

  private func form(_ call: Call) throws -> Form {
    var form = Form()
    if let text = call["format"] {
      guard let format = StatementFormat(rawValue: text) else {
        throw Problem.badInput("format", "The formats are exact, ids and canonical.")
      }
      form.format = format
    }
    form.attachments = try call.flag("attachments")
    return form
  }

  private func one(
    _ id: StatementID, _ hidden: Statement.Hidden, _ form: Form, _ call: Call,
    _ client: RecordClient
  ) throws -> Response {
    let office = call.site.office
    return try office.database.read { tx in
      guard let found = try Statement.find(id, client.scope, in: tx), found.hidden == hidden,
        maySee(found, client)
      else { throw Problem.notFound }
      let told = try office.tell(
        [found], form.format, languages: call.languages, attachments: form.attachments,
        client.scope, in: tx)
      guard let json = told.json.first else { throw Problem.notFound }
      var response = Reply.json(json)
      if form.attachments { response = try Mixed.answer(json, told, client.scope, in: tx) }
      response.headers[.lastModified] = HTTPDate.text(found.stored)
      return response
    }
  }

  /// Who may read only what is its own sees nothing else.
  private func maySee(_ statement: Statement, _ client: RecordClient) -> Bool {
    client.may([.read, .readAll]) || statement.client == client.id
  }

  private func query(_ call: Call, _ client: RecordClient) throws -> StatementQuery {
    let keys = try call.site.office.recordKeys(client.scope)
    var agent: IndexKey?
    if call["agent"] != nil {
      guard let key = keys.agent(try call.agent()) else {
        throw Problem.badInput("agent", "Name an agent or group by its identifier.")
      }
      agent = key
    }
    for name in ["verb", "activity"] {
      if let iri = call[name] {
        do { try call.check.activity(iri) } catch {
          throw Problem.badInput(name, error.problem)
        }
      }
    }
    let mine =
      client.may([.read, .readAll]) ? nil : keys.agent(client.authority(call.site.office.publicURL))
    var query = StatementQuery(
      keys, agent: agent, verb: call["verb"], activity: call["activity"],
      registration: try call.uuid("registration"),
      relatedAgents: try call.flag("related_agents"),
      relatedActivities: try call.flag("related_activities"), mine: mine)
    query.isAscending = try call.flag("ascending")
    if let since = try call.time("since") { query.after = since.microseconds }
    if let until = try call.time("until") {
      query.before = until.microseconds.addingReportingOverflow(1).partialValue
    }
    if let text = call["limit"] {
      guard let limit = Int(text), limit >= 0 else {
        throw Problem.badInput(
          "limit", "Write a whole number; 0 stands for as many as there may be.")
      }
      query.limit = limit == 0 ? StatementQuery.most : min(limit, StatementQuery.most)
    }
    return query
  }

  private func page(
    _ query: StatementQuery, _ form: Form, _ call: Call, _ client: RecordClient
  ) throws -> Response {
    let office = call.site.office
    return try office.database.read { tx in
      let page = try query.page(client.scope, in: tx) { maySee($0, client) }
      let told = try office.tell(
        page.statements, form.format, languages: call.languages, attachments: form.attachments,
        client.scope, in: tx)
      let next = told.last.map { query.goingOn(after: $0) } ?? page.next
      var out = JSONWriter(reserving: told.json.reduce(256) { $0 + $1.count + 1 })
      out.beginObject()
      out.key("statements")
      out.beginArray()
      for json in told.json { out.raw(json) }
      out.endArray()
      out.field("more", try next.map { try link($0, form, client, office) } ?? "")
      out.endObject()
      guard form.attachments else { return Reply.json(out.bytes) }
      return try Mixed.answer(out.bytes, told, client.scope, in: tx)
    }
  }

  // MARK: - Going on

  /// A link to the next page: the question as numbers, sealed for this client.
  private func link(
    _ query: StatementQuery, _ form: Form, _ client: RecordClient, _ office: Office
  ) throws -> String {
    let text = "\(form.format.rawValue);\(form.attachments);\(query.text)"
    let seal = try office.recordSeal(text, of: client)
    return "\(api.mount)/statements/more/\(Base64URL.encode(seal + Array(text.utf8)))"
  }

  @Sendable func more(_ call: Call) async throws -> Response {
    try call.only([])
    let client = try call.reader()
    guard let cursor = call.cursor, cursor.utf8.count < 2_000,
      let bytes = Base64URL.decode(Array(cursor.utf8)), bytes.count > 16,
      let text = String(validating: bytes.dropFirst(16), as: UTF8.self),
      try call.site.office.recordSeal(text, of: client) == Array(bytes.prefix(16))
    else {
      throw Problem.badInput("more", "This link was not given to this client; ask anew.")
    }
    let parts = text.split(separator: ";", maxSplits: 2).map(String.init)
    guard parts.count == 3, let format = StatementFormat(rawValue: parts[0]),
      let query = StatementQuery(text: parts[2])
    else { throw Problem.badInput("more", "This link is of another version; ask anew.") }
    let form = Form(format: format, attachments: parts[1] == "true")
    return try page(query, form, call, client)
  }
}
