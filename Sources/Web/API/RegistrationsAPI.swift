import HTTPTypes
import Hummingbird
import JSON
import Kernel
import Language
import Operations
import People
import Regulations

/// Operations over HTTP: every answer is the ruling, 201 when granted, otherwise a problem.
struct OperationsAPI: Sendable {
  let site: Site

  /// Does an operation for the bearer, once per `Idempotency-Key`.
  func perform<Done: Operations.Operation>(
    _ operation: Done, _ request: Request, _ context: SiteContext, body: [UInt8] = [],
    output: @escaping @Sendable (Done.Output, inout JSONWriter) -> Void = { _, _ in }
  ) async throws -> Response {
    let visitor = try acting(context)
    let key = try idempotencyKey(request)
    let fingerprint = Digest.sha256(
      Array("\(request.method.rawValue) \(request.uri.path)\n".utf8) + body)
    let speech = site.speech(context.tongue)
    let answer = try await site.office.performOnce(
      operation, by: visitor.actor, key: key, fingerprint: fingerprint
    ) { decided in OperationsAPI.render(decided, speech, output) }
    switch answer {
    case .mismatch:
      throw Problem(
        status: .unprocessableContent, type: "idempotency-key-reused",
        detail: "This Idempotency-Key was used for another request; send a new one.")
    case .answered(let status, let body, _):
      return Reply.json(
        body, status: HTTPResponse.Status(code: status),
        type: status == 201 ? "application/json" : "application/problem+json")
    }
  }

  /// Who acts: a browser's cookie alone must not be enough, the API takes tokens.
  func acting(_ context: SiteContext) throws -> Visitor {
    let visitor = try context.bearer()
    if visitor.csrf != nil { throw Problem.unauthorized }
    return visitor
  }

  /// The body, read only for somebody who may act at all.
  func bodyBytes(_ request: Request, _ context: SiteContext) async throws -> [UInt8] {
    _ = try acting(context)
    return try await request.bodyBytes(context)
  }

  private func idempotencyKey(_ request: Request) throws -> String? {
    guard let name = HTTPField.Name("Idempotency-Key"), let key = request.headers[name] else {
      return nil
    }
    guard (1...200) ~= key.utf8.count, key.utf8.allSatisfy({ (0x21...0x7E) ~= $0 }) else {
      throw Problem.badInput("Idempotency-Key", "Use 1 to 200 printable ASCII characters.")
    }
    return key
  }

  /// 201 with the ruling; 409 with a problem of its own type for each other outcome.
  static func render<Output>(
    _ decided: Decided<Output>, _ speech: Speech,
    _ output: (Output, inout JSONWriter) -> Void
  ) -> (status: Int, body: [UInt8]) {
    let outcome = decided.ruling.outcome
    var json = JSONWriter(reserving: 4096)
    json.beginObject()
    if outcome != .granted {
      json.field("type", "/problems/\(outcome.rawValue)")
      json.field("title", speech.outcome(outcome))
      json.field("status", 409)
      if let headline = decided.ruling.headline {
        json.field("detail", speech.finding(headline.finding))
      }
    }
    if let made = decided.output {
      json.key("output")
      json.beginObject()
      output(made, &json)
      json.endObject()
    }
    json.key("ruling")
    RulingDocument.write(decided.ruling, id: decided.id, speech: speech, into: &json)
    json.endObject()
    return (outcome == .granted ? 201 : 409, json.bytes)
  }
}

extension OperationsAPI {
  /// POST /api/v1/sections/{id}/registrations
  func register(_ request: Request, _ context: SiteContext) async throws -> Response {
    let bytes = try await bodyBytes(request, context)
    let section: SectionID = try context.id("id")
    let learner = try learner(bytes, context)
    return try await perform(
      RegisterForSection(section: section, learner: learner), request, context, body: bytes
    ) { output, json in
      json.field("registration", output.registration.description)
      json.field("invoice", output.invoice.description)
      json.field("dueAt", output.dueAt.utcText)
    }
  }

  /// The bearer, or the learner a registrar names in the body.
  private func learner(_ bytes: [UInt8], _ context: SiteContext) throws -> PersonID {
    let own = try context.bearer().person.id
    if bytes.isEmpty { return own }
    let body = Reader(try JSON.read(bytes), file: "body")
    try body.only("learner")
    guard let text = try body.optional("learner")?.text() else { return own }
    guard let id = PersonID(text: text) else {
      throw Problem.badInput("learner", "This is no identifier.")
    }
    return id
  }

  private func target(_ bytes: [UInt8]) throws -> SectionID {
    let body = Reader(try JSON.read(bytes), file: "body")
    try body.only("section")
    guard let id = SectionID(text: try body.text("section")) else {
      throw Problem.badInput("section", "This is no identifier.")
    }
    return id
  }

  private func nothing(_ bytes: [UInt8]) throws {
    if !bytes.isEmpty { try Reader(try JSON.read(bytes), file: "body").only() }
  }

  /// POST /api/v1/registrations/{id}/drop
  func drop(_ request: Request, _ context: SiteContext) async throws -> Response {
    let bytes = try await bodyBytes(request, context)
    try nothing(bytes)
    return try await perform(
      DropCourse(registration: try context.id("id")), request, context, body: bytes
    ) { credit, json in json.field("credit", credit.description) }
  }

  /// An operation that takes a registration of the path into a section of the body.
  private func transfer<Done: Operations.Operation>(
    _ request: Request, _ context: SiteContext,
    _ operation: (RegistrationID, SectionID) -> Done
  ) async throws -> Response where Done.Output == RegistrationID {
    let bytes = try await bodyBytes(request, context)
    return try await perform(
      operation(try context.id("id"), try target(bytes)), request, context, body: bytes
    ) { id, json in json.field("registration", id.description) }
  }

  /// POST /api/v1/registrations/{id}/swap
  func swap(_ request: Request, _ context: SiteContext) async throws -> Response {
    try await transfer(request, context) { SwapCourses(registration: $0, section: $1) }
  }

  /// POST /api/v1/registrations/{id}/section-change
  func changeSection(_ request: Request, _ context: SiteContext) async throws -> Response {
    try await transfer(request, context) { ChangeSection(registration: $0, section: $1) }
  }

  /// POST /api/v1/registrations/{id}/underfilled-transfer
  func leaveUnderfilled(_ request: Request, _ context: SiteContext) async throws -> Response {
    try await transfer(request, context) {
      LeaveUnderfilledSection(registration: $0, section: $1)
    }
  }

  /// POST /api/v1/registrations/{id}/balance-use
  func useBalance(_ request: Request, _ context: SiteContext) async throws -> Response {
    try await transfer(request, context) { UseCancelledBalance(registration: $0, section: $1) }
  }

  /// POST /api/v1/registrations/{id}/withdrawal
  func withdraw(_ request: Request, _ context: SiteContext) async throws -> Response {
    let bytes = try await bodyBytes(request, context)
    try nothing(bytes)
    return try await perform(
      WithdrawFromCourse(registration: try context.id("id")), request, context, body: bytes)
  }
}
