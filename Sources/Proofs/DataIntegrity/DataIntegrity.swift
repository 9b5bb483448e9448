package import Kernel

/// Data Integrity proofs (VC Data Integrity 1.0) of the EdDSA and ECDSA cryptosuites 1.0.
package enum DataIntegrity {
  /// A cryptosuite: which signature over which canonical form.
  package enum Suite: String, Sendable, CaseIterable {
    case eddsaRDFC = "eddsa-rdfc-2022"
    case eddsaJCS = "eddsa-jcs-2022"
    case ecdsaRDFC = "ecdsa-rdfc-2019"
    case ecdsaJCS = "ecdsa-jcs-2019"

    init?(bytes text: String) {
      guard let suite = Self.allCases.first(where: { same($0.rawValue, text) }) else { return nil }
      self = suite
    }

    /// Whether the canonical form is that of JSON; otherwise that of RDF.
    var isJCS: Bool { self == .eddsaJCS || self == .ecdsaJCS }

    /// The hash function with a key of this kind; nil for a key the suite does not sign with.
    func hash(with kind: PublicKey.Kind) -> HashAlgorithm? {
      switch (self, kind) {
      case (.eddsaRDFC, .ed25519), (.eddsaJCS, .ed25519), (.ecdsaRDFC, .p256), (.ecdsaJCS, .p256):
        .sha256
      case (.ecdsaRDFC, .p384), (.ecdsaJCS, .p384): .sha384
      default: nil
      }
    }
  }

  static let type = "DataIntegrityProof"
  static let purpose = "assertionMethod"

  /// The exact bytes that are signed: the hash of the proof's options, then that of the document.
  /// The document comes without the proof, the options without `proofValue`.
  package static func hashData(
    _ document: Value, suite: Suite, options: Value, hash: HashAlgorithm = .sha256
  ) throws(DataIntegrityFault) -> [UInt8] {
    try hashData(document, suite: suite, options: options, hash: hash, .known)
  }

  static func hashData(
    _ document: Value, suite: Suite, options: Value, hash: HashAlgorithm, _ contexts: Contexts
  ) throws(DataIntegrityFault) -> [UInt8] {
    // Linked-data options mean what they mean in the document's contexts, whatever they say.
    let options = suite.isJCS ? options : options.with("@context", document["@context"])
    return try hash.digest(canonical(options, suite, hash, contexts))
      + hash.digest(canonical(document, suite, hash, contexts))
  }

  /// The canonical form of a document or of a proof's options.
  static func canonical(
    _ value: Value, _ suite: Suite, _ hash: HashAlgorithm, _ contexts: Contexts
  ) throws(DataIntegrityFault) -> [UInt8] {
    if suite.isJCS {
      do { return try JCS.canonicalize(value) } catch { throw .notCanonical("\(error)") }
    }
    do {
      return try LinkedData.canonical(value, hash: hash, Expansion.Mode(), contexts)
    } catch { throw .linkedData(error) }
  }
}

// MARK: - Signing

extension DataIntegrity {
  /// A document about to be signed: its bytes to sign can be journaled before they are.
  package struct Draft: Sendable {
    package let document: Value
    package let options: Value
    /// The exact bytes that will be signed.
    package let hashData: [UInt8]

    /// The document with its proof, in a list of one as Open Badges asks for; throws when the
    /// signature cannot be made.
    package func signed(with key: SigningKey) throws -> Value {
      guard let suite = options["cryptosuite"]?.string.flatMap(Suite.init(bytes:)),
        suite.hash(with: key.publicKey.kind) != nil
      else { throw DataIntegrityFault.otherKey }
      let proof = options.with("proofValue", .text(Multibase.base58(try key.sign(hashData))))
      return document.with("proof", .list([proof]))
    }
  }

