// sa-iu-ecourses III.6: whoever had paid for a section that was cancelled may use the balance in
// another section of the course, or in one other course of the same number of units, until two
// weeks after the start of study (`credit.lateRightDays`; the start itself is not counted).
// Registration may have closed meanwhile. The balance is not lost afterwards: see Fees/CreditUse.
package import Kernel
package import Regulations

package enum CancelledBalance: Rule {
  package static let id = "Registration/CancelledBalance"
  package static let articles = ["III.6"]
  package static let summary = "The balance of a cancelled section is used in time, unit for unit."

  package struct Facts: Sendable {
    /// The cancelled registration was paid in full.
    package let paid: Bool
    package let studyStarts: Day
    package let sameCourse: Bool
    package let unitsCancelled: Int
    package let unitsNew: Int
    /// How many courses are chosen instead.
    package let courses: Int

    package init(
      paid: Bool, studyStarts: Day, sameCourse: Bool, unitsCancelled: Int, unitsNew: Int,
      courses: Int
    ) {
      self.paid = paid
      self.studyStarts = studyStarts
      self.sameCourse = sameCourse
      self.unitsCancelled = unitsCancelled
      self.unitsNew = unitsNew
      self.courses = courses
    }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      paid: try source.flag("paid", "the cancelled registration was paid in full"),
      studyStarts: try source.day("studyStarts", "first day of study in the term"),
      sameCourse: try source.flag("sameCourse", "the new section is of the same course"),
      unitsCancelled: try source.int("unitsCancelled", 0...100, "units of the cancelled course"),
      unitsNew: try source.int("unitsNew", 0...1_000, "units of what is chosen instead"),
      courses: try source.int("courses", 1...100, "how many courses are chosen instead"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    if let finding = demand("deadline.extendOnHoliday", false, "III.6", law) { return finding }
    guard let days = law.integer("credit.lateRightDays") else {
      return unset("credit.lateRightDays", "III.6")
    }
    guard let needsPayment = law.flag("credit.requiresPaid") else {
      return unset("credit.requiresPaid", "III.6")
    }
    guard let reading = law.choice("credit.courses") else {
      return unset("credit.courses", "III.6")
    }
    let severalAllowed: Bool
    switch reading {
    case "one": severalAllowed = false
    case "several": severalAllowed = true
    default: return unread("credit.courses", reading, "III.6")
    }
    let until = facts.studyStarts.adding(days: days)
    let arguments: [(name: String, value: Argument)] = [
      ("until", .day(until)), ("cancelled", .integer(facts.unitsCancelled)),
      ("new", .integer(facts.unitsNew)), ("courses", .integer(facts.courses)),
    ]
    if needsPayment, !facts.paid { return Finding(id, .refused, "III.6", "unpaid", arguments) }
    if law.at >= law.zone.end(of: until) {
      return Finding(id, .refused, "III.6", "late", arguments)
    }
    if facts.courses != 1, !severalAllowed {
      return Finding(id, .refused, "III.6", "severalCourses", arguments)
    }
    if facts.unitsNew != facts.unitsCancelled {
      return Finding(id, .refused, "III.6", "units", arguments)
    }
    return Finding(
      id, .granted, "III.6", facts.sameCourse ? "sameCourse" : "otherCourse", arguments)
  }
}
