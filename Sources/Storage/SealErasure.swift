package import Kernel

extension Transaction {
  /// Erases the facts and salts of entries about a person; their hashes stay, so that the journal
  /// still verifies. What the person did in an office, about others or about nobody, stays. Returns
  /// how many. `act` is the entry that says by whose decision; it stays as it is.
  package func forgetFacts(of person: PersonID, act: RulingID) throws -> Int {
    let entries = try all(
      """
      SELECT journal, salt, facts FROM journal_facts
      WHERE subject = $1 AND journal <> $2
      """, .id(person), .id(act)
    ) { row -> (id: RulingID, inner: [UInt8]) in
      (row.id(0), JournalEntry.innerHash(salt: row.blob(1), facts: row.blob(2)))
    }
    // What else was kept of the same rulings, word for word.
    try run("DELETE FROM idempotency WHERE person = $1", .id(person))
    try run(
      """
      UPDATE open_question SET decision = '' WHERE decision IS NOT NULL
        AND ruling IN (SELECT journal FROM journal_facts WHERE subject = $1)
      """, .id(person))
    for entry in entries {
      try run(
        "INSERT INTO journal_erased (journal, inner_hash, act) VALUES ($1, $2, $3)",
        .id(entry.id), .blob(entry.inner), .id(act))
      try run("DELETE FROM journal_facts WHERE journal = $1", .id(entry.id))
    }
    return entries.count
  }
}
