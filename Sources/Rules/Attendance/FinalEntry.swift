// sa-iu-ecourses IV.1: a barred learner does not enter the final unless the bar was lifted. When
// further absences reach half after the lift, the lift no longer carries (`lift.lapsesAtLimit`):
// the final stays closed and the supervisory committee decides what follows (`lift.atFifty`); no DN
// is entered by itself.
package import Regulations

package enum FinalEntry: Rule {
  package static let id = "Attendance/FinalEntry"
  package static let articles = ["IV.1"]
  package static let summary = "Whoever is not barred, or whose bar is lifted, enters the final."

  package struct Facts: Sendable {
    package let sessions: Sessions
    package let lifted: Bool

    package init(sessions: Sessions, lifted: Bool) {
      self.sessions = sessions
      self.lifted = lifted
    }

    package init(planned: Int, absent: Int, lifted: Bool) {
      self.init(sessions: Sessions(planned: planned, absent: absent), lifted: lifted)
    }
  }

  package static func read(_ source: FactSource) throws(FactFault) -> Facts {
    Facts(
      sessions: try Sessions.read(source),
      lifted: try source.flag("lifted", "the bar has been lifted"))
  }

  package static func decide(_ facts: Facts, under law: Law) -> Finding {
    let absence: Absence
    do {
      absence = try weigh(facts.sessions, law)
    } catch {
      return error.finding
    }
    if !absence.barred { return Finding(id, .granted, "IV.1", "", absence.arguments) }
    if absence.liftable {
      return Finding(
        id, facts.lifted ? .granted : .refused, "IV.1", facts.lifted ? "lifted" : "barred",
        absence.arguments)
    }
    guard facts.lifted else {
      return Finding(id, .refused, "IV.1", "unliftable", absence.arguments)
    }
    guard let lapses = law.flag("lift.lapsesAtLimit") else {
      return unset("lift.lapsesAtLimit", "IV.1")
    }
    if !lapses { return Finding(id, .granted, "IV.1", "lifted", absence.arguments) }
    if let finding = demand("lift.atFifty", "finalBlocked", "IV.1", law) { return finding }
    return Finding(id, .undetermined, "IV.1", "atFifty", absence.arguments)
  }
}
