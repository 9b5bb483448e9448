import Casework
import JSON
package import Kernel
import Regulations
import Storage

/// An assessor finds whether a standard is met, with the evidence beside it.
package struct RecordFinding: Operation {
  package static let name = "RecordFinding"

  let file: CaseID
  let standard: String
  let isMet: Bool
  let note: String

  package init(file: CaseID, standard: String, isMet: Bool, note: String) {
    self.file = file
    self.standard = standard
    self.isMet = isMet
    self.note = note
  }

  package func run(_ work: Work) throws -> Decided<Bool> {
    let desk = try work.desk(file)
    guard work.actor.holds(.assessor, at: work.at) else {
      throw OperationFault.forbidden("it takes the role assessor")
    }
    try work.requireOpenAtOffice(desk, standard)
    guard note.contains(where: { !$0.isWhitespace }), Name.fault(in: note, limit: 4_000) == nil
    else { throw OperationFault.badInput("note", "must say what was seen, at most 4000 bytes") }
    let id = try work.recordAct(
      Self.name, subject: desk.file.person,
      facts: [
        ("case", .text(desk.file.number ?? "–")), ("standard", .text(standard)),
        ("met", .flag(isMet)), ("note", .text(note)),
      ])
    try CaseFinding(
      standard: standard, isMet: isMet, note: note, assessor: try work.personActing(),
      at: work.at
    ).save(file, in: work.tx)
    return Decided(Ruling([], at: work.at), id, true)
  }
}

/// Somebody else, of those who decide the case, confirms an assessor's finding.
package struct ConfirmFinding: Operation {
  package static let name = "ConfirmFinding"

  let file: CaseID
  let standard: String

  package init(file: CaseID, standard: String) {
    self.file = file
    self.standard = standard
  }

  package func run(_ work: Work) throws -> Decided<Bool> {
    let desk = try work.desk(file)
    guard desk.procedure.isConfirmed(by: work.actor, about: desk.subject, at: work.at) else {
      let roles = desk.procedure.steps.filter { $0.decides != nil }.flatMap(\.by.offices.roles)
      let names = Role.allCases.filter(roles.contains).map(\.rawValue)
      throw OperationFault.forbidden("it takes the role \(names.joined(separator: " or "))")
    }
    try work.requireOpenAtOffice(desk, standard)
    let person = try work.personActing()
    let finding = try CaseFinding.of(file, in: work.tx).first { $0.standard == standard }
    guard let finding else { throw OperationFault.notFound("finding") }
    guard finding.assessor != person else {
      throw OperationFault.forbidden("it takes somebody else than the assessor")
    }
    let id = try work.recordAct(
      Self.name, subject: desk.file.person,
      facts: [("case", .text(desk.file.number ?? "–")), ("standard", .text(standard))])
    guard try CaseFinding.confirm(file, standard: standard, by: person, at: work.at, in: work.tx)
    else { throw OperationFault.stateConflict("this finding is confirmed already") }
    return Decided(Ruling([], at: work.at), id, true)
  }
}

extension Procedure {
  /// Who has to do with its cases at the office: whoever takes a step, and where it is measured by
  /// standards the assessors.
  var hands: [ProcedureStep.Hand] {
    steps.map(\.by) + (standards.isEmpty ? [] : [.roles([.assessor], delegates: false)])
  }

  /// Whether somebody is of those who decide its cases.
  func isConfirmed(by actor: Actor, about subject: CaseSubject?, at: Instant) -> Bool {
    steps.contains { $0.decides != nil && actor.hasOffice(for: $0.by, about: subject, at: at) }
  }
}

extension Work {
  /// Refuses a step that needs findings while a required standard lacks one, or its confirmation.
  func requireFindings(_ step: ProcedureStep, _ desk: CaseDesk) throws {
    guard !step.needs.isDisjoint(with: [.findings, .confirmation]) else { return }
    let stored = try CaseAnswers.find(desk.file.id, revision: desk.file.revision, in: tx)
    let answers = try stored.map { try JSON.read($0) } ?? .object(Value.Members())
    let found = try CaseFinding.of(desk.file.id, in: tx)
    let isConfirmed = step.needs.contains(.confirmation)
    let lacking = desk.procedure.standards(for: answers).filter(\.isRequired).map(\.code)
      .filter { code in
        !found.contains { $0.standard == code && ($0.confirmer != nil || !isConfirmed) }
      }
    guard lacking.isEmpty else {
      throw OperationFault.stateConflict(
        "the step needs a finding\(isConfirmed ? ", confirmed by somebody else," : "") for "
          + lacking.joined(separator: ", "))
    }
  }

  /// A standard of the case's procedure can be judged only while the case lies at the office.
  func requireOpenAtOffice(_ desk: CaseDesk, _ standard: String) throws {
    guard desk.side == .office, desk.file.turn == .office else {
      throw OperationFault.stateConflict("the case does not lie at the office now")
    }
    let stored = try CaseAnswers.find(desk.file.id, revision: desk.file.revision, in: tx)
    let answers = try stored.map { try JSON.read($0) } ?? .object(Value.Members())
    guard desk.procedure.standards(for: answers).contains(where: { $0.code == standard }) else {
      throw OperationFault.badInput("standard", "'\(standard)' does not count for this case")
    }
  }
}
