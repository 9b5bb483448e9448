import HTTPTypes
import Hummingbird
import Kernel
import Language
import Licensing
import Operations
import People
import Regulations
import Storage

/// The regulator's form on a licence: a status from a day on, the article it rests on, the reason.
extension LicencesPage {
  static let statuses: [Licence.Status] = [.active, .suspended, .revoked]

  func statusForm(_ licence: Licence, _ typed: Typed?, _ reading: Reading) -> HTML {
    let speech = reading.speech
    let visitor = reading.visitor
    guard let visitor, visitor.csrf != nil, visitor.actor.holds(.regulator, at: reading.now),
      licence.institution == visitor.actor.scope.institution
    else { return HTML() }
    let isHere = typed?.form?["licence"] == licence.number
    let own = isHere ? typed ?? Typed(nil, speech) : Typed(nil, speech)
    let form = Form(
      "/licences/statuses", hidden: reading.csrf + [("licence", licence.number)],
      """
      \(own.field("status", speech("word.status"), .select(Self.statuses.map {
        ($0.rawValue, speech("status.\($0.rawValue)")) })))
      \(own.field("from", speech("licences.from"), help: speech("licences.from.help"),
        start: reading.today.description, code: true))
      \(own.field("article", speech("word.article"), help: speech("licences.article.help"),
        start: "sa-nelc@1446#licence", code: true))
      \(own.field("reason", speech("word.reason"), .area(rows: 2)))
      <p class="buttons">\(Button(speech("operation.SetLicenceStatus")).html)</p>
      """)
    return """
      <details\(HTML.when(isHere, " open"))>\
      <summary>\(speech("operation.SetLicenceStatus"))</summary>\(form.html)</details>
      """
  }

  /// POST /licences/statuses
  func setStatus(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    _ = try reading.signedIn(as: .regulator)
    let form = try await reading.form()
    var typed = Typed(form, reading.speech)
    guard let status = Licence.Status(rawValue: form["status"] ?? "") else {
      throw Problem.notFound
    }
    let from = typed.day("from")
    let reason = typed.text("reason", limit: 500)
    let article = typed.line("article")
    let citation = Citation(text: article)
    let known = citation.flatMap {
      site.office.library.pack($0.instrument)?.edition($0.edition)?.article($0.article)
    }
    if known == nil { typed.say("article", "licences.noArticle") }
    if let from, from > reading.today { typed.say("from", "licences.future") }
    guard typed.isRight, let from else { return try page(reading, typed) }
    return try await reading.act(
      SetLicenceStatus(
        number: form["licence"] ?? "", status: status,
        // Of today it holds from now on: what was done this morning stays.
        from: from == reading.today ? reading.now : site.zone.start(of: from), article: article,
        reason: reason), to: "/licences")
  }
}
