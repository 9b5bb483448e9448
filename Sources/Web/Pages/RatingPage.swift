import Hummingbird
import Kernel
import Language
import Operations
import People
import Registrar
import Regulations
import Storage

/// What a learner says of a course at its end.
struct RatingPage: Sendable {
  let site: Site

  /// GET /registrations/{id}/rating
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    try page(Reading(site, request, context), nil)
  }

  private func page(_ reading: Reading, _ typed: Typed?) throws -> Response {
    let learner = try reading.learner()
    let speech = reading.speech
    let scope = try reading.scope()
    let id: RegistrationID = try reading.context.id("id")
    let (own, given, isTime) = try reading.read { tx in
      let own = try OwnRegistration.find(id, of: learner, scope, in: tx)
      return (
        own, try Rating.find(id, in: tx),
        try site.office.mayBeRated(own.registration, scope, at: reading.now, in: tx)
      )
    }
    let content: HTML
    if let given {
      content = """
        <p>\(speech("cases.rating.given", ["stars": .integer(given.stars)]))</p>\
        <p class="lines">\(HTML.own(given.words))</p>
        """
    } else if isTime {
      content = form(id, own, typed ?? Typed(nil, speech), reading)
    } else {
      content = EmptyState(speech("rating.notYet")).html
    }
    let title = speech("rating.title")
    return try reading.page(
      title,
      crumbs: [NavItem(speech("nav.term"), "/terms/\(own.term.id)"), NavItem(title, reading.path)],
      flash: reading.flash(), status: typed == nil ? .ok : .badRequest,
      """
      \(Heading(HTML(text: title), lead: HTML.own(own.course.title[reading.tongue])).html)
      \(Card(nil, content).html)
      """)
  }

  private func form(
    _ id: RegistrationID, _ own: OwnRegistration, _ typed: Typed, _ reading: Reading
  ) -> HTML {
    let speech = reading.speech
    return Form(
      "/registrations/\(id)/rating", hidden: reading.csrf,
      """
      \(typed.notice)
      <p>\(speech("rating.lead"))</p>
      \(typed.field("stars", speech("rating.ask"), .select(speech.stars("rating."))))
      \(typed.field("words", speech("rating.words"), .area(rows: 4)))
      <p class="buttons">\(Button(speech("operation.RateCourse")).html)
      \(Button.link(speech("word.cancel"), "/terms/\(own.term.id)", .plain))</p>
      """
    ).html
  }

  /// POST /registrations/{id}/rating
  func rate(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    _ = try reading.learner()
    var typed = Typed(try await reading.form(), reading.speech)
    let id: RegistrationID = try context.id("id")
    let stars = typed.stars("stars")
    let words = typed.text("words", limit: 1_000)
    guard typed.isRight else { return try page(reading, typed) }
    let decided = try await reading.perform(
      RateCourse(registration: id, stars: stars, words: words))
    return try reading.answer(
      decided, RateCourse.name, then: "/registrations/\(id)/rating?done=\(RateCourse.name)")
  }
}
