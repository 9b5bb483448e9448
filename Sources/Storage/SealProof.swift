package import Kernel

/// What shows somebody elsewhere that an entry is in the journal: the leaf's parts, the hashes
/// beside the way to the root, and the signed checkpoint.
package struct InclusionProof: Sendable {
  package let entry: RulingID
  /// The entry's number, from 1; its leaf has the index before.
  package let number: Int
  package let size: Int
  package let publicPart: [UInt8]
  /// SHA-256(salt ‖ facts).
  package let inner: [UInt8]
  /// The salt and the facts; nil once erased.
  package let facts: (salt: [UInt8], facts: [UInt8])?
  package let path: [[UInt8]]
  /// The checkpoint as it was signed.
  package let note: String

  /// The checkpoint, when it is signed and the proof leads to its root; nil otherwise.
  package func checkpoint(_ verifier: SealVerifier) throws(Checkpoint.Fault) -> Checkpoint? {
    let signed = try Checkpoint(note: Array(note.utf8), verifier: verifier)
    let root = MerkleTree.root(
      leaf: MerkleTree.leaf(publicPart, inner), index: number - 1, size: signed.size, path: path)
    return root == signed.root ? signed : nil
  }
}

extension Transaction {
  /// The newest checkpoint as it was signed.
  package func newestCheckpoint() throws -> String? {
    try first("SELECT note FROM journal_checkpoint ORDER BY size DESC LIMIT 1") { $0.text(0) }
  }

  /// The proof of an entry under the newest checkpoint; nil while none covers it, or for an unknown
  /// entry.
  package func inclusionProof(_ id: RulingID) throws -> InclusionProof? {
    let sealed = try first(
      """
      SELECT s.number, j.public, f.salt, f.facts, e.inner_hash
      FROM journal_seal s JOIN journal j ON j.id = s.journal
      LEFT JOIN journal_facts f ON f.journal = s.journal
      LEFT JOIN journal_erased e ON e.journal = s.journal WHERE s.journal = $1
      """, .id(id)
    ) { row in
      (
        number: row.int(0), publicPart: row.blob(1), salt: row.optional(2, row.blob),
        facts: row.optional(3, row.blob), erased: row.blob(4)
      )
    }
    let newest = try first(
      "SELECT size, note FROM journal_checkpoint ORDER BY size DESC LIMIT 1"
    ) { (size: $0.int(0), note: $0.text(1)) }
    guard let sealed, let newest, 1...max(newest.size, 1) ~= sealed.number else { return nil }
    var facts: (salt: [UInt8], facts: [UInt8])?
    if let salt = sealed.salt, let found = sealed.facts { facts = (salt, found) }
    return InclusionProof(
      entry: id, number: sealed.number, size: newest.size, publicPart: sealed.publicPart,
      inner: facts.map { JournalEntry.innerHash(salt: $0.salt, facts: $0.facts) }
        ?? sealed.erased,
      facts: facts,
      path: try sealedTree().path(to: sealed.number - 1, size: newest.size), note: newest.note)
  }
}
