// sa-nelc-xapi 2.8: no HTML in names and descriptions, neither tags nor entities.
import Kernel
import Regulations

package enum NoMarkup: StatementRule {
  package static let id = "Reporting/NoMarkup"
  package static let article = "2.8"
  package static let summary = "Names and descriptions hold no HTML."

  package static func judge(_ judging: Judging) -> StatementVerdict {
    var faults: [ReportedFault] = []
    var judged = 0
    for statement in judging.statements {
      let texts = ([statement.object] + statement.parents).flatMap { $0.names + $0.descriptions }
      guard !texts.isEmpty else { continue }
      judged += 1
      for entry in texts {
        guard let found = Letters.markup(entry.text) else { continue }
        faults.append(
          ReportedFault(statement, "", [("place", .text(entry.place)), ("found", .text(found))]))
        break
      }
    }
    return .of(judged, faults)
  }
}
