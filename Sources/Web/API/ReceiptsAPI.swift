import Hummingbird
import JSON
import Kernel
import Operations
import Proofs
import Regulations

/// Where providers with an installation of their own have their awards registered. Nobody signs in:
/// the award's own signature says who asks.
struct ReceiptsAPI: Sendable {
  let site: Site

  /// POST /receipts: 201 with the receipt, 200 with the same one when asked again, 409 with the
  /// ruling that refuses.
  func register(_ request: Request, _ context: SiteContext) async throws -> Response {
    guard site.office.regulator != nil else { throw Problem.notFound }
    let value = try JSON.read(try await request.bodyBytes(context), limits: Bundle.limits)
    let bundle: Bundle
    do { bundle = try Bundle(reading: value) } catch {
      throw Problem.badInput(
        error.member, "Send a CredentialBundle of format 1 with the award and its token.")
    }
    let decided = try await site.office.register(bundle)
    guard let answer = decided.output else {
      let speech = site.speech(context.tongue)
      let (status, body) = OperationsAPI.render(decided, speech) { _, _ in }
      return Reply.json(
        body, status: .init(code: status), type: "application/problem+json")
    }
    return Reply.json(answer.bytes, status: answer.isNew ? .created : .ok)
  }
}
