// sa-iu-ecourses G.2: national rules apply in so far as they do not contradict these controls. That
// turns the usual order of norms round, so a contradiction is never settled here: it is a conflict,
// and a person decides.
package import Regulations

package enum NationalRules: Rule {
  package static let id = "Licensing/NationalRules"
  package static let articles = ["G.2"]
  package static let summary = "A national rule that contradicts the controls is a conflict."

  package struct Facts: Sendable {
    package let nationalInstrument: String
    package let contradicts: Bool

    package init(nationalInstrument: String, contradicts: Bool) {
      self.nationalInstrument = nationalInstrument
      self.contradicts = contradicts
    }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      nationalInstrument: try source.text(
        "nationalInstrument", "the national instrument, with its article"),
      contradicts: try source.flag("contradicts", "it contradicts the controls on this point"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    Finding(
      id, facts.contradicts ? .conflict : .granted, "G.2", "",
      [("national", .text(facts.nationalInstrument))])
  }
}
