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
  /// What it is about; nil where it is about who filed it.
  let subject: CaseSubject?
  let side: Side
  /// The steps taken so far, the filing first.
  var steps: [CaseStep]

  /// From which side somebody comes to a case.
  enum Side { case applicant, office, clock }

  var calendar: WorkCalendar { law.edition.workCalendar }

  init(
    file: CaseFile, procedure: Procedure, law: Law, subject: CaseSubject?, side: Side,
    steps: [CaseStep]
  ) {
    self.file = file
    self.procedure = procedure
    self.law = law
    self.subject = subject
    self.side = side
    self.steps = steps
  }

  /// A case as somebody comes to it; nil where it is none of theirs. Its steps are read unless nobody
  /// will ask for them.
  init?(
    _ file: CaseFile, _ actor: Actor, at: Instant, overlay: Overlay, _ library: Library,
    withSteps: Bool = true, in tx: Transaction
  ) throws {
    guard
      let come = try Side.find(of: actor, to: file, at: at, overlay: overlay, library, in: tx)
    else { return nil }
    self.init(
      file: file, procedure: come.procedure, law: come.law, subject: come.subject,
      side: come.side, steps: withSteps ? try CaseStep.of(file.id, in: tx) : [])
  }

  /// The same of a case that is not read yet, under what the office that handles it has set.
  static func find(
    _ id: CaseID, _ actor: Actor, at: Instant, _ office: Office, in tx: Transaction
  ) throws -> CaseDesk? {
    guard let file = try CaseFile.find(id, in: tx) else { return nil }
    let overlay = try OverlayRow.current(
      Scope(file.institution), at: at, office: office, in: tx)
    return try CaseDesk(file, actor, at: at, overlay: overlay, office.library, in: tx)
  }
}

extension Library {
  /// The law at an instant of the edition a case keeps, with its procedure there; nil where that
  /// edition is not held here.
  package func kept(by file: CaseFile, at: Instant, overlay: Overlay = [:]) -> (
    law: Law, procedure: Procedure
  )? {
    guard
      let law = law(file.instrument, at: at, edition: file.edition, overlay: overlay),
      let procedure = law.edition.procedure(file.procedure)
    else { return nil }
    return (law, procedure)
  }
}

extension Work {
  /// A procedure of the edition in force, or of the one named, as the office that handles it set what
  /// the law leaves unset; whoever applies has no say in that.
  func procedure(
    _ id: String, instrument: String, edition: String? = nil, handledBy handler: InstitutionID
  ) throws -> (procedure: Procedure, law: Law) {
    let overlay = try overlay(of: handler, instrument)
    guard
      let law = office.library.law(instrument, at: at, edition: edition, overlay: overlay),
      let procedure = law.edition.procedure(id)
    else { throw OperationFault.notFound("procedure '\(id)'") }
    return (procedure, law)
  }

  private func overlay(of handler: InstitutionID, _ instrument: String) throws -> Overlay {
    guard handler != institution.id else { return law.overlay }
    return try OverlayRow.current(
      Scope(handler), at: at, office: office, in: tx)
  }

  /// A case as the actor may see it; one of others is as absent as an unknown one.
  func desk(_ id: CaseID, withSteps: Bool = true) throws -> CaseDesk {
    guard let file = try CaseFile.find(id, in: tx) else { throw OperationFault.notFound("case") }
    return try desk(of: file, withSteps: withSteps)
  }

