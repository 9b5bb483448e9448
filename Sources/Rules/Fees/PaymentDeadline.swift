// sa-iu-ecourses IV.2: the fees of registered courses are paid in full within one week of
// registration. The day of registration is not counted; the week ends with the last moment of its
// seventh day (`payment.days`, `payment.clock`); no holiday extends it
// (`deadline.extendOnHoliday`).
package import Kernel
package import Regulations

package enum PaymentDeadline: Rule {
  package static let id = "Fees/PaymentDeadline"
  package static let articles = ["IV.2"]
  package static let summary = "Until when the fees of a registration are to be paid."

  package struct Facts: Sendable {
    package let registeredAt: Instant

    package init(registeredAt: Instant) { self.registeredAt = registeredAt }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(registeredAt: try source.instant("registeredAt", "the instant of the registration"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    do {
      let term = try paymentTerm(registeredAt: facts.registeredAt, law)
      return Finding(id, .granted, "IV.2", "", term.arguments)
    } catch {
      return error.finding
    }
  }
}

/// The end of the time for payment.
struct PaymentTerm {
  /// The first instant that is too late.
  let due: Instant
  let lastDay: Day

  var arguments: [(name: String, value: Argument)] {
    [("due", .instant(due)), ("lastDay", .day(lastDay))]
  }
}

/// A finding instead of a deadline.
struct PaymentTermFault: Error {
  let finding: Finding
}

extension Rule {
  /// When the fees of a registration are due, or the finding why it cannot be told.
  static func paymentTerm(registeredAt: Instant, _ law: Law) throws(PaymentTermFault)
    -> PaymentTerm
  {
    for finding in [
      demand("deadline.extendOnHoliday", false, "IV.2", law),
      demand("payment.scope", "invoice", "IV.2", law),
    ] {
      if let finding { throw PaymentTermFault(finding: finding) }
    }
    guard let days = law.integer("payment.days") else {
      throw PaymentTermFault(finding: unset("payment.days", "IV.2"))
    }
    guard let clock = law.choice("payment.clock") else {
      throw PaymentTermFault(finding: unset("payment.clock", "IV.2"))
    }
    switch clock {
    case "endOfDay":
      return PaymentTerm(
        due: Deadline.days(days, after: registeredAt, in: law.zone),
        lastDay: law.zone.day(of: registeredAt).adding(days: days))
    case "hours":
      let due = registeredAt.adding(seconds: Int64(days) * 86_400)
      return PaymentTerm(due: due, lastDay: law.zone.day(of: due.adding(seconds: -1)))
    default:
      throw PaymentTermFault(finding: unread("payment.clock", clock, "IV.2"))
    }
  }
}
