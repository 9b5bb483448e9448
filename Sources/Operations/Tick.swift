import Accounts
import Casework
package import Kernel
import LearningRecords
import Registrar
import Regulations
import Rules
import Storage

/// Runs what has become due: the clock asks the same rules and does ordinary operations, so that
/// a second run, or a second server, changes nothing.
package struct Tick: Sendable {
  let office: Office
  let scope: Scope
  let at: Instant

  package init(_ office: Office, _ scope: Scope, at: Instant) {
    self.office = office
    self.scope = scope
    self.at = at
  }

  /// One thing that was due and how it came out.
  package struct Done: Sendable {
    package let operation: String
    package let outcome: String
    package let article: String
  }

  static let batch = 1_000
  /// Clocks of cases are run out in the order of their cases, which lie side by side in the tables:
  /// the more at once, the fewer pages are written again and again.
  static let clockBatch = 100_000
  /// The most pages of learning records that one run counts.
  static let countedBatches = 100

  /// Everything due, in legal order: money first, then sections, rights, bars, results. What fails is
  /// told at the end, by the first fault: one broken row must not hold back everybody else's rights.
  /// `stops` is asked between batches.
  package func run(until stops: () -> Bool = { false }) throws -> [Done] {
    var done: [Done] = []
    var failures: [any Error] = []
    func perform<Due: Operation>(_ operations: [Due]) -> [Done] {
      stops() ? [] : self.perform(operations, &failures)
    }
    done += try perform(office.copiesToCarryOver(scope, at: at))
    try inBatches(until: stops) {
      try unpaid(after: $0)
    } run: { batch in
      done += perform(batch.map { ReleaseUnpaid(invoice: $0.id) })
    }
    done += try perform(undecided().map { DecideSection(section: $0) })
    while case let ended = try lateRights(), !ended.isEmpty {
      let closed = perform(ended.map { CloseLateRight(registration: $0) })
      if closed.isEmpty { break }
      done += closed
    }
    try weighBars(until: stops, &done, &failures)
    done += try perform(denials().map { RecordDenial(registration: $0) })
    try inBatches(until: stops) {
      try incompletes(after: $0)
    } run: { batch in
      done += perform(batch.map { LapseIncomplete(registration: $0) })
    }
    try inBatches(until: stops) {
      try clocks(after: $0)
    } run: { batch in
      let byCase = batch.sorted { a, b in
        a.file == b.file ? (a.dueAt ?? at) < (b.dueAt ?? at) : a.file < b.file
      }
      done += perform(byCase.map { RunOutClock(file: $0.file, clock: $0.clock) })
    }
    done += try perform(office.remindersDue(scope, at: at))
    if let due = try office.recordsToCount(scope, at: at) {
      let failed = failures.count
      done += perform(due.stored.map { CountRecord(stored: $0) })
      // What failed is looked at again.
      if failures.count == failed, !stops() {
        try office.database.writeAndWait { try RecordPosition.set(due.until, scope, in: $0) }
      }
    }
    while !stops(), try office.hasRecordsToSeal(scope) {
      let sealed = perform([SealRecords()])
      if sealed.isEmpty { break }
      done += sealed
    }
    if let law = try office.currentLaw(scope, at: at).under(StatementGate.instrument) {
      let coverage = CountCoverage(office: office, scope: scope, law: law)
      // What is too much for one run is counted by the next.
      for _ in 0..<Tick.countedBatches {
        if try stops() || !coverage.run() { break }
      }
    }
    try removeOld(until: stops, &done, &failures)
    try awards(&done, &failures, stops)
    if let failure = failures.first { throw failure }
    return done
  }

  /// Learning records that are older than the institution keeps them, once a day.
  private func removeOld(
    until stops: () -> Bool, _ done: inout [Done], _ failures: inout [any Error]
  ) throws {
    let today = try office.law(scope, at: at).zone.day(of: at)
    for rule in try office.retentions(scope) where rule.doneOn != today {
      let failed = failures.count
      while !stops() {
        let removed = perform([RemoveOldRecords(rule.kind)], &failures)
        if removed.isEmpty { break }
        done += removed
      }
      // What is still to be counted or sealed is removed by a later run.
      guard failures.count == failed, !stops(), try !office.isHeldBack(rule, scope, at: at)
      else { continue }
      try office.database.writeAndWait { [scope] in try rule.done(on: today, scope, in: $0) }
    }
  }

  /// Awards whose signing or registration broke off, and the status lists whose day is half over.
  private func awards(
    _ done: inout [Done], _ failures: inout [any Error], _ stops: () -> Bool
  ) throws {
    guard office.issuer != nil || office.regulator != nil else { return }
    let progress = try Awards(office, scope).run(at: at, until: stops)
    failures += progress.failures
    for (operation, count) in [
      ("SignCredential", progress.signed), ("RegisterAward", progress.registered),
    ] {
      done += (0..<count).map { _ in Done(operation: operation, outcome: "granted", article: "") }
    }
    _ = try office.performAndWait(PublishStatus(), by: .clock(scope), at: at)
  }

  /// Does operations as the clock; what another server did meanwhile, or what waits for a person,
  /// is nobody's fault.
  private func perform<Due: Operation>(
    _ operations: [Due], _ failures: inout [any Error]
  ) -> [Done] {
    var done: [Done] = []
    for outcome in office.performTogether(operations, by: .clock(scope), at: at) {
      do {
        let ruling = try outcome.get().ruling
        done.append(
          Done(
            operation: Due.name, outcome: ruling.outcome.rawValue,
            article: ruling.headline?.citation.description ?? ""))
      } catch OperationFault.stateConflict {
        continue
      } catch {
        failures.append(error)
      }
    }
    return done
  }

  /// Batch after batch, each after the last item of the one before: what stays due is passed over.
  private func inBatches<Item>(
    until stops: () -> Bool, _ find: (Item?) throws -> [Item], run: ([Item]) throws -> Void
  ) throws {
    var last: Item?
    while !stops(), case let batch = try find(last), let end = batch.last {
      try run(batch)
      last = end
    }
  }

  private func unpaid(after last: Invoice.Due?) throws -> [Invoice.Due] {
    try office.database.read {
      try Invoice.due(scope, before: at, after: last, limit: Tick.batch, in: $0)
    }
  }

  private func clocks(after last: CaseClock?) throws -> [CaseClock] {
    try office.database.read {
      try CaseClock.due(scope, by: at, after: last, limit: Tick.clockBatch, in: $0)
    }
  }

  private func lateRights() throws -> [RegistrationID] {
    try office.database.read {
      try Registration.lateRights(scope, endedBy: at, limit: Tick.batch, in: $0).map(\.id)
    }
  }

  private func undecided() throws -> [SectionID] {
    let law = try office.law(scope, at: at)
    return try office.database.read { tx in
      try Term.all(scope, in: tx).flatMap { term -> [SectionID] in
        guard
          let window = try CalendarWindow.find(term.id, .sectionDecision, at: at, in: tx),
          at >= law.zone.start(of: window.from),
          // After the term it is too late to cancel what was taught: a person looks at it.
          at < law.zone.end(of: term.ends)
        else { return [] }
        return try Section.of(term: term.id, in: tx).filter { $0.state == .planned }.map(\.id)
      }
    }
  }

  /// Weighed on a reader first, some at a time: only what changes needs a write.
  private func weighBars(
    until stops: () -> Bool, _ done: inout [Done], _ failures: inout [any Error]
  ) throws {
    var last: RegistrationID?
    while !stops() {
      let (changing, end) = try changingBars(after: last)
      for registration in changing {
        do {
          let decided = try office.performAndWait(
            WeighBar(registration: registration.id), by: .clock(scope), at: at)
          if let after = decided, after != registration.bar {
            done.append(Done(operation: "WeighBar", outcome: after.rawValue, article: "IV.1"))
          }
        } catch {
          failures.append(error)
        }
      }
      guard let end else { return }
      last = end
    }
  }

  /// Whose bar no longer stands as it should, of the next batch, and the last one looked at.
  private func changingBars(after last: RegistrationID?) throws -> (
    [Registration], end: RegistrationID?
  ) {
    try office.database.read { tx in
      let work = try Work(
        tx, office: office, actor: .clock(scope), draw: Draw(ids: office.ids, at: at))
      let weighed = try Registration.toWeigh(scope, after: last, limit: Tick.batch, in: tx)
      return (try weighed.filter { try work.barChange(of: $0) != nil }, weighed.last?.id)
    }
  }

  private func denials() throws -> [RegistrationID] {
    let law = try office.law(scope, at: at)
    return try office.database.read { tx in
      try Term.all(scope, in: tx).flatMap { term -> [RegistrationID] in
        guard let finals = try CalendarWindow.find(term.id, .finals, at: at, in: tx),
          at >= law.zone.end(of: finals.through)
        else { return [] }
        return try Registration.barredWithoutResult(term: term.id, in: tx)
      }
    }
  }

  private func incompletes(after last: RegistrationID?) throws -> [RegistrationID] {
    try office.database.read {
      try CourseResult.incomplete(scope, after: last, limit: Tick.batch, in: $0)
    }
  }
}

/// Weighs one registration's bar for the clock.
struct WeighBar {
  let registration: RegistrationID
}

extension Office {
  /// Weighs a bar in a write of its own; journals only when something changes.
  func performAndWait(_ weigh: WeighBar, by actor: Actor, at: Instant) throws
    -> Registration.Bar?
  {
    let draw = Draw(ids: ids, at: at)
    return try database.writeAndWait { tx in
      let work = try Work(tx, office: self, actor: actor, draw: draw)
      guard let found = try Registration.find(weigh.registration, actor.scope, in: tx),
        found.state.isLive
      else { return nil }
      return try work.weighBar(found)
    }
  }
}

extension Office {
  /// How long the answer to a request with an idempotency key is kept.
  private static let keptSeconds: Int64 = 7 * 86_400

  /// Removes what is kept for a time only and whose time is over.
  package func sweep(at now: Instant) throws {
    let day = now.adding(seconds: -Office.keptSeconds)
    try database.writeAndWait { try $0.sweep(answersBefore: day, sessionsBefore: now) }
  }
}
