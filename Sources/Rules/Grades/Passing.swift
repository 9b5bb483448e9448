// sa-iu-ecourses V.2: a course is passed by meeting all assessment requirements and the minimum,
// here 60 of 100 (`pass.minimum`), compared before any rounding. An approved plan may also set a
// minimum for a learning outcome or a component: a mark of 82 with a required outcome below its
// minimum does not pass. Courses without a mark are passed or failed by result (NP, NF).
package import Kernel
package import Regulations

package enum Passing: Rule {
  package static let id = "Grades/Passing"
  package static let articles = ["V.2"]
  package static let summary = "Whether a course is passed."

  package enum PassFail: String, Sendable, CaseIterable { case pass, fail, none }

  /// A learning outcome or component with its minimum.
  package struct Part: Sendable {
    package let code: String
    package let minimum: Mark
    /// Nil while there is no mark.
    package let mark: Mark?

    package init(code: String, minimum: Mark, mark: Mark?) {
      self.code = code
      self.minimum = minimum
      self.mark = mark
    }

    static func read(_ item: FactSource) throws(FactFault) -> Part {
      Part(
        code: try item.text("code", "its code"),
        minimum: try item.mark("minimum", "the minimum the plan sets"),
        mark: try item.optionalMark("mark", "the mark reached; absent while there is none"))
    }
  }

  package struct Facts: Sendable {
    package let mark: Mark?
    /// Every required component has been done.
    package let requiredDone: Bool
    package let outcomes: [Part]
    package let components: [Part]
    /// The result of a course without a mark; none for a course with one.
    package let passFail: PassFail

    package init(
      mark: Mark?, requiredDone: Bool, outcomes: [Part], components: [Part],
      passFail: PassFail = .none
    ) {
      self.mark = mark
      self.requiredDone = requiredDone
      self.outcomes = outcomes
      self.components = components
      self.passFail = passFail
    }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      mark: try source.optionalMark("mark", "the mark of the course"),
      requiredDone: try source.flag("requiredDone", "every required component has been done"),
      outcomes: try source.list("outcomes", "learning outcomes with a minimum", Part.read),
      components: try source.list("components", "components with a minimum", Part.read),
      passFail: try source.choice(
        "passFail", "the result of a course without a mark; none for a course with one"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    if let finding = demand("grade.rounding", "none", "V.2", law) { return finding }
    guard facts.requiredDone else { return Finding(id, .refused, "V.2", "incomplete") }
    let numbers: [(name: String, value: Argument)]
    if facts.passFail == .none {
      guard let minimum = law.mark("pass.minimum") else { return unset("pass.minimum", "V.2") }
      guard let mark = facts.mark else { return Finding(id, .undetermined, "V.2", "noMark") }
      numbers = [("mark", .decimal(mark.trimmed)), ("minimum", .decimal(minimum.trimmed))]
      if mark < minimum { return Finding(id, .refused, "V.2", "mark", numbers) }
    } else {
      numbers = []
      if facts.passFail == .fail { return Finding(id, .refused, "V.2", "failed") }
    }
    let parts = [
      ("outcomes", "outcome", facts.outcomes), ("components", "component", facts.components),
    ]
    for (name, variant, parts) in parts {
      let failed = parts.filter { part in part.mark.map { $0 < part.minimum } ?? false }
      if !failed.isEmpty {
        return Finding(
          id, .refused, "V.2", variant, numbers + [(name, .list(failed.map(\.code)))])
      }
    }
    let unmarked = (facts.outcomes + facts.components).filter { $0.mark == nil }.map(\.code)
    if !unmarked.isEmpty {
      return Finding(id, .undetermined, "V.2", "partMissing", [("missing", .list(unmarked))])
    }
    return Finding(id, .granted, "V.2", facts.passFail == .pass ? "passed" : "", numbers)
  }
}

extension Mark {
  /// The mark as a number without trailing zeros.
  var trimmed: ExactDecimal {
    var (value, scale) = (millionths, Mark.scale)
    while scale > 0, value % 10 == 0 { (value, scale) = (value / 10, scale - 1) }
    return ExactDecimal(mantissa: value, scale: scale)
  }
}
