// sa-iu-ecourses III.2: a section is planned until the decision whether it opens; planned and open
// sections take registrations, a cancelled one takes none.
package import Regulations

package enum SectionState: Rule {
  package static let id = "Registration/SectionState"
  package static let articles = ["III.2"]
  package static let summary = "Only a planned or open section takes registrations."

  package enum State: String, Sendable, CaseIterable { case planned, open, cancelled }

  package struct Facts: Sendable {
    package let state: State

    package init(state: State) { self.state = state }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(state: try source.choice("state", "the section's state"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    switch facts.state {
    case .planned, .open: Finding(id, .granted, "III.2")
    case .cancelled: Finding(id, .refused, "III.2", "cancelled")
    }
  }
}
