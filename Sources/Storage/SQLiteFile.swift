import Foundation

/// A database file of SQLite's looked at and copied as a file, beside whoever works with it.
package struct SQLiteFile: Sendable {
  package let path: String

  /// Names a file, which must be there.
  package init(_ path: String) throws {
    guard FileManager.default.fileExists(atPath: path) else {
      throw StorageFault.schema("there is no database at \(path)")
    }
    self.path = path
  }

  /// The version of the schema that this program makes.
  package static var programSchema: Int { Migrations.all.count }

  /// The version of the file's schema; 0 for an empty file.
  package func schemaVersion() throws -> Int { try reader().schemaVersion() }

  /// How the file keeps what is not yet in its pages: `wal` while it is served.
  package func journalMode() throws -> String {
    try reader().rows(text: "PRAGMA journal_mode") { $0.text(0) }.first ?? ""
  }

  /// What SQLite finds wrong with the file's pages and indexes, at most a hundred lines; `quick`
  /// leaves the comparison of indexes with their tables out.
  package func damage(quick: Bool) throws -> [String] {
    let pragma = quick ? "PRAGMA quick_check" : "PRAGMA integrity_check"
    let lines = try reader().rows(text: pragma) { $0.text(0) }
    return lines == ["ok"] ? [] : lines
  }

  /// Rows whose references lead nowhere, as `table → table`, at most a hundred.
  package func brokenReferences() throws -> [String] {
    var found: [String] = []
    try reader().query(text: "PRAGMA foreign_key_check", []) { row in
      found.append("\(row.text(0)) → \(row.text(2))")
      return found.count < 100
    }
    return found
  }

  /// What a manifest says of the journal.
  package struct Journal: Sendable, Equatable {
    package let entries: Int
    package let sealed: Int
    /// The newest checkpoint as it was signed; nil when there is none.
    package let checkpoint: String?

    package init(entries: Int, sealed: Int, checkpoint: String?) {
      self.entries = entries
      self.sealed = sealed
      self.checkpoint = checkpoint
    }
  }

  package func journal() throws -> Journal {
    let connection = try reader()
    let count: (SQL) throws -> Int = { try connection.first($0, []) { $0.int(0) } ?? 0 }
    return Journal(
      entries: try count("SELECT COUNT(*) FROM journal"),
      sealed: try count("SELECT COALESCE(MAX(number), 0) FROM journal_seal"),
      checkpoint: try connection.first(
        "SELECT note FROM journal_checkpoint ORDER BY size DESC LIMIT 1", []
      ) { $0.text(0) })
  }

  /// The address the installation was initialised with; nil in a file without an installation.
  package func publicURL() throws -> String? {
    try reader().first("SELECT value FROM setting WHERE name = 'publicURL'", []) { $0.text(0) }
  }

  /// SHA-256 and size of every file that a case names; none in a file from before there were any.
  package func documents() throws -> [(digest: [UInt8], bytes: Int)] {
    guard try schemaVersion() >= 9 else { return [] }
    return try reader().rows(
      text: "SELECT digest, MAX(bytes) FROM case_document GROUP BY digest ORDER BY digest"
    ) { (digest: $0.blob(0), bytes: $0.int(1)) }
  }

  /// Writes a compact copy as of one instant, while others read and write, readable by its owner
  /// only; it is on the disk when this returns. Nothing is left where it fails.
  package func copy(to target: String) throws {
    let manager = FileManager.default
    guard !manager.fileExists(atPath: target),
      manager.createFile(atPath: target, contents: nil, attributes: [.posixPermissions: 0o600])
    else { throw StorageFault.failed("\(target) is there already or cannot be written") }
    do {
      // Not a reader's connection: the copy is written by the same one.
      try SQLiteConnection(path: path, mode: .writer).change("VACUUM INTO $1", [.text(target)])
      try SQLiteFile.settle(target)
    } catch {
      for ending in ["", "-journal", "-wal", "-shm"] {
        try? manager.removeItem(atPath: target + ending)
      }
      throw error
    }
  }

  /// Waits until a file and its name are on the disk.
  package static func settle(_ path: String) throws {
    let folder = (path as NSString).deletingLastPathComponent
    for place in [path, folder.isEmpty ? "." : folder] {
      let descriptor = open(place, O_RDONLY)
      guard descriptor >= 0 else { throw StorageFault.unavailable("\(place) cannot be opened") }
      defer { close(descriptor) }
      guard fsync(descriptor) == 0 else {
        throw StorageFault.unavailable("\(place) could not be written to the disk")
      }
    }
  }

  private func reader() throws -> SQLiteConnection {
    try SQLiteConnection(path: path, mode: .reader)
  }
}
