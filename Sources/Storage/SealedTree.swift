package import Kernel

/// How far the journal is sealed.
package struct SealState: Sendable {
  /// Numbered entries.
  package let sealed: Int
  /// Entries under the newest checkpoint.
  package let covered: Int
  /// When the newest checkpoint was signed.
  package let at: Instant?
}

/// A committed entry that has no number yet.
struct Unsealed: Sendable {
  let journal: RulingID
  let sequence: Int
  let leaf: [UInt8]
}

/// Full subtrees from this level up (256 leaves) have their hashes stored.
let storedLevel = 8

extension Transaction {
  /// How far the journal is sealed.
  package func sealState() throws -> SealState {
    let newest = try first(
      "SELECT size, at FROM journal_checkpoint ORDER BY size DESC LIMIT 1"
    ) { (size: $0.int(0), at: $0.instant(1)) }
    return SealState(
      sealed: try sealedCount(), covered: newest?.size ?? 0, at: newest?.at)
  }

  /// Entries without a number: all of them are counted, so this is no query for every minute.
  package func unsealedCount() throws -> Int {
    try count(
      """
      SELECT COUNT(*) FROM journal j WHERE NOT EXISTS
        (SELECT 1 FROM journal_seal s WHERE s.journal = j.id)
      """)
  }

  func sealedCount() throws -> Int {
    try count("SELECT COALESCE(MAX(number), 0) FROM journal_seal")
  }

  /// The sequence number above which unsealed entries are looked for: that of the entry sealed
  /// `lookBack` numbers ago. One writer's sequence is the order of commits, so 0 is enough for it;
  /// several writers may commit a lower number later.
  func sealFloor(lookBack: Int) throws -> Int {
    let last = try sealedCount()
    return try first(
      "SELECT seq FROM journal_seal WHERE number = $1", .int(max(last, 0) - lookBack)
    ) { $0.int(0) } ?? -1
  }

  func unsealed(above floor: Int, limit: Int) throws -> [Unsealed] {
    try all(
      """
      SELECT j.id, j.seq, j.leaf FROM journal j LEFT JOIN journal_seal s ON s.journal = j.id
      WHERE j.seq > $1 AND s.journal IS NULL ORDER BY j.seq LIMIT $2
      """, .int(floor), .int(limit)
    ) { Unsealed(journal: $0.id(0), sequence: $0.int(1), leaf: $0.blob(2)) }
  }

  /// Numbers entries from `last` on and stores the full subtrees they complete; false when another
  /// server has numbered some meanwhile.
  func seal(_ entries: [Unsealed], after last: Int) throws -> Bool {
    guard try sealedCount() == last else { return false }
    var number = last
    for entry in entries {
      let (next, isOver) = number.addingReportingOverflow(1)
      guard !isOver else { throw Transaction.unsound("there are no numbers left") }
      number = next
      try run(
        "INSERT INTO journal_seal (number, journal, seq, leaf) VALUES ($1, $2, $3, $4)",
        .int(number), .id(entry.journal), .int(entry.sequence), .blob(entry.leaf))
      if number % (1 << storedLevel) == 0 { try storeSubtrees(upTo: number) }
    }
    return true
  }

  /// Stores the hashes of the full subtrees that end with this number.
  private func storeSubtrees(upTo number: Int) throws {
    var (level, place) = (storedLevel, (number >> storedLevel) - 1)
    var hash = try foldedLeaves(level, place)
    while true {
      try run(
        "INSERT INTO journal_subtree (level, place, hash) VALUES ($1, $2, $3)", .int(level),
        .int(place), .blob(hash))
      guard place & 1 == 1 else { return }
      hash = MerkleTree.node(try storedSubtree(level, place - 1), hash)
      (level, place) = (level + 1, place >> 1)
    }
  }

  /// The tree over the sealed entries; leaf `index` is the entry with number `index + 1`.
  func sealedTree() -> MerkleTree {
    MerkleTree { level, place in
      level >= storedLevel ? try storedSubtree(level, place) : try foldedLeaves(level, place)
    }
  }

  func storedSubtree(_ level: Int, _ place: Int) throws -> [UInt8] {
    let hash = try first(
      "SELECT hash FROM journal_subtree WHERE level = $1 AND place = $2", .int(level), .int(place)
    ) { $0.blob(0) }
    guard let hash else { throw Transaction.unsound("the subtree \(level)/\(place) is missing") }
    return hash
  }

  private func foldedLeaves(_ level: Int, _ place: Int) throws -> [UInt8] {
    let from = place << level
    var hashes = try all(
      "SELECT leaf FROM journal_seal WHERE number > $1 AND number <= $2 ORDER BY number",
      .int(from), .int(from + (1 << level))
    ) { $0.blob(0) }
    guard hashes.count == 1 << level else {
      throw Transaction.unsound("leaves are missing after \(from)")
    }
    while hashes.count > 1 {
      hashes = stride(from: 0, to: hashes.count - 1, by: 2).map {
        MerkleTree.node(hashes[$0], hashes[$0 + 1])
      }
    }
    return hashes[0]
  }

  /// Signs a checkpoint over all numbered entries; nil when the newest one has them already.
  func signCheckpoint(
    _ key: SealKey, at: Instant, after remembered: Checkpoint?
  ) throws -> Checkpoint? {
    let state = try soundSeal(key.verifier, after: remembered)
    guard state.sealed > state.covered else { return nil }
    let checkpoint = Checkpoint(
      origin: key.verifier.name, size: state.sealed,
      root: try sealedTree().root(size: state.sealed), at: at)
    try run(
      "INSERT INTO journal_checkpoint (size, root, at, note) VALUES ($1, $2, $3, $4)",
      .int(checkpoint.size), .blob(checkpoint.root), .instant(at),
      .text(try checkpoint.note(signedBy: key)))
    try keepSealedKey(key.verifier)
    return checkpoint
  }
}
