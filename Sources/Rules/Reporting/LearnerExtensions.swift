// sa-nelc-xapi 3.2: extensions of the context appear in `registered` only. The source's samples
// and 3.6, 3.7 contradict it, so `extensions.only` reads: those of learner and course only
// there, the platform's everywhere.
import Kernel
import Regulations

package enum LearnerExtensions: StatementRule {
  package static let id = "Reporting/LearnerExtensions"
  package static let article = "3.2"
  package static let summary = "Learner extensions appear in registered only."

  package static func judge(_ judging: Judging) -> StatementVerdict {
    guard let reading = judging.law.choice("extensions.only"),
      ["learner", "every"].contains(reading)
    else { return lacking("extensions.only", judging.law) }
    var faults: [ReportedFault] = []
    for statement in judging.statements {
      let verb = judging.verb(statement)
      guard verb != "registered" else { continue }
      let wrong = statement.extensionNames.filter { name in
        if reading == "every" { return true }
        guard let known = judging.profile.extensions.first(where: { Name.same($0.iri, name) })
        else { return false }
        return known.on.contains("registered") && !known.on.contains(verb ?? "")
      }
      if !wrong.isEmpty {
        faults.append(
          ReportedFault(
            statement, "", [("extensions", .list(wrong.prefix(20).map { String($0.prefix(200)) }))]
          ))
      }
    }
    return .of(judging.statements.count, faults)
  }
}
