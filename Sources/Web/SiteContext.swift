import HTTPTypes
package import Hummingbird
import Kernel
import Language
import NIOCore
import Operations
import People
import Storage
import Synchronization

/// One request's context: language, and who is asking.
package struct SiteContext: RequestContext {
  package var coreContext: CoreRequestContextStorage
  /// The language spoken to this reader.
  var tongue: Tongue = .arabic
  /// Set when the reader has just chosen a language with `?lang=`.
  var choseTongue = false
  var visitor: Visitor?
  private let channel: any Channel
  private let reading = BodyReading()

  package init(source: Source) {
    coreContext = .init(source: source)
    channel = source.channel
  }

  package var maxUploadSize: Int { 1 << 20 }

  /// Whether the request's body has been read to its end.
  var hasReadBody: Bool { reading.isDone.withLock { $0 } }

  /// The request's body has been read to its end.
  func didReadBody() { reading.isDone.withLock { $0 = true } }

  /// How long a client that sends too much may go on sending: so that it reads its answer, which a
  /// connection closed under it would take away.
  private static let lingering = TimeAmount.seconds(1)

  /// Closes the connection soon after the answer, whatever is still being sent.
  func leave() {
    let channel = channel
    channel.eventLoop.scheduleTask(in: Self.lingering) { channel.close(promise: nil) }
  }
}

/// Whether a request's body has been read: one for all copies of its context.
private final class BodyReading: Sendable {
  let isDone = Mutex(false)
}

/// A person who is signed in, by cookie or by token.
struct Visitor: Sendable {
  let person: Person
  let actor: Actor
  /// The token that forms carry; nil for bearers of API tokens, whose requests no browser forges.
  let csrf: String?
}

/// Names of cookies and how long they live.
enum Cookies {
  static let session = "sanad_session"
  static let tongue = "sanad_lang"
  static let sessionSeconds: Int64 = 8 * 3600
}

/// Finds out who asks and in which language.
struct VisitorMiddleware: RouterMiddleware {
  typealias Context = SiteContext
  let site: Site

  func handle(
    _ request: Request, context: SiteContext,
    next: (Request, SiteContext) async throws -> Response
  ) async throws -> Response {
    // Programs that send records sign in by themselves, and are nobody's visitors.
    if request.uri.path.utf8.starts(with: "/xapi".utf8) { return try await next(request, context) }
    var context = context
    let cookies = request.cookies
    if let authorization = request.headers[.authorization] {
      // The name of the scheme is written in any case (RFC 9110, 11.1).
      guard authorization.prefix(7).lowercased() == "bearer " else { throw Problem.unauthorized }
      context.visitor = try bearer(String(authorization.dropFirst(7)))
      if context.visitor == nil { throw Problem.unauthorized }
    } else if let cookie = cookies[Cookies.session]?.value {
      context.visitor = try session(cookie)
    }
    let asked = request.uri.queryParameters["lang"].map(String.init)
    if let asked, let tongue = Tongue(rawValue: asked) {
      context.tongue = tongue
      context.choseTongue = true
    } else if let cookie = cookies[Cookies.tongue]?.value,
      let tongue = Tongue(rawValue: cookie)
    {
      context.tongue = tongue
    } else {
      context.tongue = preferred(request) ?? context.visitor?.person.tongue ?? .arabic
    }
    var response: Response
    do {
      response = try await next(request, context)
    } catch {
      // Answered here, where the reader and the language are known.
      response = ProblemMiddleware.answer(error, request, context, site)
    }
    if context.choseTongue {
      response.setCookie(
        Cookie(
          name: Cookies.tongue, value: context.tongue.rawValue, maxAge: 31_536_000, path: "/",
          sameSite: .lax))
    }
    return response
  }

  private func bearer(_ token: String) throws -> Visitor? {
    let digest = Digest.sha256(token)
    let found = try site.office.database.all(BearerToken.query(digest: digest, at: site.now))
    guard let person = found.first?.person else { return nil }
    let actor = Actor(
      person: person.id, scope: Scope(person.institution), grants: found.compactMap(\.grant))
    return Visitor(person: person, actor: actor, csrf: nil)
  }

  private func session(_ cookie: String) throws -> Visitor? {
    let digest = Digest.sha256(cookie)
    return try site.office.database.read { tx in
      guard let session = try WebSession.find(digest: digest, at: site.now, in: tx),
        let person = try Person.signedIn(session.person, in: tx)
      else { return nil }
      return Visitor(person: person, actor: try Actor.load(person, in: tx), csrf: session.csrf)
    }
  }

  /// The first of our languages that the browser or client names.
  private func preferred(_ request: Request) -> Tongue? {
    guard let header = request.headers[.acceptLanguage] else { return nil }
    for part in header.split(separator: ",").prefix(8) {
      let code = part.drop { $0 == " " }.prefix(2).lowercased()
      if let tongue = Tongue(rawValue: code) { return tongue }
    }
    return nil
  }
}

/// Headers every answer carries: nothing from elsewhere, no framing, no guessing of types.
struct SecurityHeaders: RouterMiddleware {
  typealias Context = SiteContext

  /// What a page may load: nothing from elsewhere, and no script but where one is asked for.
  static func policy(script: Bool = false) -> String { script ? withScript : withoutScript }

  private static let withoutScript = text("")
  private static let withScript = text("script-src 'self'; ")

  private static func text(_ script: String) -> String {
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
      + "\(script)form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
  }

  func handle(
    _ request: Request, context: SiteContext,
    next: (Request, SiteContext) async throws -> Response
  ) async throws -> Response {
    var response = try await next(request, context)
    if response.headers[.contentSecurityPolicy] == nil {
      response.headers[.contentSecurityPolicy] = SecurityHeaders.policy()
    }
    response.headers[.xContentTypeOptions] = "nosniff"
    response.headers[SecurityHeaders.referrerPolicy] = "same-origin"
    if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
    return response
  }

  private static let referrerPolicy = HTTPField.Name("Referrer-Policy") ?? .referer
}
