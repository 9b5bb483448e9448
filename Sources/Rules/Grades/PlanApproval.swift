// sa-iu-ecourses G.3: the Vice-Presidency for Academic Affairs approves how e-assessment is done. A
// plan it has not approved may not be used; nobody else's approval stands in for it.
import Kernel
package import Regulations

package enum PlanApproval: Rule {
  package static let id = "Grades/PlanApproval"
  package static let articles = ["G.3"]
  package static let summary =
    "An assessment plan is used only when the Vice-Presidency approved it."

  package struct Facts: Sendable {
    package let planApproved: Bool
    /// The office that approved (or is about to approve) the plan.
    package let approverRole: String?

    package init(planApproved: Bool, approverRole: String?) {
      self.planApproved = planApproved
      self.approverRole = approverRole
    }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      planApproved: try source.flag("planApproved", "the plan has been approved"),
      approverRole: try source.optionalText(
        "approverRole", "the office that approved it: academicAffairs, …"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    guard facts.planApproved else { return Finding(id, .refused, "G.3", "notApproved") }
    guard let role = facts.approverRole else {
      return Finding(id, .undetermined, "G.3", "approverUnknown")
    }
    let right = role == Role.academicAffairs.rawValue
    return Finding(
      id, right ? .granted : .refused, "G.3", right ? "" : "wrongOffice", [("role", .text(role))])
  }
}