  /// The same of a case that was read.
  func desk(of file: CaseFile, withSteps: Bool = true) throws -> CaseDesk {
    let overlay = try overlay(of: file.institution, file.instrument)
    guard
      let desk = try CaseDesk(
        file, actor, at: at, overlay: overlay, office.library, withSteps: withSteps, in: tx)
    else { throw OperationFault.notFound("case") }
    return desk
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
  /// From which side somebody comes to a case, with what had to be read to know it; nil where they
  /// have nothing to do with it.
  static func find(
    of actor: Actor, to file: CaseFile, at: Instant, overlay: Overlay = [:], _ library: Library,
    in tx: Transaction
  ) throws -> (side: Self, law: Law, procedure: Procedure, subject: CaseSubject?)? {
    guard let (law, procedure) = library.kept(by: file, at: at, overlay: overlay) else {
      return nil
    }
    let subject = try CaseSubject.find(
      file.about, procedure, Scope(file.applicant), library, in: tx)
    return Self(of: actor, to: file, procedure, about: subject, at: at).map {
      ($0, law, procedure, subject)
    }
  }

  /// Nil where somebody has nothing to do with a case.
  init?(
    of actor: Actor, to file: CaseFile, _ procedure: Procedure, about subject: CaseSubject? = nil,
    at: Instant
  ) {
    guard let person = actor.person else {
      self = .clock
      return
    }
    let institution = actor.scope.institution
    // What the office files is its own until it is filed; then the body it is about answers.
    if file.turn == .draft, person == file.person {
      self = .applicant
      return
    }
    if institution == file.applicant, procedure.about != .outsider {
      let speaks = procedure.bodyRoles.contains { actor.holds($0, at: at) }
      // A draft is its writer's alone.
      if person == file.person || speaks && procedure.isOfBody && file.turn != .draft {
        self = .applicant
        return
      }
    }
    guard institution == file.institution, file.turn != .draft,
      procedure.hands.contains(where: { actor.hasOffice(for: $0, about: subject, at: at) })
    else { return nil }
    self = .office
  }
}

extension ProcedureStep {
  /// Why somebody who comes to a case from a side may not take it; nil where they may.
  func refusal(
    of actor: Actor, from side: CaseDesk.Side, about subject: CaseSubject? = nil,
    after taken: [CaseStep], at: Instant
  ) -> String? {
    let isTheirs: Bool
    switch by {
    case .applicant: isTheirs = side == .applicant
    case .clock: isTheirs = side == .clock
    case .event: isTheirs = false
    case .roles, .committee:
      isTheirs = side == .office && actor.hasOffice(for: by, about: subject, at: at)
    }
    guard isTheirs else {
      return switch by {
      case .applicant: "the applicant takes this step"
      case .clock: "the clock takes this step"
      case .event: "nobody takes this step; it happens"
      case .roles(let roles, _):
        "it takes the role \(roles.map(\.rawValue).joined(separator: " or "))"
      case .committee(let role, _, _): "it takes a seat in the committee (\(role.rawValue))"
      }
    }
    guard let person = actor.person else { return nil }
    return otherThan.first { other in taken.last { $0.step == other }?.actor == person }
      .map { "it takes somebody else than who did '\($0)'" }
  }
}

extension ProcedureStep.Hand {
  /// The roles of an office that take a step, and whether their delegates do.
  var offices: (roles: [Role], delegates: Bool) {
    switch self {
    case .roles(let roles, let delegates): (roles, delegates)
    case .committee(let role, _, let delegates): ([role], delegates)
    case .applicant, .clock, .event: ([], false)
    }
  }
}

extension Actor {
  /// Whether one of the roles that take a step is held, by a delegation in force too where the step
  /// takes delegates; an office for one course or section holds for cases about it.
  func hasOffice(for hand: ProcedureStep.Hand, about subject: CaseSubject?, at: Instant) -> Bool {
    let (course, section) = (subject?.course, subject?.section)
    let (roles, delegates) = hand.offices
    return roles.contains { role in
      guard role == subject?.office ?? role else { return false }
      return holds(role, at: at, course: course, section: section)
        || delegates
          && grants.contains {
            $0.role == role && $0.institution == scope.institution
              && $0.covers(course: course, section: section, at: at)
          }
    }
  }

  /// Whether somebody has such an office for anything at all.
  func hasOfficeSomewhere(for hand: ProcedureStep.Hand, at: Instant) -> Bool {
    let (roles, delegates) = hand.offices
    return grants.contains { grant in
      roles.contains(grant.role) && grant.institution == scope.institution
        && grant.covers(course: grant.course, section: grant.section, at: at)
        && (delegates || grant.delegatedFrom == nil)
    }
  }
}
