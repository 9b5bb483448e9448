import Kernel
import LearningRecords
import People
import Regulations
import Storage

/// The clock puts the digest of what was received since the last time into the journal.
package struct SealRecords: Operation {
  package static let name = "SealRecords"

  package init() {}

  package func run(_ work: Work) throws -> Decided<Int> {
    try work.require()
    let secret = try work.office.records.secret(in: work.tx)
    let keys = IndexKeys(secret: secret, work.scope.institution)
    guard let batch = try RecordBatch.next(keys, work.scope, in: work.tx) else {
      throw OperationFault.stateConflict("there is nothing to seal")
    }
    let id = try work.recordAct(
      Self.name,
      facts: [
        ("first", .instant(batch.first)), ("last", .instant(batch.last)),
        ("count", .integer(batch.count)), ("digest", .text(Hex.text(batch.digest))),
      ])
    try batch.insert(work.scope, ruling: id, in: work.tx)
    return Decided(Ruling([], at: work.at), id, batch.count)
  }
}

extension Office {
  /// Whether statements lie after the last batch.
  func hasRecordsToSeal(_ scope: Scope) throws -> Bool {
    let hasAny = try database.read { try Statement.last(in: $0) != nil }
    guard hasAny else { return false }
    let keys = try recordKeys(scope)
    return try database.read { try RecordBatch.isDue(keys, scope, in: $0) }
  }
}

extension Doctor {
  /// Whether the learning records are those whose digests stand in the journal.
  func records() -> Check {
    let name = "learning records"
    let remedy = "compare with a backup of before; somebody changed stored statements"
    if quick { return .notCheckable(name, "left out: it reads every statement") }
    return Doctor.check(name, remedy) {
      guard
        let secret = try database.read({ try $0.setting(RecordKeeper.setting) }).flatMap({
          Hex.bytes($0)
        })
      else { return .passed(name, "there are none") }
      var (count, broken) = (0, [Instant]())
      for institution in try database.read({ try Institution.all(in: $0) }) {
        let keys = IndexKeys(secret: secret, institution.id)
        let found = try database.read {
          try RecordBatch.audit(keys, institution.scope, in: $0)
        }
        count += found.count
        broken += found.broken
      }
      guard let first = broken.first else {
        return .passed(name, "\(count) batches are as they were sealed")
      }
      return .failed(
        name, "\(broken.count) of \(count) batches differ, the first from \(first.utcText)",
        remedy)
    }
  }
}
