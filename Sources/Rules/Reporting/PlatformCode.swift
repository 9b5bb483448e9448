// sa-nelc-xapi 3.6: the key of the platform is in `context.platform` of every statement and
// equals the value agreed with the center. It is an opaque text that the institution gives
// (`platform.code`); where it did not, only that it is one and the same is judged, and that is
// said.
import Kernel
import Regulations

package enum PlatformCode: StatementRule {
  package static let id = "Reporting/PlatformCode"
  package static let article = "3.6"
  package static let summary = "The platform's key is in every statement and is the agreed one."

  package static func judge(_ judging: Judging) -> StatementVerdict {
    let agreed = judging.law.text("platform.code")
    var faults: [ReportedFault] = []
    var first: String?
    for statement in judging.statements {
      guard let code = statement.platform, !Letters.isBlank(code) else {
        faults.append(ReportedFault(statement))
        continue
      }
      let expected = agreed ?? first ?? code
      first = first ?? code
      if !Name.same(code, expected) {
        faults.append(
          ReportedFault(
            statement, agreed == nil ? "mixed" : "other",
            [("code", .text(String(code.prefix(100)))), ("expected", .text(expected))]))
      }
    }
    return .of(judging.statements.count, faults, passed: agreed == nil ? "unknown" : "")
  }
}
