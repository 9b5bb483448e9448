import Crypto
import Kernel
import Synchronization

/// Remembers what costs most of what many awards share, their licences and status lists: signatures
/// that held, and lists that were unpacked. Whether a signature holds depends on its bytes and its
/// key alone, so what held once holds always; nothing else is kept.
package final class SignatureMemory: Sendable {
  private struct Held {
    var signatures: Set<[UInt8]> = []
    var lists: [[UInt8]: StatusList] = [:]
    var tokens: [[UInt8]: LicenceToken] = [:]
  }

  private let held = Mutex(Held())
  private let most: Int
  private let mostLists: Int

  /// Remembers at most so many signatures, and so many lists (16 KiB each, as a rule) and licences
  /// that were read; when there are more, it forgets all and begins again.
  package init(most: Int = 10_000, lists: Int = 64) {
    self.most = most
    mostLists = lists
  }

  /// Whether the signature holds.
  func verifies(_ signature: [UInt8], of message: [UInt8], by key: PublicKey) -> Bool {
    let digest = Self.digest([Array(key.kind.rawValue.utf8)] + key.numbers + [signature, message])
    if held.withLock({ $0.signatures.contains(digest) }) { return true }
    guard key.verifies(signature, of: message) else { return false }
    keep(digest)
    return true
  }

  /// Whether this document's proof was found to hold with this key before, and the digest to `keep`
  /// when it is found now. A document is known by all that stands in it, in its order: what says
  /// the same in another order is checked anew.
  func document(
    _ unsigned: Value, _ proof: DataIntegrityProof, by key: PublicKey
  ) -> (isKnown: Bool, digest: [UInt8]) {
    var known = TreeBytes()
    known.add(Array(key.kind.rawValue.utf8))
    for number in key.numbers { known.add(number) }
    known.add(proof.value)
    known.add(proof.options)
    known.add(unsigned)
    let digest = Array(SHA256.hash(data: known.bytes))
    return (held.withLock { $0.signatures.contains(digest) }, digest)
  }

  /// Keeps that a signature holds.
  func keep(_ digest: [UInt8]) {
    held.withLock { held in
      if held.signatures.count >= most { held.signatures.removeAll(keepingCapacity: true) }
      held.signatures.insert(digest)
    }
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

  /// The licence that this compact token is; nil when it is no token. Nothing of it is believed.
  func token(_ text: String) -> LicenceToken? {
    // A licence is a tenth of this; larger ones would fill the memory.
    guard text.utf8.count <= 16 << 10 else { return LicenceToken(text) }
    let digest = Self.digest([Array(text.utf8)])
    if let token = held.withLock({ $0.tokens[digest] }) { return token }
    guard let token = LicenceToken(text) else { return nil }
    held.withLock { held in
      if held.tokens.count >= mostLists { held.tokens.removeAll(keepingCapacity: true) }
      held.tokens[digest] = token
    }
    return token
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
