// sa-nelc-xapi 2.2: a parent, where there is one, is of type course. `parent.form` says whether
// it must stand in a list: the source's samples write a list, one kit an object alone.
import Kernel
import Regulations

package enum ParentIsCourse: StatementRule {
  package static let id = "Reporting/ParentIsCourse"
  package static let article = "2.2"
  package static let summary = "A parent is of type course."

  package static func judge(_ judging: Judging) -> StatementVerdict {
    guard let form = judging.law.choice("parent.form"), ["either", "list"].contains(form) else {
      return lacking("parent.form", judging.law)
    }
    var faults: [ReportedFault] = []
    let children = judging.statements.filter { !$0.parents.isEmpty }
    for statement in children {
      if let other = statement.parents.first(where: { judging.type($0) != "course" }) {
        let written = Argument.text(String((other.type ?? "–").prefix(200)))
        faults.append(ReportedFault(statement, "", [("type", written)]))
      } else if form == "list", statement.hasBareParent {
        faults.append(ReportedFault(statement, "form"))
      }
    }
    return .of(children.count, faults)
  }
}
