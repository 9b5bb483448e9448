// sa-nelc-xapi 2.6: a description is not the same text as the name.
import Kernel
import Regulations

package enum DescriptionNotName: StatementRule {
  package static let id = "Reporting/DescriptionNotName"
  package static let article = "2.6"
  package static let summary = "A description says something else than the name."

  package static func judge(_ judging: Judging) -> StatementVerdict {
    var faults: [ReportedFault] = []
    var judged = 0
    for statement in judging.statements {
      for activity in [statement.object] + statement.parents {
        let descriptions = activity.descriptions.map { (entry: $0, seen: Letters.seen($0.text)) }
          .filter { !$0.seen.isEmpty }
        guard !descriptions.isEmpty else { continue }
        judged += 1
        let names = activity.names.map { Letters.seen($0.text) }
        let same = descriptions.first { text in names.contains { Name.same($0, text.seen) } }
        if let same {
          faults.append(ReportedFault(statement, "", [("place", .text(same.entry.place))]))
          break
        }
      }
    }
    return .of(judged, faults)
  }
}
