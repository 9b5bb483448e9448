// sa-iu-ecourses V.2: the judgement is final once results are approved. Before that a mark may
// change. Afterwards only a clerical error is put right (`correction.afterApproval`, our reading),
// by a new decision of the authority for results that gives its reasons; the old decision is kept.
import Kernel
package import Regulations

package enum ResultCorrection: Rule {
  package static let id = "Grades/ResultCorrection"
  package static let articles = ["V.2"]
  package static let summary = "An approved result is final; clerical errors are put right."

  package enum Kind: String, Sendable, CaseIterable { case clericalError, other }

  package struct Facts: Sendable {
    package let approved: Bool
    package let role: String
    package let kind: Kind
    /// Reasons are given.
    package let justified: Bool

    package init(approved: Bool, role: String, kind: Kind, justified: Bool) {
      self.approved = approved
      self.role = role
      self.kind = kind
      self.justified = justified
    }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      approved: try source.flag("approved", "the result has been approved"),
      role: try source.text("role", "the office the person acts in: resultsAuthority, …"),
      kind: try source.choice("kind", "why the result is to change"),
      justified: try source.flag("justified", "reasons are given"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    guard facts.approved else { return Finding(id, .granted, "V.2", "beforeApproval") }
    guard facts.role == Role.resultsAuthority.rawValue else {
      return Finding(id, .refused, "V.2", "notAuthorised", [("role", .text(facts.role))])
    }
    let key = "correction.afterApproval"
    switch law.choice(key) {
    case "clericalError": break
    case "none": return Finding(id, .refused, "V.2", "final")
    case let reading?: return unread(key, reading, "V.2")
    case nil: return unset(key, "V.2")
    }
    guard facts.kind == .clericalError else { return Finding(id, .refused, "V.2", "final") }
    return Finding(
      id, facts.justified ? .granted : .refused, "V.2",
      facts.justified ? "correction" : "noReasons")
  }
}
