import Foundation
package import Proofs

extension IssuerKeys {
  /// New keys; nil only if the system has no random numbers.
  package static func generate(_ did: DID) -> IssuerKeys? {
    guard let integrity = SigningKey.generate(.ed25519), let token = SigningKey.generate(.p256)
    else { return nil }
    return IssuerKeys(did: did, integrity: integrity, token: token)
  }

  /// The document under which what is signed now verifies.
  package var document: DIDDocument {
    DIDDocument(did: did, keys: [token.publicKey, integrity.publicKey])
  }
}

/// A file of mode 0600 with both keys of an issuer, as PEM text.
struct IssuerKeyFile {
  let path: String
  let did: DID

  /// The keys; the file, or the key it lacks, is made when missing.
  func keys() throws -> IssuerKeys {
    let manager = FileManager.default
    guard manager.fileExists(atPath: path) else { return try make(token: nil) }
    let attributes = try manager.attributesOfItem(atPath: path)
    let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
    guard mode & 0o077 == 0 else {
      throw OperationFault.badInput(
        path, "the key file is readable by others; run chmod 600 on it")
    }
    guard let data = manager.contents(atPath: path),
      let text = String(validating: data, as: UTF8.self),
      case let keys = IssuerKeyFile.keys(in: text),
      let token = keys.first(where: { $0.publicKey.kind == .p256 })
    else { throw OperationFault.badInput(path, "holds no P-256 private key in PEM form") }
    // A file of the first version holds the key for tokens only.
    guard let integrity = keys.first(where: { $0.publicKey.kind == .ed25519 }) else {
      return try make(token: token)
    }
    guard let found = IssuerKeys(did: did, integrity: integrity, token: token) else {
      throw OperationFault.badInput(path, "holds keys of other kinds")
    }
    return found
  }

  private func make(token: SigningKey?) throws -> IssuerKeys {
    guard let fresh = IssuerKeys.generate(did),
      let keys = IssuerKeys(
        did: did, integrity: fresh.integrity, token: token ?? fresh.token)
    else { throw OperationFault.stateConflict("the system has no random numbers") }
    try write(IssuerKeyFile.pem(keys))
    return keys
  }

  /// Writes the file beside its place and puts it there in one step.
  private func write(_ text: String) throws {
    let next = path + ".next"
    guard
      FileManager.default.createFile(
        atPath: next, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600]),
      rename(next, path) == 0
    else { throw OperationFault.badInput(path, "the key file cannot be written") }
  }

  static func pem(_ keys: IssuerKeys) -> String {
    [keys.token.pem, keys.integrity.pem].map { $0.hasSuffix("\n") ? $0 : $0 + "\n" }.joined()
  }

  /// Every key of a text with several PEM blocks.
  static func keys(in text: String) -> [SigningKey] {
    var keys: [SigningKey] = []
    var block = ""
    for line in text.split(whereSeparator: \.isNewline) {
      block += line + "\n"
      guard line.hasPrefix("-----END") else { continue }
      if let key = SigningKey(pem: block) { keys.append(key) }
      block = ""
    }
    return keys
  }
}
