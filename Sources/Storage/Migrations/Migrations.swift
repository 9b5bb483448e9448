/// The global sequence of migrations: forward only, never edited once landed.
enum Migrations {
  static let all: [(name: String, script: String)] = [
    ("0001-spine", migration0001), ("0003-questions-about", migration0003),
  ]

  static func apply(to connection: Connection) throws {
    let version = try connection.first("PRAGMA user_version", []) { $0.int(0) } ?? 0
    guard version <= all.count else {
      throw StorageFault.schema(
        "the database is of a later version (\(version)) than this program (\(all.count))")
    }
    for (index, migration) in all.enumerated().dropFirst(version) {
      try connection.script(
        "BEGIN IMMEDIATE; \(migration.script); PRAGMA user_version=\(index + 1); COMMIT")
    }
  }
}
