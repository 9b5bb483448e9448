import Kernel

/// A checkpoint as its row has it, before anything of it is believed.
struct StoredCheckpoint: Sendable {
  let size: Int
  let root: [UInt8]
  let at: Instant
  let note: [UInt8]

  init(_ row: Row) {
    size = row.int(0)
    root = row.blob(1)
    at = row.instant(2)
    note = Array(row.text(3).utf8)
  }

  static func read(after last: Int, through: Int, in tx: Transaction) throws -> [StoredCheckpoint] {
    try tx.all(
      """
      SELECT size, root, at, note FROM journal_checkpoint WHERE size > $1 AND size <= $2
      ORDER BY size
      """, .int(last), .int(through), read: StoredCheckpoint.init)
  }
}

/// The stored hash of a full subtree.
struct StoredSubtree: Sendable {
  let level: Int
  let place: Int
  let hash: [UInt8]

  /// The subtrees that end within these numbers.
  static func read(from: Int, through: Int, in tx: Transaction) throws -> [StoredSubtree] {
    let levels = storedLevel...max(storedLevel, MerkleTree.level(within: max(1, through)))
    return try levels.flatMap { level in
      try tx.all(
        """
        SELECT place, hash FROM journal_subtree WHERE level = $1 AND place >= $2 AND place <= $3
        """, .int(level), .int(((from + (1 << level) - 1) >> level) - 1),
        .int((through >> level) - 1)
      ) { StoredSubtree(level: level, place: $0.int(0), hash: $0.blob(1)) }
    }
  }
}

/// The tree as it is recomputed, and up to where it was found good.
struct SealAuditTree {
  private var frontier = MerkleFrontier()
  /// Stored hashes of the page that is being read.
  var stored: [StoredSubtree] = []
  /// Numbers whose root was signed.
  private(set) var covered = 0
  /// Set once the tree cannot be followed any further.
  var isBroken = false
  /// The last number up to which stored subtrees agree.
  private var agreed = 0
  /// Subtrees whose stored hash is another: the next signed root says which of the two is wrong.
  private var doubtful: [(level: Int, from: Int, through: Int)] = []
  /// The first number since `covered` whose sequence falls behind that of the number before.
  private var descent: (number: Int, entry: RulingID)?
  private var sequence = Int.min

  var root: [UInt8] { frontier.root }

  mutating func append(_ row: SealedRow) {
    if row.sequence < sequence, descent == nil { descent = (row.number, row.journal) }
    sequence = row.sequence
    var completed: [(level: Int, place: Int, hash: [UInt8])] = []
    frontier.append(row.sealedLeaf) { level, place, hash in
      if level >= storedLevel { completed.append((level, place, hash)) }
    }
    guard !isBroken else { return }
    for (level, place, hash) in completed {
      let found = stored.first { $0.level == level && $0.place == place }?.hash
      if found == hash {
        if level == storedLevel, doubtful.isEmpty { agreed = row.number }
      } else {
        doubtful.append((level, (place << level) + 1, (place + 1) << level))
      }
    }
  }

  /// Holds the tree against a signed root.
  mutating func check(_ signed: Checkpoint) -> [SealProblem] {
    guard !isBroken else { return [] }
    if frontier.size == signed.size, frontier.root == signed.root {
      covered = signed.size
      agreed = signed.size
      descent = nil
      return end()
    }
    isBroken = true
    // The first doubtful subtree narrows the place; a step back in the sequence names it.
    let narrow = doubtful.first { $0.level == storedLevel }
    let from = max(covered, agreed) + 1
    let through = min(narrow?.through ?? signed.size, signed.size)
    doubtful = []
    if let descent, from...through ~= descent.number {
      return [SealProblem(.tree, descent.number, entry: descent.entry)]
    }
    return [SealProblem(.tree, from, through: through)]
  }

  /// What stays in doubt when the entries are known to be right, or no further root is signed.
  mutating func end() -> [SealProblem] {
    defer { doubtful = [] }
    return doubtful.map { SealProblem(.subtree, $0.from, through: $0.through) }
  }
}
