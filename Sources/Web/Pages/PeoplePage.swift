import HTTPTypes
import Hummingbird
import Kernel
import Language
import Operations
import People
import Regulations
import Storage

/// The people of the institution: a list, a search that stays out of addresses, and the form that
/// adds one.
struct PeoplePage: Sendable {
  let site: Site
  private static let perPage = 50

  /// GET /people, `?page=`
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    _ = try reading.signedIn(as: .administrator, .registrar)
    let scope = try reading.scope()
    let all = try reading.read { try Person.count(scope, in: $0) }
    let pages = max(1, (all + Self.perPage - 1) / Self.perPage)
    let page = min(max(1, reading.query("page").flatMap { Int($0) } ?? 1), pages)
    let people = try reading.read {
      try Person.page(scope, offset: (page - 1) * Self.perPage, limit: Self.perPage, in: $0)
    }
    return try self.page(
      reading, people, searched: nil,
      pager: Pager(page: page, of: pages, reading.path).html(reading.speech))
  }

  /// POST /people: a name is personal and does not belong into an address.
  func search(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    _ = try reading.signedIn(as: .administrator, .registrar)
    let form = try await reading.form()
    let text = String((form["q"] ?? "").prefix(100))
    guard text.contains(where: { !$0.isWhitespace }) else { return Reply.redirect("/people") }
    let scope = try reading.scope()
    let people = try reading.read {
      try Person.search(text, scope, limit: Self.perPage, in: $0)
    }
    return try page(reading, people, searched: text, pager: HTML())
  }

  private func page(_ reading: Reading, _ people: [Person], searched: String?, pager: HTML)
    throws -> Response
  {
    let speech = reading.speech
    let rows = try reading.read { tx in
      try people.map { person -> [HTML] in
        [
          Named(
            HTML.link(HTML.own(person.name(in: reading.tongue)), "/people/\(person.id)"),
            HTML.code(person.login)
          ).html,
          PersonPage.roles(try Grant.of(person.id, in: tx), reading),
          "\(speech("buyer.\(person.buyer.rawValue)"))",
        ]
      }
    }
    let table = Table(
      speech("nav.people"),
      [
        .init(speech("word.name")), .init(speech("people.roles")), .init(speech("people.buyer")),
      ], rows
    ).html
    let list: HTML =
      rows.isEmpty
      ? EmptyState(speech("people.none"), HTML.link(speech("people.all"), "/people")).html
      : table + pager
        + HTML.when(
          searched != nil, "<p class=\"note\">\(HTML.link(speech("people.all"), "/people"))</p>")
    let search = Form(
      "/people", hidden: reading.csrf, inline: true,
      """
      \(Field("q", speech("people.search"), .search, value: searched ?? "").html(speech))
      \(Button(speech("word.search"), .plain).html)
      """)
    return try reading.page(
      speech("nav.people"), flash: reading.doneNotice,
      """
      \(Heading(speech("nav.people"), lead: HTML(text: speech("people.lead"))).html)
      <p class="buttons">\(Button.link(speech("operation.AddPerson"), "/people/add"))</p>
      \(Card(nil, search.html).html)
      \(Card(nil, list).html)
      """)
  }

  // MARK: Adding one

  /// GET /people/add
  func form(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let visitor = try reading.signedIn(as: .administrator, .registrar)
    return try form(reading, visitor, Typed(nil, reading.speech))
  }

  private func form(_ reading: Reading, _ visitor: Visitor, _ typed: Typed) throws -> Response {
    let speech = reading.speech
    let roles = RoleGiving.roles(of: visitor.actor.roles(at: reading.now))
    let boxes = roles.map { role -> HTML in
      let isOn = typed.form.map { $0["role.\(role.rawValue)"] == "yes" } ?? (role == .learner)
      return """
        <label class="choice"><input type="checkbox" name="role.\(role.rawValue)" value="yes"\
        \(HTML.when(isOn, " checked"))> <span>\(speech("role.\(role.rawValue)"))</span></label>
        """
    }
    func options<Kind: RawRepresentable>(_ all: [Kind], _ prefix: String)
      -> [(value: String, label: String)] where Kind.RawValue == String
    { all.map { ($0.rawValue, speech("\(prefix)\($0.rawValue)")) } }
    let languages: [(value: String, label: String)] = [
      ("ar", "العربية"), ("en", "English"), ("vi", "Tiếng Việt"),
    ]
    let content: HTML = """
      \(typed.notice)
      \(typed.field("login", speech("signIn.name"), help: speech("people.login.help"), code: true))
      \(typed.field("nameAr", speech("people.nameAr")))
      \(typed.field("nameEn", speech("people.nameEn")))
      \(typed.field("language", speech("site.language"), .select(languages)))
      \(typed.field("kind", speech("people.document"),
        .select(options(Person.IdentifierKind.allCases, "people.document."))))
      \(typed.field("identifier", speech("people.identifier"), code: true))
      \(typed.field("buyer", speech("people.buyer"),
        .select(options(Person.Buyer.allCases, "buyer.")), help: speech("people.buyer.help")))
      <fieldset class="field"><legend>\(speech("people.roles"))</legend>\
      <p class="help">\(speech("people.roles.help"))</p>\(boxes)</fieldset>
      <p class="buttons">\(Button(speech("operation.AddPerson")).html)</p>
      """
    let title = speech("operation.AddPerson")
    return try reading.page(
      title, crumbs: [NavItem(speech("nav.people"), "/people"), NavItem(title, "/people/add")],
      status: typed.isRight ? .ok : .badRequest,
      """
      \(Heading(title, lead: HTML(text: speech("people.add.lead"))).html)
      \(Card(nil, Form("/people/add", hidden: reading.csrf, content).html).html)
      """)
  }

  /// POST /people/add: the answer is the page itself, because the secret is shown this once.
  func add(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let visitor = try reading.signedIn(as: .administrator, .registrar)
    let form = try await reading.form()
    var typed = Typed(form, reading.speech)
    let roles = Role.allCases.filter { form["role.\($0.rawValue)"] == "yes" }
    let person = NewPerson(
      login: typed.word("login"), nameAr: typed.line("nameAr"), nameEn: typed.line("nameEn"),
      tongue: Tongue(rawValue: typed.value("language")) ?? .arabic,
      buyer: Person.Buyer(rawValue: typed.value("buyer")) ?? .resident,
      identifierKind: Person.IdentifierKind(rawValue: typed.value("kind")) ?? .passport,
      identifier: typed.word("identifier"), roles: roles, place: "login")
    guard typed.isRight else { return try self.form(reading, visitor, typed) }
    let (password, secret) = try await SignInSecret.made()
    do {
      let decided = try await reading.perform(AddPerson(person, secret: secret))
      guard let id = decided.output else { throw Problem.notFound }
      return try PersonPage.secretShown(
        reading, AddPerson.name, person.login, password, id)
    } catch let fault as OperationFault {
      switch fault {
      case .badInput: typed.say("login", "people.taken")
      case .stateConflict: typed.say("login", "people.here")
      default: throw fault
      }
      return try self.form(reading, visitor, typed)
    }
  }
}
