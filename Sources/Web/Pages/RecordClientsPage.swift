import Hummingbird
import Kernel
import Language
import LearningRecords
import Licensing
import Operations
import People
import Regulations
import Storage

/// The programs that may send or read an institution's learning records, for the regulator's office every
/// institution's: who they are, letting one in, letting it in no more.
struct RecordClientsPage: Sendable {
  let site: Site

  /// GET /record-clients
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    try admit(reading)
    return try page(reading, Typed(nil, reading.speech))
  }

  /// Lets in an administrator, and the regulator's office.
  private func admit(_ reading: Reading) throws {
    _ = try reading.signedIn(as: .administrator, .regulator)
    if try !reading.isRegulatorsOffice() { _ = try reading.signedIn(as: .administrator) }
  }

  private func page(_ reading: Reading, _ typed: Typed) throws -> Response {
    let speech = reading.speech
    let isOffice = try reading.isRegulatorsOffice()
    let scopes = try reading.recordScopes()
    let clients = try reading.read { tx in
      try scopes.flatMap { try RecordClient.all($0, in: tx) }.sorted { $0.from < $1.from }.map {
        (client: $0, licence: try Licence.find($0.licence, in: tx))
      }
    }
    let lead =
      isOffice ? speech("recordClients.lead.office") : speech("recordClients.lead")
    let title = speech("recordClients.title")
    let list: HTML =
      clients.isEmpty
      ? EmptyState(speech("recordClients.none")).html
      : Card(nil, table(clients.reversed(), isOffice: isOffice, reading)).html
    return try reading.page(
      title,
      crumbs: [
        NavItem(speech("reporting.title"), "/reporting"), NavItem(title, "/record-clients"),
      ],
      flash: reading.doneNotice, status: typed.isRight ? .ok : .badRequest,
      """
      \(Heading(title, lead: HTML(text: lead)).html)
      \(list)
      \(Card(speech("operation.AddRecordClient"), try form(typed, reading)).html)
      """)
  }

  private func table(
    _ clients: [(client: RecordClient, licence: Licence?)], isOffice: Bool, _ reading: Reading
  ) -> HTML {
    let speech = reading.speech
    let owners = site.office.institutions
    let rows = clients.map { client, licence -> [HTML] in
      let isOver = client.endedAt.map { $0 <= reading.now } ?? false
      let number: HTML =
        licence.map { "<span class=\"nowrap\">\(HTML.code($0.number))</span>" } ?? "—"
      let owner = isOffice ? owners.first { $0.id == client.institution }?.name : nil
      return [
        Named(HTML.own(client.name), HTML.code(client.username)).html,
        owner.map { Named(HTML.own($0[reading.tongue]), number).html } ?? number,
        HTML(text: speech.list(client.rights.map { speech("recordClients.right.\($0.rawValue)") })),
        speech.time(at: client.from),
        client.endedAt.map { speech.time(at: $0) }
          ?? Tag(.good, speech("status.active")).html,
        HTML.when(
          !isOver,
          Form(
            "/record-clients/\(client.id)/end", hidden: reading.csrf, inline: true,
            Button(speech("operation.EndRecordClient"), .quiet).html
          ).html),
      ]
    }
    return Table(
      speech("recordClients.title"),
      [
        .init(speech("recordClients.name")), .init(speech("recordClients.licence")),
        .init(speech("recordClients.rights")), .init(speech("word.from")),
        .init(speech("word.until")), .init(speech("word.actions"), action: true),
      ], rows
    ).html
  }

  /// An institution's own licences are known; the regulator's office names one of many.
  private func licence(_ typed: Typed, _ reading: Reading) throws -> HTML {
    let (label, help) = (
      reading.speech("recordClients.licence"), reading.speech("recordClients.licence.help")
    )
    let own =
      try reading.isRegulatorsOffice()
      ? []
      : try reading.read { tx in
        try Licence.register(reading.scope(), at: reading.now, in: tx).map(\.licence.number)
      }
    guard !own.isEmpty, own.count <= 50 else {
      return typed.field("licence", label, help: help, code: true)
    }
    return typed.field("licence", label, .select(own.map { ($0, $0) }), help: help)
  }

  private func form(_ typed: Typed, _ reading: Reading) throws -> HTML {
    let speech = reading.speech
    let rights = RecordClient.Right.allCases.map { right in
      typed.field(
        Self.field(right), speech("recordClients.right.\(right.rawValue)"), .checkbox,
        help: right.rawValue, required: false)
    }
    let error = typed.errors["rights"].map { error -> HTML in
      "<p class=\"error\">\(Tone.bad.shape)\(error)</p>"
    }
    return Form(
      "/record-clients", hidden: reading.csrf,
      """
      \(typed.notice)
      \(typed.field("name", speech("recordClients.name"), help: speech("recordClients.name.help")))
      \(try licence(typed, reading))
      <fieldset class="field choices"><legend>\(speech("recordClients.rights"))</legend>\
      \(error ?? "")\(HTML.join(rights))</fieldset>
      <p class="buttons">\(Button(speech("operation.AddRecordClient")).html)</p>
      """
    ).html
  }

  private static func field(_ right: RecordClient.Right) -> String { "right.\(right.rawValue)" }

  /// POST /record-clients
  func add(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    try admit(reading)
    var typed = Typed(try await reading.form(), reading.speech)
    let name = typed.line("name", limit: 200)
    let licence = typed.line("licence", limit: 200)
    let rights = RecordClient.Right.allCases.filter { typed.value(Self.field($0)) == "yes" }
    if rights.isEmpty { typed.say("rights", "recordClients.rights.none") }
    guard typed.isRight else { return try page(reading, typed) }
    let operation = AddRecordClient(
      licence: licence, title: name, rights: rights, ids: site.office.ids)
    do {
      guard let client = try await reading.perform(operation).output else { throw Problem.notFound }
      return try secretShown(client, operation.password, reading)
    } catch OperationFault.notFound {
      // Another institution's licence is as absent as an unknown one.
      typed.say(
        "licence",
        try reading.isRegulatorsOffice()
          ? "recordClients.licence.unknown.office" : "recordClients.licence.unknown")
      return try page(reading, typed)
    }
  }

  /// The page that shows the secret, this once.
  private func secretShown(_ client: RecordClient, _ password: String, _ reading: Reading) throws
    -> Response
  {
    let speech = reading.speech
    let rows: [(name: String, value: HTML)] = [
      (speech("recordClients.username"), HTML.code(client.username)),
      (speech("signIn.password"), "<strong>\(HTML.code(password))</strong>"),
      (speech("recordClients.address"), HTML.code("\(site.office.publicURL)/xapi")),
    ]
    let title = speech("recordClients.title")
    return try reading.page(
      client.name,
      crumbs: [NavItem(title, "/record-clients"), NavItem(client.name, "/record-clients")],
      flash: Notice(.good, speech("done.AddRecordClient")).html,
      """
      \(Heading(HTML.own(client.name), lead: HTML()).html)
      \(Notice(.warn, speech("people.secret.once"), "<p>\(speech("recordClients.secret"))</p>").html)
      \(Card(nil, Definitions(rows).html).html)
      <p class="buttons">\(Button.link(title, "/record-clients", .plain))</p>
      """)
  }

  /// POST /record-clients/{id}/end
  func end(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    try admit(reading)
    _ = try await reading.form()
    return try await reading.act(
      EndRecordClient(try context.id("id")), to: "/record-clients")
  }
}
