import HTTPTypes
import Hummingbird
import Kernel
import Language
import Operations
import People
import Regulations
import Storage

/// What the law left to a person: rulings that wait for a decision, and those that got one.
struct QuestionsPage: Sendable {
  let site: Site

  private typealias Entry = (question: Question, ruling: Ruling?, subject: Person?)

  /// GET /questions
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    _ = try reading.signedIn(as: .registrar, .supervisoryCommittee, .resultsAuthority)
    return try page(reading, nil, wrong: nil)
  }

  private func entries(_ questions: [Question], _ reading: Reading, _ tx: Transaction) throws
    -> [Entry]
  {
    let scope = try reading.scope()
    return try questions.map { question in
      let entry = try tx.journalEntry(question.ruling)
      return (
        question, try entry.map { try StoredRuling.read($0, site.office.library) },
        try question.subject.flatMap { try Person.find($0, scope, in: tx) }
      )
    }
  }

  private func page(_ reading: Reading, _ typed: Typed?, wrong: RulingID?) throws -> Response {
    let speech = reading.speech
    let scope = try reading.scope()
    // What another office decides, and about whom, is not this reader's to see.
    let roles = try reading.signedIn().actor.roles(at: reading.now)
    let (open, closed) = try reading.read { tx in
      (
        try entries(
          Question.open(scope, limit: 500, in: tx).filter { roles.contains($0.office) }, reading,
          tx),
        try entries(
          Question.closed(scope, limit: 30, in: tx).filter { roles.contains($0.office) }, reading,
          tx)
      )
    }
    let cards = open.map { entry in
      card(entry, reading, entry.question.ruling == wrong ? typed : nil)
    }
    return try reading.page(
      speech("questions.title"), flash: reading.doneNotice,
      status: typed == nil ? .ok : .badRequest,
      """
      \(Heading(speech("questions.title"), lead: HTML(text: speech("questions.lead"))).html)
      \(cards.isEmpty ? EmptyState(speech("questions.none")).html : HTML.join(cards))
      \(HTML.when(!closed.isEmpty, Card(speech("questions.closed"), table(closed, reading)).html))
      """)
  }

  private func sentence(_ entry: Entry, _ reading: Reading) -> HTML {
    guard let headline = entry.ruling?.headline else { return "—" }
    return """
      \(reading.speech.finding(headline.finding)) \
      (\(HTML.link(reading.speech.article(headline.finding.article),
        Reading.articlePath(headline.citation))))
      """
  }

  private func card(_ entry: Entry, _ reading: Reading, _ typed: Typed?) -> HTML {
    let speech = reading.speech
    let question = entry.question
    let rows: [(name: String, value: HTML)] = [
      (speech("word.why"), sentence(entry, reading)),
      (speech("questions.whom"), reading.named(entry.subject)),
      (speech("questions.since"), speech.time(at: question.openedAt)),
      (speech("questions.office"), "\(speech("role.\(question.office.rawValue)"))"),
      (speech("ruling.number"), HTML.reference(question.ruling)),
    ]
    let mayClose = reading.visitor?.actor.holds(question.office, at: reading.now) ?? false
    let typed = (typed ?? Typed(nil, speech)).within(question.ruling.short)
    let form = Form(
      "/questions/\(question.ruling)", hidden: reading.csrf,
      """
      \(typed.field("decision", speech("questions.decision"), .area(rows: 3),
        help: speech("questions.decision.help")))
      <p class="buttons">\(Button(speech("operation.CloseQuestion")).html)</p>
      """)
    let closing = HTML.when(
      mayClose,
      """
      <details\(HTML.when(!typed.isRight, " open"))>\
      <summary>\(speech("operation.CloseQuestion"))</summary>\(form.html)</details>
      """)
    return Card(
      speech.word("operation.", question.operation), id: question.ruling.short,
      action: speech.tag(question.outcome), Definitions(rows).html + closing
    ).html
  }

  private func table(_ entries: [Entry], _ reading: Reading) -> HTML {
    let speech = reading.speech
    let rows = entries.map { entry -> [HTML] in
      [
        Named(
          "\(speech.word("operation.", entry.question.operation))",
          HTML.reference(entry.question.ruling)
        ).html, reading.named(entry.subject),
        HTML.own(entry.question.decision ?? ""),
        entry.question.closedAt.map { speech.time(at: $0) } ?? "—",
      ]
    }
    return Table(
      speech("questions.closed"),
      [
        .init(speech("journal.operation")), .init(speech("questions.whom")),
        .init(speech("questions.decision")), .init(speech("questions.closedAt")),
      ], rows
    ).html
  }

  /// POST /questions/{ruling}
  func close(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    _ = try reading.signedIn(as: .registrar, .supervisoryCommittee, .resultsAuthority)
    let id: RulingID = try context.id("id")
    var typed = Typed(try await reading.form(), reading.speech)
    let decision = typed.text("decision", limit: 2_000)
    guard typed.isRight else { return try page(reading, typed, wrong: id) }
    return try await reading.act(
      CloseQuestion(ruling: id, decision: decision), to: "/questions")
  }
}

extension Reading {
  /// What a person decided where a ruling left its matter open; nothing while it waits.
  func closing(of ruling: RulingID) throws -> HTML {
    let scope = try scope()
    let question = try read { try Question.find(ruling, scope, in: $0) }
    guard let question, let at = question.closedAt, let decision = question.decision else {
      return HTML()
    }
    return Card(
      speech("questions.decided"),
      """
      <p>\(HTML.own(decision))</p>\
      <p class="reference">\(speech("role.\(question.office.rawValue)")) · \
      \(speech.time(at: at))</p>
      """
    ).html
  }
}
