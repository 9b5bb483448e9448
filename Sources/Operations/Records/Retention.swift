package import Kernel
package import LearningRecords
import Regulations
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
    guard !decision.allSatisfy(\.isWhitespace) else {
      throw OperationFault.badInput("decision", "name the decision this rests on")
    }
    if let fault = Name.fault(in: decision, limit: 500) {
      throw OperationFault.badInput("decision", "is \(fault)")
    }
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

/// The clock removes a step of what is older than an institution keeps; the journal has how many.
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
    let before = work.at.adding(seconds: -Int64(rule.days) * 86_400)
    // Without a secret nothing was ever recorded.
    guard try work.tx.setting(RecordKeeper.setting) != nil else {
      throw OperationFault.stateConflict("nothing is recorded")
    }
    let keys = IndexKeys(
      secret: try work.office.records.secret(in: work.tx), work.scope.institution)
    let count = try RecordRetention.remove(kind, before: before, keys, work.scope, in: work.tx)
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
}
