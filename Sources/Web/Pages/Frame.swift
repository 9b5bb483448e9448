import HTTPTypes
import Hummingbird
import Kernel
import Language
import Licensing
import Operations
import People
import Regulations
import Storage

/// What a handler of a page has at hand: the request, who reads, and in which language.
struct Reading: Sendable {
  let site: Site
  let request: Request
  let context: SiteContext
  let speech: Speech
  /// When the page was asked for: one instant for all of it.
  let now: Instant

  init(_ site: Site, _ request: Request, _ context: SiteContext) {
    self.site = site
    self.request = request
    self.context = context
    speech = site.speech(context.tongue)
    now = site.now
  }

  var tongue: Tongue { context.tongue }
  var visitor: Visitor? { context.visitor }
  var today: Day { site.zone.day(of: now) }
  /// Where the reader is, with the query.
  var path: Path { Path(local: request.uri.description) ?? "/" }

  /// The institution whose rows the page may show: the reader's own, or the first.
  func institution() throws -> Institution {
    if let visitor { return try site.office.institution(visitor.actor.scope) }
    guard let first = site.office.institutions.first else { throw Problem.notFound }
    return first
  }

  func scope() throws -> Scope { try institution().scope }

  /// The signed-in reader; others are sent to sign in and come back here.
  func signedIn() throws -> Visitor {
    guard let visitor, visitor.csrf != nil else { throw SignInNeeded(from: path) }
    return visitor
  }

  /// The signed-in reader holding one of these roles.
  func signedIn(as roles: Role...) throws -> Visitor {
    let visitor = try signedIn()
    guard roles.contains(where: { visitor.actor.roles(at: now).contains($0) }) else {
      throw Problem(
        status: .forbidden, type: "forbidden", detail: "This page takes another role.")
    }
    return visitor
  }

  /// Whether the reader holds one of these roles now.
  func holds(_ roles: Role...) -> Bool {
    let held = visitor?.actor.roles(at: now) ?? []
    return roles.contains(where: held.contains)
  }

  /// The form of a signed-in reader, once its token has been found to be this session's.
  func form() async throws -> FormBody {
    _ = try signedIn()
    let form = try await request.form(context)
    try check(form)
    return form
  }

  /// The same of a form that may bring files, of at most so many bytes.
  func form(upTo limit: Int) async throws -> SentForm {
    _ = try signedIn()
    let bytes = try await request.bodyBytes(context, upTo: limit)
    let sent = SentForm(bytes, type: request.headers[.contentType] ?? "")
    try check(sent.fields)
    return sent
  }

  private func check(_ form: FormBody) throws {
    guard let csrf = try signedIn().csrf, let token = form["csrf"],
      token.utf8.elementsEqual(csrf.utf8)
    else { throw Problem.badForm }
  }

  /// The hidden field every form carries.
  var csrf: [(name: String, value: String)] { [("csrf", visitor?.csrf ?? "")] }

  func read<Held>(_ body: (Transaction) throws -> Held) throws -> Held {
    try site.office.database.read(body)
  }

  /// Does an operation for the signed-in reader.
  func perform<Done: Operations.Operation>(_ operation: Done) async throws
    -> Decided<Done.Output>
  {
    try await site.office.perform(operation, by: try signedIn().actor)
  }

  /// A page in the frame that all share.
  func page(
    _ title: String, crumbs: [NavItem] = [], flash: HTML = HTML(),
    status: HTTPResponse.Status = .ok, _ body: HTML
  ) throws -> Response {
    let speech = speech
    // A form that came back stands at an address that nobody can open: the page's own is the last of
    // the way to it.
    let isSent = request.method == .post
    let own = isSent ? crumbs.last.map(\.path).flatMap { $0.text == "/" ? nil : $0 } : nil
    let page = Page(
      title: title, standing: try standing(), today: today, path: own ?? path,
      navigation: try navigation(), crumbs: crumbs, reader: visitor?.person.name(in: tongue),
      account: account(), flash: flash, body: body)
    return Reply.page(page.html(speech), status: status)
  }

  private func standing() throws -> Standing {
    let institution = try institution()
    // The regulator's office keeps the register, also of those it licenses elsewhere; it holds none.
    let licence =
      institution.instrument == Licence.instrument
      ? nil
      : try read { tx in
        try Licence.provider(institution.scope, at: now, day: today, in: tx)
      }
    let text = licence.flatMap { standing -> String? in
      guard standing.status?.isInForce == true, standing.licence.until >= today else { return nil }
      return speech(
        "site.licence",
        ["number": .text(standing.licence.number), "until": .day(standing.licence.until)])
    }
    return Standing(
      institution: institution.name[tongue], unit: institution.unit[tongue], licence: text)
  }

  private func navigation() throws -> [NavItem] {
    let roles = visitor?.actor.roles(at: now) ?? []
    var items: [NavItem] = []
    func add(_ key: String, _ path: Path) { items.append(NavItem(speech(key), path)) }
    if roles.contains(.learner) { add("nav.term", "/term") }
    // An office of the regulator has no courses.
    if !roles.contains(.regulator), !roles.contains(.assessor) { add("nav.courses", "/courses") }
    if roles.contains(.learner) || roles.contains(.eLearningCentre) {
      add("nav.credentials", "/credentials")
    }
    if roles.contains(.instructor) { add("nav.teaching", "/teaching") }
    if roles.contains(.registrar) { add("nav.sections", "/sections") }
    if roles.contains(.registrar) { add("nav.windows", "/windows") }
    let hasDelegation = visitor?.actor.grants.contains { $0.role == .supervisoryCommittee } ?? false
    if hasDelegation { add("nav.bars", "/bars") }
    if roles.contains(.resultsAuthority) { add("nav.results", "/results") }
    if roles.contains(.academicAffairs) { add("nav.plans", "/plans") }
    if roles.contains(.finance) { add("nav.finance", "/finance") }
    if readsRulings { add("nav.questions", "/questions") }
    if roles.contains(.administrator) || roles.contains(.registrar) {
      add("nav.people", "/people")
      add("nav.journal", "/journal")
    }
    if roles.contains(.administrator) {
      add("nav.parameters", "/parameters")
      add("nav.mail", "/mail")
    }
    if roles.contains(.administrator) || roles.contains(.regulator) {
      add("nav.reporting", "/reporting")
    }
    if let visitor, site.office.handlesCases(visitor.actor, at: now) { add("nav.desk", "/desk") }
    if let visitor, site.office.filesCases(visitor.actor, at: now) { add("nav.cases", "/cases") }
    if let visitor, visitor.csrf != nil {
      let unread = try site.office.unread(by: visitor.actor, at: now)
      let label = unread == 0 ? speech("nav.inbox") : speech.plural("nav.inbox.unread", unread)
      items.append(NavItem(label, "/inbox"))
    }
    if visitor == nil || roles.contains(.regulator) { add("nav.licences", "/register") }
    let isBound = roles.contains(.regulator) || roles.contains(.applicant)
    if visitor == nil || isBound, !site.deadlines.isEmpty { add("nav.deadlines", "/deadlines") }
    add("nav.regulations", "/regulations")
    if visitor == nil { add("nav.verify", "/verify") }
    return items
  }

  private func account() -> HTML {
    guard visitor?.csrf != nil else {
      return HTML.link(speech("nav.signIn"), "/sign-in")
    }
    return Form(
      "/sign-out", hidden: csrf, inline: true, Button(speech("nav.signOut"), .quiet).html
    ).html
  }
}

/// Thrown where a page needs somebody signed in; answered by a way to sign in and back.
struct SignInNeeded: Error {
  let from: Path
}
