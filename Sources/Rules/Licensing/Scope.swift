// sa-iu-ecourses G.1: the controls govern all of the university's micro-credential programmes that
// are taught by e-learning, and nothing else.
package import Regulations

package enum ProgrammeScope: Rule {
  package static let id = "Licensing/Scope"
  package static let articles = ["G.1"]
  package static let summary = "The controls govern micro-credential programmes by e-learning."

  package struct Facts: Sendable {
    package let microCredentialProgramme: Bool
    package let eLearning: Bool

    package init(microCredentialProgramme: Bool, eLearning: Bool) {
      self.microCredentialProgramme = microCredentialProgramme
      self.eLearning = eLearning
    }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      microCredentialProgramme: try source.flag(
        "microCredentialProgramme", "the course belongs to a micro-credential programme"),
      eLearning: try source.flag("eLearning", "the course is taught by e-learning"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    guard facts.microCredentialProgramme else {
      return Finding(id, .refused, "G.1", "notMicroCredential")
    }
    return Finding(
      id, facts.eLearning ? .granted : .refused, "G.1", facts.eLearning ? "" : "notELearning")
  }
}
