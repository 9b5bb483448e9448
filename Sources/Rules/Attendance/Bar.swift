// sa-iu-ecourses IV.1: a learner whose attendance is below 75 % is barred from the final. Refused
// means barred. The bar stands from the moment it cannot be undone by attending all that is left
// (`bar.effective`), an excused absence is an absence (`attendance.excusedCounts`), exactly 75 % is
// safe, and a corrected or cancelled session is weighed anew, in both directions.
package import Regulations

package enum Bar: Rule {
  package static let id = "Attendance/Bar"
  package static let articles = ["IV.1"]
  package static let summary = "Whoever misses more than a quarter of the sessions is barred."

  package typealias Facts = Sessions

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    try Sessions.read(source)
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    do {
      let absence = try weigh(facts, law)
      guard absence.barred else { return Finding(id, .granted, "IV.1", "", absence.arguments) }
      return Finding(
        id, .refused, "IV.1", absence.liftable ? "liftable" : "unliftable", absence.arguments)
    } catch {
      return error.finding
    }
  }
}
