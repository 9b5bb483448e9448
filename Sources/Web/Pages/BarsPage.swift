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

/// What the supervisory committee and its delegates see: who is barred or near it, what can be
/// lifted, and who may lift (IV.1).
struct BarsPage: Sendable {
  let site: Site

  /// A learner's standing in one course.
  private struct Line {
    let registration: Registration
    let person: Person?
    let course: Course
    let section: Section
    let summary: AttendanceSummary
    let cells: [AttendanceStrip.Cell]
    let bar: Finding
    let limit: Finding
    /// The learner's request that waits; nil while there is none.
    let request: CaseID?

    /// One more absence, or two, and the learner is barred.
    var isNear: Bool {
      guard registration.bar == .none, bar.outcome == .granted,
        case .integer(let allowed)? = bar["allowed"], case .integer(let absent)? = bar["absent"]
      else { return false }
      return absent > 0 && allowed - absent <= 1
    }

    var isShown: Bool { registration.bar != .none || bar.outcome != .granted || isNear }
  }

  /// The grants of the committee's office that the reader holds now, own or delegated.
  func grants(_ visitor: Visitor, _ reading: Reading) throws -> [Grant] {
    let held = visitor.actor.grants.filter {
      $0.role == .supervisoryCommittee && $0.institution == visitor.actor.scope.institution
        && $0.from <= reading.now && $0.until.map { reading.now < $0 } ?? true
    }
    guard !held.isEmpty else {
      throw Problem(
        status: .forbidden, type: "forbidden", detail: "This page takes another role.")
    }
    return held
  }

  private func line(_ registration: Registration, _ law: Law, _ scope: Scope, _ tx: Transaction)
    throws -> Line?
  {
    guard let section = try Section.find(registration.section, scope, in: tx),
      let course = try Course.find(registration.course, scope, in: tx)
    else { return nil }
    let summary = try AttendanceSummary.of(registration, in: tx)
    let marks = try AttendanceSummary.marks(of: registration.id, in: tx)
    return Line(
      registration: registration,
      person: try Person.find(registration.learner, scope, in: tx), course: course,
      section: section, summary: summary,
      cells: try Lesson.of(section.id, in: tx).filter { !$0.isCancelled }.map { lesson in
        marks[lesson.id].flatMap { AttendanceStrip.Cell(rawValue: $0.rawValue) } ?? .planned
      },
      bar: Rules.Bar.decide(summary.sessions, under: law),
      limit: LiftLimit.decide(summary.sessions, under: law),
      request: try site.office.request(
        for: LiftBar.name, about: registration.id.bytes, at: law.at, in: tx))
  }

  // MARK: The list

