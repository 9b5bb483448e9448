import Kernel
package import Proofs
package import Storage

/// Whose keys they are: the issuer's sign awards, the regulator's licences and receipts.
package enum Signer: String, Sendable, CaseIterable {
  case issuer, regulator
}

/// Where the key files of an installation lie, and what opens them.
package struct KeyPlaces: Sendable {
  package let issuer: String
  package let regulator: String
  package let passphrase: Passphrase

  package init(issuer: String, regulator: String, passphrase: Passphrase) {
    self.issuer = issuer
    self.regulator = regulator
    self.passphrase = passphrase
  }

  package func path(_ signer: Signer) -> String { signer == .issuer ? issuer : regulator }
}

extension Installation {
  /// What an installation's process signs with; nil for the part that it does not play.
  package struct Keys: Sendable {
    package var issuer: IssuerKeys?
    package var regulator: IssuerKeys?
  }

  /// The keys of the parts an installation plays, made where they are missing. The file of a part
  /// that it does not play is not even looked at.
  package static func keys(of database: Database, at places: KeyPlaces) throws -> Keys {
    Keys(
      issuer: try keys(.issuer, of: database, at: places),
      regulator: try keys(.regulator, of: database, at: places))
  }

  private static func keys(_ signer: Signer, of database: Database, at places: KeyPlaces) throws
    -> IssuerKeys?
  {
    guard let file = try file(signer, of: database, at: places) else { return nil }
    let keys = try file.keys()
    guard let retired = try database.read({ try FormerKey.retired(keys, in: $0) }) else {
      return keys
    }
    // The machine stopped between the act that retired them and the change of the file.
    if let next = try file.staged(),
      try database.read({ try FormerKey.retired(next, in: $0) }) == nil
    {
      try file.file.replace(keepingAs: KeyRotation.former(file.file.path, retired))
      return next
    }
    throw OperationFault.badInput(
      file.file.path,
      "holds keys that were retired at \(retired.utcText); put the newer ones in their place")
  }

  /// The key file of a part; nil where the installation does not play it.
  static func file(_ signer: Signer, of database: Database, at places: KeyPlaces) throws
    -> IssuerKeyFile?
  {
    let (part, publicURL) = try database.read { tx in
      (try Installation.part(in: tx), try tx.setting("publicURL"))
    }
    guard let publicURL, signer == .issuer ? part.issues : part.regulates else { return nil }
    return IssuerKeyFile(
      places.path(signer), did: try did(signer, publicURL: publicURL, part),
      passphrase: places.passphrase)
  }

  /// The name a part signs under.
  static func did(_ signer: Signer, publicURL: String, _ part: Part) throws -> DID {
    signer == .issuer ? try did(publicURL: publicURL) : try regulatorDID(publicURL: publicURL, part)
  }

  /// The keys in a file of mode 0600, made when it is missing.
  package static func keys(at path: String, did: DID, passphrase: Passphrase = .none) throws
    -> IssuerKeys
  {
    try IssuerKeyFile(path, did: did, passphrase: passphrase).keys()
  }
}

/// What `sanad keys show` tells of one file; never a secret.
package struct KeyFileReport: Sendable {
  package let signer: Signer
  package let path: String
  package let did: String
  package let isSealed: Bool
  /// The present keys' names, and the former ones.
  package let present: [String]
  package let former: [FormerKey]
}

extension Installation {
  /// What the key files of the parts an installation plays hold; nothing is made.
  package static func report(on database: Database, at places: KeyPlaces) throws
    -> [KeyFileReport]
  {
    try Signer.allCases.compactMap { signer in
      guard let file = try file(signer, of: database, at: places) else { return nil }
      let (keys, isSealed) = try file.read()
      return KeyFileReport(
        signer: signer, path: file.file.path, did: file.did.text, isSealed: isSealed,
        present: [keys.tokenID, keys.integrityID],
        former: try database.read { try FormerKey.of(file.did, in: $0) })
    }
  }
}
