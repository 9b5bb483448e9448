import Casework
import HTTPTypes
import Hummingbird
import JSON
import Kernel
import Language
import Operations
import People
import Regulations
import Storage

/// Procedures and cases over HTTP: the same operations and the same views as the pages.
struct CasesAPI: Sendable {
  let operations: OperationsAPI

  private var site: Site { operations.site }
  private static let most = 200

  /// GET /api/v1/procedures: what the bearer may file now, with its form.
  func procedures(_ request: Request, _ context: SiteContext) async throws -> Response {
    let actor = try context.bearer().actor
    var json = JSONWriter(reserving: 8192)
    json.beginArray()
    for procedure in site.office.procedures(for: actor, at: site.now) {
      json.procedure(procedure, context.tongue)
    }
    json.endArray()
    return Reply.json(json.bytes)
  }

  /// GET /api/v1/cases: what the bearer filed or may see because others filed it for the same body.
  func list(_ request: Request, _ context: SiteContext) async throws -> Response {
    let actor = try context.bearer().actor
    return Self.list(try site.office.filed(by: actor, at: site.now, limit: Self.most))
  }

  /// GET /api/v1/desk: what waits for the bearer's office, what is due first on top.
  func desk(_ request: Request, _ context: SiteContext) async throws -> Response {
    let actor = try context.bearer().actor
    guard site.office.handlesCases(actor, at: site.now) else {
      throw OperationFault.forbidden("it takes a role that handles a procedure")
    }
    let desk = try site.office.desk(actor, Desk.Filter(), limit: Self.most, at: site.now)
    return Self.list(desk.cases)
  }

  private static func list(_ files: [CaseFile]) -> Response {
    var json = JSONWriter(reserving: 512 * (files.count + 1))
    json.beginArray()
    for file in files {
      json.beginObject()
      json.head(of: file)
      json.endObject()
    }
    json.endArray()
    return Reply.json(json.bytes)
  }

  /// GET /api/v1/cases/{id}, `?submission=`
  func one(_ request: Request, _ context: SiteContext) async throws -> Response {
    let visitor = try context.bearer()
    let reading = Reading(site, request, context)
    let id: CaseID = try context.id("id")
    guard
      let view = try CaseView.find(
        id, visitor.actor, at: site.now,
        submission: reading.query("submission").flatMap { Int($0) },
        site.office)
    else { throw Problem.notFound }
    var json = JSONWriter(reserving: 8192)
    json.beginObject()
    json.head(of: view.file)
    json.field("submission", view.submission)
    json.key("answers")
    json.value(view.answers)
    if let earlier = view.earlier {
      json.key("earlier")
      json.value(earlier)
    }
    json.steps(of: view)
    json.fees(of: view)
    json.bill(of: view)
    json.letters(of: view, reading)
    json.findings(of: view)
    json.key("documents")
    json.beginArray()
    for document in view.documents {
      json.beginObject()
      json.document(document)
      json.endObject()
    }
    json.endArray()
    if let stars = view.stars { json.field("stars", stars) }
    json.endObject()
    return Reply.json(json.bytes)
  }

  /// POST /api/v1/cases
  func begin(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (bytes, body) = try await operations.body(request, context)
    try body.only("instrument", "procedure", "about", "answers")
    return try await operations.perform(
      SaveDraft(
        .new(
          procedure: try body.word("procedure"), instrument: try body.word("instrument"),
          about: try about(body, context)),
        answers: body.optional("answers")?.value ?? .object(Value.Members())), request, context,
      body: bytes
    ) { file, json in json.field("case", file.description) }
  }

  /// What a new case is about: a programme by its code, a licence by its number, anything else by its
  /// id.
  private func about(_ body: Reader, _ context: SiteContext) throws -> [UInt8]? {
    guard let reader = body.optional("about") else { return nil }
    let code = try reader.text()
    let actor = try context.bearer().actor
    let (id, instrument) = (try body.word("procedure"), try body.word("instrument"))
    let procedure = site.office.procedures(for: actor, at: site.now).first {
      $0.instrument == instrument && $0.id == id
    }
    // What cannot be filed at all is answered by the operation.
    guard let procedure else { return nil }
    guard procedure.asksForThing else {
      guard let id = ID<CaseSubject>(text: code) else {
        throw reader.fault("must be the id of what the case is about")
      }
      return id.bytes
    }
    let found = try site.office.database.read {
      try site.office.thing(code, for: procedure, of: actor, at: site.now, in: $0)
    }
    guard let found else { throw OperationFault.notFound(procedure.about.rawValue) }
    return found.bytes
  }

  /// POST /api/v1/cases/{id}/draft
  func save(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (bytes, body) = try await operations.body(request, context)
    try body.only("answers")
    return try await operations.perform(
      SaveDraft(.draft(try context.id("id")), answers: try body.required("answers").value), request,
      context, body: bytes
    ) { file, json in json.field("case", file.description) }
  }

