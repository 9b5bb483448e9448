import Hummingbird
import Kernel
import Language
import Operations
import People
import Registrar
import Regulations
import Rules
import Storage

/// The lessons of a section and the attendance sheet of one of them (IV.1).
struct AttendancePage: Sendable {
  let site: Site

  private struct Line {
    let registration: Registration
    let person: Person?
    let record: AttendanceRecord?
    let cells: [AttendanceStrip.Cell]
    let finding: Finding
    let planned: Int
    let absent: Int
  }

  private struct Sheet {
    let lessons: [Lesson]
    let recorded: [LessonID: (all: Int, absent: Int)]
    let lesson: Lesson?
    let lines: [Line]
    let recorder: String?
    let recordedAt: Instant?
  }

  /// GET /sections/{id}/attendance, `?lesson=` chooses one.
  func show(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let (view, isInstructor) = try SectionView.open(reading)
    return try page(reading, view, isInstructor, planning: nil)
  }

  func page(_ reading: Reading, _ view: SectionView, _ isInstructor: Bool, planning typed: Typed?)
    throws -> Response
  {
    let sheet = try sheet(view, reading)
    let speech = reading.speech
    let limit = try reading.law().percent("attendance.minimum").map {
      speech(
        "attendance.limit",
        ["limit": .decimal(ExactDecimal(mantissa: 100 - ($0.integer ?? 0)))])
    }
    let title = "\(speech("attendance.title")) · \(view.title(speech))"
    return try reading.page(
      title, crumbs: view.crumbs(reading, isInstructor: isInstructor), flash: reading.doneNotice,
      status: typed == nil ? .ok : .badRequest,
      """
      \(Heading(title, lead: HTML(text: limit ?? "")).html)
      \(view.tabs(reading, here: "attendance"))
      \(Columns(
        main(sheet, view, isInstructor, reading) + planning(view, typed, reading),
        side: lessons(sheet, view, reading)).html)
      """)
  }

  private func sheet(_ view: SectionView, _ reading: Reading) throws -> Sheet {
    let law = try reading.law()
    let scope = try reading.scope()
    return try reading.read { tx in
      let lessons = try Lesson.of(view.section.id, in: tx)
      let recorded = try Lesson.recorded(in: view.section.id, tx: tx)
      let held = lessons.filter { !$0.isCancelled && $0.startsAt <= reading.now }
      let asked = reading.query("lesson").flatMap { Int($0) }
      let lesson =
        lessons.first { $0.number == asked }
        ?? held.first { recorded[$0.id] == nil } ?? held.last ?? lessons.first
      let records = try lesson.map { try AttendanceRecord.of($0.id, in: tx) } ?? [:]
      let lines = try Registration.live(in: view.section.id, tx: tx).map { registration in
        let marks = try AttendanceSummary.marks(of: registration.id, in: tx)
        let summary = try AttendanceSummary.of(registration, in: tx)
        return Line(
          registration: registration,
          person: try Person.find(registration.learner, scope, in: tx),
          record: records[registration.id],
          cells: lessons.filter { !$0.isCancelled }.map { lesson in
            marks[lesson.id].flatMap { AttendanceStrip.Cell(rawValue: $0.rawValue) } ?? .planned
          },
          finding: Bar.decide(summary.sessions, under: law), planned: summary.planned,
          absent: summary.absent + summary.excused)
      }.sorted { ($0.person?.login ?? "") < ($1.person?.login ?? "") }
      // What programs recorded names its record, line by line.
      let newest = records.values.filter { $0.statement == nil }.max { $0.at < $1.at }
      return Sheet(
        lessons: lessons, recorded: recorded, lesson: lesson, lines: lines,
        recorder: try newest.map { try reading.name(of: $0.by, in: tx) },
        recordedAt: newest?.at)
    }
  }

  // MARK: The sheet

