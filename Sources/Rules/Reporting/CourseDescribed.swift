// sa-nelc-xapi 2.5: `registered` carries a description of the course that is not empty in any
// language it names. Spaces, empty markup and `&nbsp;` describe nothing.
import Kernel
import Regulations

package enum CourseDescribed: StatementRule {
  package static let id = "Reporting/CourseDescribed"
  package static let article = "2.5"
  package static let summary = "The registered statement describes the course."

  package static func judge(_ judging: Judging) -> StatementVerdict {
    let registered = judging.all("registered")
    let faults = registered.filter { statement in
      let texts = statement.object.descriptions
      return texts.isEmpty || texts.contains { Letters.isBlank($0.text) }
    }
    return .of(registered.count, faults.map { ReportedFault($0) })
  }
}
