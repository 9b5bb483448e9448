// sa-nelc-xapi 5.1: `attempted` carries `result.score.min`, which the source uses as the pass
// mark (`score.min`); xAPI itself calls it the lowest possible score.
import Kernel
import Regulations

package enum PassMark: StatementRule {
  package static let id = "Reporting/PassMark"
  package static let article = "5.1"
  package static let summary = "An attempt carries score.min."

  package static func judge(_ judging: Judging) -> StatementVerdict {
    let attempts = judging.all("attempted")
    let faults = attempts.filter { $0.score("min") == nil }.map { ReportedFault($0) }
    return .of(attempts.count, faults)
  }
}