  /// POST /api/v1/cases/{id}/discard
  func discard(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (bytes, body) = try await operations.body(request, context)
    try body.only()
    return try await operations.perform(
      DiscardDraft(file: try context.id("id")), request, context, body: bytes)
  }

  /// POST /api/v1/cases/{id}/filing
  func file(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (bytes, body) = try await operations.body(request, context)
    try body.only("answers")
    return try await operations.perform(
      FileCase(.draft(try context.id("id")), answers: body.optional("answers")?.value), request,
      context, body: bytes
    ) { file, json in json.field("case", file.description) }
  }

  /// POST /api/v1/cases/{id}/steps
  func take(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (bytes, body) = try await operations.body(request, context)
    try body.only("step", "article", "reasons", "answers")
    return try await operations.perform(
      TakeStep(
        file: try context.id("id"), step: try body.word("step"),
        article: try body.optional("article")?.word(),
        reasons: try body.optional("reasons")?.text(), answers: body.optional("answers")?.value),
      request, context, body: bytes
    ) { state, json in json.field("state", state) }
  }

  /// POST /api/v1/cases/{id}/findings
  func find(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (bytes, body) = try await operations.body(request, context)
    try body.only("standard", "met", "note")
    return try await operations.perform(
      RecordFinding(
        file: try context.id("id"), standard: try body.word("standard"),
        isMet: try body.required("met").flag(), note: try body.text("note")), request, context,
      body: bytes)
  }

  /// POST /api/v1/cases/{id}/confirmations
  func confirm(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (bytes, body) = try await operations.body(request, context)
    try body.only("standard")
    return try await operations.perform(
      ConfirmFinding(file: try context.id("id"), standard: try body.word("standard")), request,
      context, body: bytes)
  }

  /// POST /api/v1/cases/{id}/rating
  func rate(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (bytes, body) = try await operations.body(request, context)
    try body.only("stars", "reason")
    return try await operations.perform(
      RateCase(
        file: try context.id("id"), stars: try body.required("stars").integer(),
        reason: try body.optional("reason")?.text() ?? ""), request, context, body: bytes)
  }
}

// What steps cost.
extension CasesAPI {
  /// POST /api/v1/cases/{id}/fees/{step}
  func charge(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (bytes, body) = try await operations.body(request, context)
    try body.only()
    return try await operations.perform(
      ChargeFee(file: try context.id("id"), step: context.parameters.get("step") ?? ""), request,
      context, body: bytes
    ) { number, json in json.field("invoice", number) }
  }

  /// POST /api/v1/cases/{id}/fees/{step}/payment
  func pay(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (bytes, body) = try await operations.body(request, context)
    try body.only()
    return try await operations.perform(
      PayFee(file: try context.id("id"), step: context.parameters.get("step") ?? ""), request,
      context, body: bytes)
  }
}

// Files of cases.
extension CasesAPI {
  /// POST /api/v1/cases/{id}/documents: `multipart/form-data` with a word `field` and a file `file`.
  func attach(_ request: Request, _ context: SiteContext) async throws -> Response {
    let actor = try operations.acting(context).actor
    let id: CaseID = try context.id("id")
    // Nothing is read for somebody who has no form to fill in there.
    guard let view = try CaseView.find(id, actor, at: site.now, site.office), view.isApplicant
    else {
      throw Problem.notFound
    }
    let bytes = try await request.bodyBytes(context, upTo: view.procedure.formLimit)
    let sent = SentForm(bytes, type: request.headers[.contentType] ?? "")
    guard let file = sent.files.first(where: { Name.same($0.name, "file") }) else {
      throw Problem.badInput("file", "Send multipart/form-data with a file of this name.")
    }
    let document = try await site.office.attach(
      file.bytes, named: file.fileName ?? "", to: id, field: try sent.fields.required("field"),
      by: actor)
    var json = JSONWriter()
    json.beginObject()
    json.key("output")
    json.beginObject()
    json.document(document)
    json.endObject()
    json.endObject()
    return Reply.json(json.bytes, status: .created)
  }

  /// POST /api/v1/cases/{id}/documents/{digest}/removal
  func detach(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (bytes, body) = try await operations.body(request, context)
    try body.only("field")
    guard let digest = Hex.bytes(context.parameters.get("digest") ?? "") else {
      throw Problem.notFound
    }
    return try await operations.perform(
      DetachDocument(file: try context.id("id"), field: try body.word("field"), digest: digest),
      request, context, body: bytes)
  }

  /// GET /api/v1/cases/{id}/documents/{digest}
  func document(_ request: Request, _ context: SiteContext) async throws -> Response {
    try await site.document(context, try context.bearer().actor)
  }
}
