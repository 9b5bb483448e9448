// sa-iu-ecourses II.3: a course may have prerequisites; each must be passed, with an approved grade
// that the grade table calls passed. IP, IC, W, NF, F, DN or no grade at all do not pass.
package import Regulations

package enum Prerequisites: Rule {
  package static let id = "Registration/Prerequisites"
  package static let articles = ["II.3"]
  package static let summary = "Every prerequisite of the course is passed."

  package struct Prerequisite: Sendable {
    package let code: String
    /// The learner's best approved grade in it; nil for none.
    package let symbol: String?

    package init(code: String, symbol: String?) {
      self.code = code
      self.symbol = symbol
    }
  }

  package struct Facts: Sendable {
    package let prerequisites: [Prerequisite]

    package init(prerequisites: [Prerequisite]) { self.prerequisites = prerequisites }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      prerequisites: try source.list("prerequisites", "courses that must be passed first") {
        item throws(FactFault) in
        Prerequisite(
          code: try item.text("code", "the course's code"),
          symbol: try item.optionalText("symbol", "the learner's best approved grade in it"))
      })
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    if facts.prerequisites.isEmpty { return Finding(id, .granted, "II.3") }
    guard let table = law.edition.grades else { return unset("grades", "II.3") }
    var missing: [String] = []
    for prerequisite in facts.prerequisites {
      guard let symbol = prerequisite.symbol else {
        missing.append(prerequisite.code)
        continue
      }
      guard let grade = table.grade(symbol: symbol) else {
        return Finding(
          id, .undetermined, "II.3", "unknownGrade",
          [("course", .text(prerequisite.code)), ("symbol", .text(symbol))])
      }
      if grade.passed != true { missing.append(prerequisite.code) }
    }
    return missing.isEmpty
      ? Finding(id, .granted, "II.3")
      : Finding(id, .refused, "II.3", "", [("missing", .list(missing))])
  }
}
