// sa-iu-ecourses G.4: a micro-credential is no academic degree and gives no academic or
// professional rights; it documents specific content. It enters no degree plan and no degree
// average, and nobody can claim anything for it as of right. Another institution may still
// recognise it by its own rules, at its own discretion, with this effect shown.
package import Regulations

package enum NotADegree: Rule {
  package static let id = "Credentials/NotADegree"
  package static let articles = ["G.4"]
  package static let summary = "A micro-credential is no degree and gives no rights of a degree."

  package enum Purpose: String, Sendable, CaseIterable {
    case degreePlan, gpa, rightElsewhere, recognitionElsewhere, documentation
  }

  package struct Facts: Sendable {
    package let purpose: Purpose

    package init(purpose: Purpose) { self.purpose = purpose }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(purpose: try source.choice("purpose", "what the micro-credential is to count for"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    switch facts.purpose {
    case .degreePlan: Finding(id, .refused, "G.4", "degreePlan")
    case .gpa: Finding(id, .refused, "G.4", "gpa")
    case .rightElsewhere: Finding(id, .refused, "G.4", "rightElsewhere")
    case .recognitionElsewhere: Finding(id, .granted, "G.4", "recognitionElsewhere")
    case .documentation: Finding(id, .granted, "G.4", "documentation")
    }
  }
}
