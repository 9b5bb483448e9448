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

  private static func file(_ publicURL: String) throws -> SealKeyFile {
    let path = try path()
    let (seal, open) = try Environment.passphrase().seals(path)
    return SealKeyFile(path, name: name(publicURL: publicURL), seal: seal, open: open)
  }

  /// The key that seals the database's journal; it is made while there is no checkpoint yet.
  static func key(publicURL: String, for database: Database) throws -> SealKey {
    try file(publicURL).key(for: database)
  }

  /// The public half: from its text, or from the key's file, which is not made here.
  static func verifier(_ text: String?, publicURL: String) throws -> SealVerifier {
    if let text {
      guard let verifier = SealVerifier(text: text) else {
        throw ValidationError("--key must be what `sanad journal key` prints")
      }
      return verifier
    }
    guard try file(publicURL).exists else {
      throw ValidationError(
        "\(try path()) is missing; give the key with --key, or seal with `sanad journal seal`")
    }
    return try file(publicURL).read().verifier
  }
}
