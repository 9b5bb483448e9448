// sa-nelc-xapi 1.2: the whole life cycle of a journey arrives, from `registered` to `earned`.
// Which verbs belong to it is in the table of statements. A journey that shows no end may still
// be running: statements alone do not tell (`journey.running`), except in the test before a
// provider goes live.
import Kernel
import Regulations

package enum WholeLifeCycle: StatementRule {
  package static let id = "Reporting/WholeLifeCycle"
  package static let article = "1.2"
  package static let summary = "A finished journey has every verb from registered to earned."

  package static func judge(_ judging: Judging) -> StatementVerdict {
    guard let running = judging.law.choice("journey.running"),
      ["undetermined", "refused"].contains(running)
    else { return lacking("journey.running", judging.law) }
    let demanded = judging.profile.verbs.filter(\.inLifeCycle).map(\.id)
    var faults: [ReportedFault] = []
    var isOpen = false
    let journeys = judging.journeys
    for journey in journeys {
      let verbs = Set(journey.statements.compactMap(judging.verb))
      let missing = demanded.filter { !verbs.contains($0) }
      guard !missing.isEmpty, let last = journey.statements.last else { continue }
      if running == "refused" || judging.list.isStaging == true || hasEnded(journey, judging) {
        faults.append(ReportedFault(last, "", [("missing", .list(missing))]))
      } else {
        isOpen = true
      }
    }
    return faults.isEmpty && isOpen ? open("running") : .of(journeys.count, faults)
  }

  /// A certificate, a completed course or progress of the whole shows the end of a journey.
  private static func hasEnded(_ journey: Judging.Journey, _ judging: Judging) -> Bool {
    let whole = ExactDecimal(mantissa: 1)
    return journey.statements.contains { statement in
      switch judging.verb(statement) {
      case "earned": true
      case "completed": judging.type(statement.object) == "course"
      case "progressed": statement.score("scaled").map { $0 >= whole } ?? false
      default: false
      }
    }
  }
}
