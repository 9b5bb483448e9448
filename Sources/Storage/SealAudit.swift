import Kernel

/// Verifies the sealed journal: every leaf from the entry's bytes, the tree from the leaves, every
/// checkpoint's signature and root, and a checkpoint kept elsewhere if there is one.
package struct SealAudit {
  private let database: Database
  private let verifier: SealVerifier
  private let kept: Checkpoint?
  private let lookBack: Int
  /// Compares columns with the sealed parts, whose form only the caller knows.
  private let columns: (SealedRow) -> [ColumnDifference]
  private var report = SealReport()
  private var tree = SealAuditTree()
  private var last = 0

  static let page = 1_000
  static let problemLimit = 100

  package init(
    _ database: Database, verifier: SealVerifier, kept: Checkpoint? = nil, lookBack: Int? = nil,
    columns: @escaping (SealedRow) -> [ColumnDifference]
  ) {
    self.database = database
    self.verifier = verifier
    self.kept = kept
    self.lookBack = lookBack ?? Sealer.lookBack(in: database)
    self.columns = columns
  }

  /// Goes through the whole journal as it is sealed now; `progress` is told numbers done and all.
  package mutating func run(progress: (Int, Int) -> Void = { _, _ in }) throws -> SealReport {
    let end = try database.read { try $0.sealedCount() }
    while true {
      let before = last
      do {
        try page(through: end)
      } catch let fault as StorageFault {
        try oneByOne(through: end, fault)
      }
      if last == before { break }
      progress(last, end)
    }
    try checkpointsBeyond()
    tree.end().forEach { add($0) }
    if let kept, kept.size > last { add(SealProblem(.truncated, kept.size, through: last)) }
    do {
      try slippedIn()
      try strayFacts()
    } catch let fault as StorageFault {
      // Where an entry cannot be read, neither can the journal as a whole.
      if report.holds { throw fault }
    }
    report.covered = tree.covered
    return report
  }

  private mutating func add(_ problem: SealProblem) {
    report.problemCount += 1
    if report.problems.count < SealAudit.problemLimit { report.problems.append(problem) }
  }

  private func sealedID(_ number: Int) throws -> RulingID? {
    try database.read { tx in
      try tx.first("SELECT journal FROM journal_seal WHERE number = $1", .int(number)) { $0.id(0) }
    }
  }

  /// Somewhere in a page the disk cannot be read: which entry it is.
  private mutating func oneByOne(through end: Int, _ fault: StorageFault) throws {
    var readable = 0
    for _ in 0..<SealAudit.page where last < end {
      let number = next(through: end)
      do {
        try page(through: number, limit: 1)
        // Nothing is there: the seals have ended.
        if last < number { break }
        readable += 1
      } catch is StorageFault {
        add(SealProblem(.unreadable, number, entry: try? sealedID(number)))
        tree.isBroken = true
        last = number
      }
    }
    // Not one: it is not an entry that is damaged, the database is away.
    if readable == 0 { throw fault }
  }

  /// The number that follows; where the seals cannot be read, the one that should.
  private func next(through end: Int) -> Int {
    let found = try? database.read { tx in
      try tx.first(
        """
        SELECT number FROM journal_seal WHERE number > $1 AND number <= $2 ORDER BY number LIMIT 1
        """, .int(last), .int(end)
      ) { $0.int(0) }
    }
    return found ?? (last + 1)
  }

  /// Verifies the next rows, however far apart their numbers are.
  private mutating func page(through end: Int, limit: Int = SealAudit.page) throws {
    let (last, isBroken) = (last, tree.isBroken)
    let read = try database.read { tx in
      let rows = try SealedRow.read(after: last, through: end, limit: limit, in: tx)
      let through = rows.last?.number ?? last
      return (
        rows: rows,
        checkpoints: try StoredCheckpoint.read(after: last, through: through, in: tx),
        // Behind a gap the tree is not followed.
        subtrees: rows.isEmpty || isBroken
          ? []
          : try StoredSubtree.read(
            from: last + 1, through: min(through, last + rows.count), in: tx)
      )
    }
    tree.stored = read.subtrees
    var checkpoints = read.checkpoints[...]
    for row in read.rows {
      if row.number != self.last + 1 { gap(through: row.number - 1) }
      while let next = checkpoints.first, next.size < row.number {
        checkpoints.removeFirst()
        check(next)
      }
      self.last = row.number
      try check(row)
      tree.append(row)
      if kept?.size == row.number { checkKept() }
      while let next = checkpoints.first, next.size == row.number {
        checkpoints.removeFirst()
        check(next)
      }
    }
  }

  /// Checkpoints over more entries than there are: where one is signed, the end is missing.
  private mutating func checkpointsBeyond() throws {
    let (from, beyond) = (
      last,
      try database.read { try StoredCheckpoint.read(after: last, through: .max, in: $0) }
    )
    let signed = beyond.last { stored in
      (try? Checkpoint(note: stored.note, verifier: verifier))?.size == stored.size
    }
    if let signed, signed.size > from { gap(through: signed.size) }
    beyond.forEach { check($0) }
  }

  private mutating func gap(through number: Int) {
    if !tree.isBroken, let entry = try? misnumbered(last + 1) {
      tree.isBroken = true
      last += 1
      add(SealProblem(.moved, last, entry: entry, what: "number"))
    }
    guard last < number else { return }
    add(SealProblem(.gap, last + 1, through: number))
    tree.isBroken = true
    last = number
  }

  /// The entry whose seal had this number: an index may still say so when the row itself says another
  /// one. Added to 0, the number is taken from there.
  private func misnumbered(_ number: Int) throws -> RulingID? {
    try database.read { tx in
      try tx.first(
        """
        SELECT s.journal FROM journal j JOIN journal_seal s ON s.journal = j.id
        WHERE j.seq > COALESCE((SELECT seq FROM journal_seal WHERE number = $1), -1)
          AND s.number + 0 = $2 ORDER BY j.seq LIMIT 1
        """, .int(number - 1), .int(number)
      ) { $0.id(0) }
    }
  }

  private mutating func check(_ stored: StoredCheckpoint) {
    report.checkpoints += 1
    do throws(Checkpoint.Fault) {
      let signed = try Checkpoint(note: stored.note, verifier: verifier)
      let isSame =
        signed.size == stored.size && signed.root == stored.root && signed.at == stored.at
      guard isSame else {
        return add(SealProblem(.checkpoint, stored.size, what: "row"))
      }
      tree.check(signed).forEach { add($0) }
    } catch {
      add(SealProblem(.checkpoint, stored.size, what: error.rawValue))
    }
  }

  private mutating func checkKept() {
    guard let kept, !tree.isBroken, tree.root != kept.root else { return }
    add(SealProblem(.fork, tree.covered + 1, through: kept.size))
  }

  // MARK: - One entry

  private mutating func check(_ row: SealedRow) throws {
    report.entries += 1
    guard let id = row.id else { return try checkMoved(row) }
    guard id == row.journal else {
      return add(SealProblem(.replaced, row.number, entry: row.journal, what: id.description))
    }
    guard let inner = inner(row) else {
      return add(SealProblem(.factsGone, row.number, entry: id))
    }
    if row.facts == nil {
      report.erased += 1
      if !row.hasAct { add(SealProblem(.erasure, row.number, entry: id)) }
    }
    let leaf = MerkleTree.leaf(row.publicPart, inner)
    let differences = columns(row)
    if leaf != row.sealedLeaf {
      let kind: SealProblem.Kind = leaf == row.leaf ? .rewritten : .changed
      return add(
        SealProblem(
          kind, row.number, entry: id, what: differences.first?.column ?? "",
          values: differences.first?.values))
    }
    for (column, isSame) in [("leaf", row.leaf == row.sealedLeaf), ("type", row.hasTypes)]
    where !isSame {
      add(SealProblem(.column, row.number, entry: id, what: column))
    }
    for difference in differences {
      add(
        SealProblem(
          .column, row.number, entry: id, what: difference.column, values: difference.values))
    }
  }

  private func inner(_ row: SealedRow) -> [UInt8]? {
    row.facts.map { JournalEntry.innerHash(salt: row.salt, facts: $0) } ?? row.erasedInner
  }

  /// Nothing stands at the sealed place: the entry is gone, or elsewhere.
  private mutating func checkMoved(_ row: SealedRow) throws {
    let place = try database.read { tx in
      try tx.first("SELECT seq FROM journal WHERE id = $1", .id(row.journal)) { $0.int(0) }
    }
    guard let place else {
      return add(SealProblem(.dropped, row.number, entry: row.journal))
    }
    add(
      SealProblem(
        .moved, row.number, entry: row.journal, what: "seq",
        values: ("\(place)", "\(row.sequence)")))
  }

  /// Entries that the sealer should have met long ago were put there afterwards.
  private mutating func slippedIn() throws {
    let (count, slipped) = try database.read { tx in
      let floor = try tx.sealFloor(lookBack: lookBack)
      return (
        try tx.unsealedCount(),
        try tx.all(
          """
          SELECT j.id FROM journal j
          LEFT JOIN journal_seal s ON s.journal = j.id AND s.number > 0
          WHERE j.seq <= $1 AND s.journal IS NULL ORDER BY j.seq LIMIT $2
          """, .int(floor), .int(SealAudit.problemLimit)
        ) { row -> RulingID in row.id(0) }
      )
    }
    report.unsealed = count
    for id in slipped { add(SealProblem(.slippedIn, 0, entry: id)) }
  }

  /// Facts whose row names no entry. An index may still lead to them from the right one, so they are
  /// looked for in the rows themselves, and named by the entry from which the index leads to their
  /// salt: a subquery, because a join may be read from the row's own wrong name.
  private mutating func strayFacts() throws {
    let strays = try database.read { tx in
      let salts = try tx.all(
        """
        SELECT f.salt FROM journal_facts f
        WHERE NOT EXISTS (SELECT 1 FROM journal j WHERE j.id = f.journal) LIMIT $1
        """, .int(SealAudit.problemLimit)
      ) { $0.blob(0) }
      return try salts.map { salt in
        try tx.first(
          """
          SELECT s.number, s.journal FROM journal_seal s
          WHERE (SELECT f.salt FROM journal_facts f WHERE f.journal = s.journal) = $1
          """, .blob(salt)
        ) { row -> (number: Int, entry: RulingID) in (row.int(0), row.id(1)) }
      }
    }
    for stray in strays {
      add(SealProblem(.column, stray?.number ?? 0, entry: stray?.entry, what: "journal"))
    }
  }
}
