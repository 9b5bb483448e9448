import Crypto
import Synchronization

/// Remembers signatures that held, so that the same licence or list is not checked anew for each of a
/// thousand awards. What held once holds always; what did not is never kept.
package final class SignatureMemory: Sendable {
  private let held = Mutex<Set<[UInt8]>>([])
  private let most: Int

  /// Remembers at most so many signatures; when there are more, it forgets all and begins again.
  package init(most: Int = 10_000) { self.most = most }

  /// Whether the signature holds.
  func verifies(_ signature: [UInt8], of message: [UInt8], by key: PublicKey) -> Bool {
    var hash = SHA256()
    for part in [Array(key.kind.rawValue.utf8)] + key.numbers + [signature, message] {
      withUnsafeBytes(of: UInt64(part.count)) { hash.update(bufferPointer: $0) }
      hash.update(data: part)
    }
    let digest = Array(hash.finalize())
    if held.withLock({ $0.contains(digest) }) { return true }
    guard key.verifies(signature, of: message) else { return false }
    held.withLock { held in
      if held.count >= most { held.removeAll(keepingCapacity: true) }
      held.insert(digest)
    }
    return true
  }
}
