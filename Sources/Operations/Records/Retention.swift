package import Kernel
package import LearningRecords
import Regulations
import Rules
import Storage

/// An administrator sets how long a class of learning records is kept, or that it stays.
package struct SetRecordRetention: Operation {
  package static let name = "SetRecordRetention"

  let kind: RecordRetention.Kind
  let days: Int?
  let decision: String

  /// `days` is nil where nothing is to be removed any more.
  package init(_ kind: RecordRetention.Kind, days: Int?, decision: String) {
    self.kind = kind
    self.days = days
    self.decision = decision
  }

  package func run(_ work: Work) throws -> Decided<Bool> {
    try work.require(.administrator)
    if let days, !(1...RecordRetention.longest ~= days) {
      throw OperationFault.badInput("days", "must be 1 to \(RecordRetention.longest)")
    }
    try work.requireDecision(decision)
    let id = try work.recordAct(
      Self.name,
      facts: [
        ("kind", .text(kind.rawValue)), ("days", .text(days.map(String.init) ?? "–")),
        ("decision", .text(decision)),
      ])
    try RecordRetention.set(kind, days: days, work.scope, in: work.tx)
    return Decided(Ruling([], at: work.at), id, true)
  }
}

/// The clock removes a step of what is older than an institution keeps; the journal has how many. A
/// statement that is still to be counted or sealed stays.
package struct RemoveOldRecords: Operation {
  package static let name = "RemoveOldRecords"

  let kind: RecordRetention.Kind

  package init(_ kind: RecordRetention.Kind) { self.kind = kind }

  package func run(_ work: Work) throws -> Decided<Int> {
    try work.require()
    // Set otherwise meanwhile: nothing is removed by a period that no longer holds.
    guard
      let rule = try RecordRetention.all(work.scope, in: work.tx).first(where: { $0.kind == kind })
    else { throw OperationFault.stateConflict("no period is set") }
    var before = rule.limit(at: work.at)
    // Without a secret nothing was ever recorded.
    guard try work.tx.setting(RecordKeeper.setting) != nil else {
      throw OperationFault.stateConflict("nothing is recorded")
    }
    let keys = IndexKeys(
      secret: try work.office.records.secret(in: work.tx), work.scope.institution)
    if kind == .statements {
      before = min(
        before, try work.office.recordsNeeded(keys, work.scope, at: work.at, in: work.tx))
    }
    let count = try RecordRetention.remove(
      kind, before: before, keys, at: work.office.publicURL, work.scope, in: work.tx)
    guard count > 0 else { throw OperationFault.stateConflict("nothing is older") }
    let id = try work.recordAct(
      Self.name,
      facts: [
        ("kind", .text(kind.rawValue)), ("before", .instant(before)), ("count", .integer(count)),
      ])
    return Decided(Ruling([], at: work.at), id, count)
  }
}

extension Office {
  /// The periods of an institution.
  package func retentions(_ scope: Scope) throws -> [RecordRetention] {
    try database.read { try RecordRetention.all(scope, in: $0) }
  }

  /// From when on statements are still to be looked through for what counts, to be sealed or to be
  /// counted; the end of time where nothing is left to do.
  func recordsNeeded(
    _ keys: IndexKeys, _ scope: Scope, at: Instant, in tx: Transaction
  ) throws -> Instant {
    guard let last = try Statement.last(in: tx) else { return Instant(microseconds: .max) }
    let law = try currentLaw(scope, at: at, in: tx)
    var done: [Instant] = []
    if RecordEvidence.profile(law) != nil { done.append(try RecordPosition.of(scope, in: tx)) }
    if law.under(StatementGate.instrument) != nil {
      done.append(try RecordCoverage.end(scope, in: tx))
    }
    done.removeAll { $0 >= last }
    if try RecordBatch.isDue(keys, scope, in: tx) {
      done.append(Instant(microseconds: try RecordBatch.end(scope, in: tx)))
    }
    return Instant(microseconds: done.min().map { $0.microseconds + 1 } ?? .max)
  }

  /// Whether statements that are older than a period wait for what is still to be done with them.
  func isHeldBack(_ rule: RecordRetention, _ scope: Scope, at: Instant) throws -> Bool {
    guard rule.kind == .statements, try database.read({ try Statement.last(in: $0) }) != nil else {
      return false
    }
    let keys = try recordKeys(scope)
    return try database.read {
      try recordsNeeded(keys, scope, at: at, in: $0) < rule.limit(at: at)
    }
  }
}
