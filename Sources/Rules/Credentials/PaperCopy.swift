// sa-iu-ecourses VI.2 and V.3: the certificate is electronic; a paper copy is made of an electronic
// one that exists (`paper.requiresElectronic`, inferred from V.3).
package import Regulations

package enum PaperCopy: Rule {
  package static let id = "Credentials/PaperCopy"
  package static let articles = ["VI.2"]
  package static let summary = "A paper copy is made of an electronic certificate."

  package struct Facts: Sendable {
    package let electronicIssued: Bool

    package init(electronicIssued: Bool) { self.electronicIssued = electronicIssued }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(electronicIssued: try source.flag("electronicIssued", "the certificate was issued"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    if facts.electronicIssued { return Finding(id, .granted, "VI.2") }
    guard let required = law.flag("paper.requiresElectronic") else {
      return unset("paper.requiresElectronic", "VI.2")
    }
    return Finding(
      id, required ? .refused : .granted, "VI.2", required ? "notIssued" : "")
  }
}
