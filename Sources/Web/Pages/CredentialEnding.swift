import Credentials
import HTTPTypes
import Hummingbird
import Kernel
import Language
import Operations
import People
import Registrar
import Regulations
import Storage

// The e-learning centre supersedes or revokes a credential: a page that says what follows, then the
// act.
extension CredentialPage {
  /// The ways to the two pages, on the credential's own.
  func ending(_ credential: Credential, _ reading: Reading) -> HTML {
    guard credential.stands, reading.holds(.eLearningCentre) else { return HTML() }
    let speech = reading.speech
    return Card(
      speech("credentials.office"),
      """
      <p class="buttons">\(Button.link(speech("operation.SupersedeCredential"),
        "/credentials/\(credential.id)/supersession", .plain))
      \(Button.link(speech("operation.RevokeCredential"),
        "/credentials/\(credential.id)/revocation", .danger))</p>
      """
    ).html
  }

  /// The credential in the path for the e-learning centre of its institution; absent to all others.
  private func issued(_ reading: Reading) throws -> Credential {
    _ = try reading.signedIn(as: .eLearningCentre)
    let credential = try find(reading)
    guard credential.institution == (try reading.scope()).institution else {
      throw Problem.notFound
    }
    return credential
  }

  /// GET /credentials/{id}/supersession
  func showSupersession(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    return try page(
      SupersedeCredential.name, try issued(reading), Typed(nil, reading.speech), reading)
  }

  /// GET /credentials/{id}/revocation
  func showRevocation(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    return try page(RevokeCredential.name, try issued(reading), Typed(nil, reading.speech), reading)
  }

  private func page(
    _ operation: String, _ credential: Credential, _ typed: Typed, _ reading: Reading
  ) throws -> Response {
    let speech = reading.speech
    let isRevocation = operation == RevokeCredential.name
    let title = speech("operation.\(operation)")
    let path: Path = "/credentials/\(credential.id)"
    let form = Form(
      isRevocation
        ? "/credentials/\(credential.id)/revocation" : "/credentials/\(credential.id)/supersession",
      hidden: reading.csrf,
      """
      \(typed.notice)\(typed.field("reason", speech("word.reason"), .area(rows: 3),
        help: speech("credentials.reason.help")))
      <p class="buttons">\(Button(title, isRevocation ? .danger : .primary).html)
      \(Button.link(speech("word.cancel"), path, .plain))</p>
      """)
    let facts = Card(
      speech(isRevocation ? "credentials.says" : "credentials.supersede.new"),
      Definitions(try rows(credential, reading)).html)
    let lead = speech(isRevocation ? "credentials.revoke.lead" : "credentials.supersede.lead")
    return try reading.page(
      title,
      crumbs: [
        NavItem(speech("nav.credentials"), "/credentials"),
        NavItem(speech("credentials.one"), path), NavItem(title, path),
      ],
      status: typed.isRight ? .ok : .badRequest,
      """
      \(Heading(title, lead: HTML(text: lead)).html)
      \(Columns(Card(nil, form.html).html, side: facts.html).html)
      """)
  }

  /// Whose it is and of what, as the registers have it today.
  private func rows(_ credential: Credential, _ reading: Reading) throws -> [(
    name: String, value: HTML
  )] {
    let speech = reading.speech
    let scope = try reading.scope()
    let (person, course, result) = try reading.read { tx in
      (
        try Person.find(credential.learner, scope, in: tx),
        try Course.find(credential.course, scope, in: tx),
        try CourseResult.of(credential.registration, in: tx)
      )
    }
    let names = [person?.nameAr, person?.nameEn].compactMap(\.self).map(HTML.own)
    var rows: [(name: String, value: HTML)] = [
      (speech("credentials.subject"), HTML.join(names, "<br>"))
    ]
    if let course {
      rows.append(
        (
          speech("credentials.course"),
          "\(course.title[reading.tongue])<br><small>\(HTML.code(course.code))</small>"
        ))
    }
    if let result {
      rows.append(
        (
          speech("credentials.grade"),
          reading.grade(result.symbol, try reading.law().edition.grades)
        ))
    }
    return rows
  }

  // MARK: - Acts

  /// POST /credentials/{id}/supersession: on to the credential in its place.
  func supersede(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let credential = try issued(reading)
    var typed = Typed(try await reading.form(), reading.speech)
    let reason = typed.text("reason", limit: 500)
    guard typed.isRight else {
      return try page(SupersedeCredential.name, credential, typed, reading)
    }
    let decided = try await reading.perform(
      SupersedeCredential(credential: credential.id, reason: reason))
    guard let made = decided.output else {
      return try reading.refused(
        decided.ruling, decided.id, SupersedeCredential.name, back: "/credentials/\(credential.id)")
    }
    await site.office.finishAwards(try reading.scope())
    return Reply.redirect("/credentials/\(made)?done=\(SupersedeCredential.name)")
  }

  /// POST /credentials/{id}/revocation
  func revoke(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let credential = try issued(reading)
    var typed = Typed(try await reading.form(), reading.speech)
    let reason = typed.text("reason", limit: 500)
    guard typed.isRight else {
      return try page(RevokeCredential.name, credential, typed, reading)
    }
    return try await reading.act(
      RevokeCredential(credential: credential.id, reason: reason),
      to: "/credentials/\(credential.id)")
  }
}
