import Casework
import Kernel
import Registrar
import Regulations
import Rules

extension CaseGuards {
  /// The exam the form names may be replaced (V.1). Filing leaves the excuse open; whoever allows the
  /// exam accepts it. The request's instant is that of its first receipt.
  @Sendable static func alternativeExam(_ desk: CaseDesk, _ answers: Value, _ work: Work) throws
    -> Finding
  {
    let found = try desk.registration(work)
    guard found.state.isLive else {
      throw OperationFault.stateConflict("this registration is \(found.state.rawValue)")
    }
    guard let missed = answers["missedOn"]?.answeredDay else {
      throw OperationFault.badInput("missedOn", "must be the day of the exam")
    }
    let terms = try Term.all(Scope(desk.file.applicant), in: work.tx)
    let own = terms.first { $0.id == found.term }
    let next = terms.filter { term in own.map { term.ordinal > $0.ordinal } ?? false }
      .min { $0.ordinal < $1.ordinal }
    return AlternativeExam.decide(
      AlternativeExam.Facts(
        barred: found.bar == .barred || found.bar == .lapsed,
        excuseAccepted: desk.side == .applicant ? nil : true,
        examAt: desk.law.zone.start(of: missed), requestedAt: desk.file.filedAt ?? work.at,
        scheduledOn: answers["scheduledOn"]?.answeredDay, nextTermEnds: next?.ends),
      under: desk.law)
  }
}

extension CaseEffects {
  /// `{exam: FIELD, missedOn: FIELD, scheduledOn: FIELD}`: the alternative exam is allowed, on a day
  /// where the step was filled with one.
  @Sendable static func allowAlternativeExam(
    _ with: Reader, _ desk: CaseDesk, _ ruling: RulingID, _ work: Work
  ) throws {
    try with.only("exam", "missedOn", "scheduledOn")
    guard let exam = try desk.answer(try with.word("exam"), work)?.string,
      let missed = try desk.answer(try with.word("missedOn"), work)?.answeredDay
    else { throw with.fault("names fields that were not filled in") }
    let found = try desk.registration(work)
    let scheduled = try desk.answer(try with.word("scheduledOn"), work)?.answeredDay
    try AllowedExam(
      registration: found.id, exam: exam, missedOn: missed, scheduledOn: scheduled,
      allowedAt: work.at, ruling: ruling
    ).record(in: work.tx)
    _ = try work.recordAct(
      "AllowAlternativeExam", subject: found.learner,
      facts: [
        ("registration", .text(found.id.description)), ("case", .text(desk.file.number ?? "–")),
        ("exam", .text(exam)),
      ] + (scheduled.map { [("scheduledOn", .day($0))] } ?? []))
  }
}

extension Value {
  /// The day of a date as a form keeps it, alone or beside what was printed.
  var answeredDay: Day? { (string ?? self["day"]?.string).flatMap { Day(text: $0) } }
}
