// sa-iu-ecourses V.1: what follows when an alternative exam that was granted is not sat. The
// controls are silent (`altExam.notSat`, unset): the study by-law's text says F, one university
// counts zero in the final and keeps the coursework.
import Kernel
package import Regulations

package enum AlternativeNotSat: Rule {
  package static let id = "Exams/AlternativeNotSat"
  package static let articles = ["V.1"]
  package static let summary = "What follows when a granted alternative exam is not sat."

  package struct Facts: Sendable {
    package let sat: Bool

    package init(sat: Bool) { self.sat = sat }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(sat: try source.flag("sat", "the learner sat the alternative exam"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    if facts.sat { return Finding(id, .granted, "V.1", "sat") }
    switch law.choice("altExam.notSat") {
    case "F": return Finding(id, .refused, "V.1", "fail", [("symbol", .text("F"))])
    case "zeroInFinal":
      return Finding(
        id, .refused, "V.1", "zeroInFinal", [("mark", .decimal(ExactDecimal(mantissa: 0)))])
    case let reading?: return unread("altExam.notSat", reading, "V.1")
    case nil: return unset("altExam.notSat", "V.1")
    }
  }
}
