// sa-nelc-xapi 2.3: verb and type of object belong together as the table of statements says,
// and no other verbs are sent. `attempted.object` says whether other kinds of assessment than a
// unit test may be attempted.
import Kernel
import Regulations

package enum VerbAndObject: StatementRule {
  package static let id = "Reporting/VerbAndObject"
  package static let article = "2.3"
  package static let summary = "Verb and type of object belong together."

  package static func judge(_ judging: Judging) -> StatementVerdict {
    guard let reading = judging.law.choice("attempted.object"),
      ["unitTest", "anyAssessment"].contains(reading)
    else { return lacking("attempted.object", judging.law) }
    var faults: [ReportedFault] = []
    for statement in judging.statements {
      guard let verb = statement.verb.flatMap({ judging.profile.verb(iri: $0) }) else {
        faults.append(
          ReportedFault(
            statement, "verb", [("verb", .text(String((statement.verb ?? "–").prefix(200))))]))
        continue
      }
      var expected = verb.objects
      if verb.id == "attempted", reading == "anyAssessment" {
        expected += ["assessment", "school-assignment"]
      }
      if let type = judging.type(statement.object), expected.contains(type) { continue }
      let written = statement.object.type ?? "–"
      faults.append(
        ReportedFault(
          statement, "",
          [
            ("verb", .text(verb.id)), ("expected", .list(expected)),
            ("type", .text(String(written.prefix(200)))),
          ]))
    }
    return .of(judging.statements.count, faults)
  }
}
