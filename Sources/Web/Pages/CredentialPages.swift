import Credentials
import HTTPTypes
import Hummingbird
import Kernel
import Language
import Operations
import People
import Proofs
import Registrar
import Regulations
import Storage

/// A learner's own credentials, and the passed courses whose credential is still to come.
struct CredentialsPage: Sendable {
  let site: Site

  private struct View: Sendable {
    let issued: [(credential: Credential, course: Course?, symbol: String)]
    let eligible: [(registration: Registration, course: Course)]
  }

  private func view(_ reading: Reading) throws -> View {
    let learner = try reading.learner()
    let scope = try reading.scope()
    return try reading.read { tx in
      let issued = try Credential.of(learner, in: tx)
      let done = Set(issued.map(\.registration))
      let eligible = try Registration.of(learner, in: tx)
        .filter { $0.state.isLive && !done.contains($0.id) }
        .compactMap { registration -> (registration: Registration, course: Course)? in
          guard let result = try CourseResult.of(registration.id, in: tx), result.isApproved,
            result.passed == true,
            let course = try Course.find(registration.course, scope, in: tx)
          else { return nil }
          return (registration, course)
        }
      return View(
        issued: try issued.map { credential in
          (
            credential, try Course.find(credential.course, scope, in: tx),
            try CourseResult.of(credential.registration, in: tx)?.symbol ?? ""
          )
        }, eligible: eligible)
    }
  }

  /// GET /credentials
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let roles = try reading.signedIn().actor.roles(at: reading.now)
    if !roles.contains(.learner), roles.contains(.eLearningCentre) {
      return try AwardingPage(site: site).show(reading)
    }
    let speech = reading.speech
    let view = try view(reading)
    let law = try reading.law()
    let table = law.edition.grades
    let issuer = reading.article("II.5", law)
    let cards = view.issued.map { item -> HTML in
      let title = item.course?.title[reading.tongue] ?? ""
      let day = reading.site.zone.day(of: item.credential.issuedAt)
      return Card(
        title,
        """
        <p>\(HTML.code(item.course?.code ?? "")) · \(reading.grade(item.symbol, table))</p>
        <p class="note">\(speech("credentials.issued", ["day": .day(day)]))</p>
        <p class="buttons">\(Button.link(speech("word.show"),
          "/credentials/\(item.credential.id)"))
        \(Button.link(speech("word.download"), "/credentials/\(item.credential.id)/file",
          .plain))</p>
        """
      ).html
    }
    let ready = view.eligible.map { item -> HTML in
      Card(
        item.course.title[reading.tongue],
        """
        <p>\(HTML.code(item.course.code)) · \(speech("learner.credential.ready"))</p>
        <p class="note">\(speech("learner.credential.follows")) (\(issuer))</p>
        """
      ).html
    }
    let content: HTML =
      cards.isEmpty && ready.isEmpty
      ? EmptyState(
        speech("credentials.empty.title"), "<p>\(speech("credentials.empty.text"))</p>"
      ).html
      : "<div class=\"grid\">\(ready)\(cards)</div>"
    return try reading.page(
      speech("credentials.title"),
      """
      \(Heading(speech("credentials.title"), lead: HTML(text: speech("credentials.lead"))).html)
      \(content)
      """)
  }
}

/// One credential, for everybody: its proof and its chain. Whose it is sees only the holder, those
/// who issue, and whoever brings the credential to be verified.
struct CredentialPage: Sendable {
  let site: Site

  private func find(_ reading: Reading) throws -> Credential {
    let id: CredentialID = try reading.context.id("id")
    let found = try reading.read { tx -> Credential? in
      for institution in site.office.institutions {
        if let found = try Credential.find(id, institution.scope, in: tx) { return found }
      }
      return nil
    }
    guard let found else { throw Problem.notFound }
    return found
  }

  private func mayRead(_ credential: Credential, _ reading: Reading) -> Bool {
    guard let visitor = reading.visitor else { return false }
    return credential.learner == visitor.person.id
      || visitor.actor.holds(.eLearningCentre, at: reading.now)
      || visitor.actor.holds(.registrar, at: reading.now)
  }

  /// GET /credentials/{id}
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let speech = reading.speech
    let credential = try find(reading)
    let isOwn = mayRead(credential, reading)
    guard let report = try site.office.verify(credential, at: reading.now) else {
      return try awaitingSignature(credential, reading)
    }
    let verified = Verified(report, showsHolder: isOwn, reading)
    let action: HTML =
      isOwn
      ? """
      <p class="buttons">\(Button.link(speech("verify.download"),
        "/credentials/\(credential.id)/file"))</p>
      <p class="note">\(speech("credentials.share")):<br>\
      \(HTML.code("\(site.office.publicURL)/credentials/\(credential.id)"))</p>
      <p>\(HTML.link(speech("word.why"), "/rulings/\(credential.ruling)"))</p>
      """
      : "<p>\(HTML.link(speech("verify.title"), "/verify"))</p>"
    let title = speech("credentials.one")
    return try reading.page(
      title,
      crumbs: isOwn
        ? [NavItem(speech("nav.credentials"), "/credentials"), NavItem(title, reading.path)]
        : [NavItem(speech("verify.bar"), "/verify"), NavItem(title, reading.path)],
      flash: reading.flash(),
      """
      \(verified.verdict)\(verified.replay)\(verified.chain)
      \(verified.body(try reading.law(), action))
      """)
  }

  /// Decided, but not signed: the clock will do it.
  private func awaitingSignature(_ credential: Credential, _ reading: Reading) throws -> Response {
    let speech = reading.speech
    return try reading.page(
      speech("credentials.one"),
      Notice(
        .info, speech("credentials.unsigned.title"), "<p>\(speech("credentials.unsigned.text"))</p>"
      ).html)
  }

  /// GET /credentials/{id}/file: everything a stranger needs to verify it, for its holder and those
  /// who issue.
  func file(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    _ = try reading.signedIn()
    let credential = try find(reading)
    guard mayRead(credential, reading) else { throw Problem.notFound }
    guard let bundle = try site.office.bundle(of: credential, at: reading.now) else {
      throw Problem.notFound
    }
    var response = Reply.json(bundle.bytes)
    response.headers[.contentDisposition] = "attachment; filename=\"\(credential.id).json\""
    return response
  }
}
