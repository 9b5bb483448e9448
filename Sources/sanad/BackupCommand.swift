import ArgumentParser
import Foundation
import Kernel
import Operations
import Storage

/// Copies the database while it is served.
struct BackupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Copy the database while it is served, check the copy, describe it in a manifest.")

  @ArgumentParser.Argument(
    help: "The copy's file; FILE.manifest.json and FILE.documents are written beside it.")
  var file: String

  func run() throws {
    guard case .sqlite(let path) = try Environment.address() else {
      throw ValidationError(
        """
        a PostgreSQL database is backed up with its own tools: pg_basebackup for the whole \
        server, or pg_dump -Fc for this database (docs/OPERATIONS.md); `sanad copy` makes a \
        SQLite copy, which this command can back up
        """)
    }
    let manifest = try Backup(file).make(
      of: try SQLiteFile(path), with: try Environment.documents(), at: Clock.system.now)
    print(
      """
      backed up \(path) to \(file): \(manifest.bytes) bytes, \
      \(manifest.journal.entries) journal entries, SHA-256 \(manifest.digest)
      \(manifest.documents) files of cases beside it, in \(Backup(file).documents.folder)
      the key files are not in it; keep them elsewhere:
        \(try Environment.keyPath())
        \(try JournalKeyFile.path())
      """)
  }
}

/// Puts a backup in a new place and examines it.
struct RestoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Put a backup in a new place, check it against its manifest, examine it.")

  @ArgumentParser.Argument(help: "The backup's file, with FILE.manifest.json beside it.")
  var file: String
  @Option(help: "Where to: sqlite:PATH, which must not be there; SANAD_DATABASE by default.")
  var database: String?

  func run() throws {
    if let database { Environment.chooseDatabase(database) }
    guard case .sqlite(let path) = try Environment.address() else {
      throw ValidationError(
        """
        restore into a SQLite file, then `sanad copy` it to PostgreSQL; what pg_dump or \
        pg_basebackup made is restored with their own tools (docs/OPERATIONS.md)
        """)
    }
    let manifest = try Backup(file).restore(to: path, with: try Environment.documents())
    print(
      """
      restored \(path): \(manifest.bytes) bytes as of \(manifest.at.utcText), \
      \(manifest.journal.entries) journal entries, \(manifest.documents) files of cases
      """)
    let checks = Examination.run(quick: false)
    for line in Examination.lines(checks) { print(line) }
    if checks.contains(where: { $0.outcome == .failed }) { throw ExitCode.failure }
  }
}

extension Environment {
  /// Has every later look at the environment find this database.
  static func chooseDatabase(_ address: String) { setenv("SANAD_DATABASE", address, 1) }
}
