// sa-nelc-xapi 3.4: `lms_url` is in `registered`: the address of the learning platform.
import Kernel
import Regulations

package enum LMSAddress: StatementRule {
  package static let id = "Reporting/LMSAddress"
  package static let article = "3.4"
  package static let summary = "The address of the learning platform is in registered."

  package static func judge(_ judging: Judging) -> StatementVerdict {
    let registered = judging.all("registered")
    var faults: [ReportedFault] = []
    for statement in registered {
      let text = judging.value("lms_url", of: statement)?.string ?? ""
      if Letters.isBlank(text) {
        faults.append(ReportedFault(statement))
      } else if WebAddress(text) == nil {
        faults.append(ReportedFault(statement, "form"))
      }
    }
    return .of(registered.count, faults)
  }
}
