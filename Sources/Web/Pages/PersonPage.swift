import HTTPTypes
import Hummingbird
import Kernel
import Language
import Operations
import People
import Regulations
import Storage

/// One person as the offices see it: the roles held and ended, and a new secret for a lost one.
struct PersonPage: Sendable {
  let site: Site

  /// The roles a person holds now.
  static func roles(_ grants: [Grant], _ reading: Reading) -> HTML {
    let now = grants.filter {
      $0.from <= reading.now && ($0.until.map { reading.now < $0 } ?? true)
    }
    let roles = Role.allCases.filter { role in now.contains { $0.role == role } }
    guard !roles.isEmpty else { return "—" }
    return HTML(text: reading.speech.list(roles.map { reading.speech("role.\($0.rawValue)") }))
  }

  /// The page that shows a secret, this once.
  static func secretShown(
    _ reading: Reading, _ operation: String, _ login: String, _ password: String, _ id: PersonID
  ) throws -> Response {
    let speech = reading.speech
    let title = speech("people.secret.title", ["login": .text(login)])
    let rows: [(name: String, value: HTML)] = [
      (speech("signIn.name"), HTML.code(login)),
      (speech("signIn.password"), "<strong>\(HTML.code(password))</strong>"),
    ]
    return try reading.page(
      title, crumbs: [NavItem(speech("nav.people"), "/people"), NavItem(title, "/people")],
      flash: Notice(.good, speech("done.\(operation)")).html,
      """
      \(Heading(title).html)
      \(Notice(.warn, speech("people.secret.once"), "<p>\(speech("people.secret.help"))</p>").html)
      \(Card(nil, Definitions(rows).html).html)
      <p class="buttons">\(Button.link(speech("people.open"), "/people/\(id)", .plain)) \
      \(Button.link(speech("operation.AddPerson"), "/people/add", .plain))</p>
      """)
  }

  private func open(_ reading: Reading) throws -> (Person, [Grant]) {
    _ = try reading.signedIn(as: .administrator, .registrar)
    let id: PersonID = try reading.context.id("id")
    let scope = try reading.scope()
    let found = try reading.read { tx in
      try Person.find(id, scope, in: tx).map { ($0, try Grant.of($0.id, in: tx)) }
    }
    guard let found else { throw Problem.notFound }
    return found
  }

  /// GET /people/{id}
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let (person, grants) = try open(reading)
    let speech = reading.speech
    let rows: [(name: String, value: HTML)] = [
      (speech("signIn.name"), HTML.code(person.login)),
      (speech("people.nameAr"), HTML.own(person.nameAr)),
      (speech("people.nameEn"), HTML.own(person.nameEn)),
      (
        speech("people.document"),
        "\(speech("people.document.\(person.identifierKind.rawValue)")) · "
          + HTML.code(person.identifier)
      ),
      (speech("people.buyer"), "\(speech("buyer.\(person.buyer.rawValue)"))"),
    ]
    let name = person.name(in: reading.tongue)
    return try reading.page(
      name, crumbs: [NavItem(speech("nav.people"), "/people"), NavItem(name, "/people")],
      flash: reading.doneNotice,
      """
      \(Heading(HTML.own(name), lead: HTML()).html)
      \(Columns(
        Card(nil, Definitions(rows).html).html
          + Card(speech("people.roles"), roles(person, grants, reading)).html,
        side: renewal(person, reading)).html)
      """)
  }

  private func roles(_ person: Person, _ grants: [Grant], _ reading: Reading) -> HTML {
    let speech = reading.speech
    let mine = RoleGiving.roles(of: reading.visitor?.actor.roles(at: reading.now) ?? [])
    let rows = grants.reversed().map { grant -> [HTML] in
      let isOver = grant.until.map { $0 <= reading.now } ?? false
      let mayEnd = !isOver && (mine.contains(grant.role) || grant.role == .instructor)
      let state =
        isOver
        ? Tag(.quiet, speech("people.role.ended")).html
        : Tag(.good, speech("status.active")).html
      let scope: HTML =
        grant.section != nil || grant.course != nil
        ? "<br><small>\(speech("people.role.narrow"))</small>" : HTML()
      return [
        "\(speech("role.\(grant.role.rawValue)"))\(scope)", speech.time(at: grant.from),
        grant.until.map { speech.time(at: $0) } ?? "—", state,
        HTML.when(
          mayEnd,
          Form(
            "/people/\(person.id)/roles/\(grant.id)/end", hidden: reading.csrf, inline: true,
            Button(speech("people.role.end"), .quiet).html
          ).html),
      ]
    }
    let table: HTML =
      rows.isEmpty
      ? "<p class=\"note\">\(speech("people.role.none"))</p>"
      : Table(
        speech("people.roles"),
        [
          .init(speech("people.role")), .init(speech("word.from")), .init(speech("word.until")),
          .init(speech("word.status")), .init(speech("word.actions"), action: true),
        ], Array(rows)
      ).html
    let held = grants.filter { $0.until.map { reading.now < $0 } ?? true }.map(\.role)
    let free = mine.filter { !held.contains($0) }
    guard !free.isEmpty else { return table }
    let give = Form(
      "/people/\(person.id)/roles", hidden: reading.csrf, inline: true,
      """
      \(Field("role", speech("people.role.give"),
        .select(free.map { ($0.rawValue, speech("role.\($0.rawValue)")) })).html(speech))
      \(Button(speech("operation.GiveRole"), .plain).html)
      """)
    return table + give.html
  }

  private func renewal(_ person: Person, _ reading: Reading) -> HTML {
    let speech = reading.speech
    return Card(
      speech("operation.RenewSecret"),
      """
      <p class="note">\(speech("people.secret.renew"))</p>
      \(Form("/people/\(person.id)/secret", hidden: reading.csrf,
        "<p class=\"buttons\">\(Button(speech("operation.RenewSecret"), .danger).html)</p>").html)
      """
    ).html
  }

  /// POST /people/{id}/roles
  func give(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let (person, _) = try open(reading)
    let form = try await reading.form()
    guard let role = Role(rawValue: form["role"] ?? "") else { throw Problem.notFound }
    return try await reading.act(
      GiveRole(person: person.id, role: role), to: "/people/\(person.id)")
  }

  /// POST /people/{id}/roles/{grant}/end
  func end(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let (person, grants) = try open(reading)
    _ = try await reading.form()
    let grant: GrantID = try context.id("grant")
    guard grants.contains(where: { $0.id == grant }) else { throw Problem.notFound }
    return try await reading.act(EndRole(grant: grant), to: "/people/\(person.id)")
  }

  /// POST /people/{id}/secret
  func renew(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let (person, _) = try open(reading)
    _ = try await reading.form()
    let (password, secret) = try await SignInSecret.made()
    _ = try await reading.perform(RenewSecret(person: person.id, secret: secret))
    return try PersonPage.secretShown(
      reading, RenewSecret.name, person.login, password, person.id)
  }
}
