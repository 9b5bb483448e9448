import Foundation
import Kernel
import Proofs

/// Awards that were decided and wait for their signature, so that they need not be read back from
/// their bytes a moment later. What counts is the journaled intent: one that is not here, or differs
/// from it, is read.
final class PreparedAwards: @unchecked Sendable {
  /// More than are under way at a time; when there are more, all are forgotten.
  private static let most = 1_000

  private let lock = NSLock()
  private var held: [CredentialID: Award.Prepared] = [:]

  func keep(_ prepared: Award.Prepared, for id: CredentialID) {
    lock.withLock {
      if held.count >= Self.most { held.removeAll() }
      held[id] = prepared
    }
  }

  /// Gives one away.
  func take(_ id: CredentialID) -> Award.Prepared? {
    lock.withLock { held.removeValue(forKey: id) }
  }
}
