import Crypto
import Foundation
import JSON
package import Kernel
import Regulations
package import Storage

/// A backup: a compact copy of the database's file, and beside it a manifest that says what it is and
/// a folder with the files that its cases name. Key files are never in it.
package struct Backup: Sendable {
  package let file: String

  package init(_ file: String) { self.file = file }

  package var manifestFile: String { file + ".manifest.json" }
  package var documents: DocumentStore { DocumentStore(file + ".documents") }

  /// What a backup is, so that one can tell whether it is whole.
  package struct Manifest: Sendable, Equatable {
    package let at: Instant
    package let publicURL: String
    package let bytes: Int
    /// SHA-256 of the file, in hexadecimal.
    package let digest: String
    package let schema: Int
    package let journal: SQLiteFile.Journal
    /// How many files of cases belong to it.
    package let documents: Int
  }

  /// Copies a database while it is served, checks the copy, and only then gives it its name; the
  /// files its cases name are copied from the store, which holds each before a row names it.
  package func make(of database: SQLiteFile, with store: DocumentStore, at instant: Instant) throws
    -> Manifest
  {
    for path in [file, manifestFile, documents.folder] { try absent(path) }
    let partial = file + ".partial"
    try? FileManager.default.removeItem(atPath: partial)
    try database.copy(to: partial)
    do {
      let copy = try SQLiteFile(partial)
      try checkWhole(copy)
      guard let publicURL = try copy.publicURL() else {
        throw StorageFault.failed("\(database.path) holds no installation")
      }
      let kept = try documents.take(copy.documents(), from: store)
      let manifest = Manifest(
        at: instant, publicURL: publicURL, bytes: try Backup.size(of: partial),
        digest: try Backup.digest(of: partial), schema: try copy.schemaVersion(),
        journal: try copy.journal(), documents: kept)
      try Backup.write(manifest.json, to: manifestFile)
      try FileManager.default.moveItem(atPath: partial, toPath: file)
      try SQLiteFile.settle(file)
      return manifest
    } catch {
      for ending in ["", "-wal", "-shm"] {
        try? FileManager.default.removeItem(atPath: partial + ending)
      }
      try? FileManager.default.removeItem(atPath: manifestFile)
      // It was not there before.
      try? FileManager.default.removeItem(atPath: documents.folder)
      throw error
    }
  }

  /// Puts the backup in a new place, byte for byte what its manifest says; nothing is left there
  /// where it is not.
  package func restore(to target: String, with store: DocumentStore) throws -> Manifest {
    for ending in ["", "-wal", "-shm"] { try absent(target + ending) }
    let manifest = try manifest()
    guard manifest.schema <= SQLiteFile.programSchema else {
      throw StorageFault.schema(
        "the backup is of a later version (\(manifest.schema)) than this program "
          + "(\(SQLiteFile.programSchema)); restore it with the program that made it")
    }
    let partial = target + ".partial"
    try? FileManager.default.removeItem(atPath: partial)
    do {
      try FileManager.default.copyItem(atPath: file, toPath: partial)
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: partial)
      let found = (try Backup.size(of: partial), try Backup.digest(of: partial))
      guard found == (manifest.bytes, manifest.digest) else {
        throw StorageFault.failed(
          "\(file) is not what its manifest says: \(found.0) bytes, SHA-256 \(found.1); "
            + "take another backup")
      }
      let copy = try SQLiteFile(partial)
      try checkWhole(copy)
      // Bytes in the store that no row names do no harm where this fails later.
      _ = try store.take(copy.documents(), from: documents)
      try SQLiteFile.settle(partial)
      try FileManager.default.moveItem(atPath: partial, toPath: target)
      try SQLiteFile.settle(target)
      return manifest
    } catch {
      for ending in ["", "-wal", "-shm"] {
        try? FileManager.default.removeItem(atPath: partial + ending)
      }
      throw error
    }
  }

  /// Reads the manifest strictly.
  package func manifest() throws -> Manifest {
    guard let data = FileManager.default.contents(atPath: manifestFile), data.count <= 1 << 16
    else {
      throw StorageFault.failed("\(manifestFile) is missing: without it no backup is restored")
    }
    return try Manifest(Reader(try JSON.read(Array(data)), file: manifestFile))
  }

  private func checkWhole(_ copy: SQLiteFile) throws {
    let damage = try copy.damage(quick: false) + copy.brokenReferences()
    guard let first = damage.first else { return }
    throw StorageFault.failed("the copy is damaged (\(damage.count) findings): \(first)")
  }

  private func absent(_ path: String) throws {
    guard !FileManager.default.fileExists(atPath: path) else {
      throw StorageFault.failed("\(path) is there already; name another file")
    }
  }

  private static func write(_ bytes: [UInt8], to path: String) throws {
    guard
      FileManager.default.createFile(
        atPath: path, contents: Data(bytes + [0x0A]), attributes: [.posixPermissions: 0o600])
    else { throw StorageFault.failed("\(path) cannot be written") }
    try SQLiteFile.settle(path)
  }

  static func size(of path: String) throws -> Int {
    let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber
    return size?.intValue ?? 0
  }

  static func digest(of path: String) throws -> String {
    let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
    defer { try? handle.close() }
    var hash = SHA256()
    while let part = try handle.read(upToCount: 1 << 20), !part.isEmpty { hash.update(data: part) }
    return Hex.text(hash.finalize())
  }
}

extension Backup.Manifest {
  var json: [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.field("format", 1)
    json.field("at", at.utcText)
    json.field("publicURL", publicURL)
    json.field("bytes", bytes)
    json.field("sha256", digest)
    json.field("schema", schema)
    json.field("journalEntries", journal.entries)
    json.field("journalSealed", journal.sealed)
    json.field("documents", documents)
    if let checkpoint = journal.checkpoint { json.field("checkpoint", checkpoint) }
    json.endObject()
    return json.bytes
  }

  init(_ reader: Reader) throws {
    try reader.only(
      "format", "at", "publicURL", "bytes", "sha256", "schema", "journalEntries",
      "journalSealed", "checkpoint", "documents")
    try reader.format1()
    self.init(
      at: try reader.required("at").instant(), publicURL: try reader.text("publicURL"),
      bytes: try reader.required("bytes").integer(), digest: try reader.text("sha256"),
      schema: try reader.required("schema").integer(),
      journal: SQLiteFile.Journal(
        entries: try reader.required("journalEntries").integer(),
        sealed: try reader.required("journalSealed").integer(),
        checkpoint: reader.optional("checkpoint")?.value.string),
      // Backups from before there were files of cases say nothing of them.
      documents: try reader.optional("documents")?.integer() ?? 0)
  }
}
