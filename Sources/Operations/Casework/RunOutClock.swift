import Accounts
import Casework
import Kernel
import Regulations
import Storage

/// The clock acts on a case's clock that has run out: takes its step, or tells who waits.
struct RunOutClock: Operation {
  static let name = "RunOutClock"

  let file: CaseID
  let clock: String

  /// False when it has been acted on already.
  func run(_ work: Work) throws -> Decided<Bool> {
    // Of the steps taken so far only another step needs to know.
    var desk = try work.desk(file, withSteps: false)
    let all = try CaseClock.of(file, in: work.tx)
    guard let clock = desk.procedure.clock(clock),
      var held = all.first(where: { $0.clock == clock.id }),
      let end = held.dueAt, end <= work.at
    else { return Decided(Ruling([], at: work.at), work.id(), false) }
    switch clock.then {
    case .step(let id):
      guard let step = desk.procedure.step(id) else { throw OperationFault.notFound("step") }
      held.runOut(until: nil)
      try held.save(in: work.tx)
      desk.steps = try CaseStep.of(file, in: work.tx)
      let taken = try work.take(step, &desk)
      return Decided(taken.ruling, taken.id, taken.output != nil)
    case .late(let days, let letter):
      let next = CaseClock.end(
        of: days, after: work.at, counting: clock.counts, desk.calendar, desk.law.zone)
      held.runOut(until: next)
      desk.file.becomeLate()
      if desk.procedure.promise == clock.id { desk.file.promise(next) }
      return try tell(letter, &desk, held, of: all, work)
    case .remind(let letter):
      held.runOut(until: nil)
      return try tell(letter, &desk, held, of: all, work)
    }
  }

  private func tell(
    _ letter: String, _ desk: inout CaseDesk, _ held: CaseClock, of all: [CaseClock], _ work: Work
  ) throws -> Decided<Bool> {
    try held.save(in: work.tx)
    let id = try work.recordAct(
      Self.name, subject: desk.file.person,
      facts: [("case", .text(desk.file.number ?? "–")), ("clock", .text(clock))])
    let clocks = all.filter { $0.clock != held.clock } + [held]
    var ends = clocks.compactMap(\.dueAt)
    if desk.procedure.charge != nil, let bill = try work.unpaid(desk.file) {
      ends.append(bill.dueAt)
    }
    desk.file.due(ends.min())
    try desk.file.updateTimes(in: work.tx)
    try work.write(letter, desk, article: nil, reasons: nil)
    return Decided(Ruling([], at: work.at), id, true)
  }
}
