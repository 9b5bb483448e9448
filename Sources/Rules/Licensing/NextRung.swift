// sa-nelc violations: what answers a violation goes rung by rung, and which rungs a kind of violation
// has is a table of the edition. The next one follows the heaviest that stands already.
import Kernel
package import Regulations

package enum NextRung: Rule {
  package static let id = "Licensing/NextRung"
  package static let articles = ["violations", "unlicensed"]
  package static let instrument = "sa-nelc"
  package static let summary = "The next rung that answers a violation of a kind."

  package struct Facts: Sendable {
    package let violation: String
    /// The rungs taken for what is not corrected yet.
    package let earlier: [String]

    package init(violation: String, earlier: [String]) {
      self.violation = violation
      self.earlier = earlier
    }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      violation: try source.text(
        "violation", "the kind of violation, as the edition's table names it"),
      earlier: try source.words("earlier", "the rungs taken for what is not corrected yet"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    guard let kind = law.edition.violation(facts.violation) else {
      return Finding(
        id, .undetermined, "violations", "unknown", [("violation", .text(facts.violation))])
    }
    let taken = kind.ladder.lastIndex { facts.earlier.contains($0.rawValue) } ?? -1
    let arguments: [(name: String, value: Argument)] = [
      ("violation", .text(kind.id)), ("step", .integer(taken + 2)),
      ("steps", .integer(kind.ladder.count)),
    ]
    guard taken + 1 < kind.ladder.count else {
      return Finding(
        id, .refused, kind.article, "",
        [("violation", .text(kind.id)), ("steps", .integer(kind.ladder.count))])
    }
    let next = kind.ladder[taken + 1].rawValue
    return Finding(id, .granted, kind.article, next, arguments + [("next", .text(next))])
  }
}
