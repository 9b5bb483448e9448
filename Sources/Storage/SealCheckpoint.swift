import Foundation
package import Kernel

/// What the journal was at an instant: how many entries, and the root over them (C2SP
/// tlog-checkpoint).
package struct Checkpoint: Sendable, Equatable {
  /// The journal's name.
  package let origin: String
  package let size: Int
  package let root: [UInt8]
  /// When it was signed; a line of its own below the root.
  package let at: Instant

  package init(origin: String, size: Int, root: [UInt8], at: Instant) {
    self.origin = origin
    self.size = size
    self.root = root
    self.at = at
  }

  /// Why a note is no checkpoint of this journal.
  package enum Fault: String, Error, Sendable {
    /// It is not in the form of a checkpoint.
    case malformed
    /// It is of a journal with another name.
    case otherOrigin
    /// No signature is by the journal's key.
    case unsigned
    /// The signature is not over this text.
    case badSignature
  }

  private static let sealedAt = "sealed-at "

  private var text: String {
    """
    \(origin)
    \(size)
    \(Data(root).base64EncodedString())
    \(Checkpoint.sealedAt)\(at.utcText)

    """
  }

  /// The checkpoint as a signed note.
  package func note(signedBy key: SealKey) throws -> String {
    "\(text)\n\(try key.line(signing: text))"
  }

  /// Reads a note and checks its signature; nothing of an unsigned one is believed.
  package init(note: [UInt8], verifier: SealVerifier) throws(Fault) {
    // The text ends with the last empty line; the signatures stand after it.
    let ends = note.indices.dropLast().filter { note[$0] == 0x0A && note[$0 + 1] == 0x0A }
    guard note.count <= 1 << 16, let end = ends.last else { throw .malformed }
    let text = Array(note[...end])
    let lines = text.dropLast().split(separator: 0x0A, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    guard lines.count >= 4, let size = Int(lines[1]), size >= 0, String(size) == lines[1],
      let root = Data(base64Encoded: lines[2]), root.count == 32,
      lines[3].hasPrefix(Checkpoint.sealedAt),
      let at = Instant(text: lines[3].dropFirst(Checkpoint.sealedAt.count))
    else { throw .malformed }
    guard Name.same(lines[0], verifier.name) else { throw .otherOrigin }
    try Checkpoint.check(note[(end + 2)...], text, verifier)
    self.init(origin: lines[0], size: size, root: Array(root), at: at)
  }

  private static func check(
    _ signatures: ArraySlice<UInt8>, _ text: [UInt8], _ verifier: SealVerifier
  ) throws(Fault) {
    let start = Array("— \(verifier.name) ".utf8)
    for line in signatures.split(separator: 0x0A) where line.starts(with: start) {
      guard let bytes = Data(base64Encoded: Data(line.dropFirst(start.count))),
        bytes.prefix(4).elementsEqual(verifier.hash)
      else { continue }
      guard verifier.verifies(bytes.dropFirst(4), of: text) else { throw .badSignature }
      return
    }
    throw .unsigned
  }
}
