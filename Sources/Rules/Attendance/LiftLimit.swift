// sa-iu-ecourses IV.1: a bar can be lifted unless absence has reached half of the sessions. Exactly
// half has reached it; the study by-law, which asks for attendance of half, would still lift there:
// this law decides inside its scope, and the difference is noted in the finding.
package import Regulations

package enum LiftLimit: Rule {
  package static let id = "Attendance/LiftLimit"
  package static let articles = ["IV.1"]
  package static let summary = "A bar is lifted only while absence is below half."

  package typealias Facts = Sessions

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    try Sessions.read(source)
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    do {
      let absence = try weigh(facts, law)
      guard absence.barred else {
        return Finding(id, .refused, "IV.1", "notBarred", absence.arguments)
      }
      return Finding(
        id, absence.liftable ? .granted : .refused, "IV.1",
        absence.liftable ? "" : "limitReached", absence.arguments)
    } catch {
      return error.finding
    }
  }
}
