// sa-nelc-xapi 5.2: `success` is true when the raw score reaches `score.min`, and false when it
// does not. That reads `score.min` as the pass mark.
import Kernel
import Regulations

package enum SuccessFromScore: StatementRule {
  package static let id = "Reporting/SuccessFromScore"
  package static let article = "5.2"
  package static let summary = "Success is what raw score and pass mark say."

  package static func judge(_ judging: Judging) -> StatementVerdict {
    guard judging.law.choice("score.min") == "passMark" else {
      return lacking("score.min", judging.law)
    }
    var faults: [ReportedFault] = []
    var judged = 0
    var isOpen = false
    for statement in judging.all("attempted") {
      judged += 1
      guard let raw = statement.score("raw"), let least = statement.score("min") else {
        isOpen = true
        continue
      }
      let numbers: [(name: String, value: Argument)] = [
        ("raw", .decimal(raw)), ("min", .decimal(least)),
      ]
      switch statement.result?["success"]?.truth {
      case nil: faults.append(ReportedFault(statement, "none", numbers))
      case false? where raw >= least: faults.append(ReportedFault(statement, "", numbers))
      case true? where raw < least: faults.append(ReportedFault(statement, "below", numbers))
      default: break
      }
    }
    return faults.isEmpty && isOpen ? open("noScore") : .of(judged, faults)
  }
}
