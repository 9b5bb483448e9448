import Credentials
import Foundation
import Hummingbird
import Kernel
import Language
import Operations
import Regulations
import Storage

/// What a certificate leads to: the address in its QR code, and the short code beside it.
struct CodePage: Sendable {
  let site: Site

  /// GET /c, with the short code that somebody typed.
  func find(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let verify = VerifyPage(site: site)
    guard let typed = reading.query("code") else { return Reply.redirect("/verify") }
    guard let code = ShortCode(text: typed) else {
      return try verify.page(reading, code: (typed, "credentials.code.wrong"))
    }
    return Reply.redirect("/c/\(code.description)")
  }

  /// GET /c/{id}: a credential's public page by its id, or by its short code.
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let written = context.parameters.get("id") ?? ""
    if CredentialID(text: written) != nil {
      return try await CredentialPage(site: site).show(request, context)
    }
    let reading = Reading(site, request, context)
    guard let code = ShortCode(text: written.removingPercentEncoding ?? written) else {
      throw Problem.notFound
    }
    let found = try reading.read { try Credential.of(code, in: $0) }
    guard let first = found.first else {
      return try VerifyPage(site: site).page(
        reading, code: (code.description, "credentials.code.none"))
    }
    let page = CredentialPage(site: site)
    guard found.count > 1 else { return try page.page(first, page.viewer(first, reading), reading) }
    let speech = reading.speech
    let title = speech("credentials.code.several")
    let items = found.map { credential -> HTML in
      let day = site.zone.day(of: credential.issuedAt)
      let label = speech("credentials.issued", ["day": .day(day)])
      return "<li>\(HTML.link(label, "/credentials/\(credential.id)"))</li>"
    }
    return try reading.page(title, "\(Heading(title).html)\(Card(nil, "<ul>\(items)</ul>").html)")
  }
}
