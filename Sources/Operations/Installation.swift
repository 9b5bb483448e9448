import Foundation
import Kernel
import Proofs
package import Storage

/// What is fixed once for an installation: its address, whether it is a demo, its issuing key.
package enum Installation {
  /// Marks a fresh database and lets a world be planted in it, in one write.
  package static func create(
    in database: Database, publicURL: String, isDemo: Bool,
    plant: @escaping @Sendable (Transaction) throws -> Void
  ) throws {
    guard DID(publicURL: publicURL) != nil else {
      throw OperationFault.badInput(
        "SANAD_PUBLIC_URL", "must be https://host[:port][/path], or http:// on this machine")
    }
    try database.writeAndWait { tx in
      guard try tx.setting("publicURL") == nil else {
        throw OperationFault.stateConflict("this database is initialised already")
      }
      try tx.setSetting("publicURL", publicURL)
      try tx.setSetting("demo", isDemo ? "yes" : "no")
      try plant(tx)
    }
  }

  /// Whether a database has been initialised.
  package static func exists(in database: Database) throws -> Bool {
    try database.read { try $0.setting("publicURL") != nil }
  }

  /// Reads the issuing key from a file of mode 0600, making it when it is missing.
  package static func issuingKey(at path: String, publicURL: String) throws -> IssuingKey {
    guard let did = DID(publicURL: publicURL) else {
      throw OperationFault.badInput("SANAD_PUBLIC_URL", "cannot become a DID")
    }
    let manager = FileManager.default
    if !manager.fileExists(atPath: path) {
      guard let key = SigningKey.generate(.p256),
        manager.createFile(
          atPath: path, contents: Data(key.pem.utf8), attributes: [.posixPermissions: 0o600])
      else { throw OperationFault.badInput(path, "the key file cannot be written") }
    }
    let attributes = try manager.attributesOfItem(atPath: path)
    let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
    guard mode & 0o077 == 0 else {
      throw OperationFault.badInput(
        path, "the key file is readable by others; run chmod 600 on it")
    }
    guard let data = manager.contents(atPath: path),
      let text = String(validating: data, as: UTF8.self), let key = SigningKey(pem: text),
      key.publicKey.kind == .p256
    else { throw OperationFault.badInput(path, "holds no P-256 private key in PEM form") }
    return IssuingKey(did: did, key: key)
  }
}
