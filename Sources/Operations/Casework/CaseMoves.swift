import Accounts
import Casework
import JSON
import Kernel
import Regulations
import Storage

extension Work {
  /// Brings a case into the state a step leads to: the step is noted, clocks start, stand still or
  /// end, letters are written.
  func move(
    _ desk: inout CaseDesk, by step: String, to state: String, ruling: RulingID,
    letters: [String], article: String? = nil, reasons: String? = nil, answers: Value? = nil
  ) throws {
    guard let state = desk.procedure.state(state) else { throw OperationFault.notFound("state") }
    let taken = CaseStep(
      number: desk.steps.count + 1, step: step, from: desk.file.state, to: state.id, at: at,
      actor: actor.person, ruling: ruling, article: article, reasons: reasons,
      answers: answers.map { JSON.write($0) })
    try taken.insert(desk.file.id, in: tx)
    desk.steps.append(taken)
    desk.file.enter(state, at: at)
    try setClocks(&desk)
    if desk.file.turn == .ended {
      try endFees(desk.file)
      if desk.procedure.steps(from: state.id).isEmpty { try forget(desk.file, desk.procedure) }
    }
    try desk.file.update(in: tx)
    for letter in letters {
      try write(letter, desk, article: article, reasons: reasons)
    }
  }

  /// Starts, stops and ends the clocks as the case's state demands; the promise is the end of the
  /// clock that was promised.
  func setClocks(_ desk: inout CaseDesk) throws {
    let held = try CaseClock.of(desk.file.id, in: tx)
    let zone = desk.law.zone
    var ends: [Instant] = []
    for clock in desk.procedure.clocks {
      let running = held.first { $0.clock == clock.id }
      let runs = clock.runsIn.contains(desk.file.state)
      guard runs || clock.pausedIn.contains(desk.file.state), desk.file.turn != .ended else {
        try running?.end(in: tx)
        continue
      }
      if var running {
        if runs {
          running.resume(at: at, counting: clock.counts, desk.calendar, zone)
        } else {
          running.pause(at: at, counting: clock.counts, desk.calendar, zone)
        }
        try running.save(in: tx)
        note(running.dueAt, clock, &desk, &ends)
      } else if runs, let days = desk.law.days(clock.days) {
        let end = CaseClock.end(
          of: days, after: at, counting: clock.counts, desk.calendar, zone)
        try CaseClock(file: desk.file, clock: clock.id, startedAt: at, dueAt: end)
          .save(in: tx)
        note(end, clock, &desk, &ends)
      }
    }
    if desk.procedure.charge != nil, desk.file.turn != .ended, let bill = try unpaid(desk.file) {
      ends.append(bill.dueAt)
    }
    desk.file.due(ends.min())
  }

  private func note(
    _ end: Instant?, _ clock: ProcedureClock, _ desk: inout CaseDesk, _ ends: inout [Instant]
  ) {
    guard let end else { return }
    ends.append(end)
    if desk.procedure.promise == clock.id { desk.file.promise(end) }
  }

  /// Writes a letter: its words come from the pack when it is read, what was known then is kept.
  func write(_ letter: String, _ desk: CaseDesk, article: String?, reasons: String?) throws {
    guard let known = desk.procedure.letter(letter) else { return }
    let number = try CaseLetter.count(desk.file.id, in: tx) + 1
    try CaseLetter(
      number: number, letter: letter, reader: known.to, at: at,
      promisedAt: desk.file.promisedAt, dueAt: desk.file.dueAt, state: desk.file.state,
      article: article, reasons: reasons
    ).insert(desk.file.id, in: tx)
    try notify(of: number, to: known.to, desk)
  }
}

extension Law {
  /// The days of a clock; nil where the parameter is unset: no deadline is invented.
  func days(_ amount: ProcedureClock.Amount) -> Int? {
    switch amount {
    case .days(let days): days
    case .parameter(let key): integer(key)
    }
  }
}
