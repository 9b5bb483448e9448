// sa-iu-ecourses V.4: the grade of a mark by table 1, or the special code of table 2. Bands are
// half-open and nothing is rounded first (`grade.rounding`): 94.995 is an A, 59.995 an F. A barred
// learner's code is DN (`bar.symbol`), counted as F.
package import Kernel
package import Regulations

package enum CourseGrade: Rule {
  package static let id = "Grades/Grade"
  package static let articles = ["V.4"]
  package static let summary = "The grade of a mark, or the special code in its place."

  package struct Facts: Sendable {
    package let mark: Mark?
    /// A special code (IP, IC, DN, W, NP, NF), which stands before the mark.
    package let code: String?

    package init(mark: Mark?, code: String?) {
      self.mark = mark
      self.code = code
    }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      mark: try source.optionalMark("mark", "the mark of the course"),
      code: try source.optionalText("code", "a special code that stands before the mark"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    guard let table = law.edition.grades else { return unset("grades", "V.4") }
    if let code = facts.code {
      return special(code, in: table, law)
    }
    guard let mark = facts.mark else { return Finding(id, .undetermined, "V.4", "noMark") }
    if let finding = demand("grade.rounding", "none", "V.4", law) { return finding }
    guard let grade = table.grade(for: mark) else { return unset("grades", "V.4") }
    return Finding(
      id, .granted, "V.4", "", [("mark", .decimal(mark.trimmed))] + arguments(grade))
  }

  private static func special(_ code: String, in table: GradeTable, _ law: Law) -> Finding {
    guard table.codes.contains(where: { $0.symbol == code }) else {
      return Finding(id, .undetermined, "V.4", "unknownCode", [("symbol", .text(code))])
    }
    var symbol = code
    if code == "DN" {
      guard let reading = law.choice("bar.symbol") else { return unset("bar.symbol", "V.4") }
      symbol = reading
    }
    guard let grade = table.grade(symbol: symbol) else {
      return unread("bar.symbol", symbol, "V.4")
    }
    return Finding(id, .granted, "V.4", "code", arguments(grade))
  }

  private static func arguments(_ grade: GradeTable.Grade) -> [(name: String, value: Argument)] {
    var arguments: [(name: String, value: Argument)] = [
      ("symbol", .text(grade.symbol)), ("arabicSymbol", .text(grade.arabicSymbol)),
    ]
    if let weight = grade.weight5 { arguments.append(("weight5", .decimal(hundredths(weight)))) }
    if let weight = grade.weight4 { arguments.append(("weight4", .decimal(hundredths(weight)))) }
    if let passed = grade.passed { arguments.append(("passed", .flag(passed))) }
    return arguments
  }

  private static func hundredths(_ weight: Int) -> ExactDecimal {
    ExactDecimal(mantissa: Int64(weight), scale: 2)
  }
}
