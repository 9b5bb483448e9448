// sa-iu-ecourses V.4, with the study by-law: an incomplete course (IC) can be completed while its time
// runs (`ic.termsToF` of sa-uac-study); once that is over it becomes F, whether or not anything has
// recorded it yet.
package import Regulations

package enum IncompleteCompletion: Rule {
  package static let id = "Grades/IncompleteCompletion"
  package static let articles = ["V.4"]
  package static let summary = "An incomplete course can be completed until its terms have passed."

  package typealias Facts = IncompleteLapse.Facts

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    try IncompleteLapse.read(source)
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    guard let terms = law.under("sa-uac-study")?.integer("ic.termsToF") else {
      return unset("ic.termsToF", "V.4")
    }
    return Finding(
      id, facts.termsElapsed < terms ? .granted : .refused, "V.4", "",
      [("termsElapsed", .integer(facts.termsElapsed)), ("terms", .integer(terms))])
  }
}