  /// GET /bars
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let visitor = try reading.signedIn()
    let grants = try grants(visitor, reading)
    return try page(reading, visitor, grants, sent: nil, errors: [:])
  }

  func page(
    _ reading: Reading, _ visitor: Visitor, _ grants: [Grant], sent: FormBody?,
    errors: [String: String]
  ) throws -> Response {
    let speech = reading.speech
    let scope = try reading.scope()
    let law = try reading.law()
    let terms = try reading.read { try Term.all(scope, in: $0) }
    guard let term = reading.term(of: terms) else { throw Problem.notFound }
    let lines = try reading.read { tx in
      try Registration.withAbsences(term: term.id, scope, in: tx).filter { registration in
        grants.contains {
          $0.covers(course: registration.course, section: registration.section, at: reading.now)
        }
      }.compactMap { try line($0, law, scope, tx) }.filter(\.isShown)
    }
    let list: HTML =
      lines.isEmpty ? EmptyState(speech("bars.empty")).html : table(lines, reading)
    let isCommittee = visitor.actor.holds(.supervisoryCommittee, at: reading.now)
    let delegations =
      isCommittee ? try self.delegations(reading, sent: sent, errors: errors) : HTML()
    return try reading.page(
      speech("bars.title"), flash: reading.doneNotice,
      status: errors.isEmpty ? .ok : .badRequest,
      """
      \(Heading("\(speech("bars.title")) · \(term.title[reading.tongue])",
        lead: HTML(text: speech("bars.lead"))).html)
      \(reading.termLinks(terms, chosen: term, "/bars"))
      \(Card(nil, list).html)
      \(delegations)
      """)
  }

  private func state(_ line: Line, _ speech: Speech) -> HTML {
    if line.isNear { return speech.tag(status: "nearBar") }
    if line.registration.bar == .none {
      return speech.tag(ground: line.bar.outcome)
    }
    return speech.tag(
      status: line.registration.bar.rawValue, in: "bar.status.",
      line.registration.bar == .lapsed ? .bad : nil)
  }

  private func figures(_ line: Line, _ speech: Speech) -> HTML {
    guard case .integer(let planned)? = line.bar["planned"],
      case .integer(let absent)? = line.bar["absent"]
    else { return HTML(text: speech.finding(line.bar)) }
    return HTML(
      text: speech(
        "bars.absence.of",
        [
          "absent": .integer(absent), "planned": .integer(planned),
          "share": .decimal(BarsPage.share(absent, of: planned)),
        ]))
  }

  /// Per cent with two decimals, cut, so that a share never looks larger than it is.
  static func share(_ part: Int, of whole: Int) -> ExactDecimal {
    guard whole > 0, part >= 0 else { return ExactDecimal(mantissa: 0) }
    let (product, overflow) = Int64(part).multipliedReportingOverflow(by: 10_000)
    guard !overflow else { return ExactDecimal(mantissa: 100) }
    let hundredths = product / Int64(whole)
    if hundredths % 100 == 0 { return ExactDecimal(mantissa: hundredths / 100) }
    return hundredths % 10 == 0
      ? ExactDecimal(mantissa: hundredths / 10, scale: 1)
      : ExactDecimal(mantissa: hundredths, scale: 2)
  }

  private func liftable(_ line: Line, _ speech: Speech) -> HTML {
    guard line.limit.variant != "notBarred", line.registration.bar != .lifted else { return "—" }
    switch line.limit.outcome {
    case .granted: return Tag(.good, speech("bars.liftable")).html
    case .refused: return Tag(.bad, speech("bars.notLiftable")).html
    case .undetermined, .conflict: return speech.tag(ground: line.limit.outcome)
    }
  }

  private func table(_ lines: [Line], _ reading: Reading) -> HTML {
    let speech = reading.speech
    let rows = lines.map { line -> [HTML] in
      let canAct = line.registration.bar == .barred || line.registration.bar == .lapsed
      let action = canAct ? speech("bars.lift") : speech("word.show")
      return [
        reading.named(line.person), reading.named(line.course, section: line.section),
        AttendanceStrip(line.cells, words: figures(line, speech)).html(speech),
        "\(speech.number(line.summary.excused))", state(line, speech), liftable(line, speech),
        HTML.with(line.request) {
          "\(HTML.link(speech("bars.request"), "/cases/\($0)"))<br>"
        } + HTML.link(action, "/bars/\(line.registration.id)"),
      ]
    }
    return Table(
      speech("bars.title"),
      [
        .init(speech("word.learner")), .init(speech("word.course")),
        .init(speech("bars.absence")), .init(speech("staff.bars.excused"), number: true),
        .init(speech("word.status")), .init(speech("staff.bars.lifting")),
        .init(speech("word.actions"), action: true),
      ], rows
    ).html
  }

  // MARK: One learner

  private func open(_ reading: Reading) throws -> Line {
    let visitor = try reading.signedIn()
    let grants = try grants(visitor, reading)
    let id: RegistrationID = try reading.context.id("id")
    let scope = try reading.scope()
    let law = try reading.law()
    let found = try reading.read { tx -> Line? in
      guard let registration = try Registration.find(id, scope, in: tx),
        grants.contains(where: {
          $0.covers(course: registration.course, section: registration.section, at: reading.now)
        })
      else { return nil }
      return try line(registration, law, scope, tx)
    }
    guard let found else { throw Problem.notFound }
    return found
  }

  /// GET /bars/{registration}
  func one(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    return try onePage(reading, try open(reading), error: nil)
  }

  private func onePage(_ reading: Reading, _ line: Line, error: String?) throws -> Response {
    let speech = reading.speech
    let course = speech(
      "section.title",
      [
        "course": .text(line.course.title[reading.tongue]),
        "number": .integer(line.section.number),
      ])
    let isBarred = line.registration.bar == .barred || line.registration.bar == .lapsed
    let learner = line.person?.name(in: reading.tongue) ?? ""
    let title =
      isBarred
      ? speech("bars.lift.lead", ["learner": .text(learner), "course": .text(course)])
      : "\(learner) · \(course)"
    let rows: [(name: String, value: HTML)] = [
      (speech("word.status"), state(line, speech)),
      (
        speech("bars.absence"),
        AttendanceStrip(line.cells, words: figures(line, speech)).html(speech)
      ),
      (speech("staff.bars.planned"), "\(speech.number(line.summary.planned))"),
      (speech("staff.bars.absent"), "\(speech.number(line.summary.absent))"),
      (speech("staff.bars.excused"), "\(speech.number(line.summary.excused))"),
      (
        speech("staff.bars.before"), "\(speech.number(line.summary.beforeRegistration))"
      ),
      (
        speech("staff.bars.lifting"),
        "\(liftable(line, speech))<br>\(speech.finding(line.limit))"
      ),
    ]
    let limit =
      try reading.law().percent("bar.unliftableAbsence")
      .map { speech("bars.lift.help", ["limit": .decimal($0)]) } ?? ""
    let form = Form(
      "/bars/\(line.registration.id)", hidden: reading.csrf,
      """
      <p class="note">\(limit)</p>
      \(Field("reason", speech("word.reason"), .area(rows: 4),
        help: HTML(text: speech("staff.bars.reason")), error: error).html(speech))
      <p class="buttons">\(Button(speech("bars.lift")).html)</p>
      """)
    return try reading.page(
      title,
      crumbs: [NavItem(speech("bars.title"), "/bars"), NavItem(title, "/")],
      status: error == nil ? .ok : .badRequest,
      """
      \(Heading(title).html)
      \(Columns(Card(nil, Definitions(rows).html).html,
        side: HTML.when(isBarred, Card(speech("bars.lift"), form.html).html)).html)
      """)
  }

  /// POST /bars/{registration}
  func lift(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let line = try open(reading)
    let form = try await reading.form()
    let reason = form["reason"] ?? ""
    guard reason.contains(where: { !$0.isWhitespace }) else {
      return try onePage(reading, line, error: reading.speech("form.required"))
    }
    guard Name.fault(in: reason, limit: 2_000) == nil else {
      return try onePage(reading, line, error: reading.speech("form.badText"))
    }
    return try await reading.act(
      LiftBar(registration: line.registration.id, reason: reason), to: "/bars")
  }
}
