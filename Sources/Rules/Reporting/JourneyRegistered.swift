// sa-nelc-xapi 1.1: every learning journey is reported with a `registered` statement, and it
// comes before all others (the source says so beside its list: `journey.registeredFirst`). A
// journey is one learner in one course; one moment for both is not yet out of order.
import Kernel
import Regulations

package enum JourneyRegistered: StatementRule {
  package static let id = "Reporting/JourneyRegistered"
  package static let article = "1.1"
  package static let summary = "Every journey has a registered statement, and it comes first."

  package static func judge(_ judging: Judging) -> StatementVerdict {
    guard let first = judging.law.flag("journey.registeredFirst") else {
      return .open(unset("journey.registeredFirst", article))
    }
    var faults: [ReportedFault] = []
    let journeys = judging.journeys
    for journey in journeys {
      guard let earliest = journey.statements.first else { continue }
      let registered = journey.statements.filter { judging.verb($0) == "registered" }
      guard let registration = registered.first else {
        faults.append(ReportedFault(earliest))
        continue
      }
      guard first, let time = registration.time,
        let before = journey.statements.first(where: { $0.time.map { $0 < time } ?? false })
      else { continue }
      faults.append(
        ReportedFault(registration, "late", [("before", .text(before.name))]))
    }
    return .of(journeys.count, faults)
  }
}
