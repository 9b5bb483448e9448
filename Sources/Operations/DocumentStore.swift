import Crypto
import Foundation
import Kernel
import Storage

/// Files kept by what they hold: each lies once, under its SHA-256, and is never written again. What
/// no row names does no harm.
package struct DocumentStore: Sendable {
  package let folder: String

  package init(_ folder: String) { self.folder = folder }

  /// Where the bytes of a digest lie: `ab/abcdef…`.
  package func path(of digest: [UInt8]) -> String {
    let name = Hex.text(digest)
    return "\(folder)/\(name.prefix(2))/\(name)"
  }

  /// Keeps bytes and returns their SHA-256; they are on the disk when this returns.
  package func keep(_ bytes: ArraySlice<UInt8>) throws -> [UInt8] {
    let digest = Array(SHA256.hash(data: bytes))
    let place = path(of: digest)
    let shelf = (place as NSString).deletingLastPathComponent
    if !FileManager.default.fileExists(atPath: shelf) {
      try FileManager.default.createDirectory(
        atPath: shelf, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      try SQLiteFile.settle(shelf)
    }
    if !FileManager.default.fileExists(atPath: place) { try write(bytes, to: place) }
    // Also where somebody else has written it: the name may not be on the disk yet.
    try SQLiteFile.settle(place)
    try pieces(digest) { _ in }
    return digest
  }

  /// Whether there is something under a digest; its bytes are not looked at.
  func holds(_ digest: [UInt8]) -> Bool {
    FileManager.default.fileExists(atPath: path(of: digest))
  }

  /// Removes the bytes of a digest; what is not there is removed already.
  func remove(_ digest: [UInt8]) throws {
    let place = path(of: digest)
    guard unlink(place) == 0 || errno == ENOENT else {
      throw StorageFault.unavailable("the document \(Hex.text(digest)) cannot be removed")
    }
    try SQLiteFile.settle((place as NSString).deletingLastPathComponent)
  }

  /// The bytes of a digest; throws where they are missing or are others.
  package func read(_ digest: [UInt8]) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try pieces(digest) { bytes.append(contentsOf: $0) }
    return bytes
  }

  /// Reads the bytes of a digest a mebibyte at a time; throws where they are missing or, at their
  /// end, where they are others.
  private func pieces(_ digest: [UInt8], _ take: (Data) -> Void) throws {
    guard let file = FileHandle(forReadingAtPath: path(of: digest)) else {
      throw StorageFault.failed("document \(Hex.text(digest)) is missing in \(folder)")
    }
    defer { try? file.close() }
    var hash = SHA256()
    while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty {
      hash.update(data: piece)
      take(piece)
    }
    guard hash.finalize().elementsEqual(digest) else { throw damaged(digest) }
  }

  /// What is wrong with the bytes of a digest; nil where they are whole. `quick` looks at the size
  /// alone.
  package func damage(_ digest: [UInt8], bytes: Int, quick: Bool) -> String? {
    guard let size = try? Backup.size(of: path(of: digest)) else {
      return "\(Hex.text(digest)) is missing"
    }
    guard size == bytes else { return "\(Hex.text(digest)) has \(size) bytes, not \(bytes)" }
    guard quick || (try? pieces(digest) { _ in }) != nil else {
      return "\(Hex.text(digest)) was changed"
    }
    return nil
  }

  /// Takes over files from another store, each checked against its digest; returns how many.
  func take(_ documents: [(digest: [UInt8], bytes: Int)], from other: DocumentStore) throws -> Int {
    for document in documents { _ = try keep(try other.read(document.digest)[...]) }
    return documents.count
  }

  private func damaged(_ digest: [UInt8]) -> StorageFault {
    .failed("document \(Hex.text(digest)) in \(folder) is not what its name says")
  }

  /// Written under another name first; a link puts it in place and replaces nothing.
  private func write(_ bytes: ArraySlice<UInt8>, to place: String) throws {
    let incoming = "\(folder)/incoming-\(Hex.text(IDs.system.secret()))"
    let unwritable = StorageFault.unavailable("a document cannot be written to \(folder)")
    let descriptor = open(incoming, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o400)
    guard descriptor >= 0 else { throw unwritable }
    defer { unlink(incoming) }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    do { try file.write(contentsOf: bytes) } catch { throw unwritable }
    guard fsync(descriptor) == 0, link(incoming, place) == 0 || errno == EEXIST else {
      throw unwritable
    }
  }
}