  /// What a proof of a document says of itself.
  static func options(
    _ document: Value, suite: Suite, verificationMethod: String, created: Instant
  ) -> Value {
    object([
      "type": .text(type), "cryptosuite": .text(suite.rawValue),
      "created": .text(created.utcText), "verificationMethod": .text(verificationMethod),
      "proofPurpose": .text(purpose),
      // Of JSON forms only: there the contexts are signed as they stand.
      "@context": suite.isJCS ? document["@context"] : nil,
    ])
  }

  /// Prepares a document that has no proof yet.
  package static func draft(
    _ document: Value, suite: Suite, verificationMethod: String, created: Instant
  ) throws(DataIntegrityFault) -> Draft {
    try draft(
      document, suite: suite, verificationMethod: verificationMethod, created: created, .known)
  }

  static func draft(
    _ document: Value, suite: Suite, verificationMethod: String, created: Instant,
    _ contexts: Contexts
  ) throws(DataIntegrityFault) -> Draft {
    guard document.members != nil else { throw .notAnObject }
    guard document["proof"] == nil else { throw .manyProofs }
    let options = options(
      document, suite: suite, verificationMethod: verificationMethod, created: created)
    let hashData = try hashData(
      document, suite: suite, options: options, hash: .sha256, contexts)
    return Draft(document: document, options: options, hashData: hashData)
  }

  /// The document with a proof, in a list of one: Ed25519 or P-256 by the suite.
  package static func sign(
    _ document: Value, suite: Suite, key: SigningKey, verificationMethod: String, created: Instant
  ) throws -> Value {
    try draft(document, suite: suite, verificationMethod: verificationMethod, created: created)
      .signed(with: key)
  }
}

// MARK: - Verifying

extension DataIntegrity {
  /// Checks the one proof of a document, whether the document still holds it or not: an object, or a
  /// list in which one proof is of a known suite. That the key is the issuer's, and counts at
  /// `created`, is the caller's to see.
  package static func verify(_ document: Value, proof: Value, key: PublicKey)
    throws(DataIntegrityFault)
  {
    try verify(document, proof: DataIntegrityProof(reading: proof), key: key)
  }

  /// The same for a proof that was read before.
  package static func verify(_ document: Value, proof: DataIntegrityProof, key: PublicKey)
    throws(DataIntegrityFault)
  {
    try verify(document, proof: proof, key: key, .known)
  }

  static func verify(
    _ document: Value, proof: DataIntegrityProof, key: PublicKey, _ contexts: Contexts,
    memory: SignatureMemory? = nil
  ) throws(DataIntegrityFault) {
    guard let members = document.members, !members.pairs.isEmpty else { throw .notAnObject }
    // A chain signs the proofs before it; nobody we know of issues one.
    guard proof.previousProof.isEmpty else { throw .chained }
    guard let hash = proof.suite.hash(with: key.kind) else { throw .otherKey }
    let unsigned = document.with("proof", nil)
    if proof.suite.isJCS { try check(unsigned["@context"], is: proof.options["@context"]) }
    let found = memory?.document(unsigned, proof, by: key)
    if let found, found.isKnown { return }
    let signed = try hashData(
      unsigned, suite: proof.suite, options: proof.options, hash: hash, contexts)
    guard key.verifies(proof.value, of: signed) else { throw .signature }
    if let found { memory?.keep(found.digest) }
  }

  /// Contexts that were added after signing are refused: nothing vouches for what they make of the
  /// members. (The suites would have them cut off before hashing.)
  private static func check(_ contexts: Value?, is signed: Value?) throws(DataIntegrityFault) {
    guard let signed else { return }
    guard let contexts, let a = try? JCS.canonicalize(contexts),
      a == (try? JCS.canonicalize(signed))
    else { throw .context }
  }
}

extension Value {
  /// An object with this member at its end, in place of one of the same name; nil takes it out.
  func with(_ name: String, _ value: Value?) -> Value {
    guard case .object(var members) = self else { return self }
    members.pairs.removeAll { same($0.name, name) }
    if let value { members.pairs.append((name, value)) }
    return .object(members)
  }
}
