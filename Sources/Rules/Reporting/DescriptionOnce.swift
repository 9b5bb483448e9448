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
    for statement in judging.statements where judging.verb(statement) != "registered" {
      let isCourse = judging.isAboutCourse(statement)
      let ofObject = statement.object.descriptions.first { entry in
        isCourse && !Letters.isBlank(entry.text)
          || described.contains(Array(Letters.seen(entry.text).utf8))
      }
      let ofParent = statement.parents.lazy.filter { judging.type($0) == "course" }
        .flatMap(\.descriptions).first { !Letters.isBlank($0.text) }
      if let entry = ofObject ?? ofParent {
        faults.append(ReportedFault(statement, "", [("place", .text(entry.place))]))
      }
    }
    return .of(judging.statements.count, faults)
  }
}
