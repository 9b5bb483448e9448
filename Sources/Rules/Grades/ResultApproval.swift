// sa-iu-ecourses V.2 and G.3: results are approved by the authority for results, once they are
// complete and rest on an approved assessment plan. Approval makes them final.
import Kernel
package import Regulations

package enum ResultApproval: Rule {
  package static let id = "Grades/ResultApproval"
  package static let articles = ["V.2", "G.3"]
  package static let summary = "Who approves results, and what they must rest on."

  package struct Facts: Sendable {
    package let role: String
    package let planApproved: Bool
    /// Every learner of the course has a result.
    package let complete: Bool

    package init(role: String, planApproved: Bool, complete: Bool) {
      self.role = role
      self.planApproved = planApproved
      self.complete = complete
    }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      role: try source.text("role", "the office the person acts in: resultsAuthority, …"),
      planApproved: try source.flag("planApproved", "the assessment plan was approved"),
      complete: try source.flag("complete", "every learner of the course has a result"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    guard facts.role == Role.resultsAuthority.rawValue else {
      return Finding(id, .refused, "V.2", "notAuthorised", [("role", .text(facts.role))])
    }
    guard facts.planApproved else { return Finding(id, .refused, "G.3", "plan") }
    return Finding(
      id, facts.complete ? .granted : .refused, "V.2", facts.complete ? "" : "incomplete")
  }
}
