// sa-nelc standards: a licence is granted to who meets the center's standards; an assessor finds for
// each whether it is met, and somebody else confirms the finding.
import Kernel
package import Regulations

package enum StandardsMet: Rule {
  package static let id = "Casework/StandardsMet"
  package static let articles = ["standards"]
  package static let instrument = "sa-nelc"
  package static let summary =
    "Every required standard was found to be met, and that was confirmed."

  package struct Facts: Sendable {
    package let required: [String]
    package let unmet: [String]
    package let unassessed: [String]
    package let unconfirmed: [String]

    package init(
      required: [String], unmet: [String], unassessed: [String], unconfirmed: [String]
    ) {
      self.required = required
      self.unmet = unmet
      self.unassessed = unassessed
      self.unconfirmed = unconfirmed
    }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      required: try source.words("required", "codes of the standards that must be met"),
      unmet: try source.words("unmet", "codes of required standards found not to be met"),
      unassessed: try source.words("unassessed", "codes of required standards without a finding"),
      unconfirmed: try source.words(
        "unconfirmed", "codes of required standards whose finding nobody has confirmed"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    if !facts.unassessed.isEmpty {
      return Finding(
        id, .refused, "standards", "unassessed", [("standards", .list(facts.unassessed))])
    }
    if !facts.unmet.isEmpty {
      return Finding(id, .refused, "standards", "unmet", [("standards", .list(facts.unmet))])
    }
    if !facts.unconfirmed.isEmpty {
      return Finding(
        id, .refused, "standards", "unconfirmed", [("standards", .list(facts.unconfirmed))])
    }
    return Finding(
      id, .granted, "standards", "", [("count", .integer(facts.required.count))])
  }
}
