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

/// One credential, for everybody: its proof and its chain. Whose it is sees only the holder, those who
/// issue, whoever got a link from the holder, and whoever brings the credential to be verified.
struct CredentialPage: Sendable {
  let site: Site

  /// Who looks at a credential.
  enum Viewer { case holder, office, guest, stranger }

  /// The credential in the path, of whichever institution.
  func find(_ reading: Reading) throws -> Credential {
    let id: CredentialID = try reading.context.id("id")
    guard let found = try reading.read({ try Credential.find(id, in: $0) }) else {
      throw Problem.notFound
    }
    return found
  }

  func viewer(_ credential: Credential, _ reading: Reading) -> Viewer {
    guard let visitor = reading.visitor else { return .stranger }
    if credential.learner == visitor.person.id { return .holder }
    let isOffice =
      credential.institution == visitor.actor.scope.institution
      && (visitor.actor.holds(.eLearningCentre, at: reading.now)
        || visitor.actor.holds(.registrar, at: reading.now))
    return isOffice ? .office : .stranger
  }

  /// The credential in the path, for its holder and those who issue; absent to all others.
  func own(_ reading: Reading) throws -> Credential {
    _ = try reading.signedIn()
    let credential = try find(reading)
    guard viewer(credential, reading) != .stranger else { throw Problem.notFound }
    return credential
  }

