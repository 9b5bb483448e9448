import Accounts
import Casework
import Credentials
import JSON
import Kernel
import People
import Regulations
import Rules
import Storage

/// The clock makes a case of a request for a paper copy that was kept before such requests were cases:
/// with its days, its ruling and its invoice, where the procedure would have it stand.
struct CarryOverPaperCopy: Operation {
  static let name = "CarryOverPaperCopy"

  let request: PaperCopyID

  /// The case.
  func run(_ work: Work) throws -> Decided<CaseID> {
    guard let old = try PaperCopyRequest.find(request, work.scope, in: work.tx),
      let procedure = work.law.edition.copying,
      let invoice = try Invoice.find(old.invoice, work.scope, in: work.tx)
    else { throw OperationFault.stateConflict("there is nothing to be carried over") }
    var file = CaseFile(
      id: work.id(), institution: work.institution.id, applicant: work.institution.id,
      person: old.learner, procedure: procedure, about: old.credential.bytes,
      at: old.requestedAt)
    try file.insert(in: work.tx)
    try CaseAnswers.set(
      file.id, revision: 1, JSON.write(answers(old)), at: old.requestedAt, in: work.tx)
    let number = try CaseFile.nextNumber(
      work.institution.id, prefix: procedure.prefix,
      year: work.law.zone.day(of: old.requestedAt).civil.year, in: work.tx)
    file.file(under: number, at: old.requestedAt)
    try CaseFee(
      invoice: invoice.id, file: file.id, step: CaseStep.filing, parameter: CertificateFee.id,
      at: old.requestedAt
    ).insert(in: work.tx)

    var steps: [CaseStep] = []
    func go(_ step: String, to state: ProcedureState, at: Instant, _ answers: [UInt8]? = nil) throws
    {
      let taken = CaseStep(
        number: steps.count + 1, step: step, from: file.state, to: state.id, at: at, actor: nil,
        ruling: old.ruling, article: procedure.article, reasons: nil, answers: answers)
      try taken.insert(file.id, in: work.tx)
      steps.append(taken)
      file.enter(state, at: at)
    }
    guard let start = procedure.state(procedure.start) else {
      throw OperationFault.notFound("state")
    }
    try go(CaseStep.filing, to: start, at: old.requestedAt)
    for step in procedure.way(to: Self.state(old, invoice), by: old.delivery) {
      guard let state = procedure.state(step.to) else { throw OperationFault.notFound("state") }
      let told = step.fields.first.flatMap { field in
        old.tracking.map { Value.object(Value.Members([(field.key, .text($0))])) }
      }
      try go(step.id, to: state, at: old.changedAt, told.map { JSON.write($0) })
    }
    var desk = CaseDesk(
      file: file, procedure: procedure, law: work.law, subject: nil, side: .clock, steps: steps)
    try work.setClocks(&desk)
    if desk.file.turn == .ended { try work.endFees(desk.file) }
    try desk.file.update(in: work.tx)
    try old.remove(in: work.tx)
    let id = try work.recordAct(
      Self.name, subject: old.learner,
      facts: [("case", .text(number)), ("credential", .text(old.credential.description))])
    return Decided(Ruling([], at: work.at), id, file.id)
  }

  private func answers(_ old: PaperCopyRequest) -> Value {
    var members: [(name: String, value: Value)] = [
      ("copies", .text(String(old.copies))), ("delivery", .text(old.delivery)),
    ]
    if let address = old.address { members.append(("address", .text(address))) }
    return .object(Value.Members(members))
  }

  /// Where it stands; its invoice may have been settled since.
  private static func state(_ old: PaperCopyRequest, _ invoice: Invoice) -> PaperCopyRequest.State {
    switch (old.state, invoice.state) {
    case (.requested, .paid): .paid
    case (.requested, .released): .lapsed
    case (let state, _): state
    }
  }
}

extension Edition {
  /// The procedure by which certificates are copied.
  fileprivate var copying: Procedure? {
    procedures.first { $0.charge != nil && $0.guards.contains(PaperCopy.id) }
  }
}

extension Procedure {
  /// The steps from the start to where a request of a state stands. What is done went by the shortest
  /// way; of two ends the one for those who collect comes last.
  fileprivate func way(to state: PaperCopyRequest.State, by delivery: String) -> [ProcedureStep] {
    func first(_ event: ProcedureStep.Event) -> [ProcedureStep] {
      steps(from: start).first { $0.by == .event(event) }.map { [$0] } ?? []
    }
    switch state {
    case .requested: return []
    case .lapsed: return first(.nonpayment)
    case .cancelled: return first(.ending)
    case .paid: return first(.payment)
    case .done:
      var way = first(.payment)
      while let place = way.last?.to, let known = self.state(place), known.turn != .ended {
        let on = steps(from: place).filter { step in
          !way.contains { $0.to == step.to } && self.state(step.to)?.outcome != .withdrawn
            && step.to != start
        }
        guard let next = delivery == "post" ? on.first : on.last else { break }
        way.append(next)
      }
      return way
    }
  }
}

extension Office {
  /// The requests for paper copies that are not cases yet, where cases of them can be made.
  func copiesToCarryOver(_ scope: Scope, at: Instant) throws -> [CarryOverPaperCopy] {
    guard try law(scope, at: at).edition.copying != nil else { return [] }
    return try database.read {
      try PaperCopyRequest.kept(scope, limit: Tick.batch, in: $0)
    }.map { CarryOverPaperCopy(request: $0) }
  }
}
