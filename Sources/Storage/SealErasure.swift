package import Kernel

extension Transaction {
  /// Erases the facts and salts of entries about a person, and of those the person made that are
  /// about nobody else; their hashes stay, so that the journal still verifies. Returns how many.
  /// `act` is the entry that says by whose decision; it stays as it is.
  package func forgetFacts(of person: PersonID, act: RulingID) throws -> Int {
    let entries = try all(
      """
      SELECT journal, salt, facts FROM journal_facts
      WHERE (subject = $1 OR (subject IS NULL AND actor = $1)) AND journal <> $2
      """, .id(person), .id(act)
    ) { row -> (id: RulingID, inner: [UInt8]) in
      (row.id(0), JournalEntry.innerHash(salt: row.blob(1), facts: row.blob(2)))
    }
    for entry in entries {
      try run(
        "INSERT INTO journal_erased (journal, inner_hash, act) VALUES ($1, $2, $3)",
        .id(entry.id), .blob(entry.inner), .id(act))
      try run("DELETE FROM journal_facts WHERE journal = $1", .id(entry.id))
    }
    return entries.count
  }
}
