import Foundation
import Kernel

/// The checkpoint that this process signed last: no later state of the database may contradict it.
final class SealMemory: @unchecked Sendable {
  private let lock = NSLock()
  private var checkpoint: Checkpoint?

  var last: Checkpoint? { lock.withLock { checkpoint } }

  func keep(_ signed: Checkpoint) {
    lock.withLock {
      if signed.size > (checkpoint?.size ?? 0) { checkpoint = signed }
    }
  }
}

extension Transaction {
  private static let sealKeySetting = "journalKey"

  /// The public key that the journal is sealed with; nil before its first checkpoint.
  package func sealedKey() throws -> String? { try setting(Transaction.sealKeySetting) }

  func keepSealedKey(_ verifier: SealVerifier) throws {
    if try sealedKey() == nil { try setSetting(Transaction.sealKeySetting, verifier.text) }
  }

  /// How far the journal is sealed; throws unless what is sealed is what was signed with our key.
  func soundSeal(_ verifier: SealVerifier, after remembered: Checkpoint?) throws -> SealState {
    let fixed = try sealedKey()
    if let fixed, !Name.same(fixed, verifier.text) {
      throw SealVerifier.otherKey(fixed)
    }
    let newest = try newestSigned(verifier)
    guard newest != nil || fixed == nil else {
      throw Transaction.unsound("its checkpoints are gone")
    }
    let (sealed, covered) = (try sealedCount(), newest?.size ?? 0)
    guard sealed >= covered else {
      throw Transaction.unsound("\(covered) entries were signed and \(sealed) are numbered")
    }
    let numbered = try count(
      "SELECT COUNT(*) FROM journal_seal WHERE number > $1 AND number <= $2", .int(covered),
      .int(sealed))
    guard numbered == sealed - covered else {
      throw Transaction.unsound("numbers are missing between \(covered) and \(sealed)")
    }
    if let remembered, remembered.size > covered {
      throw Transaction.unsound("\(remembered.size) entries were signed, now only \(covered)")
    }
    for signed in [newest, remembered == newest ? nil : remembered].compactMap({ $0 }) {
      guard try sealedTree().root(size: signed.size) == signed.root else {
        throw Transaction.unsound("the first \(signed.size) entries are not those signed")
      }
    }
    return SealState(sealed: sealed, covered: covered, at: newest?.at)
  }

  private func newestSigned(_ verifier: SealVerifier) throws -> Checkpoint? {
    let stored = try first(
      "SELECT size, root, at, note FROM journal_checkpoint ORDER BY size DESC LIMIT 1",
      read: StoredCheckpoint.init)
    guard let stored else { return nil }
    let found: Checkpoint
    do throws(Checkpoint.Fault) {
      found = try Checkpoint(note: stored.note, verifier: verifier)
    } catch {
      throw Transaction.unsound("its newest checkpoint is not by our key: \(error.rawValue)")
    }
    guard found.size == stored.size, found.root == stored.root, found.at == stored.at else {
      throw Transaction.unsound("its newest checkpoint is not what its row says")
    }
    return found
  }

  static func unsound(_ why: String) -> StorageFault {
    .failed("the journal is not sealed further, \(why): run `sanad journal verify`")
  }
}

extension SealVerifier {
  static func otherKey(_ fixed: String) -> StorageFault {
    .schema("the journal is sealed with \(fixed): put its key file back (SANAD_JOURNAL_KEY)")
  }
}
