// sa-nelc-xapi 5.3: a rating's score lies in 0…1: its scaled score, since the source's own
// sample has a raw score of 4 (`rating.compared`).
import Kernel
import Regulations

package enum RatingRange: StatementRule {
  package static let id = "Reporting/RatingRange"
  package static let article = "5.3"
  package static let summary = "A rating's scaled score lies between 0 and 1."

  package static func judge(_ judging: Judging) -> StatementVerdict {
    guard let compared = judging.law.choice("rating.compared"),
      ["scaled", "raw"].contains(compared)
    else { return lacking("rating.compared", judging.law) }
    let range = ExactDecimal(mantissa: 0)...ExactDecimal(mantissa: 1)
    let ratings = judging.all("rated")
    let faults = ratings.compactMap { statement -> ReportedFault? in
      guard let value = statement.score(compared) else { return ReportedFault(statement, "none") }
      return range.contains(value)
        ? nil : ReportedFault(statement, "", [("value", .decimal(value))])
    }
    return .of(ratings.count, faults)
  }
}
