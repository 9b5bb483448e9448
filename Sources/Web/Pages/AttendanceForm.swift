import Hummingbird
import Kernel
import Language
import Operations
import Registrar

/// What the attendance sheet sends: marks, percentages, the cancellation of a lesson (IV.1).
extension AttendancePage {
  /// POST /sections/{id}/attendance
  func record(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let (view, _) = try SectionView.open(reading)
    let form = try await reading.form()
    guard let number = Int(try form.required("lesson")) else { throw Problem.notFound }
    let entries = try self.entries(form)
    guard !entries.isEmpty else {
      throw Problem.badInput(reading.speech("attendance.title"), reading.speech("form.required"))
    }
    let path: Path = "/sections/\(view.section.id)/attendance?lesson=\(number)"
    return try await reading.act(
      RecordAttendance(section: view.section.id, number: number, entries: entries), to: path)
  }

  private func entries(_ form: FormBody) throws -> [RecordAttendance.Entry] {
    func learner(_ text: String) throws -> PersonID {
      guard let id = PersonID(text: text) else { throw Problem.badInput("mark", "") }
      return id
    }
    var entries: [RecordAttendance.Entry] = []
    for (id, value) in form.all("mark.") {
      guard let mark = AttendanceMark(rawValue: value) else { continue }
      entries.append(RecordAttendance.Entry(learner: try learner(id), mark: mark))
    }
    let excused = Set(form.all("excused.").map(\.name))
    for id in excused {
      entries.append(RecordAttendance.Entry(learner: try learner(id), mark: .excused))
    }
    for (id, value) in form.all("consumed.") where !excused.contains(id) && !value.isEmpty {
      guard let consumed = Int(FormBody.number(value)) else {
        throw Problem.badInput("%", value)
      }
      entries.append(
        RecordAttendance.Entry(learner: try learner(id), mark: .absent, consumed: consumed))
    }
    return entries
  }

  /// POST /sections/{id}/lessons/{number}/cancellation
  func cancel(_ request: Request, _ context: SiteContext) async throws -> Response {
    let reading = Reading(site, request, context)
    let (view, _) = try SectionView.open(reading)
    _ = try await reading.form()
    guard let number = context.parameters.get("number", as: Int.self) else {
      throw Problem.notFound
    }
    return try await reading.act(
      CancelLesson(section: view.section.id, number: number),
      to: "/sections/\(view.section.id)/attendance?lesson=\(number)")
  }
}
