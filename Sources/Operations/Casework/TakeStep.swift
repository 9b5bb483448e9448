import Casework
import JSON
package import Kernel
import People
import Regulations
import Storage

/// Somebody takes a step of a case: sends it back, supplements it, decides it, votes on it.
package struct TakeStep: Operation {
  package static let name = "TakeStep"

  let file: CaseID
  let step: String
  let article: String?
  let reasons: String?
  let answers: Value?

  package init(
    file: CaseID, step: String, article: String? = nil, reasons: String? = nil,
    answers: Value? = nil
  ) {
    self.file = file
    self.step = step
    self.article = article
    self.reasons = reasons
    self.answers = answers
  }

  /// The state the case is in afterwards.
  package func run(_ work: Work) throws -> Decided<String> {
    // gather
    var desk = try work.desk(file)
    guard let step = desk.procedure.step(step) else { throw OperationFault.notFound("step") }
    guard step.from.contains(desk.file.state) else {
      throw OperationFault.stateConflict(
        "the case is in the state '\(desk.file.state)', where '\(step.id)' does not start")
    }
    if let refusal = step.refusal(
      of: work.actor, from: desk.side, about: desk.subject, after: desk.steps, at: work.at)
    {
      throw OperationFault.forbidden(refusal)
    }
    try requireWhatItNeeds(step, desk)
    try work.requireFindings(step, desk)
    try work.requireFee(for: step.id, desk)
    if step.needs.contains(.form) {
      let kept = try work.answers(desk, answers)
      desk.file.submitAgain()
      try CaseAnswers.set(
        desk.file.id, revision: desk.file.revision, JSON.write(kept), at: work.at, in: work.tx)
    }
    let filled = Form(step).read(answers ?? .object(Value.Members()))
    guard step.fields.isEmpty || filled.faults.isEmpty else {
      throw FormRefused(faults: filled.faults)
    }
    return try work.take(
      step, &desk, article: article, reasons: reasons,
      answers: step.fields.isEmpty ? nil : filled.answers)
  }

  private func requireWhatItNeeds(_ step: ProcedureStep, _ desk: CaseDesk) throws {
    if step.needs.contains(.article) {
      guard let article, desk.law.edition.article(article) != nil else {
        throw OperationFault.badInput(
          "article", "must name an article of \(desk.law.edition.name) that the step rests on")
      }
    }
    if step.needs.contains(.reasons) {
      guard let reasons, reasons.contains(where: { !$0.isWhitespace }),
        Name.fault(in: reasons, limit: 4_000) == nil
      else { throw OperationFault.badInput("reasons", "must be given, at most 4000 bytes") }
    }
  }
}

extension Work {
  /// Takes a step that may be taken: judges its guards, records, counts a vote, moves the case and
  /// brings about its effects.
  func take(
    _ step: ProcedureStep, _ desk: inout CaseDesk, article: String? = nil,
    reasons: String? = nil, answers: Value? = nil
  ) throws -> Decided<String> {
    // decide
    let stored = try CaseAnswers.find(desk.file.id, revision: desk.file.revision, in: tx)
    let kept = try stored.map { try JSON.read($0) } ?? .object(Value.Members())
    var findings: [Finding] = []
    let known = Value.object(
      Value.Members((kept.members?.pairs ?? []) + (answers?.members?.pairs ?? [])))
    for name in step.guards { findings.append(try CaseGuards.find(name, desk, known, self)) }
    // What a guard refuses is not decided; what the law leaves to a person, this person settles.
    let open = findings.filter { $0.outcome == .undetermined || $0.outcome == .conflict }
    if let decides = step.decides, let article, actor.person != nil,
      !findings.contains(where: { $0.outcome == .refused })
    {
      findings.removeAll { $0.outcome != .granted }
      var facts: [(name: String, value: Argument)] = [("case", .text(desk.file.number ?? "–"))]
      if !open.isEmpty { facts.append(("settles", .list(open.map(\.key)))) }
      findings.append(Finding("Casework/Decision", .granted, article, decides.rawValue, facts))
    }
    let ruling = findings.isEmpty ? Ruling([], at: at) : desk.law.ruling(findings)

    // record
    var facts: [(name: String, value: Argument)] = [
      ("case", .text(desk.file.number ?? "–")), ("step", .text(step.id)),
    ]
    if let reasons { facts.append(("reasons", .text(reasons))) }
    for (key, answer) in answers?.members?.pairs ?? [] {
      facts.append(
        (
          "\(step.id).\(key)",
          .text(answer.string ?? String(decoding: JSON.write(answer), as: UTF8.self))
        ))
    }
    if step.needs.contains(.form) { facts += desk.procedure.documents(kept) }
    let id = try recordStep(
      ruling, TakeStep.name, subject: desk.file.person, about: desk.file.id.bytes, facts: facts)
    guard ruling.outcome == .granted else { return Decided(ruling, id, nil) }
    if case .committee(let role, let quorum, _) = step.by, let person = actor.person {
      let round = desk.steps.count
      try requireSeat(role, desk, round: round, person)
      guard
        try CaseVote.cast(
          desk.file.id, round: round, person, step: step.id, ruling: id, at: at, in: tx)
      else { throw OperationFault.stateConflict("this person has voted already") }
      guard try CaseVote.count(desk.file.id, round: round, step: step.id, in: tx) >= quorum else {
        return Decided(ruling, id, desk.file.state)
      }
    }

    // apply, tell
    try useFee(for: step.id, desk.file.id)
    try move(
      &desk, by: step.id, to: step.to, ruling: id, letters: step.letters, article: article,
      reasons: reasons, answers: answers)
    let outcome = step.decides ?? desk.file.outcome
    if outcome == .granted || outcome == .refused {
      try CaseStatistics.note(decidedAt: at, desk.file.id, in: tx)
    }
    for effect in step.effects { try CaseEffects.run(effect, desk, ruling: id, self) }
    return Decided(ruling, id, desk.file.state)
  }

  /// Refuses a second vote from one seat: a delegate votes in the place of who delegated.
  private func requireSeat(_ role: Role, _ desk: CaseDesk, round: Int, _ person: PersonID) throws {
    func seat(of person: PersonID, at: Instant) throws -> PersonID {
      let held = try Grant.of(person, in: tx).filter {
        $0.role == role && $0.institution == desk.file.institution
          && $0.covers(course: desk.subject?.course, section: desk.subject?.section, at: at)
      }
      return held.contains { $0.delegatedFrom == nil }
        ? person : held.compactMap(\.delegatedFrom).first ?? person
    }
    let own = try seat(of: person, at: at)
    for vote in try CaseVote.cast(desk.file.id, round: round, in: tx) where vote.person != person {
      guard try seat(of: vote.person, at: vote.at) != own else {
        throw OperationFault.stateConflict("this seat in the committee has voted already")
      }
    }
  }
}
