import Foundation

/// A file that holds a secret, for its owner's eyes: of mode 0600, and put in its place in one step.
package struct SecretFile: Sendable {
  package let path: String
  /// No key file is longer, in bytes.
  private static let limit = 64 << 10

  package init(_ path: String) { self.path = path }

  /// Where the next bytes lie until they are put in place.
  var next: SecretFile { SecretFile(path + ".next") }

  package var exists: Bool { access(path, F_OK) == 0 }

  /// The bytes; throws `OperationFault.badInput` when others than the owner may read them.
  /// `othersBits` are the mode's bits that must not be set.
  func read(othersBits: UInt32 = 0o077) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw OperationFault.badInput(path, "cannot be read; check where it lies and whose it is")
    }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var state = stat()
    guard fstat(descriptor, &state) == 0, state.st_mode & S_IFMT == S_IFREG else {
      throw OperationFault.badInput(path, "is no file")
    }
    guard state.st_mode & othersBits == 0 else {
      throw OperationFault.badInput(path, "is readable by others; run chmod 600 on it")
    }
    let bytes = try file.read(upToCount: Self.limit + 1) ?? Data()
    guard bytes.count <= Self.limit else {
      throw OperationFault.badInput(path, "is longer than any key file")
    }
    return Array(bytes)
  }

  /// The one line of UTF-8 in it, without the line feed at its end.
  func line(_ what: String, othersBits: UInt32 = 0o077) throws -> String {
    var bytes = try read(othersBits: othersBits)[...]
    for end in [0x0A, 0x0D] as [UInt8] where bytes.last == end { bytes.removeLast() }
    guard let text = String(validating: bytes, as: UTF8.self), !bytes.isEmpty,
      bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
    else { throw OperationFault.badInput(path, "must hold \(what): one line of UTF-8") }
    return text
  }

  /// Writes the next bytes beside the file; they are on the disk when this returns.
  func stage(_ bytes: [UInt8]) throws {
    unlink(next.path)
    let descriptor = open(next.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw unwritable }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    do {
      try file.write(contentsOf: Data(bytes))
      guard fsync(descriptor) == 0 else { throw unwritable }
    } catch {
      unlink(next.path)
      throw unwritable
    }
  }

  /// Puts the staged bytes in place; what lay there before is kept under the path given, if any.
  func replace(keepingAs former: String? = nil) throws {
    if let former, exists, link(path, former) != 0, errno != EEXIST { throw unwritable }
    guard rename(next.path, path) == 0 else { throw unwritable }
    try syncFolder()
  }

  /// Forgets the staged bytes.
  func discard() { unlink(next.path) }

  func write(_ bytes: [UInt8]) throws {
    try stage(bytes)
    try replace()
  }

  private func syncFolder() throws {
    let folder = (path as NSString).deletingLastPathComponent
    let descriptor = open(folder.isEmpty ? "." : folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unwritable }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw unwritable }
  }

  private var unwritable: OperationFault {
    .badInput(path, "cannot be written; check that its folder is there and yours")
  }
}
