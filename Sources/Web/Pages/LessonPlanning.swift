import HTTPTypes
import Hummingbird
import Kernel
import Language
import Operations
import Registrar
import Regulations
import Storage

/// The form that plans the lessons of a section: a first day, weekdays, a time, how many (IV.1).
extension AttendancePage {
  func planning(_ view: SectionView, _ typed: Typed?, _ reading: Reading) -> HTML {
    let speech = reading.speech
    let form = typed ?? Typed(nil, speech)
    let start = max(view.term.studyStarts, reading.today)
    let boxes = (1...7).map { weekday -> HTML in
      let isOn =
        form.form.map { $0["weekday.\(weekday)"] == "yes" } ?? (weekday == start.weekday)
      let day = start.adding(days: (weekday - start.weekday + 7) % 7)
      return """
        <label class="choice" style="display:inline-flex;margin-inline-end:14px">\
        <input type="checkbox" name="weekday.\(weekday)" value="yes"\
        \(HTML.when(isOn, " checked"))> <span>\(speech.weekday(day))</span></label>
        """
    }
    let modes = Lesson.Mode.allCases.map {
      (value: $0.rawValue, label: speech("lesson.mode.\($0.rawValue)"))
    }
    let content: HTML = """
      \(form.field("first", speech("lessons.first"), help: speech("staff.day.help"),
        start: start.description, code: true))
      <fieldset class="field\(HTML.when(form.errors["weekdays"] != nil, " wrong"))">\
      <legend>\(speech("lessons.weekdays"))</legend>\
      \(HTML.with(form.errors["weekdays"]) { "<p class=\"error\">\($0)</p>" })\(boxes)</fieldset>
      \(form.field("time", speech("lessons.time"), help: speech("lessons.time.help"),
        start: "17:00", code: true))
      \(form.field("count", speech("lessons.count"), .number, help: speech("lessons.count.help"),
        code: true))
      \(form.field("mode", speech("lessons.mode"), .select(modes)))
      <p class="buttons">\(Button(speech("operation.PlanLessons")).html)</p>
      """
    let isOpen = typed != nil
    return Card(
      nil,
      """
      <details style="border:0;padding:0"\(HTML.when(isOpen, " open"))>\
      <summary>\(speech("operation.PlanLessons"))</summary>
      \(form.notice)
      \(Form("/sections/\(view.section.id)/lessons", hidden: reading.csrf, content).html)
      </details>
      """
    ).html
  }

  /// POST /sections/{id}/lessons
  func plan(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let (view, isInstructor) = try SectionView.open(reading)
    let form = try await reading.form()
    var typed = Typed(form, reading.speech)
    let first = typed.day("first")
    let count = typed.number("count", 1...400)
    let weekdays = Set((1...7).filter { form["weekday.\($0)"] == "yes" })
    if weekdays.isEmpty { typed.say("weekdays", "form.required") }
    let parts = FormBody.number(typed.value("time")).split(separator: ":").map { Int($0) }
    var seconds: Int64?
    if parts.count == 2, let hour = parts[0], let minute = parts[1], (0...23) ~= hour,
      (0...59) ~= minute
    {
      seconds = Int64(hour * 3600 + minute * 60)
    } else {
      typed.say("time", "form.notTime")
    }
    if let first, first < view.term.studyStarts || first > view.term.ends {
      typed.say("first", "lessons.outside")
    }
    let mode = Lesson.Mode(rawValue: typed.value("mode")) ?? .synchronous
    var lessons: [(startsAt: Instant, mode: Lesson.Mode)] = []
    if typed.isRight, let first, let seconds {
      var day = first
      while lessons.count < count, day <= view.term.ends {
        if weekdays.contains(day.weekday) {
          lessons.append((site.zone.start(of: day).adding(seconds: seconds), mode))
        }
        day = day.adding(days: 1)
      }
      if lessons.count < count { typed.say("count", "lessons.tooMany") }
    }
    guard typed.isRight else {
      return try page(reading, view, isInstructor, planning: typed)
    }
    return try await reading.act(
      PlanLessons(section: view.section.id, lessons: lessons),
      to: "/sections/\(view.section.id)/attendance")
  }
}
