import HTTPTypes
import Hummingbird
import Kernel
import Language
import Operations
import People
import Registrar
import Regulations
import Storage

/// The grade sheet of a course over all its sections of a term, to read and to take away (V.2).
struct GradeSheetPage: Sendable {
  let site: Site

  /// GET /courses/{id}/results, `?term=`
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let speech = reading.speech
    let (sheet, terms) = try sheet(reading)
    let title = speech("staff.sheet.title")
    let course = sheet.course.title[reading.tongue]
    let path: Path = "/courses/\(sheet.course.id)/results"
    let term = sheet.term.id.description
    let content: HTML =
      sheet.learners == 0
      ? EmptyState(speech.plural("count.learners", 0)).html
      : """
      <p class="note">\(speech("staff.sheet.lead"))</p>
      <div style="overflow-x:auto">\(table(sheet, reading).html)</div>
      """
    return try reading.page(
      "\(title) · \(course)",
      crumbs: [
        NavItem(speech("nav.courses"), "/courses"),
        NavItem(course, "/courses/\(sheet.course.id)"), NavItem(title, path),
      ],
      """
      \(Heading("\(title) · \(sheet.term.title[reading.tongue])", lead: """
        \(HTML.own(course)) · \(HTML.code(sheet.course.code)) · \
        \(speech.plural("count.sections", sheet.sections.count)) · \
        \(speech.plural("count.learners", sheet.learners))
        """).html)
      \(reading.termLinks(terms, chosen: sheet.term, path))
      \(Card(
        speech("staff.marks.sheet"),
        action: HTML.when(sheet.learners > 0, HTML.link(
          speech("staff.sheet.download"),
          Path("/courses/\(sheet.course.id)/results.csv").setting("term", term))),
        content).html)
      """)
  }

  /// GET /courses/{id}/results.csv, `?term=`
  func file(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    return GradeSheetPage.file(try sheet(reading).sheet, reading)
  }

  /// The sheet as a file for spreadsheets.
  static func file(_ sheet: GradeSheet, _ reading: Reading) -> Response {
    var response = Reply.bytes(sheet.spreadsheet(reading), type: "text/csv; charset=utf-8")
    response.headers[.contentDisposition] = "attachment; filename=\"\(sheet.fileName)\""
    return response
  }

  /// The way to the sheet of a section's course.
  static func link(_ section: Section, _ reading: Reading) -> HTML {
    HTML.link(
      reading.speech("staff.sheet.title"),
      Path("/courses/\(section.course)/results").setting("term", section.term.description))
  }

  private func sheet(_ reading: Reading) throws -> (sheet: GradeSheet, terms: [Term]) {
    let visitor = try reading.signedIn(as: .registrar, .resultsAuthority, .instructor)
    let id: CourseID = try reading.context.id("id")
    let law = try reading.law()
    return try reading.read { tx in
      let terms = try Term.all(visitor.actor.scope, in: tx)
      guard let term = reading.term(of: terms),
        let sheet = try GradeSheet.read(id, term, by: visitor.actor, law: law, in: tx)
      else { throw Problem.notFound }
      return (sheet, terms)
    }
  }

  // MARK: - The table

  private func table(_ sheet: GradeSheet, _ reading: Reading) -> Table {
    let speech = reading.speech
    let components = sheet.plan?.components ?? []
    let mayOpen = reading.readsRulings
    let tags = Dictionary(
      uniqueKeysWithValues: MarkedLearner.Standing.allCases.map {
        ($0, Tag($0.tone, speech($0.key)).html)
      })
    let symbols = Set(sheet.sections.flatMap(\.learners).compactMap(\.symbol))
    let grades = Dictionary(
      uniqueKeysWithValues: symbols.map { ($0, reading.grade($0, sheet.grades)) })
    let rows = sheet.sections.flatMap { section, learners -> [[HTML]] in
      let number = link(section, reading)
      return learners.map { learner in
        var cells = [reading.named(learner.person), number]
        for component in components {
          cells.append("\(learner.marks[component.code].map { speech.mark($0) } ?? "—")")
        }
        cells.append("<strong>\(learner.total.map { speech.mark($0) } ?? "—")</strong>")
        cells.append(learner.symbol.flatMap { grades[$0] } ?? "—")
        let ruling = HTML.with(learner.approved) { result -> HTML in
          "<br><small class=\"nowrap\">\(HTML.reference(result.ruling, link: mayOpen))</small>"
        }
        cells.append("<span>\(tags[learner.standing])\(ruling)</span>")
        return cells
      }
    }
    let columns =
      [Table.Column(speech("word.learner")), .init(speech("word.section"), number: true)]
      + components.map { component in
        let weight = speech.percent(ExactDecimal(mantissa: Int64(component.weight)))
        return Table.Column("\(component.title) (\(weight))", number: true)
      }
      + [
        .init(speech("marks.mark"), number: true), .init(speech("marks.grade")),
        .init(speech("word.status")),
      ]
    return Table(speech("staff.sheet.title"), columns, rows)
  }

  /// A section's number, leading to its own sheet where the reader works with it.
  private func link(_ section: Section, _ reading: Reading) -> HTML {
    let number = HTML(text: reading.speech.number(section.number))
    let actor = reading.visitor?.actor
    let isOwn =
      reading.holds(.registrar)
      || actor?.holds(
        .instructor, at: reading.now, course: section.course, section: section.id) ?? false
    return HTML.link(number, isOwn ? "/sections/\(section.id)/marks" : "/results/\(section.id)")
  }
}
