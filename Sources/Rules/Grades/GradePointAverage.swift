// sa-iu-ecourses V.4, with the study by-law: the average is the sum of units times weight over the
// sum of units, on the scales of 5 and 4. Grades without a weight (W, IC, IP, NP, NF) are outside
// it; with nothing counted there is no average, which is not 0. Exact inside, two decimals at the
// end by `gpa.rounding` of sa-uac-study. It is informative only: no degree average (G.4).
import Kernel
package import Regulations

package enum GradePointAverage: Rule {
  package static let id = "Grades/GradePointAverage"
  package static let articles = ["V.4"]
  package static let summary = "The average of weighted grades on the scales of 5 and 4."

  package struct Course: Sendable {
    package let units: Int
    package let symbol: String

    package init(units: Int, symbol: String) {
      self.units = units
      self.symbol = symbol
    }
  }

  package struct Facts: Sendable {
    package let courses: [Course]

    package init(courses: [Course]) { self.courses = courses }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      courses: try source.list("courses", "the learner's courses") { item throws(FactFault) in
        Course(
          units: try item.int("units", 0...100, "units of the course"),
          symbol: try item.text("symbol", "the grade's symbol"))
      })
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    guard let table = law.edition.grades else { return unset("grades", "V.4") }
    var units: Int64 = 0
    var sum5: Int64 = 0
    var sum4: Int64 = 0
    for course in facts.courses {
      guard let grade = table.grade(symbol: course.symbol) else {
        return Finding(
          id, .undetermined, "V.4", "unknownGrade", [("symbol", .text(course.symbol))])
      }
      guard let weight5 = grade.weight5, let weight4 = grade.weight4 else { continue }
      units += Int64(course.units)
      sum5 += Int64(course.units * weight5)
      sum4 += Int64(course.units * weight4)
    }
    guard units > 0 else {
      return Finding(id, .undetermined, "V.4", "undefined", [("units", .integer(0))])
    }
    guard let reading = law.under("sa-uac-study")?.choice("gpa.rounding") else {
      return unset("gpa.rounding", "V.4")
    }
    guard let rounding = Rounding(rawValue: reading) else {
      return unread("gpa.rounding", reading, "V.4")
    }
    return Finding(
      id, .granted, "V.4", "",
      [
        ("gpa5", .decimal(ExactDecimal(mantissa: rounding.divide(sum5, by: units), scale: 2))),
        ("gpa4", .decimal(ExactDecimal(mantissa: rounding.divide(sum4, by: units), scale: 2))),
        ("units", .integer(Int(units))),
      ])
  }
}

/// How a quotient of non-negative whole numbers becomes a whole number.
enum Rounding: String {
  case halfUp = "half-up"
  case halfEven = "half-even"
  case truncate

  func divide(_ numerator: Int64, by denominator: Int64) -> Int64 {
    let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    switch self {
    case .truncate: return quotient
    case .halfUp: return remainder * 2 >= denominator ? quotient + 1 : quotient
    case .halfEven:
      if remainder * 2 == denominator { return quotient + quotient % 2 }
      return remainder * 2 > denominator ? quotient + 1 : quotient
    }
  }
}
