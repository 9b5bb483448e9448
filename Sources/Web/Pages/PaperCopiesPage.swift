import Credentials
import Hummingbird
import Kernel
import Language
import Operations
import People
import Registrar
import Regulations
import Storage

/// The e-learning centre's paper copies (VI.2): what is paid and to be printed, and what has gone out.
struct PaperCopiesPage: Sendable {
  let site: Site
  private static let waiting = 200
  private static let gone = 20

  private struct Row: Sendable {
    let request: PaperCopyRequest
    let person: Person?
    let course: Course?
    /// Whether there is a signed certificate to print.
    let isPrintable: Bool
  }

  /// GET /credentials/paper-copies
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    try page(Reading(site, request, context), nil)
  }

  /// POST /credentials/paper-copies/{id}/handover
  func handOver(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    _ = try reading.signedIn(as: .eLearningCentre)
    let id: PaperCopyID = try context.id("id")
    var typed = Typed(try await reading.form(), reading.speech)
    let tracking = typed.line("tracking", limit: HandOverPaperCopy.trackingLimit)
    guard typed.isRight else { return try page(reading, (id, typed)) }
    return try await reading.act(
      HandOverPaperCopy(request: id, tracking: tracking), to: "/credentials/paper-copies")
  }

  private func page(_ reading: Reading, _ typed: (id: PaperCopyID, typed: Typed)?) throws
    -> Response
  {
    _ = try reading.signedIn(as: .eLearningCentre)
    let speech = reading.speech
    let scope = try reading.scope()
    let (paid, done) = try reading.read { tx in
      func row(_ request: PaperCopyRequest) throws -> Row {
        let credential = try Credential.find(request.credential, scope, in: tx)
        return Row(
          request: request, person: try Person.find(request.learner, scope, in: tx),
          course: try credential.flatMap { try Course.find($0.course, scope, in: tx) },
          isPrintable: credential?.isSigned ?? false)
      }
      return (
        try PaperCopyRequest.paid(scope, limit: Self.waiting, in: tx).map(row),
        try PaperCopyRequest.done(scope, limit: Self.gone, in: tx).map(row)
      )
    }
    let title = speech("paperCopy.office.title")
    let waiting =
      paid.isEmpty
      ? EmptyState(speech("paperCopy.office.none")).html
      : HTML.join(paid.map { card($0, typed, reading) })
    let gone = HTML.when(
      !done.isEmpty, Card(speech("paperCopy.office.gone"), table(done, reading)).html)
    let lead: HTML = """
      \(speech("paperCopy.office.lead")) (\(reading.article("VI.2", try reading.law())))
      """
    return try reading.page(
      title,
      crumbs: [NavItem(speech("nav.credentials"), "/credentials"), NavItem(title, reading.path)],
      flash: reading.doneNotice, status: typed == nil ? .ok : .badRequest,
      "\(Heading(HTML(text: title), lead: lead).html)\(waiting)\(gone)")
  }

  /// One copy to be made: whose, of what, where to, and the form that says it has gone out.
  private func card(
    _ row: Row, _ typed: (id: PaperCopyID, typed: Typed)?, _ reading: Reading
  ) -> HTML {
    let speech = reading.speech
    let request = row.request
    let own = typed.flatMap { $0.id == request.id ? $0.typed : nil } ?? Typed(nil, speech)
    let path: Path = "/credentials/\(request.credential)"
    let print =
      row.isPrintable
      ? Button.link(
        speech("paperCopy.office.print"), "/credentials/\(request.credential)/certificate")
      : HTML(text: speech("credentials.state.intended"))
    let isPost = request.delivery == .post
    let form = Form(
      "/credentials/paper-copies/\(request.id)/handover", hidden: reading.csrf,
      """
      \(own.field("tracking", speech(isPost ? "paperCopy.tracking" : "paperCopy.handedTo"),
        help: speech("paperCopy.tracking.help")))
      <p class="buttons">\(Button(
        speech(isPost ? "paperCopy.markSent" : "paperCopy.markHandedOver"), .plain).html)</p>
      """)
    let rows: [(name: String, value: HTML)] = [
      (speech("word.learner"), reading.named(row.person)),
      (
        speech("paperCopy.count"), "<strong>\(speech.number(request.copies))</strong>"
      ),
      (
        speech("paperCopy.delivery"),
        isPost
          ? "<span class=\"lines\">\(HTML.own(request.address ?? "—"))</span>"
          : HTML(text: speech("paperCopy.delivery.collection"))
      ),
      (speech("paperCopy.paidAt"), speech.time(at: request.changedAt)),
    ]
    return Card(
      row.course?.title[reading.tongue] ?? speech("credentials.one"),
      action: HTML.link(speech("credentials.one"), path),
      Columns(
        Definitions(rows).html, side: "<p class=\"buttons\">\(print)</p>\(form.html)"
      ).html
    ).html
  }

  private func table(_ rows: [Row], _ reading: Reading) -> HTML {
    let speech = reading.speech
    return Table(
      speech("paperCopy.office.gone"),
      [
        .init(speech("word.learner")), .init(speech("word.course")),
        .init(speech("paperCopy.count"), number: true), .init(speech("word.status")),
        .init(speech("paperCopy.tracking")),
      ],
      rows.map { row in
        [
          reading.named(row.person),
          HTML.link(
            row.course?.title[reading.tongue] ?? "—", "/credentials/\(row.request.credential)"),
          HTML(text: speech.number(row.request.copies)),
          """
          <span>\(row.request.tag(speech))<br>\
          <small>\(speech.time(at: row.request.changedAt))</small></span>
          """,
          HTML.own(row.request.tracking ?? "—"),
        ]
      }
    ).html
  }
}
