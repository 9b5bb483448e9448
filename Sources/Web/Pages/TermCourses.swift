import Kernel
import Language
import Operations
import Registrar
import Regulations
import Rules

// The table of a learner's courses: status, attendance, result, and what can be done.
extension TermParts {
  var courses: HTML {
    let columns = [
      Table.Column(speech("word.course")), Table.Column(speech("word.units"), number: true),
      Table.Column(speech("word.status")), Table.Column(speech("term.attendance")),
      Table.Column(speech("term.mark")), Table.Column(speech("word.actions"), action: true),
    ]
    let table =
      view.items.isEmpty
      ? empty : Table(speech("term.courses"), columns, view.items.map { row($0) }).html
    return Card(
      speech("term.courses"), id: "courses",
      action: HTML.link(speech("catalogue.title"), "/courses"), "\(table)\(left)"
    ).html
  }

  private var empty: HTML {
    EmptyState(
      speech("term.empty.title"),
      """
      <p>\(speech("term.empty.text"))</p>
      <p>\(Button.link(speech("catalogue.title"), "/courses"))</p>
      """
    ).html
  }

  private func name(_ item: TermView.Item) -> HTML {
    let number = speech("section.number", ["number": .integer(item.section.number)])
    return Named(
      HTML.link(HTML.own(item.course.title[tongue]), "/courses/\(item.course.id)"),
      "\(HTML.code(item.course.code)) · \(number)"
    ).html
  }

  private func row(_ item: TermView.Item) -> [HTML] {
    [
      name(item), HTML(text: speech.number(item.course.units)), status(item), attendance(item),
      result(item), actions(item),
    ]
  }

  private func status(_ item: TermView.Item) -> HTML {
    if let result = item.approved {
      if result.symbol == "W" { return speech.tag(status: "withdrawn") }
      if let passed = result.passed { return speech.tag(status: passed ? "passed" : "failed") }
      return speech.tag(status: result.symbol)
    }
    if item.isBarred { return speech.tag(status: "barred") }
    if item.registration.bar != .none {
      return speech.tag(status: item.registration.bar.rawValue, in: "bar.status.")
    }
    return speech.tag(status: item.isNear ? "nearBar" : item.registration.state.rawValue)
  }

  private func attendance(_ item: TermView.Item) -> HTML {
    guard item.registration.state.isLive, let first = item.lessons.first else { return HTML() }
    let isMarked = item.lessons.contains { $0.mark != nil }
    let starts = reading.site.zone.day(of: first.startsAt)
    guard isMarked || first.startsAt <= reading.now else {
      return "<small>\(speech("term.startsOn", ["day": .day(starts)]))</small>"
    }
    let cells = item.lessons.map { entry -> AttendanceStrip.Cell in
      switch entry.mark {
      case .present?: .present
      case .absent?: .absent
      case .excused?: .excused
      case nil: .planned
      }
    }
    return AttendanceStrip(cells, words: words(item)).html(speech)
  }

  private func words(_ item: TermView.Item) -> HTML {
    let absences = speech.plural("count.absences", item.absent)
    if item.isBarred, let finding = item.bar {
      return "\(speech.finding(finding)) (\(reading.article("IV.1", law)))"
    }
    guard let left = item.left, item.approved == nil else { return HTML(text: absences) }
    return HTML(
      text: speech(
        "attendance.summary", ["absences": .integer(item.absent), "left": .integer(left)]))
  }

  private func result(_ item: TermView.Item) -> HTML {
    guard let result = item.approved else { return HTML.join(item.alternatives.map(alternative)) }
    let mark = HTML.with(result.mark) { "\(speech.mark($0)) · " }
    return """
      \(reading.grade(result.symbol, law.edition.grades))<br><small>\(mark)\
      \(HTML.link(speech("word.why"), "/rulings/\(result.ruling)"))\(correction(item))</small>
      """
  }

  private func alternative(_ exam: AllowedExam) -> HTML {
    let day = exam.scheduledOn.map { speech.time(both: $0) } ?? "\(speech("exams.dayOpen"))"
    return """
      <small>\(speech("exams.alternative", ["exam": .text(exam.exam)])): \(day)<br>\
      \(HTML.link(speech("word.why"), "/rulings/\(exam.ruling)"))</small>
      """
  }

