import Hummingbird
import Kernel
import Language
import Operations
import People
import Registrar
import Regulations
import Storage

/// An instructor's sections, what comes next in them and what is still to be recorded.
struct TeachingPage: Sendable {
  let site: Site

  private struct Taught {
    let section: Section
    let course: Course
    let next: Lesson?
    /// Lessons held without any record, oldest first.
    let unrecorded: [Lesson]
    let live: Int
    let ratings: (count: Int, stars: Int)

    /// Cancelled sections come last.
    var order: (Int, String, Int) {
      (section.state == .cancelled ? 1 : 0, course.code, section.number)
    }
  }

  /// GET /teaching
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let visitor = try reading.signedIn(as: .instructor)
    let speech = reading.speech
    let scope = try reading.scope()
    let terms = try reading.read { try Term.all(scope, in: $0) }
    guard let term = reading.term(of: terms) else { throw Problem.notFound }
    let sections = try reading.read { tx in
      try Section.of(instructor: visitor.person.id, in: tx).filter {
        $0.term == term.id
          && visitor.actor.holds(
            .instructor, at: reading.now, course: $0.course, section: $0.id)
      }.compactMap { try taught($0, scope, reading, tx) }
        .sorted { $0.order < $1.order }
    }
    let lead = speech("teach.lead", ["term": .text(term.title[reading.tongue])])
    let body: HTML =
      sections.isEmpty
      ? EmptyState(speech("teach.empty")).html
      : Card(nil, table(sections, reading)).html
    return try reading.page(
      speech("teach.title"), flash: reading.doneNotice,
      """
      \(Heading(speech("teach.title"), lead: HTML(text: lead)).html)
      \(reading.termLinks(terms, chosen: term, "/teaching"))
      \(body)
      """)
  }

  private func taught(_ section: Section, _ scope: Scope, _ reading: Reading, _ tx: Transaction)
    throws -> Taught?
  {
    guard let course = try Course.find(section.course, scope, in: tx) else { return nil }
    let lessons = try Lesson.of(section.id, in: tx).filter { !$0.isCancelled }
    let recorded = try Lesson.recorded(in: section.id, tx: tx)
    let isHeld = section.state != .cancelled
    return Taught(
      section: section, course: course,
      next: isHeld ? lessons.first { $0.startsAt > reading.now } : nil,
      unrecorded: isHeld
        ? lessons.filter { $0.startsAt <= reading.now && recorded[$0.id] == nil } : [],
      live: try Registration.counts(in: section.id, tx: tx).live,
      ratings: try Rating.sum(of: section.id, in: tx))
  }

  /// How many rated and the average: who said what is nobody's business here.
  private func ratings(_ taught: Taught, _ speech: Speech) -> HTML {
    let (count, stars) = taught.ratings
    guard count > 0 else { return "—" }
    let average = ExactDecimal(mantissa: Int64((stars * 10 + count / 2) / count), scale: 1)
    return """
      \(speech.number(average))<br><small>\(speech.plural("teach.ratingCount", count))</small>
      """
  }

  private func table(_ sections: [Taught], _ reading: Reading) -> HTML {
    let speech = reading.speech
    let rows = sections.map { taught -> [HTML] in
      let id = taught.section.id
      let next = HTML.with(taught.next) { lesson -> HTML in
        """
        \(speech.time(at: lesson.startsAt))<br>\
        <small>\(speech("lesson.mode.\(lesson.mode.rawValue)"))</small>
        """
      }
      let first = taught.unrecorded.first
      let unrecorded: HTML =
        first.map { lesson in
          let path: Path = "/sections/\(id)/attendance?lesson=\(lesson.number)"
          return HTML.link(speech.plural("count.lessons", taught.unrecorded.count), path)
        } ?? HTML(text: speech("word.none"))
      return [
        reading.named(taught.course, section: taught.section),
        speech.tag(status: taught.section.state.rawValue, in: "section.status."),
        "\(speech.number(taught.live))", taught.next == nil ? "—" : next, unrecorded,
        ratings(taught, speech),
        """
        \(HTML.link(speech("attendance.title"), "/sections/\(id)/attendance")) · \
        \(HTML.link(speech("marks.title"), "/sections/\(id)/marks"))
        """,
      ]
    }
    return Table(
      speech("teach.title"),
      [
        .init(speech("word.course")), .init(speech("word.status")),
        .init(speech("teach.roster"), number: true), .init(speech("teach.next")),
        .init(speech("teach.unrecorded")), .init(speech("teach.ratings")),
        .init(speech("word.actions"), action: true),
      ], rows
    ).html
  }
}
