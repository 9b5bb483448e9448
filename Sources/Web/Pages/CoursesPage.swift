import Hummingbird
import Kernel
import Language
import Licensing
import Operations
import People
import Registrar
import Regulations
import Rules
import Storage

/// The catalogue: every course with its seats in the term that is running or comes next.
struct CoursesPage: Sendable {
  let site: Site
  static let perPage = 25

  private struct Offer: Sendable {
    let term: Term?
    let courses: [Course]
    let sections: [CourseID: [Section]]
    let licensed: Set<ProgrammeID>
  }

  /// What the reader looks for.
  private struct Wish {
    let text: String
    let field: String
    let units: Int?

    init(_ request: Request) {
      let query = request.uri.queryParameters
      text = String((query["q"] ?? "").prefix(100))
      field = String(query["field"] ?? "")
      units = query["units"].flatMap { Int($0) }
    }

    func takes(_ course: Course, _ tongue: Tongue) -> Bool {
      guard field.isEmpty || course.field.en.utf8.elementsEqual(field.utf8) else { return false }
      guard units == nil || course.units == units else { return false }
      let words = text.lowercased().split(separator: " ")
      let title = "\(course.code) \(course.title[tongue])".lowercased()
      return words.allSatisfy { title.contains($0) }
    }
  }

  /// GET /courses
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let speech = reading.speech
    let offer = try offer(reading)
    let wish = Wish(request)
    let found = offer.courses.filter { wish.takes($0, reading.tongue) }
    let pages = max(1, (found.count + Self.perPage - 1) / Self.perPage)
    let asked = request.uri.queryParameters["page"].flatMap { Int($0) } ?? 1
    let page = min(max(1, asked), pages)
    let shown = found.dropFirst((page - 1) * Self.perPage).prefix(Self.perPage)
    let isLicensed = offer.courses.allSatisfy { offer.licensed.contains($0.programme) }
    let term = offer.term?.title[reading.tongue] ?? ""
    let lead = isLicensed ? speech("catalogue.lead", ["term": .text(term)]) : term
    let law = try reading.law()
    let list: HTML =
      found.isEmpty
      ? EmptyState(
        speech("catalogue.empty.title"),
        """
        <p>\(speech("catalogue.empty.text"))</p>
        <p>\(HTML.link(speech("learner.catalogue.all"), "/courses"))</p>
        """
      ).html
      : table(shown.map { row($0, offer, law, reading) }, speech)
        + Pager(page: page, of: pages, reading.path).html(speech)
    return try reading.page(
      speech("catalogue.title"),
      """
      \(Heading(speech("catalogue.title"), lead: HTML(text: lead)).html)
      \(Card(nil, filter(offer.courses, wish, reading)).html)
      \(Card(nil, list).html)
      \(HTML.when(
        reading.holds(.registrar, .administrator),
        "<p class=\"buttons\">\(Button.link(speech("operation.AddCourse"), "/courses/add"))</p>"))
      """)
  }

  private func offer(_ reading: Reading) throws -> Offer {
    let scope = try reading.scope()
    return try reading.read { tx in
      let term = Term.current(on: reading.today, try Term.all(scope, in: tx))
      let courses = try Course.all(scope, in: tx)
      let sections = try term.map { try Section.of(term: $0.id, in: tx) } ?? []
      let licensed = try Set(courses.map(\.programme)).filter {
        try Licence.isActive(
          Licence.programme($0, at: reading.now, day: reading.today, in: tx), on: reading.today)
      }
      return Offer(
        term: term, courses: courses, sections: Dictionary(grouping: sections, by: \.course),
        licensed: licensed)
    }
  }

  private func filter(_ courses: [Course], _ wish: Wish, _ reading: Reading) -> HTML {
    let speech = reading.speech
    let any = (value: "", label: speech("learner.catalogue.any"))
    var fields = [any]
    for course in courses where !fields.contains(where: { $0.value == course.field.en }) {
      fields.append((course.field.en, course.field[reading.tongue]))
    }
    let units = Set(courses.map(\.units)).sorted().map { (String($0), speech.units($0)) }
    return Form(
      "/courses", .get, inline: true,
      """
      \(Field(filter: "q", speech("catalogue.search"), .search, value: wish.text).html(speech))
      \(Field(filter: "field", speech("credentials.field"), .select(fields), value: wish.field)
        .html(speech))
      \(Field(filter: "units", speech("word.units"), .select([any] + units),
        value: wish.units.map { String($0) } ?? "").html(speech))
      \(Button(speech("word.show"), .plain).html)
      """
    ).html
  }

  private func table(_ rows: [[HTML]], _ speech: Speech) -> HTML {
    Table(
      speech("catalogue.title"),
      [
        Table.Column(speech("word.course")), Table.Column(speech("credentials.field")),
        Table.Column(speech("word.units"), number: true), Table.Column(speech("section.seats")),
      ], rows
    ).html
  }

  private func row(_ course: Course, _ offer: Offer, _ law: Law, _ reading: Reading) -> [HTML] {
    let speech = reading.speech
    let sections = offer.sections[course.id] ?? []
    let seats = sections.prefix(6).map { section -> HTML in
      let number = speech("section.number", ["number": .integer(section.number)])
      guard section.state != .cancelled else {
        return "<div>\(number) \(speech.tag(status: "cancelled", in: "section.status."))</div>"
      }
      return """
        <div><small>\(number)</small>\(SeatsBar(section, law).html(speech))</div>
        """
    }
    let open: HTML =
      offer.licensed.contains(course.programme)
      ? HTML() : " \(Tag(.bad, speech("course.licence.none")).html)"
    return [
      Named(
        HTML.link(HTML.own(course.title[reading.tongue]), "/courses/\(course.id)"),
        "\(HTML.code(course.code))\(open)"
      ).html,
      "\(course.field[reading.tongue])", HTML(text: speech.number(course.units)),
      sections.isEmpty
        ? "<small>\(speech("catalogue.none"))</small>" : "<div class=\"offers\">\(seats)</div>",
    ]
  }
}

extension Licence {
  /// Whether a licence stands on a day.
  static func isActive(_ standing: Standing?, on day: Day) -> Bool {
    guard let standing else { return false }
    return standing.status?.isInForce == true && standing.licence.from <= day
      && day <= standing.licence.until
  }
}

extension SeatsBar {
  /// A section's seats against half of its maximum (III.2) and the maximum.
  init(_ section: Section, _ law: Law) {
    self.init(
      taken: section.taken, minimum: SeatsBar.needed(section, law), maximum: section.maximum)
  }

  /// From how many registrations the section opens, by the rule that will decide it.
  static func needed(_ section: Section, _ law: Law) -> Int {
    let finding = SectionOpens.decide(
      SectionOpens.Facts(registered: section.taken, maximum: section.maximum), under: law)
    if case .integer(let needed)? = finding["needed"] { return needed }
    return 0
  }
}
