import Foundation
import Kernel

/// The file of mode 0600 that keeps a journal's key.
package struct SealKeyFile: Sendable {
  package let path: String
  /// The journal's name, which its key must have.
  private let name: String
  private let seal: @Sendable ([UInt8]) throws -> [UInt8]
  private let open: @Sendable ([UInt8]) throws -> [UInt8]

  /// `seal` makes the file's bytes of the key's text, `open` the text of the bytes.
  package init(
    _ path: String, name: String,
    seal: @escaping @Sendable ([UInt8]) throws -> [UInt8] = { $0 },
    open: @escaping @Sendable ([UInt8]) throws -> [UInt8] = { $0 }
  ) {
    self.path = path
    self.name = name
    self.seal = seal
    self.open = open
  }

  package var exists: Bool { FileManager.default.fileExists(atPath: path) }

  /// The key that seals this database; made only before the first checkpoint.
  package func key(for database: Database) throws -> SealKey {
    let (fixed, state) = try database.read { (try $0.sealedKey(), try $0.sealState()) }
    if !exists {
      guard fixed == nil, state.covered == 0 else {
        throw StorageFault.schema(
          "\(path) is missing, and the journal is sealed with it: put the installation's own key "
            + "file back, or name it with SANAD_JOURNAL_KEY")
      }
      try make()
    }
    let key = try read()
    if let fixed, !Name.same(fixed, key.verifier.text) {
      throw StorageFault.schema(
        "\(path) holds \(key.verifier.text), but the journal is sealed with \(fixed): put the "
          + "installation's own key file back, or name it with SANAD_JOURNAL_KEY")
    }
    return key
  }

  /// Reads the key; nothing is made.
  package func read() throws -> SealKey {
    let manager = FileManager.default
    let mode = try manager.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
    guard (mode?.intValue ?? 0) & 0o077 == 0 else {
      throw StorageFault.schema("\(path): the key file is readable by others; run chmod 600 on it")
    }
    guard let data = manager.contents(atPath: path),
      let text = String(validating: try open(Array(data)), as: UTF8.self),
      let key = SealKey(text: text)
    else { throw StorageFault.schema("\(path) holds no key in the form PRIVATE+KEY+…") }
    guard Name.same(key.verifier.name, name) else {
      throw StorageFault.schema("\(path) is the key of \(key.verifier.name), not of \(name)")
    }
    return key
  }

  /// Makes a key in a new file, which is on the disk, with its name, when this returns.
  private func make() throws {
    guard let key = SealKey.generate(name: name) else {
      throw StorageFault.schema("the name \(name) may not name a key: check SANAD_PUBLIC_URL")
    }
    let bytes = try seal(Array("\(key.text)\n".utf8))
    let descriptor = Foundation.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    // Another process was faster: its key is read.
    if descriptor < 0, errno == EEXIST { return }
    guard descriptor >= 0 else {
      throw StorageFault.schema("\(path): the journal's key file cannot be written")
    }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    do {
      try file.write(contentsOf: Data(bytes))
      guard fsync(descriptor) == 0 else { throw POSIXError(.EIO) }
      try syncFolder()
    } catch {
      unlink(path)
      throw StorageFault.schema("\(path): the journal's key file cannot be written")
    }
  }

  private func syncFolder() throws {
    let folder = (path as NSString).deletingLastPathComponent
    let descriptor = Foundation.open(folder.isEmpty ? "." : folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw POSIXError(.EIO) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw POSIXError(.EIO) }
  }
}
