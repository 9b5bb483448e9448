// sa-nelc-xapi 1.6: the numbers of an exam's attempts grow by exactly one, in the order of
// time, from `attempt.first` on.
import Kernel
import Regulations

package enum AttemptNumbers: StatementRule {
  package static let id = "Reporting/AttemptNumbers"
  package static let article = "1.6"
  package static let summary = "Attempt numbers begin at one and grow by one."

  package static func judge(_ judging: Judging) -> StatementVerdict {
    guard let first = judging.law.integer("attempt.first") else {
      return .open(unset("attempt.first", article))
    }
    var faults: [ReportedFault] = []
    var judged = 0
    for exam in judging.exams {
      judged += exam.count
      var expected = first
      for statement in exam {
        guard let number = judging.attempt(statement) else {
          faults.append(ReportedFault(statement, "none", [("expected", .integer(expected))]))
          continue
        }
        if number != expected {
          faults.append(
            ReportedFault(
              statement, "", [("attempt", .integer(number)), ("expected", .integer(expected))]))
        }
        expected = number < Int.max ? number + 1 : number
      }
    }
    return .of(judged, faults)
  }
}
