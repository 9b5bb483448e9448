import Accounts
package import Kernel
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

  static let batch = 500

  /// Everything due, in legal order: money first, then sections, rights, bars, results.
  package func run() throws -> [Done] {
    var done: [Done] = []
    try repeatedly {
      try unpaid()
    } run: {
      done += try perform(ReleaseUnpaid(invoice: $0))
    }
    for section in try undecided() { done += try perform(DecideSection(section: section)) }
    try repeatedly {
      try lateRights()
    } run: {
      done += try perform(CloseLateRight(registration: $0))
    }
    try weighBars(&done)
    for registration in try denials() {
      done += try perform(RecordDenial(registration: registration))
    }
    for registration in try incompletes() {
      done += try perform(LapseIncomplete(registration: registration))
    }
    return done
  }

  /// Does one operation as the clock; what another server did meanwhile is nobody's fault.
  private func perform<Due: Operation>(_ operation: Due) throws -> [Done] {
    do {
      let decided = try office.performAndWait(operation, by: .clock(scope), at: at)
      return [
        Done(
          operation: Due.name, outcome: decided.ruling.outcome.rawValue,
          article: decided.ruling.headline?.citation.description ?? "")
      ]
    } catch OperationFault.stateConflict {
      return []
    }
  }

  /// Batches until a query has nothing new: what stays due (a person must decide) is not retried.
  private func repeatedly<Item: Hashable>(_ find: () throws -> [Item], run: (Item) throws -> Void)
    throws
  {
    var seen: Set<Item> = []
    while true {
      let fresh = try find().filter { !seen.contains($0) }
      if fresh.isEmpty { return }
      for item in fresh {
        seen.insert(item)
        try run(item)
      }
    }
  }

  private func unpaid() throws -> [InvoiceID] {
    try office.database.read { try Invoice.due(before: at, limit: Tick.batch, in: $0) }
  }

  private func lateRights() throws -> [RegistrationID] {
    try office.database.read {
      try Registration.lateRights(endedBy: at, limit: Tick.batch, in: $0).map(\.id)
    }
  }

  private func undecided() throws -> [SectionID] {
    let law = try office.law(scope, at: at)
    return try office.database.read { tx in
      try Term.all(scope, in: tx).flatMap { term -> [SectionID] in
        guard
          let window = try CalendarWindow.find(term.id, .sectionDecision, at: at, in: tx),
          at >= law.zone.start(of: window.from)
        else { return [] }
        return try Section.of(term: term.id, in: tx).filter { $0.state == .planned }.map(\.id)
      }
    }
  }

  private func weighBars(_ done: inout [Done]) throws {
    // Weighed on a reader first: only what changes needs a write.
    let changing = try office.database.read { tx in
      let work = try Work(
        tx, office: office, actor: .clock(scope), draw: Draw(ids: office.ids, at: at))
      return try Registration.toWeigh(scope, in: tx).filter {
        try work.barChange(of: $0) != nil
      }
    }
    for registration in changing {
      let before = registration.bar
      let decided = try office.performAndWait(
        WeighBar(registration: registration.id), by: .clock(scope), at: at)
      if let after = decided, after != before {
        done.append(Done(operation: "WeighBar", outcome: after.rawValue, article: "IV.1"))
      }
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

  private func incompletes() throws -> [RegistrationID] {
    try office.database.read {
      try CourseResult.incomplete(limit: Tick.batch, in: $0).map(\.registration)
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
