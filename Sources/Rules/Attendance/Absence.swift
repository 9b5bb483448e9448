// The arithmetic of IV.1, shared by the rules of this folder. Sessions planned for the term, less
// those cancelled, are the whole (`attendance.denominator`); barred is whoever was absent from more
// than the rest of the minimum (25 %), and half of the whole or more can no longer be lifted. All
// by whole numbers.
import Kernel
import Regulations

/// A learner's sessions and absences in one course.
package struct Sessions: Sendable {
  /// Sessions planned for the term.
  package let planned: Int
  /// Of those, cancelled by the teacher.
  package let cancelled: Int
  package let absent: Int
  /// Of the absences, excused.
  package let excused: Int
  /// Of the planned sessions, held before the learner registered (neither present nor absent).
  package let beforeRegistration: Int

  package init(
    planned: Int, cancelled: Int = 0, absent: Int, excused: Int = 0, beforeRegistration: Int = 0
  ) {
    self.planned = planned
    self.cancelled = cancelled
    self.absent = absent
    self.excused = excused
    self.beforeRegistration = beforeRegistration
  }

  static func read(_ source: FactSource) throws(FactFault) -> Sessions {
    Sessions(
      planned: try source.int("planned", 0...10_000, "sessions planned for the term"),
      cancelled: try source.optionalInt("cancelled", 0...10_000, "of those, cancelled") ?? 0,
      absent: try source.int("absent", 0...10_000, "sessions missed, excused ones included"),
      excused: try source.optionalInt("excused", 0...10_000, "of the missed, excused") ?? 0,
      beforeRegistration: try source.optionalInt(
        "beforeRegistration", 0...10_000,
        "sessions held before the learner registered, in none of the other counts but planned")
        ?? 0)
  }
}

/// What the absences amount to.
struct Absence {
  /// Sessions that count, and absences that count.
  let planned: Int
  let absent: Int
  /// The largest number of absences that is still safe.
  let allowed: Int
  let barred: Bool
  /// The bar can (still) be lifted.
  let liftable: Bool
  /// Absence is exactly the share at which this law and the by-law part ways.
  let atLimit: Bool

  var arguments: [(name: String, value: Argument)] {
    var arguments: [(name: String, value: Argument)] = [
      ("planned", .integer(planned)), ("absent", .integer(absent)),
      ("allowed", .integer(allowed)), ("liftable", .flag(liftable)),
    ]
    if atLimit { arguments.append(("difference", .text("sa-uac-study@1444#attendance"))) }
    return arguments
  }
}

/// A finding instead of an answer.
struct AbsenceFault: Error {
  let finding: Finding
}

extension Rule {
  /// Weighs a learner's absences, or gives the finding why they cannot be weighed.
  static func weigh(_ sessions: Sessions, _ law: Law) throws(AbsenceFault) -> Absence {
    for finding in [
      demand("attendance.denominator", "plannedForTerm", "IV.1", law),
      demand("bar.effective", "irreversible", "IV.1", law),
    ] {
      if let finding { throw AbsenceFault(finding: finding) }
    }
    guard let excusedCounts = law.flag("attendance.excusedCounts") else {
      throw AbsenceFault(finding: unset("attendance.excusedCounts", "IV.1"))
    }
    let held = sessions.planned - sessions.cancelled
    guard sessions.excused <= sessions.absent, sessions.beforeRegistration >= 0,
      sessions.absent + sessions.beforeRegistration <= held
    else {
      throw AbsenceFault(
        finding: Finding(
          id, .undetermined, "IV.1", "inconsistent",
          [
            ("planned", .integer(sessions.planned)), ("cancelled", .integer(sessions.cancelled)),
            ("absent", .integer(sessions.absent)), ("excused", .integer(sessions.excused)),
            ("beforeRegistration", .integer(sessions.beforeRegistration)),
          ]))
    }
    let absent = excusedCounts ? sessions.absent : sessions.absent - sessions.excused
    let before = sessions.beforeRegistration
    if before == 0 { return try test(planned: held, absent: absent, law) }
    // Whether sessions held before the learner came count is asked only when it matters: while the
    // law is silent, readings that agree are an answer.
    let present = try test(planned: held, absent: absent, law)
    let missed = try test(planned: held, absent: absent + before, law)
    let outside = try test(planned: held - before, absent: absent, law)
    switch law.choice("attendance.beforeRegistration") {
    case "present": return present
    case "absent": return missed
    case "outside": return outside
    case let reading?:
      throw AbsenceFault(finding: unread("attendance.beforeRegistration", reading, "IV.1"))
    case nil:
      let agree = [missed, outside].allSatisfy {
        $0.barred == present.barred && $0.liftable == present.liftable
      }
      if agree { return outside }
      throw AbsenceFault(finding: unset("attendance.beforeRegistration", "IV.1"))
    }
  }

  private static func test(planned: Int, absent: Int, _ law: Law) throws(AbsenceFault)
    -> Absence
  {
    guard let minimum = law.percent("attendance.minimum") else {
      throw AbsenceFault(finding: unset("attendance.minimum", "IV.1"))
    }
    guard let limit = law.percent("bar.unliftableAbsence") else {
      throw AbsenceFault(finding: unset("bar.unliftableAbsence", "IV.1"))
    }
    let tolerated = Share(percent: minimum).rest
    let unliftable = Share(percent: limit)
    let barred = tolerated.isExceeded(by: absent, of: planned)
    let reached = unliftable.isReached(by: absent, of: planned)
    let exceeded = unliftable.isExceeded(by: absent, of: planned)
    let liftable: Bool
    switch law.choice("bar.liftTest") {
    case "absenceBelow": liftable = barred && !reached
    case "attendanceAtLeast": liftable = barred && !exceeded
    case let reading?: throw AbsenceFault(finding: unread("bar.liftTest", reading, "IV.1"))
    case nil: throw AbsenceFault(finding: unset("bar.liftTest", "IV.1"))
    }
    return Absence(
      planned: planned, absent: absent, allowed: tolerated.largest(of: planned), barred: barred,
      liftable: liftable, atLimit: planned > 0 && reached && !exceeded)
  }
}
