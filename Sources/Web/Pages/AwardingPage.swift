import Credentials
import Hummingbird
import Kernel
import Language
import Operations
import People
import Registrar
import Regulations
import Storage

/// The e-learning centre's page (II.5): the approved results of a section, and the credentials that
/// are issued for them.
struct AwardingPage: Sendable {
  let site: Site

  private struct Row: Sendable {
    let registration: Registration
    let person: Person?
    let result: CourseResult
    let credential: Credential?
  }

  private struct View: Sendable {
    let term: Term?
    let terms: [Term]
    let sections: [(section: Section, course: Course)]
    let chosen: SectionID?
    let rows: [Row]
  }

  /// GET /credentials, for whoever issues
  func show(_ reading: Reading) throws -> Response {
    let speech = reading.speech
    let view = try view(reading)
    let options = view.sections.map { item in
      let number = speech("section.number", ["number": .integer(item.section.number)])
      return (
        value: item.section.id.description,
        label: "\(item.course.code) · \(item.course.title[reading.tongue]) · \(number)"
      )
    }
    let choose = Form(
      "/credentials", .get,
      hidden: view.term.map { [("term", $0.id.description)] } ?? [], inline: true,
      """
      \(Field("section", speech("word.section"), .select(options),
        value: view.chosen?.description ?? "").html(speech))
      \(Button(speech("word.show"), .plain).html)
      """)
    let listed = view.chosen == nil ? HTML() : Card(nil, try list(view, reading)).html
    let links = view.term.map { reading.termLinks(view.terms, chosen: $0, "/credentials") }
    return try reading.page(
      speech("credentials.awarding.title"),
      """
      \(reading.flash(["count": .integer(reading.query("count").flatMap { Int($0) } ?? 0)]))
      \(Heading(HTML(text: speech("credentials.awarding.title")), lead: """
        \(speech("credentials.awarding.lead")) (\(reading.article("II.5", try reading.law())), \
        \(reading.article("V.3", try reading.law())))
        """).html)
      \(links)
      \(Card(nil, choose.html).html)
      \(listed)
      """)
  }

  private func view(_ reading: Reading) throws -> View {
    let scope = try reading.scope()
    let wanted = reading.query("section").flatMap { SectionID(text: $0) }
    return try reading.read { tx in
      let terms = try Term.all(scope, in: tx)
      let term = reading.term(of: terms)
      let courses = Dictionary(try Course.all(scope, in: tx).map { ($0.id, $0) }) { a, _ in a }
      let sections = try term.map { try Section.of(term: $0.id, in: tx) } ?? []
      let chosen = sections.first { $0.id == wanted }?.id
      let rows = try chosen.map { try Registration.live(in: $0, tx: tx) } ?? []
      return View(
        term: term, terms: terms,
        sections: sections.compactMap { section in
          courses[section.course].map { (section, $0) }
        }, chosen: chosen,
        rows: try rows.compactMap { registration in
          guard let result = try CourseResult.of(registration.id, in: tx), result.isApproved
          else { return nil }
          let credential = try Credential.of(
            registration.learner, course: registration.course, term: registration.term, in: tx)
          return Row(
            registration: registration,
            person: try Person.find(registration.learner, scope, in: tx), result: result,
            credential: credential)
        })
    }
  }

  private func list(_ view: View, _ reading: Reading) throws -> HTML {
    let speech = reading.speech
    guard !view.rows.isEmpty else {
      return EmptyState(speech("credentials.awarding.none")).html
    }
    let grades = try reading.law().edition.grades
    let rows = view.rows.map { row -> [HTML] in
      [
        reading.named(row.person), reading.grade(row.result.symbol, grades),
        row.result.passed.map { speech.tag(status: $0 ? "passed" : "failed") } ?? HTML(),
        action(row, reading),
      ]
    }
    let due = view.rows.count { $0.credential == nil && $0.result.passed == true }
    let all = HTML.with(due > 1 ? view.chosen : nil) { section in
      let button = Button(
        speech("credentials.awarding.all", ["count": .integer(due)]))
      return Form(
        "/sections/\(section)/credentials", hidden: reading.csrf,
        """
        <p class="buttons">\(button.html)</p>
        <p class="note">\(speech("credentials.awarding.all.help"))</p>
        """
      ).html
    }
    let table = Table(
      speech("credentials.awarding.title"),
      [
        Table.Column(speech("word.learner")), Table.Column(speech("marks.grade")),
        Table.Column(speech("word.status")), Table.Column(speech("word.actions"), action: true),
      ], rows)
    return "\(all)\(table.html)"
  }

  private func action(_ row: Row, _ reading: Reading) -> HTML {
    if let credential = row.credential {
      let link = HTML.link(reading.speech("credentials.one"), "/credentials/\(credential.id)")
      return "\(credential.tag(reading.speech)) \(link)"
    }
    guard row.result.passed == true else { return HTML() }
    return Form(
      "/registrations/\(row.registration.id)/credential", hidden: reading.csrf, inline: true,
      Button(reading.speech("operation.IssueCredential"), .plain).html
    ).html
  }

  /// POST /registrations/{id}/credential: the operation itself asks for the office.
  func issue(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    _ = try reading.signedIn()
    _ = try await reading.form()
    let decided = try await reading.perform(
      IssueCredential(registration: try context.id("id")))
    await site.office.finishAwards(try reading.scope())
    let made = decided.output?.description ?? ""
    return try reading.answer(
      decided, IssueCredential.name,
      ways: [HTML.link(reading.speech("nav.credentials"), "/credentials")],
      then: "/credentials/\(made)?done=\(IssueCredential.name)")
  }

  /// POST /sections/{id}/credentials: everybody of a section who passed, one ruling for each.
  func issueAll(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let actor = try reading.signedIn(as: .eLearningCentre).actor
    _ = try await reading.form()
    let section: SectionID = try context.id("id")
    guard let found = try reading.read({ try Section.find(section, actor.scope, in: $0) }) else {
      throw Problem.notFound
    }
    let done = try await site.office.issueAll(in: section, by: actor)
    if let refusal = done.refusal {
      return try reading.refused(
        refusal.ruling, refusal.id, IssueCredential.name, back: "/credentials")
    }
    // What the decision itself did not stop waits to be signed, and says so in the list.
    if done.issued == 0, let failure = done.failures.first { throw failure }
    return Reply.redirect(
      "/credentials?term=\(found.term)&section=\(section)&done=IssueAll&count=\(done.issued)")
  }
}
