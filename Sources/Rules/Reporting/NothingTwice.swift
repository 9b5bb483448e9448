// sa-nelc-xapi 1.3: nothing is sent twice within a course: no id twice, and no learner, verb
// and object twice (for attempts: not with the same number; for progress: not with the same
// value at the same time).
import Kernel
import Regulations

package enum NothingTwice: StatementRule {
  package static let id = "Reporting/NothingTwice"
  package static let article = "1.3"
  package static let summary = "No statement is there twice."

  package static func judge(_ judging: Judging) -> StatementVerdict {
    var faults: [ReportedFault] = []
    var ids: [[UInt8]: Int] = [:]
    var told: Set<Int> = []
    for statement in judging.statements {
      guard let id = statement.id.map({ Array($0.utf8) }) else { continue }
      if let first = ids[id] {
        faults.append(ReportedFault(statement, "id", [("first", .integer(first))]))
        told.insert(statement.index)
      } else {
        ids[id] = statement.index
      }
    }
    for journey in judging.journeys {
      var seen: [[[UInt8]]: String] = [:]
      for statement in journey.statements.sorted(by: { $0.index < $1.index }) {
        let key = content(statement, judging)
        guard let first = seen[key] else {
          seen[key] = statement.name
          continue
        }
        guard !told.contains(statement.index) else { continue }
        faults.append(ReportedFault(statement, "", [("first", .text(first))]))
      }
    }
    return .of(judging.statements.count, faults)
  }

  /// What makes a statement of a journey another one.
  private static func content(_ statement: ReportedStatement, _ judging: Judging) -> [[UInt8]] {
    let time = statement.time.map { String($0.microseconds) } ?? ""
    var key = [statement.verb ?? "", statement.object.id ?? ""]
    switch judging.verb(statement) {
    case "progressed":
      key += [statement.score("scaled").map { "\($0.mantissa(atScale: 9) ?? 0)" } ?? "", time]
    case "attempted":
      key += judging.attempt(statement).map { ["number", String($0)] } ?? ["time", time]
    default: break
    }
    return key.map { Array($0.utf8) }
  }
}
