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
  package var document: DIDDocument { DIDDocument(did: did, keys: publicKeys) }

  /// Both public keys, that for tokens first.
  var publicKeys: [PublicKey] { [token.publicKey, integrity.publicKey] }
}

/// A file of mode 0600 with both keys of an issuer or regulator: PEM text, plain or sealed.
struct IssuerKeyFile {
  let file: SecretFile
  let did: DID
  let passphrase: Passphrase

  init(_ path: String, did: DID, passphrase: Passphrase) {
    file = SecretFile(path)
    self.did = did
    self.passphrase = passphrase
  }

  /// The keys; the file, or the key it lacks, is made when missing.
  func keys() throws -> IssuerKeys {
    guard file.exists else {
      let keys = try Self.fresh(did)
      try file.write(try passphrase.seal(Self.pem(keys), of: file.path))
      return keys
    }
    let (found, token, isSealed) = try parts()
    if let found { return found }
    // A file of the first version holds the key for tokens only.
    guard let keys = IssuerKeys(did: did, integrity: try Self.fresh(did).integrity, token: token)
    else { throw OperationFault.badInput(file.path, "holds keys of other kinds") }
    try file.write(try passphrase.seal(Self.pem(keys), of: file.path, wasSealed: isSealed))
    return keys
  }

  /// The keys as they lie there, and whether they are sealed; nothing is made.
  func read() throws -> (keys: IssuerKeys, isSealed: Bool) {
    let (found, _, isSealed) = try parts()
    guard let found else { throw OperationFault.badInput(file.path, "lacks its Ed25519 key") }
    return (found, isSealed)
  }

  private func parts() throws -> (keys: IssuerKeys?, token: SigningKey, isSealed: Bool) {
    let bytes = try file.read()
    let text = String(validating: try passphrase.open(bytes, of: file.path), as: UTF8.self)
    let keys = IssuerKeyFile.keys(in: text ?? "")
    guard let token = keys.first(where: { $0.publicKey.kind == .p256 }) else {
      throw OperationFault.badInput(file.path, "holds no P-256 private key in PEM form")
    }
    let integrity = keys.first { $0.publicKey.kind == .ed25519 }
    return (
      integrity.flatMap { IssuerKeys(did: did, integrity: $0, token: token) }, token,
      KeyFile.isSealed(bytes)
    )
  }

  /// Writes new keys beside the file, sealed if it is or if a passphrase was given.
  func stage(_ keys: IssuerKeys, wasSealed: Bool) throws {
    try file.stage(try passphrase.seal(Self.pem(keys), of: file.path, wasSealed: wasSealed))
  }

  /// The keys that were staged; nil when there are none.
  func staged() throws -> IssuerKeys? {
    guard file.next.exists else { return nil }
    return try IssuerKeyFile(file.next.path, did: did, passphrase: passphrase).read().keys
  }

  static func fresh(_ did: DID) throws -> IssuerKeys {
    guard let keys = IssuerKeys.generate(did) else {
      throw OperationFault.stateConflict("the system has no random numbers")
    }
    return keys
  }

  private static func pem(_ keys: IssuerKeys) -> [UInt8] {
    Array(
      [keys.token.pem, keys.integrity.pem].map { $0.hasSuffix("\n") ? $0 : $0 + "\n" }.joined()
        .utf8)
  }

  /// Every key of a text with several PEM blocks.
  private static func keys(in text: String) -> [SigningKey] {
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
