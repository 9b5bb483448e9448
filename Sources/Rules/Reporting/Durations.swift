// sa-nelc-xapi 2.4: course, lesson, video and virtual classroom carry a valid duration: the
// course in an extension of `registered`, the others in `result.duration`. A duration is
// written as ISO 8601 has it; one of nothing is none (`duration.zero`).
import Kernel
import Regulations

package enum Durations: StatementRule {
  package static let id = "Reporting/Durations"
  package static let article = "2.4"
  package static let summary = "Course, lesson, video and classroom carry a valid duration."

  package static func judge(_ judging: Judging) -> StatementVerdict {
    guard let zero = judging.law.flag("duration.zero") else {
      return .open(unset("duration.zero", article))
    }
    var faults: [ReportedFault] = []
    var judged = 0
    for statement in judging.statements {
      let duration: String?
      switch (judging.verb(statement), judging.type(statement.object)) {
      case ("registered", _):
        duration =
          judging.value("duration", of: statement)?.string
          ?? statement.result?["duration"]?.string
      case ("completed", "lesson"), ("watched", _), ("attended", _), (_, "video"),
        (_, "virtual-classroom"):
        duration = statement.result?["duration"]?.string
      case (_, "course"):
        // Only `registered` must tell how long the course is; what another one tells must be valid.
        guard let told = statement.result?["duration"] else { continue }
        duration = told.string
      default: continue
      }
      judged += 1
      guard let duration, !Letters.isBlank(duration) else {
        faults.append(ReportedFault(statement))
        continue
      }
      let shown: [(name: String, value: Argument)] = [
        ("duration", .text(String(duration.prefix(60))))
      ]
      guard let read = ISODuration(duration, .reported) else {
        faults.append(ReportedFault(statement, "form", shown))
        continue
      }
      if read.isZero, !zero { faults.append(ReportedFault(statement, "zero", shown)) }
    }
    return .of(judged, faults)
  }
}