  private func main(_ sheet: Sheet, _ view: SectionView, _ isInstructor: Bool, _ reading: Reading)
    -> HTML
  {
    let speech = reading.speech
    guard let lesson = sheet.lesson else {
      return EmptyState(speech("staff.attendance.noLessons")).html
    }
    let day = site.zone.day(of: lesson.startsAt)
    let title = speech(
      "attendance.lesson", ["number": .integer(lesson.number), "day": .day(day)])
    let about: HTML = """
      <p>\(speech.time(at: lesson.startsAt))\(speech.beside)\(HTML(text: speech.hijri(day) ?? "")) · \
      \(speech("lesson.mode.\(lesson.mode.rawValue)"))</p>
      """
    let neighbours = self.neighbours(of: lesson, sheet, view, speech)
    if lesson.isCancelled {
      return Card(title, about + speech.tag(status: "cancelled") + neighbours).html
    }
    let isHeld = lesson.startsAt <= reading.now
    var content = about
    if let recorder = sheet.recorder, let at = sheet.recordedAt {
      let by = speech(
        "attendance.recordedBy", ["name": .text(recorder), "instant": .instant(at)])
      content += "<p class=\"reference\">\(by)</p>"
    } else {
      content += "<p>\(Tag(.info, speech("attendance.notYet")).html)</p>"
    }
    if !isHeld {
      content += "<p>\(speech("staff.attendance.notHeld"))</p>"
    } else if sheet.lines.isEmpty {
      content += EmptyState(speech.plural("count.learners", 0)).html
    } else if isInstructor {
      content += form(sheet.lines, lesson, view, reading)
    } else {
      content += table(sheet.lines, lesson, editable: false, reading)
    }
    return Card(title, content + neighbours).html + cancelling(lesson, view, reading)
  }

  /// The lessons before and after: on a phone the list of all lies far below.
  private func neighbours(
    of lesson: Lesson, _ sheet: Sheet, _ view: SectionView, _ speech: Speech
  ) -> HTML {
    let around = [lesson.number - 1, lesson.number + 1].compactMap { number in
      sheet.lessons.first { $0.number == number }
    }
    let links = around.map { other -> HTML in
      let day = Argument.day(site.zone.day(of: other.startsAt))
      return HTML.link(
        speech("attendance.lesson", ["number": .integer(other.number), "day": day]),
        "/sections/\(view.section.id)/attendance?lesson=\(other.number)")
    }
    return "<p class=\"pager\">\(HTML.join(links, " · "))</p>"
  }

  private func form(
    _ lines: [Line], _ lesson: Lesson, _ view: SectionView, _ reading: Reading
  ) -> HTML {
    let speech = reading.speech
    let help =
      lesson.mode == .asynchronous
      ? speech("staff.attendance.asynchronous") : speech("staff.attendance.synchronous")
    return Form(
      "/sections/\(view.section.id)/attendance",
      hidden: reading.csrf + [("lesson", String(lesson.number))],
      """
      <p class="note">\(help)</p>
      \(table(lines, lesson, editable: true, reading))
      <p class="buttons">\(Button(speech("attendance.save")).html)</p>
      """
    ).html
  }

  private func table(_ lines: [Line], _ lesson: Lesson, editable: Bool, _ reading: Reading) -> HTML
  {
    let speech = reading.speech
    let rows = lines.map { line -> [HTML] in
      let here: HTML =
        !editable
        ? line.record.map { speech.tag(status: $0.mark.rawValue) } ?? "—"
        : lesson.mode == .asynchronous ? consumed(line, reading) : choices(line, reading)
      let source = line.record?.statement.map { id -> HTML in
        "<br>\(HTML.link(speech("attendance.fromRecord"), "/records/\(id)"))"
      }
      return [
        reading.named(line.person),
        AttendanceStrip(line.cells, words: words(line, reading)).html(speech),
        here + (source ?? ""),
      ]
    }
    return Table(
      speech("attendance.record"),
      [
        .init(speech("word.learner")), .init(speech("attendance.title")),
        .init(speech("staff.attendance.thisLesson")),
      ], rows
    ).html
  }

  private func words(_ line: Line, _ reading: Reading) -> HTML {
    let speech = reading.speech
    let numbers: KeyValuePairs<String, Argument> = [
      "absent": .integer(line.absent), "planned": .integer(line.planned),
    ]
    switch line.registration.bar {
    case .barred: return Tag(.bad, speech("attendance.barred", numbers)).html
    case .lifted, .lapsed:
      return speech.tag(status: line.registration.bar.rawValue, in: "bar.status.")
    case .none: break
    }
    guard case .integer(let allowed)? = line.finding["allowed"],
      case .integer(let counted)? = line.finding["absent"]
    else { return HTML(text: speech.finding(line.finding)) }
    return HTML(
      text: speech.plural("count.absences", line.absent) + " · "
        + speech.plural("staff.canMiss", max(0, allowed - counted)))
  }

