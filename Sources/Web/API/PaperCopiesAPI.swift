import Credentials
import Hummingbird
import JSON
import Kernel
import Operations
import People
import Regulations
import Storage

// Paper copies over HTTP: asking, seeing what becomes of it, handing over.
extension OperationsAPI {
  /// POST /api/v1/credentials/{id}/paper-copies
  func requestPaperCopy(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (bytes, body) = try await body(request, context)
    try body.only("copies", "delivery", "address")
    return try await perform(
      RequestPaperCopy(
        credential: try context.id("id"), copies: try body.optional("copies")?.integer() ?? 1,
        delivery: try body.required("delivery").choice(),
        address: try body.optional("address")?.text()), request, context, body: bytes
    ) { output, json in
      json.field("request", output.request.description)
      json.field("invoice", output.invoice.description)
      json.field("dueAt", output.dueAt.utcText)
    }
  }

  /// POST /api/v1/paper-copies/{id}/handover
  func handOverPaperCopy(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (bytes, body) = try await body(request, context)
    try body.only("tracking")
    return try await perform(
      HandOverPaperCopy(request: try context.id("id"), tracking: try body.text("tracking")),
      request, context, body: bytes)
  }
}

extension ReadsAPI {
  private static let most = 200

  /// GET /api/v1/credentials/{id}/paper-copies: to its holder and to who makes the copies.
  func paperCopies(_ request: Request, _ context: SiteContext) async throws -> Response {
    let visitor = try context.bearer()
    let id: CredentialID = try context.id("id")
    let requests = try site.office.database.read { tx in
      try Credential.find(id, visitor.actor.scope, in: tx).flatMap { credential in
        credential.learner == visitor.person.id
          || visitor.actor.holds(.eLearningCentre, at: site.now)
          ? try PaperCopyRequest.of(id, in: tx) : nil
      }
    }
    guard let requests else { throw Problem.notFound }
    return Self.list(requests)
  }

  /// GET /api/v1/paper-copies: what is paid and to be made, the longest waiting first.
  func paidPaperCopies(_ request: Request, _ context: SiteContext) async throws -> Response {
    let visitor = try context.bearer()
    guard visitor.actor.holds(.eLearningCentre, at: site.now) else {
      throw OperationFault.forbidden("it takes the role eLearningCentre")
    }
    return Self.list(
      try site.office.database.read {
        try PaperCopyRequest.paid(visitor.actor.scope, limit: Self.most, in: $0)
      })
  }

  private static func list(_ requests: [PaperCopyRequest]) -> Response {
    var json = JSONWriter(reserving: 512 * (requests.count + 1))
    json.beginArray()
    for request in requests {
      json.beginObject()
      json.field("id", request.id.description)
      json.field("credential", request.credential.description)
      json.field("invoice", request.invoice.description)
      json.field("copies", request.copies)
      json.field("delivery", request.delivery.rawValue)
      if let address = request.address { json.field("address", address) }
      json.field("state", request.state.rawValue)
      json.field("requestedAt", request.requestedAt.utcText)
      json.field("changedAt", request.changedAt.utcText)
      if let tracking = request.tracking { json.field("tracking", tracking) }
      json.endObject()
    }
    json.endArray()
    return Reply.json(json.bytes)
  }
}
