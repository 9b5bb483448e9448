import Crypto
import Synchronization

/// Remembers what costs most of what many awards share, their licences and status lists: signatures
/// that held, and lists that were unpacked. What held once holds always; nothing else is kept.
package final class SignatureMemory: Sendable {
  private struct Held {
    var signatures: Set<[UInt8]> = []
    var lists: [[UInt8]: StatusList] = [:]
  }

  private let held = Mutex(Held())
  private let most: Int
  private let mostLists: Int

  /// Remembers at most so many signatures and lists (16 KiB each, as a rule); when there are more,
  /// it forgets all and begins again.
  package init(most: Int = 10_000, lists: Int = 64) {
    self.most = most
    mostLists = lists
  }

  /// Whether the signature holds.
  func verifies(_ signature: [UInt8], of message: [UInt8], by key: PublicKey) -> Bool {
    let digest = Self.digest([Array(key.kind.rawValue.utf8)] + key.numbers + [signature, message])
    if held.withLock({ $0.signatures.contains(digest) }) { return true }
    guard key.verifies(signature, of: message) else { return false }
    held.withLock { held in
      if held.signatures.count >= most { held.signatures.removeAll(keepingCapacity: true) }
      held.signatures.insert(digest)
    }
    return true
  }

  /// The list that this text stands for.
  func list(_ encoded: String) throws(StatusListFault) -> StatusList {
    let digest = Self.digest([Array(encoded.utf8)])
    if let list = held.withLock({ $0.lists[digest] }) { return list }
    let list = try StatusList(encoded: encoded)
    // Larger ones than the standard asks for are rare, and would fill the memory.
    guard list.count == StatusList.minimum else { return list }
    held.withLock { held in
      if held.lists.count >= mostLists { held.lists.removeAll(keepingCapacity: true) }
      held.lists[digest] = list
    }
    return list
  }

  private static func digest(_ parts: [[UInt8]]) -> [UInt8] {
    var hash = SHA256()
    for part in parts {
      withUnsafeBytes(of: UInt64(part.count)) { hash.update(bufferPointer: $0) }
      hash.update(data: part)
    }
    return Array(hash.finalize())
  }
}
