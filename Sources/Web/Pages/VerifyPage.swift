import HTTPTypes
import Hummingbird
import Kernel
import Language
import Operations
import Paper
import Proofs
import Regulations

/// Verifying a credential: no account, nothing stored.
struct VerifyPage: Sendable {
  let site: Site

  /// GET /verify
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    try page(Reading(site, request, context))
  }

  /// The forms, with what is wrong with what was sent.
  func page(
    _ reading: Reading, error: String? = nil, code: (typed: String, error: String)? = nil
  ) throws -> Response {
    let speech = reading.speech
    return try reading.page(
      speech("verify.title"), status: error == nil && code == nil ? .ok : .badRequest,
      """
      \(Heading(speech("verify.title"), lead: HTML(text: speech("verify.lead"))).html)
      \(Columns(Card(nil, form(speech, error)).html, side: codeCard(speech, code)).html)
      """)
  }

  /// POST /verify: it changes nothing, so its form needs no token.
  func verify(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let speech = reading.speech
    let bytes: [UInt8]
    do {
      let sent = try await request.submitted(file: "file", or: "credential", context)
      guard sent.contains(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) else {
        return try page(reading, error: speech("verify.nothing"))
      }
      bytes = try CredentialFile.unpack(sent)
    } catch let fault as FileFault {
      return try page(reading, error: speech(fault.key))
    }
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
      <p class="buttons">\(Button.link(speech("verify.again"), "/verify", .plain))</p>
      """)
  }

  private func form(_ speech: Speech, _ error: String?) -> HTML {
    let field = Field(
      "credential", speech("verify.paste"), .area(rows: 7),
      help: HTML(text: speech("verify.bar.note")), required: false, code: true)
    let file = Field(
      "file", speech("verify.file"),
      .file(
        accept: ".json,.jwt,.png,.pdf,application/json,application/vc,image/png,application/pdf"),
      help: HTML(text: speech("verify.file.help")), error: error, required: false)
    let button = Button(speech("verify.button")).html
    return Form(
      "/verify", .post, upload: true,
      "\(file.html(speech))\(field.html(speech))<p class=\"buttons\">\(button)</p>"
    ).html
  }

  private func codeCard(_ speech: Speech, _ code: (typed: String, error: String)?) -> HTML {
    let field = Field(
      "code", speech("credentials.code"), value: code?.typed ?? "",
      help: HTML(text: speech("credentials.code.help")), error: code.map { speech($0.error) },
      code: true)
    let form = Form(
      "/c", .get,
      """
      \(field.html(speech))
      <p class="buttons">\(Button(speech("credentials.code.find"), .plain).html)</p>
      """)
    return Card(nil, form.html).html
  }
}
