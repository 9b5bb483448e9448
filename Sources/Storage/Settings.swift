extension Transaction {
  /// A fact fixed for the installation (public URL, demo mark, issuer's DID).
  package func setting(_ name: String) throws -> String? {
    try first("SELECT value FROM setting WHERE name = $1", .text(name)) { $0.text(0) }
  }

  package func setSetting(_ name: String, _ value: String) throws {
    try run(
      """
      INSERT INTO setting (name, value) VALUES ($1, $2)
      ON CONFLICT (name) DO UPDATE SET value = excluded.value
      """, .text(name), .text(value))
  }
}