  private func choices(_ line: Line, _ reading: Reading) -> HTML {
    let speech = reading.speech
    let field = "mark.\(line.registration.learner)"
    let current = line.record?.mark ?? .present
    let options = AttendanceMark.allCases.map { mark -> HTML in
      """
      <label class="choice" style="display:inline-flex;gap:6px;margin-inline-end:14px">\
      <input type="radio" name="\(field)" value="\(mark.rawValue)"\
      \(HTML.when(mark == current, " checked"))><span>\(speech("status.\(mark.rawValue)"))</span>\
      </label>
      """
    }
    return """
      <span role="radiogroup" aria-label="\(line.person?.name(in: reading.tongue) ?? "")">\
      \(options)</span>
      """
  }

  private func consumed(_ line: Line, _ reading: Reading) -> HTML {
    let speech = reading.speech
    let learner = line.registration.learner
    let value = line.record?.consumed.map { String($0) } ?? ""
    let name = line.person?.name(in: reading.tongue) ?? ""
    return """
      <span style="display:flex;flex-wrap:wrap;gap:6px 14px;align-items:center">\
      <input type="text" inputmode="numeric" dir="ltr" name="consumed.\(learner)" \
      value="\(value)" style="inline-size:5rem" maxlength="3" \
      aria-label="\(speech("staff.attendance.consumed")) · \(name)"><span>%</span>\
      <label class="choice" style="display:inline-flex;gap:6px"><input type="checkbox" \
      name="excused.\(learner)" value="yes"\
      \(HTML.when(line.record?.mark == .excused, " checked"))>\
      <span>\(speech("status.excused"))</span></label>\
      \(HTML.with(line.record) { speech.tag(status: $0.mark.rawValue) })</span>
      """
  }

  private func cancelling(_ lesson: Lesson, _ view: SectionView, _ reading: Reading) -> HTML {
    let speech = reading.speech
    return Card(
      nil,
      """
      <details style="border:0;padding:0"><summary>\(speech("operation.CancelLesson"))</summary>
      <p>\(speech("staff.attendance.cancel", ["number": .integer(lesson.number)]))</p>
      \(Form("/sections/\(view.section.id)/lessons/\(lesson.number)/cancellation",
          hidden: reading.csrf,
          Button(speech("operation.CancelLesson"), .danger).html).html)
      </details>
      """
    ).html
  }

  private func lessons(_ sheet: Sheet, _ view: SectionView, _ reading: Reading) -> HTML {
    let speech = reading.speech
    let items = sheet.lessons.map { lesson -> HTML in
      let day = speech.shortDay(site.zone.day(of: lesson.startsAt))
      let label = "\(speech.number(lesson.number)) · \(day)"
      let path: Path = "/sections/\(view.section.id)/attendance?lesson=\(lesson.number)"
      let link: HTML =
        lesson.id == sheet.lesson?.id ? "<strong>\(label)</strong>" : HTML.link(label, path)
      let state: HTML
      if lesson.isCancelled {
        state = speech.tag(status: "cancelled")
      } else if let recorded = sheet.recorded[lesson.id] {
        state =
          Tag(
            .good,
            speech(
              "staff.attendance.counts",
              ["all": .integer(recorded.all), "absent": .integer(recorded.absent)])
          ).html
      } else if lesson.startsAt <= reading.now {
        state = Tag(.warn, speech("attendance.notYet")).html
      } else {
        state = speech.tag(status: "planned")
      }
      let mode = "lesson.mode.\(lesson.mode.rawValue)"
      return "<li><div>\(link)<small>\(speech(mode))</small></div>\(state)</li>"
    }
    let held = sheet.lessons.count { !$0.isCancelled && $0.startsAt <= reading.now }
    return Card(
      speech("attendance.lessons"),
      """
      <p class="note">\(speech("staff.attendance.held", [
        "held": .integer(held), "all": .integer(sheet.lessons.count { !$0.isCancelled }),
      ]))</p>
      <ul class="checks" style="max-block-size:36rem;overflow:auto">\(items)</ul>
      """
    ).html
  }
}

extension AttendanceSummary {
  /// The figures as the attendance rules read them: absences with the excused ones in them.
  var sessions: Sessions {
    Sessions(
      planned: planned, absent: absent + excused, excused: excused,
      beforeRegistration: beforeRegistration)
  }
}
