import Casework
import Hummingbird
import Kernel
import Language
import Operations
import Registrar
import Regulations

// How the applicant found the service, once it has ended.
extension CasePage {
  /// The form's name among the forms of the page; no step is called so.
  static let ratingForm = "/rating"

  /// POST /cases/{id}/rating
  func rate(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let view = try open(reading, context)
    var typed = Typed(try await reading.form(), reading.speech)
    let stars = typed.stars("stars")
    let reason = typed.optionalText("reason", limit: 1_000)
    guard typed.isRight || !isAsked(view) else {
      return try page(reading, view, typed, step: Self.ratingForm)
    }
    return try await reading.act(
      RateCase(file: view.file.id, stars: stars, reason: reason), to: "/cases/\(view.file.id)")
  }

  private func isAsked(_ view: CaseView) -> Bool {
    view.isApplicant && view.stars == nil && view.file.turn == .ended && view.procedure.isRated
  }

  /// The rating that was given, or the form for one.
  func rating(_ view: CaseView, _ typed: Typed?, _ reading: Reading) -> HTML {
    let speech = reading.speech
    if let stars = view.stars {
      return Card(
        speech("cases.rating"),
        "<p>\(speech("cases.rating.given", ["stars": .integer(stars)]))</p>"
      ).html
    }
    guard isAsked(view) else { return HTML() }
    let typed = typed ?? Typed(nil, speech)
    let form = Form(
      "/cases/\(view.file.id)/rating", hidden: reading.csrf,
      """
      \(typed.notice)\
      \(typed.field("stars", speech("cases.rating.ask"), .select(speech.stars("cases.rating."))))
      \(typed.field("reason", speech("word.reason"), .area(rows: 2), required: false))
      <p class="buttons">\(Button(speech("operation.RateCase"), .plain).html)</p>
      """)
    return Card(speech("cases.rating"), form.html).html
  }
}

extension Speech {
  /// One to five stars, the best first. Nothing is chosen beforehand: that would be a rating of ours.
  func stars(_ words: String) -> [(value: String, label: String)] {
    [(value: "", label: "–")]
      + (1...Rating.most).reversed().map { ("\($0)", self("\(words)\($0)")) }
  }
}
