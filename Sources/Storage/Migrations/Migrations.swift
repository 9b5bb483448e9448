/// The global sequence of migrations: forward only, never edited once landed.
enum Migrations {
  static let all: [(name: String, script: String)] = [
    ("0001-spine", migration0001), ("0002-journal-seal", migration0002),
    ("0003-questions-about", migration0003), ("0004-indexes", migration0004),
    ("0005-chain-of-authority", migration0005), ("0006-due-in-order", migration0006),
    ("0007-two-installations", migration0007), ("0008-paper-copies", migration0008),
    ("0009-casework", migration0009), ("0010-case-documents-and-fees", migration0010),
    ("0011-licence-life", migration0011), ("0012-register-and-queue", migration0012),
    ("0013-notices", migration0013), ("0014-decisions", migration0014),
    ("0015-learning-records", migration0015), ("0016-reporting", migration0016),
    ("0017-record-segments", migration0017),
    ("0018-coverage-and-ratings", migration0018), ("0019-documents-by-digest", migration0019),
  ]

  static func apply(to connection: any Connection) throws {
    var version = try connection.schemaVersion()
    guard version <= all.count else {
      throw StorageFault.schema(
        "the database is of a later version (\(version)) than this program (\(all.count))")
    }
    while version < all.count {
      try connection.migrate(to: version + 1, all[version].script)
      let now = try connection.schemaVersion()
      guard now > version else {
        throw StorageFault.schema("a change of the schema (\(version + 1)) did not stay")
      }
      version = now
    }
  }
}
