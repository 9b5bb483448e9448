import Hummingbird
import Kernel
import Language
import Operations
import Proofs
import Regulations

/// Verifying a credential: no account, nothing stored.
struct VerifyPage: Sendable {
  let site: Site

  /// GET /verify
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let speech = reading.speech
    return try reading.page(
      speech("verify.title"),
      """
      \(Heading(speech("verify.title"), lead: HTML(text: speech("learner.verify.lead"))).html)
      \(Card(nil, form(speech, "")).html)
      """)
  }

  /// POST /verify: it changes nothing, so its form needs no token.
  func verify(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let speech = reading.speech
    let bytes = try await request.submitted(file: "file", or: "credential", context)
    let report = try site.verify(bytes)
    // Whoever brings the credential has its words already.
    let verified = Verified(report, showsHolder: true, reading)
    let law = try reading.law()
    return try reading.page(
      speech("verify.title"),
      crumbs: [NavItem(speech("nav.verify"), "/verify")],
      """
      \(verified.verdict)\(verified.replay)\(verified.chain)
      \(verified.body(law))
      \(Card(speech("learner.verify.again"), form(speech, "")).html)
      """)
  }

  private func form(_ speech: Speech, _ value: String) -> HTML {
    let field = Field(
      "credential", speech("verify.paste"), .area(rows: 7), value: value,
      help: HTML(text: speech("verify.bar.note")), required: false, code: true)
    let file = Field(
      "file", speech("verify.file"),
      .file(accept: ".json,.jwt,.png,.pdf,application/json,application/vc,image/png,application/pdf"),
      required: false)
    let button = Button(speech("verify.button")).html
    return Form(
      "/verify", .post, upload: true,
      "\(file.html(speech))\(field.html(speech))<p class=\"buttons\">\(button)</p>"
    ).html
  }
}
