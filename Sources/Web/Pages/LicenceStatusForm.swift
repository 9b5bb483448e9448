import HTTPTypes
import Hummingbird
import Kernel
import Language
import Licensing
import Operations
import People
import Regulations
import Storage

// The regulator's forms: a licence's status from a day on, with the article it rests on and the
// reason; the revocation of a receipt.
extension RegisterPage {
  static let statuses = Licence.Status.allCases

  func statusForm(_ licence: Licence, _ typed: Typed?, _ reading: Reading) -> HTML {
    let speech = reading.speech
    let visitor = reading.visitor
    guard let visitor, visitor.csrf != nil, visitor.actor.holds(.regulator, at: reading.now),
      let own = try? site.office.institution(visitor.actor.scope), own.oversees(licence)
    else { return HTML() }
    let isHere = typed?.form?["licence"] == licence.number
    let fields = (isHere ? typed ?? Typed(nil, speech) : Typed(nil, speech)).within(licence.number)
    let form = Form(
      "/register/statuses", hidden: reading.csrf + [("licence", licence.number)],
      """
      \(fields.field("status", speech("word.status"), .select(Self.statuses.map {
        ($0.rawValue, speech("status.\($0.rawValue)")) })))
      \(fields.field("from", speech("licences.from"), help: speech("licences.from.help"),
        start: reading.today.description, code: true))
      \(fields.field("article", speech("word.article"), help: speech("licences.article.help"),
        start: Licence.defaultArticle, code: true))
      \(fields.field("reason", speech("word.reason"), .area(rows: 2)))
      <p class="buttons">\(Button(speech("operation.SetLicenceStatus")).html)</p>
      """)
    return """
      <details\(HTML.when(isHere, " open"))>\
      <summary>\(speech("operation.SetLicenceStatus"))</summary>\(form.html)</details>
      """
  }

  /// The regulator's form that takes a registration back.
  func receiptForm(_ typed: Typed?, _ reading: Reading) -> HTML {
    let speech = reading.speech
    guard reading.visitor?.csrf != nil, reading.holds(.regulator) else { return HTML() }
    let own = (typed?.form?["award"] == nil ? Typed(nil, speech) : typed ?? Typed(nil, speech))
      .within("receipt")
    let form = Form(
      "/register/receipts", hidden: reading.csrf,
      """
      \(own.field("award", speech("credentials.receipt.award"),
        help: speech("credentials.receipt.award.help"), code: true))
      \(own.field("reason", speech("word.reason"), .area(rows: 2),
        help: speech("credentials.reason.help")))
      <p class="buttons">\(Button(speech("operation.RevokeReceipt"), .danger).html)</p>
      """)
    return Card(
      speech("operation.RevokeReceipt"),
      "<p class=\"note\">\(speech("credentials.receipt.lead"))</p>\(form.html)"
    ).html
  }

  /// POST /register/receipts
  func revokeReceipt(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    _ = try reading.signedIn(as: .regulator)
    var typed = Typed(try await reading.form(), reading.speech)
    let written = typed.line("award")
    let reason = typed.text("reason", limit: 500)
    guard typed.isRight else { return try page(reading, typed) }
    // With or without what stands before the number in the credential.
    let award = CredentialID(text: written).map { "urn:uuid:\($0)" } ?? written
    do {
      return try await reading.act(RevokeReceipt(award: award, reason: reason), to: "/register")
    } catch OperationFault.notFound {
      typed.say("award", "credentials.receipt.none")
    } catch OperationFault.stateConflict {
      typed.say("award", "credentials.receipt.twice")
    }
    return try page(reading, typed)
  }

  /// POST /register/statuses
  func setStatus(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    _ = try reading.signedIn(as: .regulator)
    let form = try await reading.form()
    var typed = Typed(form, reading.speech)
    guard let status = Licence.Status(rawValue: form["status"] ?? "") else {
      throw Problem.notFound
    }
    let number = form["licence"] ?? ""
    let from = typed.day("from")
    let reason = typed.text("reason", limit: 500)
    let article = typed.line("article")
    let citation = Citation(text: article)
    let known = citation.flatMap {
      site.office.library.pack($0.instrument)?.edition($0.edition)?.article($0.article)
    }
    if known == nil { typed.say("article", "licences.noArticle") }
    if let from, from > reading.today { typed.say("from", "licences.future") }
    guard typed.isRight, let from else {
      return try LicencePage(site: site).page(reading, number, typed)
    }
    let back: Path =
      Name.isPlain(number) ? "/register/\(number)" : "/register"
    return try await reading.act(
      SetLicenceStatus(
        number: number, status: status,
        // Of today it holds from now on: what was done this morning stays.
        from: from == reading.today ? reading.now : site.zone.start(of: from), article: article,
        reason: reason), to: back)
  }
}
