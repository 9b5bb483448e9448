import ArgumentParser
import Foundation
import Kernel
import Operations
import Storage

/// The key that signs the journal's checkpoints, in a file of mode 0600 beside the issuing key's.
enum JournalKeyFile {
  /// `SANAD_JOURNAL_KEY`, or the issuing key's file with another ending: `var/sanad.journal.key`.
  static func path() throws -> String {
    if let path = Environment.value("SANAD_JOURNAL_KEY") { return path }
    var stem = try Environment.keyPath()
    for ending in [".pem", ".issuer"] where stem.hasSuffix(ending) {
      stem.removeLast(ending.count)
    }
    return stem + ".journal.key"
  }

  /// The journal's name: where the installation is reached, without the scheme.
  static func name(publicURL: String) -> String {
    var place = publicURL[...]
    if let scheme = place.range(of: "://") { place = place[scheme.upperBound...] }
    while place.hasSuffix("/") { place.removeLast() }
    return place + "/journal"
  }

  /// Reads the key, making it when it is missing.
  static func key(publicURL: String) throws -> SealKey {
    let (path, name) = (try path(), name(publicURL: publicURL))
    let manager = FileManager.default
    if !manager.fileExists(atPath: path) {
      guard let key = SealKey.generate(name: name),
        manager.createFile(
          atPath: path, contents: Data("\(key.text)\n".utf8),
          attributes: [.posixPermissions: 0o600])
      else { throw ValidationError("\(path): the journal's key file cannot be written") }
    }
    let mode = try manager.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
    guard (mode?.intValue ?? 0) & 0o077 == 0 else {
      throw ValidationError("\(path): the key file is readable by others; run chmod 600 on it")
    }
    guard let data = manager.contents(atPath: path),
      let text = String(validating: data, as: UTF8.self), let key = SealKey(text: text)
    else { throw ValidationError("\(path) holds no key in the form PRIVATE+KEY+…") }
    guard Name.same(key.verifier.name, name) else {
      throw ValidationError("\(path) is the key of \(key.verifier.name), not of \(name)")
    }
    return key
  }

  /// The public half: from its text, or from the key's file, which is not made here.
  static func verifier(_ text: String?, publicURL: String) throws -> SealVerifier {
    if let text {
      guard let verifier = SealVerifier(text: text) else {
        throw ValidationError("--key must be what `sanad journal key` prints")
      }
      return verifier
    }
    guard FileManager.default.fileExists(atPath: try path()) else {
      throw ValidationError(
        "\(try path()) is missing; give the key with --key, or seal with `sanad journal seal`")
    }
    return try key(publicURL: publicURL).verifier
  }
}
