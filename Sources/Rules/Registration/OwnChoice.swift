// sa-iu-ecourses III.7: the learner bears the choice of courses; it is acknowledged when
// registering, and a wrong choice is no ground for a refund.
package import Regulations

package enum OwnChoice: Rule {
  package static let id = "Registration/OwnChoice"
  package static let articles = ["III.7"]
  package static let summary = "The learner answers for the choice of courses."

  package enum RefundGround: String, Sendable, CaseIterable { case none, wrongChoice }

  package struct Facts: Sendable {
    package let acknowledged: Bool
    package let refundGround: RefundGround

    package init(acknowledged: Bool, refundGround: RefundGround) {
      self.acknowledged = acknowledged
      self.refundGround = refundGround
    }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      acknowledged: try source.flag("acknowledged", "the learner has acknowledged the choice"),
      refundGround: try source.choice("refundGround", "why money is asked back, if it is"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    if facts.refundGround == .wrongChoice {
      return Finding(id, .refused, "III.7", "wrongChoice")
    }
    return Finding(
      id, facts.acknowledged ? .granted : .refused, "III.7",
      facts.acknowledged ? "" : "notAcknowledged")
  }
}
