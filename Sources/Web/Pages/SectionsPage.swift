import HTTPTypes
import Hummingbird
import Kernel
import Language
import Operations
import People
import Registrar
import Regulations
import Rules
import Storage

/// The registrar's sections of a term: seats, the minimum to open, the decision (III.2).
struct SectionsPage: Sendable {
  let site: Site

  private struct Line {
    let section: Section
    let course: Course
    let instructor: String
    let live: Int
    let unpaid: Int
    let opening: Finding
  }

  private struct View {
    let terms: [Term]
    let term: Term
    let lines: [Line]
    let courses: [Course]
    let instructors: [Person]
    let decision: CalendarWindow?

    func isDecisionDue(_ reading: Reading) -> Bool {
      decision.map { reading.now >= reading.site.zone.start(of: $0.from) } ?? false
    }
  }

  /// GET /sections
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    _ = try reading.signedIn(as: .registrar)
    return try page(reading, error: nil, sent: nil)
  }

  private func view(_ reading: Reading) throws -> View {
    let scope = try reading.scope()
    let law = try reading.law()
    return try reading.read { tx in
      let terms = try Term.all(scope, in: tx)
      guard let term = reading.term(of: terms) else { throw Problem.notFound }
      let courses = try Course.all(scope, in: tx)
      let byID = Dictionary(courses.map { ($0.id, $0) }) { first, _ in first }
      let lines = try Section.of(term: term.id, in: tx).compactMap { section -> Line? in
        guard let course = byID[section.course] else { return nil }
        let counts = try Registration.counts(in: section.id, tx: tx)
        return Line(
          section: section, course: course,
          instructor: try reading.name(of: section.instructor, in: tx), live: counts.live,
          unpaid: counts.unpaid,
          opening: SectionOpens.decide(
            SectionOpens.Facts(
              registered: counts.live, maximum: section.maximum, unpaid: counts.unpaid,
              opened: section.state == .open), under: law))
      }
      let instructors = try Person.staff(scope, in: tx)
      // Cancelled ones come last, otherwise by course.
      let cancelled = lines.filter { $0.section.state == .cancelled }
      return View(
        terms: terms, term: term,
        lines: lines.filter { $0.section.state != .cancelled } + cancelled, courses: courses,
        instructors: instructors,
        decision: try CalendarWindow.find(term.id, .sectionDecision, at: reading.now, in: tx))
    }
  }

  private func page(_ reading: Reading, error: String?, sent: FormBody?) throws -> Response {
    let speech = reading.speech
    let view = try view(reading)
    let decision = HTML.with(view.decision) { window -> HTML in
      "<p>\(speech("window.sectionDecision")): \(speech.time(both: window.from))</p>"
    }
    let planned = view.lines.filter { $0.section.state == .planned }
    let decide = HTML.when(
      view.isDecisionDue(reading) && !planned.isEmpty,
      Form(
        "/sections/decisions", hidden: reading.csrf + [("term", view.term.id.description)],
        Button(speech("registrar.decide")).html
      ).html)
    return try reading.page(
      speech("registrar.sections"), flash: reading.doneNotice,
      status: error == nil ? .ok : .badRequest,
      """
      \(Heading("\(speech("registrar.sections")) · \(view.term.title[reading.tongue])",
        lead: HTML(text: speech("registrar.sections.lead"))).html)
      \(reading.termLinks(view.terms, chosen: view.term, "/sections"))
      \(Card(nil, decision + decide + table(view, reading)).html)
      \(Card(speech("operation.OfferSection"), id: "offer",
        offer(view, reading, error: error, sent: sent)).html)
      """)
  }

  private func table(_ view: View, _ reading: Reading) -> HTML {
    let speech = reading.speech
    guard !view.lines.isEmpty else { return EmptyState(speech("catalogue.none")).html }
    let isDue = view.isDecisionDue(reading)
    let rows = view.lines.map { line -> [HTML] in
      let section = line.section
      let needed: Int
      if case .integer(let number)? = line.opening["needed"] {
        needed = number
      } else {
        needed = section.maximum
      }
      let unpaid = HTML.when(
        line.unpaid > 0,
        "<br><small>\(speech("staff.sections.unpaid", ["unpaid": .integer(line.unpaid)]))</small>")
      let taken = speech(
        "seats.taken",
        ["taken": .integer(section.taken), "maximum": .integer(section.maximum)])
      let opens = speech("seats.opensAt", ["minimum": .integer(needed)])
      let seats = SeatsBar(taken: section.taken, minimum: needed, maximum: section.maximum)
      let decide = HTML.when(
        isDue && section.state == .planned,
        Form(
          "/sections/\(section.id)/decision", hidden: reading.csrf, inline: true,
          Button(speech("operation.DecideSection"), .plain).html
        ).html)
      return [
        reading.named(line.course, section: section),
        section.state == .cancelled
          ? "\(taken)" : "\(seats.html(speech))<small>\(opens)</small>\(unpaid)",
        speech.tag(status: section.state.rawValue, in: "section.status."),
        HTML.own(line.instructor),
        """
        \(HTML.link(speech("attendance.title"), "/sections/\(section.id)/attendance")) · \
        \(HTML.link(speech("marks.title"), "/sections/\(section.id)/marks"))\
        \(HTML.when(!decide.isEmpty, "<br>"))\(decide)
        """,
      ]
    }
    return Table(
      speech("registrar.sections"),
      [
        .init(speech("word.course")), .init(speech("section.seats")),
        .init(speech("word.status")), .init(speech("word.instructor")),
        .init(speech("word.actions"), action: true),
      ], rows
    ).html
  }

  private func offer(_ view: View, _ reading: Reading, error: String?, sent: FormBody?) -> HTML {
    let speech = reading.speech
    let tongue = reading.tongue
    let courses = view.courses.map { course in
      let kind = speech("course.kind.\(course.kind.rawValue)")
      return (
        value: course.id.description, label: "\(course.code) · \(course.title[tongue]) · \(kind)"
      )
    }
    let instructors =
      [(value: "", label: speech("word.none"))]
      + view.instructors.map { (value: $0.id.description, label: $0.name(in: tongue)) }
    return Form(
      "/sections", hidden: reading.csrf + [("term", view.term.id.description)],
      """
      \(Field("course", speech("word.course"), .select(courses),
        value: sent?["course"] ?? "").html(speech))
      \(Field("maximum", speech("section.maximum"), .number, value: sent?["maximum"] ?? "",
        help: HTML(text: speech("staff.sections.maximum")), error: error, code: true).html(speech))
      \(Field("instructor", speech("word.instructor"), .select(instructors),
        value: sent?["instructor"] ?? "", required: false).html(speech))
      <p class="buttons">\(Button(speech("operation.OfferSection")).html)</p>
      """
    ).html
  }

  // MARK: What is sent

  /// POST /sections
  func offer(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    _ = try reading.signedIn(as: .registrar)
    let form = try await reading.form()
    let term: TermID = try form.id("term")
    guard let maximum = Int(FormBody.number(form["maximum"] ?? "")), (1...100_000) ~= maximum
    else { return try page(reading, error: reading.speech("form.notNumber"), sent: form) }
    let instructor = form["instructor"].flatMap { PersonID(text: $0) }
    let course: CourseID = try form.id("course")
    return try await reading.act(
      OfferSection(course: course, term: term, maximum: maximum, instructor: instructor),
      to: "/sections?term=\(term)")
  }

  /// POST /sections/{id}/decision: opened or cancelled, both are decisions.
  func decide(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    _ = try reading.signedIn(as: .registrar)
    _ = try await reading.form()
    let id: SectionID = try context.id("id")
    let decided = try await reading.perform(DecideSection(section: id))
    guard decided.output != nil else {
      return try reading.refused(
        decided.ruling, decided.id, DecideSection.name, back: "/sections")
    }
    return Reply.redirect(Path("/sections").setting("done", DecideSection.name))
  }

  /// POST /sections/decisions: every planned section of a term.
  func decideAll(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    _ = try reading.signedIn(as: .registrar)
    let form = try await reading.form()
    let term: TermID = try form.id("term")
    let scope = try reading.scope()
    let planned = try reading.read { tx -> [Section] in
      guard try Term.find(term, scope, in: tx) != nil else { throw Problem.notFound }
      return try Section.of(term: term, in: tx).filter { $0.state == .planned }
    }
    let back: Path = "/sections?term=\(term)"
    for section in planned {
      let decided = try await reading.perform(DecideSection(section: section.id))
      guard decided.output != nil else {
        return try reading.refused(decided.ruling, decided.id, DecideSection.name, back: back)
      }
    }
    return Reply.redirect(back.setting("done", DecideSection.name))
  }
}
