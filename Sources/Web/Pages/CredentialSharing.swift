import Credentials
import HTTPTypes
import Hummingbird
import Kernel
import Language
import Operations
import People
import Regulations
import Storage

// Links by which a holder shows a credential with its words, and ends doing so.
extension CredentialPage {
  /// The holder's open links, and a button for another one.
  func sharing(_ credential: Credential, _ reading: Reading) throws -> HTML {
    let speech = reading.speech
    let open = try reading.read { try CredentialShare.of(credential.id, in: $0) }
    let rows = open.map { share -> HTML in
      let form = Form(
        "/credentials/\(credential.id)/shares/end",
        hidden: reading.csrf + [("share", Hex.text(share.digest))], inline: true,
        Button(speech("credentials.share.end"), .quiet).html)
      let made = speech("credentials.share.made", ["at": .instant(share.createdAt)])
      return "<li>\(made) \(form.html)</li>"
    }
    let list: HTML =
      rows.isEmpty
      ? "<p class=\"note\">\(speech("credentials.share.none"))</p>" : "<ul>\(rows)</ul>"
    let form = Form(
      "/credentials/\(credential.id)/shares", hidden: reading.csrf,
      "<p class=\"buttons\">\(Button(speech("operation.ShareCredential"), .plain).html)</p>")
    let address = "\(site.office.publicURL)/c/\(ShortCode(credential.id))"
    return Card(
      speech("credentials.share"),
      """
      <p>\(speech("credentials.share.lead"))</p>\(list)\(form.html)
      <p class="note">\(speech("credentials.public")): \(HTML.link(HTML.code(address),
        "/c/\(ShortCode(credential.id).description)"))</p>
      """
    ).html
  }

  /// POST /credentials/{id}/shares: the link is shown in the answer, this once.
  func share(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let credential = try own(reading)
    _ = try await reading.form()
    let token = Tokens.make()
    _ = try await reading.perform(
      ShareCredential(credential: credential.id, digest: Digest.sha256(token)))
    let speech = reading.speech
    let title = speech("credentials.share.new")
    let path: Path = "/credentials/\(credential.id)"
    let once: HTML = "<p>\(speech("credentials.share.once.text"))</p>"
    return try reading.page(
      title,
      crumbs: [
        NavItem(speech("nav.credentials"), "/credentials"),
        NavItem(speech("credentials.one"), path), NavItem(title, path),
      ],
      """
      \(Heading(title).html)
      \(Notice(.warn, speech("credentials.share.once"), once).html)
      \(Card(nil, "<p><strong>\(HTML.code("\(site.office.publicURL)/s/\(token)"))</strong></p>")
        .html)
      <p class="buttons">\(Button.link(speech("credentials.one"), path, .plain))</p>
      """)
  }

  /// POST /credentials/{id}/shares/end
  func endShare(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let credential = try own(reading)
    let form = try await reading.form()
    let open = try reading.read { try CredentialShare.of(credential.id, in: $0) }
    let asked = form["share"] ?? ""
    guard let share = open.first(where: { Name.same(Hex.text($0.digest), asked) }) else {
      throw Problem.notFound
    }
    return try await reading.act(
      EndShare(credential: credential.id, digest: share.digest),
      to: "/credentials/\(credential.id)")
  }

  /// GET /s/{token}: to whoever has the link, until it is ended.
  func shared(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    guard let token = context.parameters.get("token"),
      let credential = try site.office.shared(token: token)
    else { throw Problem.notFound }
    return try page(credential, .guest, reading)
  }
}
