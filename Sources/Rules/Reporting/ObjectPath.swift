// sa-nelc-xapi 1.7: ids of objects are addresses whose path is …/course/C/module/M/lesson/L. A
// course, a module and a lesson end in their own part; videos, classrooms and exams lie
// somewhere below a course; certificates may lie elsewhere. `id.path` says whether a lesson
// must name its module.
import Kernel
import Regulations

package enum ObjectPath: StatementRule {
  package static let id = "Reporting/ObjectPath"
  package static let article = "1.7"
  package static let summary = "Object ids follow the path course, module, lesson."

  package static func judge(_ judging: Judging) -> StatementVerdict {
    guard let reading = judging.law.choice("id.path"), ["full", "ordered"].contains(reading) else {
      return lacking("id.path", judging.law)
    }
    var faults: [ReportedFault] = []
    var judged = 0
    for statement in judging.statements {
      guard let type = judging.type(statement.object), type != "certificate" else { continue }
      judged += 1
      if !isFormed(statement.object.id ?? "", type, full: reading == "full") {
        faults.append(
          ReportedFault(
            statement, "", [("object", .text(String((statement.object.id ?? "–").prefix(200))))]))
      }
    }
    return .of(judged, faults)
  }

  private static func isFormed(_ id: String, _ type: String, full: Bool) -> Bool {
    guard let address = WebAddress(id) else { return false }
    let path = address.path
    func place(_ word: String) -> Int? {
      path.firstIndex { Name.same($0, word) }.flatMap { $0 + 1 < path.count ? $0 : nil }
    }
    guard let course = place("course") else { return false }
    switch type {
    case "course": return course + 2 == path.count
    case "module": return course + 4 == path.count && place("module") == course + 2
    case "lesson":
      guard let lesson = place("lesson"), lesson + 2 == path.count, lesson > course else {
        return false
      }
      let module = place("module")
      return full
        ? module == course + 2 && lesson == course + 4
        : module.map { course < $0 && $0 < lesson } ?? true
    default: return course + 2 < path.count
    }
  }
}
