// sa-nelc-xapi 3.1: the description of the course appears in `registered` only, not in other
// statements about the course, not in parents and not as the description of something else.
import Kernel
import Regulations

package enum DescriptionOnce: StatementRule {
  package static let id = "Reporting/DescriptionOnce"
  package static let article = "3.1"
  package static let summary = "The course's description appears in registered only."

  package static func judge(_ judging: Judging) -> StatementVerdict {
    var courses: [String] = []
    for statement in judging.all("registered") {
      for entry in statement.object.descriptions {
        let text = Letters.seen(entry.text)
        if !text.isEmpty { courses.append(text) }
      }
    }
    let described = Set(courses.map { Array($0.utf8) })
    var faults: [ReportedFault] = []
    var judged = 0
    for statement in judging.statements where judging.verb(statement) != "registered" {
      judged += 1
      let isCourse = judging.isAboutCourse(statement) && statement.object.isDescribed
      let hasParent = statement.parents.contains { parent in
        parent.isDescribed && judging.type(parent) == "course"
      }
      let isRepeated = statement.object.descriptions.contains {
        described.contains(Array(Letters.seen($0.text).utf8))
      }
      if isCourse || hasParent || isRepeated { faults.append(ReportedFault(statement)) }
    }
    return .of(judged, faults)
  }
}
