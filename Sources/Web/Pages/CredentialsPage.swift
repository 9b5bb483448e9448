import Credentials
import HTTPTypes
import Hummingbird
import JSON
import Kernel
import Language
import Operations
import People
import Proofs
import Registrar
import Regulations
import Storage

/// A learner's wallet: every credential with its state, what can be taken away of it, and the passed
/// courses whose credential is still to come.
struct CredentialsPage: Sendable {
  let site: Site

  private struct Held: Sendable {
    let credential: Credential
    let course: Course?
    let symbol: String
    let successor: CredentialID?
  }

  private struct View: Sendable {
    let held: [Held]
    let eligible: [Course]
  }

  private func view(_ reading: Reading) throws -> View {
    let learner = try reading.learner()
    let scope = try reading.scope()
    return try reading.read { tx in
      let issued = try Credential.of(learner, in: tx)
      // What was revoked may be issued again; what was superseded has been.
      let done = Set(issued.filter(\.stands).map(\.registration))
      let eligible = try Registration.of(learner, in: tx)
        .filter { $0.state.isLive && !done.contains($0.id) }
        .compactMap { registration -> Course? in
          guard let result = try CourseResult.of(registration.id, in: tx), result.isApproved,
            result.passed == true
          else { return nil }
          return try Course.find(registration.course, scope, in: tx)
        }
      return View(
        held: try issued.map { credential in
          Held(
            credential: credential, course: try Course.find(credential.course, scope, in: tx),
            symbol: try CourseResult.of(credential.registration, in: tx)?.symbol ?? "",
            successor: issued.first { $0.replaces == credential.id }?.id)
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
    let issuer = reading.article("II.5", law)
    let ready = view.eligible.map { course -> HTML in
      Card(
        course.title[reading.tongue],
        """
        <p>\(HTML.code(course.code)) · \(speech("credentials.ready"))</p>
        <p class="note">\(speech("credentials.follows")) (\(issuer))</p>
        """
      ).html
    }
    let cards = view.held.map { card($0, law.edition.grades, reading) }
    let all = HTML.when(
      view.held.contains { $0.credential.isSigned },
      """
      <p class="buttons">\(Button.link(speech("credentials.all"), "/credentials/bundles", .plain))\
      </p><p class="note">\(speech("credentials.bundle.help"))</p>
      """)
    let content: HTML =
      cards.isEmpty && ready.isEmpty
      ? EmptyState(
        speech("credentials.empty.title"),
        """
        <p>\(speech("credentials.empty.text"))</p>
        <p>\(HTML.link(speech("nav.term"), "/term")) · \(HTML.link(speech("nav.courses"), "/courses"))
        </p>
        """
      ).html
      : "<div class=\"grid\">\(ready)\(cards)</div>\(all)"
    return try reading.page(
      speech("credentials.title"),
      """
      \(Heading(speech("credentials.title"), lead: HTML(text: speech("credentials.lead"))).html)
      \(content)
      """)
  }

  private func card(_ held: Held, _ table: GradeTable?, _ reading: Reading) -> HTML {
    let speech = reading.speech
    let credential = held.credential
    let day = site.zone.day(of: credential.issuedAt)
    // What it says is the past's; the result's symbol is that of today.
    let grade = HTML.when(
      credential.stands && !held.symbol.isEmpty, " · \(reading.grade(held.symbol, table))")
    let successor = HTML.with(held.successor) {
      "<p>\(HTML.link(speech("credentials.successor.open"), "/credentials/\($0)"))</p>"
    }
    let certificate = HTML.link(
      speech("credentials.certificate"), "/credentials/\(credential.id)/certificate")
    let files = HTML.when(
      credential.isSigned,
      """
      <p class="reference">\(HTML.when(credential.stands, "\(certificate) · "))\
      \(HTML.link(speech("credentials.bundle"), "/credentials/\(credential.id)/bundle")) · \
      \(HTML.link(speech("credentials.token"), "/credentials/\(credential.id)/token"))</p>
      """)
    return Card(
      held.course?.title[reading.tongue] ?? speech("credentials.one"),
      """
      <p class="row">\(credential.tag(speech)) <span>\(HTML.code(held.course?.code ?? ""))\(grade)\
      </span></p>
      <p class="note">\(speech("credentials.issued", ["day": .day(day)]))</p>\(successor)
      <p class="buttons">\(Button.link(speech("word.show"), "/credentials/\(credential.id)",
        credential.stands ? .primary : .plain))</p>
      \(files)
      """
    ).html
  }

  /// GET /credentials/bundles: every bundle of the learner's, as one JSON list.
  func bundles(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let learner = try reading.learner()
    let held = try reading.read { try Credential.of(learner, in: $0) }
    let bundles = try held.compactMap { try site.office.bundle(of: $0, at: reading.now)?.value }
    return Reply.file(JSON.write(.list(bundles)), "credentials.json", type: "application/json")
  }
}

extension Credential {
  /// Whether there is a signed form to show and to take away.
  var isSigned: Bool { state != .intended }

  /// Where it stands, in one word.
  func tag(_ speech: Speech) -> HTML {
    let (code, tone): (String, Tone) =
      switch (ended?.ending, state) {
      case (.revoked?, _): ("revoked", .bad)
      case (.superseded?, _): ("superseded", .quiet)
      case (nil, .intended): ("intended", .info)
      case (nil, .signed): ("signed", .info)
      case (nil, .registered): ("registered", .good)
      case (nil, .refused): ("refused", .bad)
      }
    return Tag(tone, speech("credentials.state.\(code)")).html
  }
}