  /// GET /credentials/{id}
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let credential = try find(reading)
    return try page(credential, viewer(credential, reading), reading)
  }

  /// The page of a credential as somebody may see it.
  func page(_ credential: Credential, _ viewer: Viewer, _ reading: Reading) throws -> Response {
    let speech = reading.speech
    let title = speech("credentials.one")
    let isOwn = viewer == .holder || viewer == .office
    let crumbs =
      isOwn
      ? [NavItem(speech("nav.credentials"), "/credentials"), NavItem(title, reading.path)]
      : [NavItem(speech("verify.bar"), "/verify"), NavItem(title, reading.path)]
    guard let report = try site.office.verify(credential, at: reading.now) else {
      let text: HTML = "<p>\(speech("credentials.unsigned.text"))</p>"
      return try reading.page(
        title, crumbs: crumbs, Notice(.info, speech("credentials.unsigned.title"), text).html)
    }
    let verified = Verified(report, showsHolder: viewer != .stranger, reading)
    var response = try reading.page(
      title, crumbs: crumbs, flash: isOwn ? reading.doneNotice : HTML(),
      """
      \(try notices(credential, viewer, speech))\(verified.verdict)\(verified.replay)\
      \(verified.chain)\(verified.body(try reading.law(), actions(credential, viewer, reading)))\
      \(try digests(credential, speech))\(try below(credential, viewer, reading))
      """)
    // The one page with a script: it compares the digest that the address keeps from us.
    response.headers[.contentSecurityPolicy] = SecurityHeaders.policy(script: true)
    return response
  }

  private func notices(_ credential: Credential, _ viewer: Viewer, _ speech: Speech) throws -> HTML
  {
    var out = HTML()
    if viewer == .guest { out += Notice(.info, speech("credentials.shared")).html }
    if credential.state == .refused {
      let said = try site.office.refusal(of: credential.id).map { speech.finding($0) }
      let text: HTML = """
        \(HTML.join(said.map { "<p>\($0)</p>" }))<p>\(speech("credentials.refused.text"))</p>
        """
      out += Notice(.warn, speech("credentials.refused.title"), text).html
    }
    if let successor = try site.office.database.read({ try credential.successor(in: $0) }) {
      let link = HTML.link(speech("credentials.successor.open"), "/credentials/\(successor)")
      out += Notice(.info, speech("credentials.successor"), "<p>\(link)</p>").html
    }
    return out
  }

  /// What one can take away, beside what the credential says.
  private func actions(_ credential: Credential, _ viewer: Viewer, _ reading: Reading) -> HTML {
    let speech = reading.speech
    guard viewer == .holder || viewer == .office else {
      return "<p>\(HTML.link(speech("verify.title"), "/verify"))</p>"
    }
    var files: [(String, Path)] = [
      ("credentials.bundle", "/credentials/\(credential.id)/bundle"),
      ("credentials.token", "/credentials/\(credential.id)/token"),
    ]
    if credential.stands {
      files.append(("credentials.badge", "/credentials/\(credential.id)/badge"))
    }
    let certificate = HTML.when(
      credential.stands,
      """
      <p class="buttons">\(Button.link(speech("credentials.certificate"),
        "/credentials/\(credential.id)/certificate"))</p>
      """)
    return """
      \(certificate)
      <p class="reference">\(HTML.join(files.map { HTML.link(speech($0.0), $0.1) }, " · "))</p>
      <p class="note">\(speech("credentials.bundle.help"))</p>
      <p>\(HTML.link(speech("word.why"), "/rulings/\(credential.ruling)"))</p>
      """
  }

  /// What the code on a certificate is compared with: by eye, or by the script.
  private func digests(_ credential: Credential, _ speech: Speech) throws -> HTML {
    let digests = try site.office.digests(of: credential.id)
    let rows = digests.map { digest -> (name: String, value: HTML) in
      (
        speech("verify.digest.\(digest.form.rawValue)"),
        """
        <span class="code" dir="ltr" data-digest="\(digest.text)">\(digest.text)</span><br>\
        <small class="code" dir="ltr" data-digest="\(digest.hex)">\(digest.hex)</small>
        """
      )
    }
    func answer(_ tone: Tone, _ code: String) -> HTML {
      let text: HTML = "<p>\(speech("verify.digest.\(code).text"))</p>"
      return """
        <div id="digest-\(code)" hidden>\
        \(Notice(tone, speech("verify.digest.\(code)"), text).html)</div>
        """
    }
    return """
      \(answer(.good, "same"))\(answer(.bad, "other"))\
      \(Card(speech("verify.digest.title"), """
        <p class="note">\(speech("verify.digest.lead"))</p>\(Definitions(rows).html)
        """).html)<script src="/assets/digest.js" defer></script>
      """
  }

  /// What the holder and the e-learning centre can do with it.
  private func below(_ credential: Credential, _ viewer: Viewer, _ reading: Reading) throws -> HTML
  {
    switch viewer {
    case .holder:
      """
      <div class="halves acts">\(try sharing(credential, reading))\
      \(try requests(credential, reading))</div>\(try correction(credential, reading))
      """
    case .office: ending(credential, reading)
    case .guest, .stranger: HTML()
    }
  }

  /// The way to ask that the result it states be put right, where it states a mark.
  private func correction(_ credential: Credential, _ reading: Reading) throws -> HTML {
    let result = try reading.read { try CourseResult.of(credential.registration, in: $0) }
    guard credential.stands, result?.mark != nil,
      let request = reading.request(
        for: CorrectResult.name, about: credential.registration.bytes)
    else { return HTML() }
    return "<p class=\"buttons\">\(Button.link(request.title, request.path, .plain))</p>"
  }

  // MARK: - Files

  /// The same, as long as it has not ended.
  private func standing(_ reading: Reading) throws -> Credential {
    let credential = try own(reading)
    guard credential.stands else { throw Problem.notFound }
    return credential
  }

  /// GET /credentials/{id}/bundle: everything that verifying it without a network takes.
  func bundle(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let credential = try own(reading)
    return try file(
      try site.office.bundle(of: credential, at: reading.now)?.bytes, "\(credential.id).json",
      type: "application/json")
  }

  /// GET /credentials/{id}/token: the compact token.
  func token(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let credential = try own(reading)
    let form = try reading.read { try CredentialForm.find(credential.id, in: $0) }
    return try file(
      form.map { Array($0.jwt.utf8) }, "\(credential.id).jwt", type: "application/jwt")
  }

  /// GET /credentials/{id}/certificate: the page to print, in Arabic and the reader's language. Paper
  /// cannot say that what it shows has ended.
  func certificate(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let credential = try standing(reading)
    let (arabic, beside) = site.printed(for: reading.tongue)
    return try file(
      try site.office.certificate(
        of: credential, arabic: arabic, beside: beside, at: reading.now),
      "\(credential.id).pdf", type: "application/pdf")
  }

  /// GET /credentials/{id}/badge: the picture with the credential baked in.
  func badge(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let credential = try standing(reading)
    let (arabic, beside) = site.printed(for: reading.tongue)
    return try file(
      try site.office.badge(of: credential, arabic: arabic, beside: beside, at: reading.now),
      "\(credential.id).png", type: "image/png")
  }

  private func file(_ bytes: [UInt8]?, _ name: String, type: String) throws -> Response {
    guard let bytes else { throw Problem.notFound }
    return Reply.file(bytes, name, type: type)
  }
}

extension Site {
  /// The languages of a certificate: Arabic, and beside it the reader's own or English.
  fileprivate func printed(for tongue: Tongue) -> (arabic: Speech, beside: Speech) {
    (speech(.arabic), speech(tongue == .arabic ? .english : tongue))
  }
}
