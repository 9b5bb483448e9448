// sa-nelc-xapi 2.1: one course id everywhere: every parent of type course, and the course in an
// object's path, is the course of the journey, and that is a course the learner registered for.
import Kernel
import Regulations

package enum OneCourse: StatementRule {
  package static let id = "Reporting/OneCourse"
  package static let article = "2.1"
  package static let summary = "The course id is the same everywhere."

  package static func judge(_ judging: Judging) -> StatementVerdict {
    var registered: [[UInt8]: Set<[UInt8]>] = [:]
    var known: [[UInt8]: Set<[UInt8]>] = [:]
    for statement in judging.statements where judging.isAboutCourse(statement) {
      guard let id = statement.object.id.map({ Array($0.utf8) }) else { continue }
      known[statement.learner, default: []].insert(id)
      if judging.verb(statement) == "registered" {
        registered[statement.learner, default: []].insert(id)
      }
    }
    var faults: [ReportedFault] = []
    var judged = 0
    for statement in judging.statements {
      guard let course = judging.course(statement) else { continue }
      judged += 1
      let others = statement.parents.compactMap(\.id) + pathCourse(statement, judging)
      if let other = others.first(where: { !Name.same($0, course) }) {
        faults.append(
          ReportedFault(statement, "", [("course", shown(course)), ("other", shown(other))]))
        continue
      }
      let allowed =
        registered[statement.learner] ?? known[statement.learner] ?? [Array(course.utf8)]
      if !allowed.contains(Array(course.utf8)) {
        faults.append(ReportedFault(statement, "unregistered", [("course", shown(course))]))
      }
    }
    return .of(judged, faults)
  }

  /// The course in the path of an object below it; certificates may lie anywhere.
  private static func pathCourse(_ statement: ReportedStatement, _ judging: Judging) -> [String] {
    guard judging.type(statement.object) != "certificate", !judging.isAboutCourse(statement),
      let course = statement.object.id.flatMap(Judging.courseInPath)
    else { return [] }
    return [course]
  }

  private static func shown(_ id: String) -> Argument {
    .text(String(id.prefix(200)))
  }
}
