import Credentials
import Hummingbird
import JSON
import Kernel
import Operations
import People
import Proofs
import Regulations
import Storage

// Credentials over HTTP: issuing, ending, fetching.
extension OperationsAPI {
  /// POST /api/v1/registrations/{id}/credential
  func issueCredential(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (bytes, body) = try await body(request, context)
    try body.only()
    let answer = try await perform(
      IssueCredential(registration: try context.id("id")), request, context, body: bytes
    ) { id, json in json.field("credential", id.description) }
    await site.office.finishAwards(try context.bearer().actor.scope)
    return answer
  }

  /// POST /api/v1/credentials/{id}/supersession
  func supersedeCredential(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (bytes, body) = try await body(request, context)
    try body.only("reason")
    let answer = try await perform(
      SupersedeCredential(credential: try context.id("id"), reason: try body.text("reason")),
      request, context, body: bytes
    ) { id, json in json.field("credential", id.description) }
    await site.office.finishAwards(try context.bearer().actor.scope)
    return answer
  }

  /// POST /api/v1/credentials/{id}/revocation
  func revokeCredential(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (bytes, body) = try await body(request, context)
    try body.only("reason")
    return try await perform(
      RevokeCredential(credential: try context.id("id"), reason: try body.text("reason")),
      request, context, body: bytes)
  }

  /// POST /api/v1/receipts/revocations
  func revokeReceipt(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (bytes, body) = try await body(request, context)
    try body.only("award", "reason")
    return try await perform(
      RevokeReceipt(award: try body.text("award"), reason: try body.text("reason")), request,
      context, body: bytes)
  }
}

extension ReadsAPI {
  /// The credential in the path for its learner and for staff who issue, with its signed form.
  private func signed(_ context: SiteContext) throws -> (Credential, CredentialForm) {
    let visitor = try context.bearer()
    let id: CredentialID = try context.id("id")
    let read = try site.office.database.read { tx in
      try Credential.find(id, visitor.actor.scope, in: tx).map {
        (credential: $0, form: try CredentialForm.find(id, in: tx))
      }
    }
    guard let credential = read?.credential, let form = read?.form,
      credential.learner == visitor.person.id
        || visitor.actor.holds(.eLearningCentre, at: site.now)
        || visitor.actor.holds(.registrar, at: site.now)
    else { throw Problem.notFound }
    return (credential, form)
  }

  /// GET /api/v1/credentials/{id}: the compact token.
  func credential(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (_, form) = try signed(context)
    return Reply.bytes(Array(form.jwt.utf8), type: "application/jwt")
  }

  /// GET /api/v1/credentials/{id}/bundle: everything that verifying it without a network takes.
  func bundle(_ request: Request, _ context: SiteContext) async throws -> Response {
    let (credential, _) = try signed(context)
    guard let bundle = try site.office.bundle(of: credential, at: site.now) else {
      throw Problem.notFound
    }
    return Reply.json(bundle.bytes)
  }
}
