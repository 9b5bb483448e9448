// sa-nelc-xapi 2.7: statements about the course other than `registered`, and parents, have an
// empty description.
import Kernel
import Regulations

package enum EmptyDescriptions: StatementRule {
  package static let id = "Reporting/EmptyDescriptions"
  package static let article = "2.7"
  package static let summary =
    "Only registered describes the course; elsewhere the description is empty."

  package static func judge(_ judging: Judging) -> StatementVerdict {
    var faults: [ReportedFault] = []
    var judged = 0
    for statement in judging.statements {
      let isCourse = judging.isAboutCourse(statement) && judging.verb(statement) != "registered"
      guard isCourse || !statement.parents.isEmpty else { continue }
      judged += 1
      if isCourse, statement.object.isDescribed {
        faults.append(ReportedFault(statement))
      } else if statement.parents.contains(where: \.isDescribed) {
        faults.append(ReportedFault(statement, "parent"))
      }
    }
    return .of(judged, faults)
  }
}
