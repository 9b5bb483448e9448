// sa-nelc-xapi 5.5: during the test before a provider goes live, one learner attempts the same
// exam several times. Whether a list comes from that test is a fact that statements do not
// tell.
import Kernel
import Regulations

package enum SeveralAttempts: StatementRule {
  package static let id = "Reporting/SeveralAttempts"
  package static let article = "5.5"
  package static let summary =
    "In the test before going live, one learner attempts an exam several times."

  package static func judge(_ judging: Judging) -> StatementVerdict {
    let attempts = judging.all("attempted")
    if judging.list.isStaging == false { return .none }
    if judging.exams.contains(where: { $0.count > 1 }) { return .passed(attempts.count, "") }
    if judging.list.isStaging == true, let last = attempts.last ?? judging.statements.last {
      return .broken([ReportedFault(last)])
    }
    return attempts.isEmpty ? .none : open("unknown")
  }
}
