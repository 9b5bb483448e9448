// sa-iu-ecourses III.6, IV.3 and G.5: there are two credits. The credit of a dropped course is kept
// and does not expire (`credit.expiry`). The credit of a cancelled section is usable until two
// weeks after the start of study; afterwards it is held, not forfeited, and whether it can still be
// used is not said (`credit.afterLateRight`, unset): G.5 points to the rules of the paid distance
// programmes, and a person decides.
package import Kernel
package import Regulations

package enum CreditUse: Rule {
  package static let id = "Fees/CreditUse"
  package static let articles = ["III.6", "IV.3", "IV.2", "G.5"]
  package static let summary = "Whether a credit can be used at this instant."

  package enum Kind: String, Sendable, CaseIterable { case drop, cancelled, payment }

  package struct Facts: Sendable {
    package let kind: Kind
    package let studyStarts: Day

    package init(kind: Kind, studyStarts: Day) {
      self.kind = kind
      self.studyStarts = studyStarts
    }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      kind: try source.choice("kind", "where the credit comes from"),
      studyStarts: try source.day("studyStarts", "first day of study of the term it comes from"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    if facts.kind == .payment {
      if let finding = demand("payment.late", "credit", "IV.2", law) { return finding }
      return Finding(id, .granted, "IV.2", "payment")
    }
    if facts.kind == .drop {
      if let finding = demand("credit.expiry", "none", "IV.3", law) { return finding }
      return Finding(id, .granted, "IV.3", "drop")
    }
    if let finding = demand("deadline.extendOnHoliday", false, "III.6", law) { return finding }
    guard let days = law.integer("credit.lateRightDays") else {
      return unset("credit.lateRightDays", "III.6")
    }
    let until = facts.studyStarts.adding(days: days)
    if law.at < law.zone.end(of: until) {
      return Finding(id, .granted, "III.6", "cancelled", [("until", .day(until))])
    }
    let arguments: [(name: String, value: Argument)] = [
      ("until", .day(until)), ("fallback", .text("sa-iu-paiddl")),
    ]
    switch law.choice("credit.afterLateRight") {
    case "usable": return Finding(id, .granted, "G.5", "afterDeadline", arguments)
    case "ended": return Finding(id, .refused, "G.5", "afterDeadline", arguments)
    case let reading?: return unread("credit.afterLateRight", reading, "G.5")
    case nil: return Finding(id, .undetermined, "G.5", "afterDeadline", arguments)
    }
  }
}
