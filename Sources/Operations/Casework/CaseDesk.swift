package import Casework
import JSON
package import Kernel
import People
package import Regulations
import Rules
import Storage

/// What is wrong with a form's answers, place by place; nothing was stored.
package struct FormRefused: Error, CustomStringConvertible {
  package let faults: [FormFault]

  package var description: String {
    faults.map { fault in
      "\(fault.place): \(fault.problem.rawValue)" + (fault.bound.map { " \($0)" } ?? "")
    }.joined(separator: "; ")
  }
}

/// A case with the procedure and the law it was filed under, and what the actor is to it.
struct CaseDesk {
  var file: CaseFile
  let procedure: Procedure
  /// The edition the case keeps, at the instant of work.
  let law: Law
  let side: Side

  /// From which side somebody comes to a case.
  enum Side { case applicant, office, clock }

  var calendar: WorkCalendar { law.edition.workCalendar }
}

extension Work {
  /// A procedure of the edition in force, or of the one named.
  func procedure(_ id: String, instrument: String, edition: String? = nil) throws
    -> (procedure: Procedure, law: Law)
  {
    // What the law leaves unset, the office that handles the case has set, not who applies.
    let handler = try officeHandling(instrument)
    let overlay =
      handler == institution.id
      ? self.law.overlay
      : try OverlayRow.current(
        Scope(handler), instrument: instrument, at: at, office: office, in: tx)
    guard
      let law = office.library.law(instrument, at: at, edition: edition, overlay: overlay),
      let procedure = law.edition.procedure(id)
    else { throw OperationFault.notFound("procedure '\(id)'") }
    return (procedure, law)
  }

  /// A case as the actor may see it; one of others is as absent as an unknown one.
  func desk(_ id: CaseID) throws -> CaseDesk {
    guard let file = try CaseFile.find(id, in: tx) else { throw OperationFault.notFound("case") }
    let (procedure, law) = try procedure(
      file.procedure, instrument: file.instrument, edition: file.edition)
    guard let side = CaseDesk.Side(of: actor, to: file, procedure, at: at) else {
      throw OperationFault.notFound("case")
    }
    return CaseDesk(file: file, procedure: procedure, law: law, side: side)
  }

  /// The institution that handles a procedure: the own one where it runs under that instrument, or
  /// the one in this installation that does.
  func officeHandling(_ instrument: String) throws -> InstitutionID {
    if institution.instrument == instrument { return institution.id }
    guard let found = office.institutions.first(where: { $0.instrument == instrument }) else {
      throw OperationFault.notFound("office for \(instrument) in this installation")
    }
    return found.id
  }
}

extension CaseDesk.Side {
  /// Nil where somebody has nothing to do with a case.
  init?(of actor: Actor, to file: CaseFile, _ procedure: Procedure, at: Instant) {
    guard let person = actor.person else {
      self = .clock
      return
    }
    let institution = actor.scope.institution
    if institution == file.applicant {
      let files = procedure.filedBy.contains { actor.holds($0, at: at) }
      if person == file.person || files && procedure.about == .body {
        self = .applicant
        return
      }
    }
    guard institution == file.institution, file.turn != .draft,
      procedure.officeRoles.contains(where: { actor.holds($0, at: at) })
    else { return nil }
    self = .office
  }
}

extension Procedure {
  /// The roles that have a hand in it at the office.
  package var officeRoles: [Role] {
    steps.flatMap { step -> [Role] in
      switch step.by {
      case .roles(let roles, _): roles
      case .committee(let role, _): [role]
      case .applicant, .clock: []
      }
    }
  }
}
