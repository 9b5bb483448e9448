// sa-nelc-xapi 1.5: each attempt of an exam has one `attempted` statement. The highest number
// of an exam tells how many attempts there were; attempts without a number cannot be counted.
import Kernel
import Regulations

package enum AttemptReported: StatementRule {
  package static let id = "Reporting/AttemptReported"
  package static let article = "1.5"
  package static let summary = "Each attempt of an exam is reported once."

  package static func judge(_ judging: Judging) -> StatementVerdict {
    var faults: [ReportedFault] = []
    var judged = 0
    var isOpen = false
    for exam in judging.exams {
      judged += exam.count
      var seen: [Int: String] = [:]
      for statement in exam {
        guard let number = judging.attempt(statement) else {
          if exam.count > 1 { isOpen = true }
          continue
        }
        if let first = seen[number] {
          faults.append(
            ReportedFault(
              statement, "", [("attempt", .integer(number)), ("first", .text(first))]))
        } else {
          seen[number] = statement.name
        }
      }
      let lowest = judging.law.integer("attempt.first") ?? 1
      guard let highest = seen.keys.max(), let last = exam.last, highest > lowest else { continue }
      // The first gap tells enough; a wild number must not make a list of millions.
      if let gap = (lowest..<highest).prefix(exam.count + 1).first(where: { seen[$0] == nil }) {
        faults.append(ReportedFault(last, "missing", [("attempt", .integer(gap))]))
      }
    }
    return faults.isEmpty && isOpen ? open("unnumbered") : .of(judged, faults)
  }
}
