// sa-iu-ecourses II.5: micro-credentials are issued by the e-learning centre, by nobody else.
import Kernel
package import Regulations

package enum Issuer: Rule {
  package static let id = "Credentials/Issuer"
  package static let articles = ["II.5"]
  package static let summary = "Micro-credentials are issued by the e-learning centre."

  package struct Facts: Sendable {
    package let issuerRole: String

    package init(issuerRole: String) { self.issuerRole = issuerRole }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      issuerRole: try source.text("issuerRole", "the office that issues: eLearningCentre, …"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    Finding(
      id, facts.issuerRole == Role.eLearningCentre.rawValue ? .granted : .refused, "II.5", "",
      [("role", .text(facts.issuerRole))])
  }
}
