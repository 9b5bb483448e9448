// sa-nelc-xapi 1.8: `registered` and `initialized` are not sent in the same instant: a learner
// begins after registering.
import Kernel
import Regulations

package enum NotInOneInstant: StatementRule {
  package static let id = "Reporting/NotInOneInstant"
  package static let article = "1.8"
  package static let summary = "Registration and beginning do not carry the same instant."

  package static func judge(_ judging: Judging) -> StatementVerdict {
    var faults: [ReportedFault] = []
    var judged = 0
    var isOpen = false
    for journey in judging.journeys {
      let registered = journey.statements.filter { judging.verb($0) == "registered" }
      guard !registered.isEmpty else { continue }
      var times: [Instant: String] = [:]
      for registration in registered {
        guard let time = registration.time else {
          isOpen = true
          continue
        }
        if times[time] == nil { times[time] = registration.name }
      }
      for begun in journey.statements where judging.verb(begun) == "initialized" {
        judged += 1
        guard let time = begun.time else {
          isOpen = true
          continue
        }
        if let other = times[time] {
          faults.append(ReportedFault(begun, "", [("other", .text(other))]))
        }
      }
    }
    return judged > 0 && faults.isEmpty && isOpen ? open("noTime") : .of(judged, faults)
  }
}
