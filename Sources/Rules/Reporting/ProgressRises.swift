// sa-nelc-xapi 1.4: `progressed` is there as soon as a learner has done something, and its
// value rises with time. Rises means strictly (`progress.rises`); the source's shapes also say
// monotonic, which would allow the same value again.
import Kernel
import Regulations

package enum ProgressRises: StatementRule {
  package static let id = "Reporting/ProgressRises"
  package static let article = "1.4"
  package static let summary = "Progress is reported and rises with time."

  package static func judge(_ judging: Judging) -> StatementVerdict {
    guard let reading = judging.law.choice("progress.rises"),
      ["strictly", "notFalling"].contains(reading)
    else { return lacking("progress.rises", judging.law) }
    var faults: [ReportedFault] = []
    var judged = 0
    for journey in judging.journeys {
      let progress = journey.statements.filter { judging.verb($0) == "progressed" }
      judged += progress.count
      if progress.isEmpty {
        let work = journey.statements.last { statement in
          ["completed", "watched", "attended", "attempted", "earned"]
            .contains(judging.verb(statement) ?? "")
        }
        guard let work else { continue }
        judged += 1
        faults.append(ReportedFault(work, "none"))
      }
      faults += rise(progress, strictly: reading == "strictly")
    }
    return .of(judged, faults)
  }

  private static func rise(_ progress: [ReportedStatement], strictly: Bool) -> [ReportedFault] {
    let range = ExactDecimal(mantissa: 0)...ExactDecimal(mantissa: 1)
    var faults: [ReportedFault] = []
    var last: (time: Instant?, value: ExactDecimal)?
    // Of statements of one moment nobody knows which came first.
    let ordered = progress.sorted { a, b in
      guard let x = a.time, let y = b.time, x == y else { return false }
      return (a.score("scaled") ?? range.lowerBound) < (b.score("scaled") ?? range.lowerBound)
    }
    for statement in ordered {
      guard let value = statement.score("scaled"), range.contains(value) else {
        faults.append(ReportedFault(statement, "value"))
        continue
      }
      if let before = last?.value, strictly ? value <= before : value < before {
        faults.append(
          ReportedFault(
            statement, "", [("value", .decimal(value)), ("before", .decimal(before))]))
      }
      last = (statement.time, value)
    }
    return faults
  }
}