  /// The way to ask that a clerical error in an approved mark be put right.
  private func correction(_ item: TermView.Item) -> HTML {
    guard item.approved?.mark != nil,
      let request = reading.request(for: CorrectResult.name, about: item.registration.id.bytes)
    else { return HTML() }
    return "<br>\(HTML.link(request.title, request.path))"
  }

  // MARK: - What can be done

  private func actions(_ item: TermView.Item) -> HTML {
    let why = HTML.link(speech("word.why"), "/rulings/\(item.registration.ruling)")
    let ways = self.ways(item).map { way -> HTML in
      "<li>\(HTML.link(way.title, way.path))</li>"
    }
    return """
      \(credential(item))\(rating(item))\(HTML.when(!ways.isEmpty, """
        <details class="menu"><summary>\(speech("learner.change"))</summary><ul>\(ways)</ul>\
        </details>
        """)) \(why)
      """
  }

  /// The way to say how the course was, as soon as it may be said.
  private func rating(_ item: TermView.Item) -> HTML {
    HTML.when(
      reading.site.office.mayBeRated(
        item.registration, lessons: item.lessons.map(\.startsAt), isApproved: item.approved != nil,
        view.term, law, at: reading.now),
      """
      \(HTML.link(speech("rating.title"), "/registrations/\(item.registration.id)/rating"))<br>
      """)
  }

  private func credential(_ item: TermView.Item) -> HTML {
    HTML.with(item.credential) {
      "\(HTML.link(speech("credentials.one"), "/credentials/\($0)"))<br>"
    }
  }

  /// Only what has a chance today: the windows that are open, the section that is not full enough.
  private func ways(_ item: TermView.Item) -> [(title: String, path: Path)] {
    let registration = item.registration
    guard registration.state.isLive, item.approved == nil else { return [] }
    let today = reading.today
    var ways: [(title: String, path: Path)] = []
    if item.isBarred, let request = reading.request(for: LiftBar.name, about: registration.id.bytes)
    {
      ways.append(request)
    }
    if !item.isBarred, registration.state == .confirmed,
      let request = reading.request(for: "AllowAlternativeExam", about: registration.id.bytes)
    {
      ways.append(request)
    }
    if view.isOpen(.addDrop, on: today) {
      ways.append((speech("swap.title"), "/registrations/\(registration.id)/swap"))
    }
    if view.isOpen(.lowSectionTransfer, on: today),
      item.section.taken < SeatsBar.needed(item.section, law)
    {
      ways.append(
        (speech("leaveLow.title"), "/registrations/\(registration.id)/underfilled-transfer"))
    }
    if view.isOpen(.sectionChange, on: today) {
      ways.append(
        (speech("changeSection.title"), "/registrations/\(registration.id)/section-change"))
    }
    if view.isOpen(.addDrop, on: today) {
      ways.append((speech("drop.title"), "/registrations/\(registration.id)/drop"))
    } else if view.isOpen(.withdrawal, on: today), !item.isBarred {
      ways.append((speech("learner.withdraw.one"), "/registrations/\(registration.id)/withdrawal"))
    }
    return ways
  }

  // MARK: - Courses left

  private var left: HTML {
    guard !view.earlier.isEmpty else { return HTML() }
    let rows = view.earlier.map { item -> [HTML] in
      [
        name(item), speech.tag(status: item.registration.state.rawValue),
        HTML.with(item.registration.endedAt) { speech.time(at: $0) },
        HTML.link(speech("word.why"), "/rulings/\(item.registration.ruling)"),
      ]
    }
    let table = Table(
      speech("term.earlier"),
      [
        Table.Column(speech("word.course")), Table.Column(speech("word.status")),
        Table.Column(speech("word.date")), Table.Column(speech("word.why"), action: true),
      ], rows)
    return """
      <details><summary>\(speech("term.earlier"))</summary>\(table.html)</details>
      """
  }
}
