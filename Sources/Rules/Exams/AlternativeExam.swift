// sa-iu-ecourses V.1: who could not sit an exam may ask for another one, within the time set and
// with an excuse that the authority accepts after checking it. The time is not in the controls
// (`altExam.requestDays`, unset); the study by-law wants the exam held before the end of the next
// term (`altExam.latest`). A barred learner has no exam to replace (our reading).
package import Kernel
package import Regulations

package enum AlternativeExam: Rule {
  package static let id = "Exams/AlternativeExam"
  package static let articles = ["V.1"]
  package static let summary = "An alternative exam is asked for in time, with an accepted excuse."

  package struct Facts: Sendable {
    package let barred: Bool
    /// Nil while the authority has not decided on the excuse.
    package let excuseAccepted: Bool?
    package let examAt: Instant
    package let requestedAt: Instant
    /// The day for which the alternative exam is planned, and the last day of the next term.
    package let scheduledOn: Day?
    package let nextTermEnds: Day?

    package init(
      barred: Bool, excuseAccepted: Bool?, examAt: Instant, requestedAt: Instant,
      scheduledOn: Day? = nil, nextTermEnds: Day? = nil
    ) {
      self.barred = barred
      self.excuseAccepted = excuseAccepted
      self.examAt = examAt
      self.requestedAt = requestedAt
      self.scheduledOn = scheduledOn
      self.nextTermEnds = nextTermEnds
    }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      barred: try source.flag("barred", "the learner is barred in the course"),
      excuseAccepted: try source.optionalFlag(
        "excuseAccepted", "the authority has accepted the excuse; absent while undecided"),
      examAt: try source.instant("examAt", "when the missed exam was held"),
      requestedAt: try source.instant("requestedAt", "the instant of the request"),
      scheduledOn: try source.optionalDay("scheduledOn", "the day planned for the exam"),
      nextTermEnds: try source.optionalDay("nextTermEnds", "last day of the next term"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    if facts.barred { return Finding(id, .refused, "V.1", "barred") }
    if facts.excuseAccepted == false { return Finding(id, .refused, "V.1", "excuse") }
    guard let days = law.integer("altExam.requestDays") else {
      return Finding(
        id, .undetermined, "V.1", "unset",
        [
          ("parameter", .text("altExam.requestDays")), ("bylaw", .text("sa-uac-study")),
          ("requestedAt", .instant(facts.requestedAt)),
        ])
    }
    let last = law.zone.day(of: facts.examAt).adding(days: days)
    let arguments: [(name: String, value: Argument)] = [
      ("requestedAt", .instant(facts.requestedAt)), ("days", .integer(days)), ("until", .day(last)),
    ]
    if facts.requestedAt >= law.zone.end(of: last) {
      return Finding(id, .refused, "V.1", "late", arguments)
    }
    if let planned = facts.scheduledOn, let ends = facts.nextTermEnds {
      if let finding = demand("altExam.latest", "endOfNextTerm", "V.1", law) { return finding }
      if planned > ends {
        return Finding(
          id, .refused, "V.1", "afterNextTerm",
          arguments + [("scheduledOn", .day(planned)), ("termEnds", .day(ends))])
      }
    }
    if facts.excuseAccepted == nil {
      return Finding(id, .undetermined, "V.1", "excusePending", arguments)
    }
    return Finding(id, .granted, "V.1", "", arguments)
  }
}
