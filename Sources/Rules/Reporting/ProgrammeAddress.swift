// sa-nelc-xapi 3.5: `program_url` is in `registered`: the address of the programme.
import Kernel
import Regulations

package enum ProgrammeAddress: StatementRule {
  package static let id = "Reporting/ProgrammeAddress"
  package static let article = "3.5"
  package static let summary = "The address of the programme is in registered."

  package static func judge(_ judging: Judging) -> StatementVerdict {
    let registered = judging.all("registered")
    var faults: [ReportedFault] = []
    for statement in registered {
      let text = judging.value("program_url", of: statement)?.string ?? ""
      if Letters.isBlank(text) {
        faults.append(ReportedFault(statement))
      } else if WebAddress(text) == nil {
        faults.append(ReportedFault(statement, "form"))
      }
    }
    return .of(registered.count, faults)
  }
}
