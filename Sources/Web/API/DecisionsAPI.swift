import Foundation
import Hummingbird
import JSON
import Kernel
import Language
import Operations
import Paper
import Proofs
import Regulations
import Rules

/// Questions that change nothing: decide a rule on given facts, verify a credential.
struct DecisionsAPI: Sendable {
  let site: Site

  /// POST /api/v1/decisions/{rule}: facts in, the ruling out (200 whatever the outcome: it is an
  /// answer, not an act). `?on=` and `?edition=` choose instant and edition.
  func decide(_ request: Request, _ context: SiteContext) async throws -> Response {
    let name = context.parameters.getCatchAll().joined(separator: "/")
    let id = name.removingPercentEncoding ?? name
    guard let rule = Catalogue.rule(id) else { throw Problem.notFound }
    let query = request.uri.queryParameters
    var at = site.now
    if let text = query["on"] {
      guard let instant = Instant(text: text) else {
        throw Problem.badInput("on", "Write an instant with offset: 2026-09-06T10:00:00+03:00.")
      }
      at = instant
    }
    let edition = query["edition"].map(String.init)
    guard let law = site.office.library.law(rule.instrument, at: at, edition: edition) else {
      throw Problem.badInput("edition", "No such edition of \(rule.instrument) is in force then.")
    }
    let bytes = try await request.bodyBytes(context)
    let ruling: Ruling
    do {
      ruling = try Catalogue.decide(rule, facts: try JSON.read(bytes), under: law)
    } catch let fault as FactFault {
      throw Problem.badInput(fault.place, fault.problem)
    }
    var json = JSONWriter(reserving: 2048)
    RulingDocument.write(ruling, id: nil, speech: site.speech(context.tongue), into: &json)
    return Reply.json(json.bytes)
  }

  /// POST /api/v1/verifications: an award, a compact token, a bundle, a badge or a certificate as it
  /// is, or a text as `{"credential": "…"}`.
  func verify(_ request: Request, _ context: SiteContext) async throws -> Response {
    var bytes = try await request.bodyBytes(context)
    if let value = try? JSON.read(bytes, limits: Bundle.limits), let members = value.members,
      members["credential"] != nil
    {
      let body = Reader(value, file: "body")
      try body.only("credential")
      guard let text = try body.required("credential").value.string else {
        throw Problem.badInput("credential", "This must be text.")
      }
      bytes = Array(text.utf8)
    }
    let speech = site.speech(context.tongue)
    do { bytes = try CredentialFile.unpack(bytes) } catch {
      throw Problem.badInput("body", speech(error.key))
    }
    return Reply.json(VerificationDocument.json(try site.verify(bytes), speech))
  }
}

extension Site {
  /// Verifies what somebody was shown; nothing of it is stored.
  func verify(_ bytes: [UInt8]) throws -> VerificationReport {
    try office.verify(files: [("", bytes)], at: now)
  }
}
