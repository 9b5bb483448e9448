// sa-nelc-xapi 5.4: a rating has text, in `result.response`.
import Kernel
import Regulations

package enum RatingText: StatementRule {
  package static let id = "Reporting/RatingText"
  package static let article = "5.4"
  package static let summary = "A rating has text."

  package static func judge(_ judging: Judging) -> StatementVerdict {
    let ratings = judging.all("rated")
    let faults = ratings.filter { Letters.isBlank($0.result?["response"]?.string ?? "") }
    return .of(ratings.count, faults.map { ReportedFault($0) })
  }
}
