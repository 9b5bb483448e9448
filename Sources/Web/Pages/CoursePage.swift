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

/// A course: what it teaches and asks for, its licence today, its sections with their seats.
struct CoursePage: Sendable {
  let site: Site

  private struct View: Sendable {
    let course: Course
    let outcomes: [Localized]
    let requirements: [(requirement: CourseRequirement, passed: Bool?)]
    let conditions: [AdmissionCondition]
    let licence: Licence.Standing?
    let provider: Licence.Standing?
    let term: Term?
    let window: CalendarWindow?
    let sections: [(section: Section, instructor: String)]
    /// The learner's live registration in this course.
    let mine: Registration?
    let isLearner: Bool
  }

  /// GET /courses/{id}
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let speech = reading.speech
    let view = try view(reading, try context.id("id"))
    let title = view.course.title[reading.tongue]
    let law = try reading.law()
    let about: HTML = """
      <p>\(view.course.about[reading.tongue])</p>\
      \(HTML.when(!view.outcomes.isEmpty, """
        <h2>\(speech("course.outcomes"))</h2><ul>\(view.outcomes.map { outcome -> HTML in
          "<li>\(outcome[reading.tongue])</li>" })</ul>
        """))
      """
    let main = """
      \(Card(speech("course.about"), about).html)\(sections(view, law, reading))
      """ as HTML
    return try reading.page(
      title,
      crumbs: [
        NavItem(speech("nav.courses"), "/courses"), NavItem(title, reading.path),
      ], flash: reading.doneNotice,
      """
      \(Heading(HTML.own(title), lead: """
        \(HTML.code(view.course.code)) · \(speech.units(view.course.units)) · \
        \(view.course.field[reading.tongue])
        """).html)
      \(Columns(main, side: Card(nil, word(view, law, reading)).html).html)
      """)
  }

  private func word(_ view: View, _ law: Law, _ reading: Reading) -> HTML {
    Definitions(definitions(view, law, reading)).html
  }

  private func view(_ reading: Reading, _ id: CourseID) throws -> View {
    let scope = try reading.scope()
    let isLearner = reading.visitor?.actor.roles(at: reading.now).contains(.learner) ?? false
    let learner = isLearner ? reading.visitor?.person.id : nil
    return try reading.read { tx in
      guard let course = try Course.find(id, scope, in: tx) else { throw Problem.notFound }
      let term = Term.current(on: reading.today, try Term.all(scope, in: tx))
      let requirements = try CourseRequirement.of(id, in: tx).map { requirement in
        let best = try learner.flatMap {
          try CourseResult.best($0, course: requirement.required, in: tx)
        }
        return (requirement: requirement, passed: learner == nil ? nil : best?.passed ?? false)
      }
      let sections = try term.map { try Section.of(course: id, term: $0.id, in: tx) } ?? []
      return View(
        course: course, outcomes: try course.outcomes(in: tx), requirements: requirements,
        conditions: try AdmissionCondition.of(
          id, learner: learner ?? PersonID(high: 0, low: 0), in: tx),
        licence: try Licence.programme(
          course.programme, at: reading.now, day: reading.today, in: tx),
        provider: try Licence.provider(scope, at: reading.now, day: reading.today, in: tx),
        term: term,
        window: try term.flatMap {
          try CalendarWindow.find($0.id, .registration, at: reading.now, in: tx)
        },
        sections: try sections.map { section in
          let person = try section.instructor.flatMap { try Person.find($0, scope, in: tx) }
          return (section, person?.name(in: reading.tongue) ?? "")
        },
        mine: try learner.flatMap { learner in
          try term.flatMap {
            try Registration.live(learner, course: id, term: $0.id, in: tx)
          }
        }, isLearner: isLearner)
    }
  }

  private func definitions(_ view: View, _ law: Law, _ reading: Reading) -> [(
    name: String, value: HTML
  )] {
    let speech = reading.speech
    var rows: [(name: String, value: HTML)] = [
      (speech("word.units"), HTML(text: speech.number(view.course.units)))
    ]
    let fee = CourseFee.decide(
      CourseFee.Facts(
        units: view.course.units,
        buyer: reading.visitor?.person.buyer == .nonResident ? .nonResident : .resident),
      under: law)
    if case .money(let gross)? = fee["gross"], let net = fee["net"], let vat = fee["vat"] {
      rows.append(
        (
          speech("course.price"),
          """
          \(speech.money(gross))<br><small>\
          \(speech("course.price.note", ["net": net, "vat": vat])) · \
          \(reading.article("VI.1", law))</small>
          """
        ))
    }
    rows += requirements(view, speech)
    if !view.conditions.isEmpty {
      let items = view.conditions.map { condition -> HTML in
        let (tone, word): (Tone, String) =
          switch condition.met {
          case true?: (.good, speech("learner.condition.met"))
          case false?: (.bad, speech("learner.condition.unmet"))
          case nil: (.info, speech("learner.condition.open"))
          }
        let state = HTML.when(view.isLearner, " \(Tag(tone, word).html)")
        return "<div>\(condition.title[reading.tongue])\(state)</div>"
      }
      rows.append(
        (
          speech("learner.course.conditions"),
          """
          \(items)<small>\(reading.article("II.4", law))\(HTML.when(
            reading.visitor?.actor.holds(.registrar, at: reading.now) ?? false,
            " · \(HTML.link(speech("admissions.record"), "/courses/\(view.course.id)/admissions"))"
          ))</small>
          """
        ))
    }
    rows.append((speech("course.licence"), licence(view, reading)))
    return rows
  }

  private func requirements(_ view: View, _ speech: Speech) -> [(name: String, value: HTML)] {
    [
      (CourseRequirement.Kind.prerequisite, "course.prerequisites"),
      (.corequisite, "course.corequisites"),
    ].compactMap { kind, key in
      let wanted = view.requirements.filter { $0.requirement.kind == kind }
      guard !wanted.isEmpty else {
        return kind == .prerequisite
          ? (speech(key), HTML(text: speech("course.noPrerequisites"))) : nil
      }
      let links = wanted.map { item -> HTML in
        let passed: HTML =
          kind == .prerequisite && item.passed == true
          ? " \(speech.tag(status: "passed"))" : HTML()
        return """
          <div>\(HTML.link(HTML.code(item.requirement.code),
            "/courses/\(item.requirement.required)"))\(passed)</div>
          """
      }
      return (speech(key), HTML.join(links))
    }
  }

  private func licence(_ view: View, _ reading: Reading) -> HTML {
    let speech = reading.speech
    guard let licence = view.licence?.licence,
      Licence.isActive(view.licence, on: reading.today),
      Licence.isActive(view.provider, on: reading.today)
    else { return Tag(.bad, speech("course.licence.none")).html }
    return """
      \(Tag(.authority, speech("course.licence.inForce", ["licence": .text(licence.number)]))
        .html)<br><small>\(speech.span(licence.from, licence.until))</small>
      """
  }

  // MARK: - Sections

  private func sections(_ view: View, _ law: Law, _ reading: Reading) -> HTML {
    let speech = reading.speech
    guard !view.sections.isEmpty else {
      return Card(
        speech("course.sections"), EmptyState(speech("catalogue.none")).html
      ).html
    }
    let rows = view.sections.map { section, instructor -> [HTML] in
      [
        Named(
          "\(speech("section.number", ["number": .integer(section.number)]))",
          HTML.own(instructor)
        ).html,
        SeatsBar(section, law).html(speech),
        speech.tag(status: section.state.rawValue, in: "section.status."),
        action(section, view, reading),
      ]
    }
    let sheet = HTML.with(
      view.sections.first { section, _ in
        reading.visitor.map { GradeSheet.mayRead(section, $0.actor, at: reading.now) } ?? false
      }
    ) { GradeSheetPage.link($0.section, reading) }
    return Card(
      speech("course.sections"), action: sheet,
      """
      <p class="note">\(view.term?.title[reading.tongue] ?? "") · \(window(view, reading)) · \
      \(speech("learner.course.opens")) (\(reading.article("III.2", law)))</p>
      \(Table(
        speech("course.sections"),
        [
          Table.Column(speech("word.section")), Table.Column(speech("section.seats")),
          Table.Column(speech("word.status")), Table.Column(speech("word.actions"), action: true),
        ], rows).html)
      """
    ).html
  }

  private func window(_ view: View, _ reading: Reading) -> HTML {
    let speech = reading.speech
    let name = speech("window.registration")
    guard let window = view.window else { return "\(name): \(speech("window.closed"))" }
    if reading.today < window.from {
      return "\(name): \(speech("window.opensOn", ["day": .day(window.from)]))"
    }
    guard window.days.contains(reading.today) else {
      return "\(name): \(speech("window.closed"))"
    }
    let end = reading.site.zone.end(of: window.through)
    return "\(name): \(speech("window.openUntil", ["end": .instant(end)]))"
  }

  private func action(_ section: Section, _ view: View, _ reading: Reading) -> HTML {
    let speech = reading.speech
    if let mine = view.mine {
      return mine.section == section.id
        ? Tag(.good, speech("course.registered")).html : HTML()
    }
    guard section.state != .cancelled, let window = view.window,
      window.days.contains(reading.today)
    else { return HTML() }
    if view.isLearner {
      return Button.link(
        speech("course.register"), "/sections/\(section.id)/register",
        section.taken < section.maximum ? .primary : .plain)
    }
    guard reading.visitor == nil else { return HTML() }
    return HTML.link(
      speech("learner.course.signIn"), "/sign-in?to=\(reading.path.text)")
  }
}
