// sa-iu-ecourses V.4, with the study by-law: an incomplete (IC) that is still one when its time is
// over becomes F and counts. The number of terms is the by-law's (`ic.termsToF` of sa-uac-study).
// Granted means that it becomes F now.
package import Regulations

package enum IncompleteLapse: Rule {
  package static let id = "Grades/IncompleteLapse"
  package static let articles = ["V.4"]
  package static let summary = "An incomplete grade becomes F when its terms have passed."

  package struct Facts: Sendable {
    /// Regular terms that have ended since the term of the IC.
    package let termsElapsed: Int

    package init(termsElapsed: Int) { self.termsElapsed = termsElapsed }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      termsElapsed: try source.int(
        "termsElapsed", 0...100, "regular terms that have ended since the term of the IC"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    guard let terms = law.under("sa-uac-study")?.integer("ic.termsToF") else {
      return unset("ic.termsToF", "V.4")
    }
    let arguments: [(name: String, value: Argument)] = [
      ("termsElapsed", .integer(facts.termsElapsed)), ("terms", .integer(terms)),
      ("bylaw", .text("sa-uac-study")),
    ]
    guard facts.termsElapsed >= terms else {
      return Finding(id, .refused, "V.4", "notYet", arguments)
    }
    return Finding(id, .granted, "V.4", "", arguments + [("symbol", .text("F"))])
  }
}
