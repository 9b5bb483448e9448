// sa-iu-ecourses VI.2 and V.3: the certificate is electronic; a paper copy is made of an electronic
// one that exists (`paper.requiresElectronic`, inferred from V.3) and has not come to its end. It is
// paid in the week that courses are paid in (`paper.payment`); meanwhile there is one request.
package import Regulations

package enum PaperCopy: Rule {
  package static let id = "Credentials/PaperCopy"
  package static let articles = ["VI.2"]
  package static let summary = "A paper copy is made of an electronic certificate that stands."

  package struct Facts: Sendable {
    package let electronicIssued: Bool
    /// It was neither revoked nor superseded.
    package let stands: Bool
    /// A copy of it has been asked for and is not yet made.
    package let requested: Bool

    package init(electronicIssued: Bool, stands: Bool = true, requested: Bool = false) {
      self.electronicIssued = electronicIssued
      self.stands = stands
      self.requested = requested
    }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      electronicIssued: try source.flag("electronicIssued", "the certificate was issued"),
      stands: try source.optionalFlag("stands", "it was neither revoked nor superseded") ?? true,
      requested: try source.optionalFlag(
        "requested", "a copy of it has been asked for and is not yet made") ?? false)
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    if !facts.electronicIssued {
      guard let required = law.flag("paper.requiresElectronic") else {
        return unset("paper.requiresElectronic", "VI.2")
      }
      if required { return Finding(id, .refused, "VI.2", "notIssued") }
    }
    guard facts.stands else { return Finding(id, .refused, "VI.2", "ended") }
    if facts.requested { return Finding(id, .refused, "VI.2", "requested") }
    return demand("paper.payment", "asCourses", "VI.2", law) ?? Finding(id, .granted, "VI.2", "")
  }
}
