// sa-iu-ecourses II.3: co-requisites are studied together, so one of a pair cannot be dropped alone
// while a live course still needs it; both go, or neither.
package import Regulations

package enum CorequisiteDrop: Rule {
  package static let id = "Registration/CorequisiteDrop"
  package static let articles = ["II.3"]
  package static let summary = "A co-requisite is not dropped from under a live course."

  package struct Facts: Sendable {
    /// Codes of live courses that need this one and would be left alone.
    package let dependents: [String]

    package init(dependents: [String]) { self.dependents = dependents }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      dependents: try source.words(
        "dependents", "codes of live courses that need this one and would be left alone"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    facts.dependents.isEmpty
      ? Finding(id, .granted, "II.3")
      : Finding(id, .refused, "II.3", "", [("dependents", .list(facts.dependents))])
  }
}
