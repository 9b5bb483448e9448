import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import Language
import Operations
import People
import Regulations
import Storage

/// Signing in and out: scrypt off the cooperative pool, a session on the server, a cookie that only
/// names it.
struct SignInPage: Sendable {
  let site: Site
  let attempts = SignInAttempts()

  /// GET /sign-in
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let to = request.uri.queryParameters["to"].flatMap { Path(local: $0) }
    return try page(reading, to: to, error: nil)
  }

  /// POST /sign-in
  func enter(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let form = try await request.form(context)
    let to = form["to"].flatMap { Path(local: $0) }
    // A form from another site could sign somebody in under a stranger's name.
    guard isOwn(request) else { throw Problem.badForm }
    let (login, password) = (form["name"] ?? "", form["password"] ?? "")
    guard attempts.mayTry(login, at: site.now) else {
      return try page(reading, to: to, error: reading.speech("signIn.tooMany"))
    }
    let known =
      login.utf8.count <= 200 && password.utf8.count <= 1_000
      ? try reading.read { try Person.login(login, in: $0) } : nil
    // An unknown name costs as much time as a known one, so that nobody can list names.
    let secret = known?.1 ?? Secret(salt: [0], hash: [])
    let isRight = try await SignInPage.matches(secret, password)
    guard isRight, let person = known?.0 else {
      attempts.failed(login, at: site.now)
      return try page(reading, to: to, error: reading.speech("signIn.wrong"))
    }
    return try await start(person, to: to ?? home(of: person))
  }

  private func isOwn(_ request: Request) -> Bool {
    guard let origin = request.headers[.origin] else { return true }
    guard let host = request.head.authority else { return false }
    return origin.hasSuffix("//\(host)")
  }

  /// scrypt takes a quarter of a second and 32 MiB: it runs on a thread of its own, one at a time.
  private static func matches(_ secret: Secret, _ password: String) async throws -> Bool {
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global(qos: .userInitiated).async {
        continuation.resume(with: Result { try secret.matches(password) })
      }
    }
  }

  private func home(of person: Person) throws -> Path {
    let roles = try site.office.database.read {
      try Actor.load(person, in: $0).roles(at: site.now)
    }
    return HomePage.own(roles) ?? "/"
  }

  private func start(_ person: Person, to: Path) async throws -> Response {
    let token = Tokens.make()
    let csrf = Tokens.make()
    let now = site.now
    try await site.office.database.write { tx in
      try WebSession.insert(
        digest: Digest.sha256(token), person: person.id, csrf: csrf, from: now,
        until: now.adding(seconds: Cookies.sessionSeconds), in: tx)
    }
    var response = Reply.redirect(to)
    response.setCookie(
      Cookie(
        name: Cookies.session, value: token, maxAge: Int(Cookies.sessionSeconds), path: "/",
        secure: site.office.publicURL.hasPrefix("https://"), httpOnly: true, sameSite: .lax))
    return response
  }

  /// POST /sign-out
  func leave(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    _ = try await reading.form()
    if let token = request.cookies[Cookies.session]?.value {
      let digest = Digest.sha256(token)
      try await site.office.database.write { try WebSession.remove(digest: digest, in: $0) }
    }
    var response = Reply.redirect("/")
    response.setCookie(
      Cookie(name: Cookies.session, value: "", maxAge: 0, path: "/", httpOnly: true))
    return response
  }

  private func page(_ reading: Reading, to: Path?, error: String?) throws -> Response {
    let speech = reading.speech
    let fields: HTML = """
      \(HTML.with(error) { Notice(.bad, $0).html })
      \(Field("name", speech("signIn.name"), autocomplete: "username", code: true).html(speech))
      \(Field("password", speech("signIn.password"), .password,
          autocomplete: "current-password").html(speech))
      <p class="buttons">\(Button(speech("signIn.button")).html)</p>
      """
    let hidden = to.map { [(name: "to", value: $0.text)] } ?? []
    let demo: HTML = HTML.when(site.office.isDemo, demoCard(speech))
    return try reading.page(
      speech("signIn.title"),
      """
      \(Heading(speech("signIn.title"), lead: HTML(text: speech("signIn.lead"))).html)
      \(Columns(Card(nil, Form("/sign-in", hidden: hidden, fields).html).html, side: demo).html)
      """)
  }

  /// On a demo installation the accounts are public, and the page says so.
  private func demoCard(_ speech: Speech) -> HTML {
    let accounts = [
      ("amna", Role.learner), ("linh", .learner), ("khalid", .instructor), ("sara", .registrar),
      ("hamad", .supervisoryCommittee), ("salman", .resultsAuthority),
      ("abdulaziz", .academicAffairs),
    ]
    let rows = accounts.map { login, role in
      (name: login, value: HTML(text: speech.word("role.", role.rawValue)))
    }
    return Card(
      speech("signIn.demo"),
      """
      <p>\(speech("signIn.demo.help", ["password": .text(DemoSecret.password)]))</p>
      \(Definitions(rows).html)
      """
    ).html
  }
}

/// The public password of demo installations, for the sign-in page to show.
enum DemoSecret {
  static let password = "sanad-demo"
}

/// Random tokens for cookies, forms and the API: 32 bytes from the system.
package enum Tokens {
  package static func make() -> String {
    var generator = SystemRandomNumberGenerator()
    let words: [UInt64] = (0..<4).map { _ in generator.next() }
    return words.map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }.joined()
  }
}

/// Counts failed attempts by name, so that a password cannot be guessed at machine speed.
final class SignInAttempts: @unchecked Sendable {
  private let lock = NSLock()
  private var failures: [String: (count: Int, last: Instant)] = [:]
  private static let limit = 8
  private static let seconds: Int64 = 300

  func mayTry(_ login: String, at: Instant) -> Bool {
    lock.lock()
    defer { lock.unlock() }
    guard let entry = failures[login] else { return true }
    if entry.last.adding(seconds: Self.seconds) < at {
      failures[login] = nil
      return true
    }
    return entry.count < Self.limit
  }

  func failed(_ login: String, at: Instant) {
    lock.lock()
    defer { lock.unlock() }
    if failures.count > 10_000 { failures.removeAll() }
    let count = failures[login]?.count ?? 0
    failures[login] = (count + 1, at)
  }
}
