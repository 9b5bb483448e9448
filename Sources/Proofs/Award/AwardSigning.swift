import JSON
package import Kernel

/// The two keys an issuer signs awards with: Ed25519 for linked data, P-256 for tokens, both under
/// one DID.
package struct IssuerKeys: Sendable {
  package let did: DID
  package let integrity: SigningKey
  package let token: SigningKey
  /// The keys' full names.
  package let integrityID: String
  package let tokenID: String

  /// Nil when a key is of another kind.
  package init?(did: DID, integrity: SigningKey, token: SigningKey) {
    guard integrity.publicKey.kind == .ed25519, token.publicKey.kind == .p256 else { return nil }
    self.did = did
    self.integrity = integrity
    self.token = token
    integrityID = did.keyID(integrity.publicKey)
    tokenID = did.keyID(token.publicKey)
  }
}

extension Award {
  /// Why an award is not signed: what it fails of the requirements.
  package struct Refused: Error, Sendable {
    package let findings: [Lint.Finding]
  }

  /// An award that met every requirement, with the exact bytes that will be signed, to be journaled
  /// before they are.
  package struct Prepared: Sendable {
    /// The unsigned credential and what its linked-data proof signs: `hashData`, 64 bytes.
    package let draft: DataIntegrity.Draft
    /// The unsigned credential as it is written: both forms are made of these bytes.
    package let bytes: [UInt8]
    /// What the token signs: header and payload.
    package let tokenInput: [UInt8]

    fileprivate init(_ draft: DataIntegrity.Draft, _ keys: IssuerKeys) throws(JWT.Incomplete) {
      self.draft = draft
      bytes = JSON.write(draft.document)
      tokenInput = JWT.signingInput(
        written: JSON.write(bytes, adding: try JWT.claims(of: draft.document)),
        keyID: keys.tokenID)
    }

    /// An award that was made ready before, from its document and what its proof signs.
    package init(_ award: Value, proofInput: [UInt8], keys: IssuerKeys, created: Instant)
      throws(JWT.Incomplete)
    {
      try self.init(
        DataIntegrity.Draft(
          document: award,
          options: DataIntegrity.options(
            award, suite: .eddsaRDFC, verificationMethod: keys.integrityID, created: created),
          hashData: proofInput), keys)
    }

    /// The signed award as it is written.
    package func bytes(of signed: Signed) -> [UInt8] {
      let proof = signed.award["proof"].map { [(name: "proof", value: $0)] }
      return JSON.write(bytes, adding: Value.Members(proof ?? []))
    }

    /// Whether a compact token carries exactly what was made ready, with a signature that the key
    /// verifies.
    package func isToken(_ jwt: String, by key: PublicKey) -> Bool {
      let bytes = Array(jwt.utf8)
      guard bytes.count > tokenInput.count + 1, bytes.starts(with: tokenInput),
        bytes[tokenInput.count] == UInt8(ascii: "."),
        let signature = Base64URL.decode(bytes[(tokenInput.count + 1)...])
      else { return false }
      return key.verifies(signature, of: tokenInput)
    }
  }

  /// An award in both forms.
  package struct Signed: Sendable {
    /// The credential with exactly one `eddsa-rdfc-2022` proof.
    package let award: Value
    /// Its twin: a compact token, ES256.
    package let jwt: String

    package init(award: Value, jwt: String) {
      self.award = award
      self.jwt = jwt
    }
  }

  /// Checks an unsigned award against every requirement and makes ready both signatures; throws
  /// `Refused`, `JWT.Incomplete`, or what keeps linked data from having a canonical form.
  package static func prepare(_ award: Value, keys: IssuerKeys, created: Instant) throws
    -> Prepared
  {
    let findings = Lint.check(award)
    guard findings.isEmpty else { throw Refused(findings: findings) }
    return try Prepared(
      DataIntegrity.draft(
        award, suite: .eddsaRDFC, verificationMethod: keys.integrityID, created: created), keys)
  }

  /// Who issued a credential, in either of the two ways it may be written.
  package static func issuerID(_ award: Value) -> String? {
    award["issuer"]?.string ?? award["issuer"]?["id"]?.string
  }
}

extension Award.Prepared {
  /// Signs both forms with the keys it was made ready for.
  package func sign(_ keys: IssuerKeys) throws -> Award.Signed {
    Award.Signed(
      award: try draft.signed(with: keys.integrity),
      jwt: try JWT.sign(tokenInput, with: keys.token))
  }
}
