package import Kernel

/// One Data Integrity proof as read; nothing in it is believed yet.
package struct DataIntegrityProof: Sendable {
  package let suite: DataIntegrity.Suite
  package let id: String?
  /// The full name of the key.
  package let verificationMethod: String
  package let created: Instant?
  package let expires: Instant?
  package let domain: [String]
  package let challenge: String?
  /// Names of the proofs this one signs as well.
  package let previousProof: [String]
  /// The signature's bytes.
  package let value: [UInt8]
  /// The proof without its value: what is signed beside the document.
  package let options: Value

  /// Reads a document's `proof`: an object, or a list in which exactly one proof is of a suite we
  /// know; others are passed over, since they can be added and taken out by anybody.
  package init(reading value: Value) throws(DataIntegrityFault) {
    guard let proofs = value.elements else {
      try self.init(one: value)
      return
    }
    guard proofs.allSatisfy({ $0.members != nil }) else { throw .notAnObject }
    let known = proofs.filter { proof in
      same(proof["type"]?.string, DataIntegrity.type)
        && proof["cryptosuite"]?.string.flatMap(DataIntegrity.Suite.init(bytes:)) != nil
    }
    guard known.count < 2 else { throw .manyProofs }
    guard let proof = known.first ?? proofs.first else { throw .noProof }
    try self.init(one: proof)
  }

  private init(one proof: Value) throws(DataIntegrityFault) {
    guard proof.members != nil else { throw .notAnObject }
    guard same(proof["type"]?.string, DataIntegrity.type) else { throw .type }
    guard let suite = proof["cryptosuite"]?.string.flatMap(DataIntegrity.Suite.init(bytes:)) else {
      throw .suite
    }
    guard same(proof["proofPurpose"]?.string, DataIntegrity.purpose) else { throw .purpose }
    guard let method = proof["verificationMethod"]?.string else {
      throw .member("verificationMethod")
    }
    guard let text = proof["proofValue"]?.string, text.utf8.first == UInt8(ascii: "z"),
      text.utf8.count <= 200, let value = Multibase.decode(text)
    else { throw .member("proofValue") }
    self.suite = suite
    self.verificationMethod = method
    self.value = value
    id = try Self.string("id", in: proof)
    challenge = try Self.string("challenge", in: proof)
    created = try Self.instant("created", in: proof)
    expires = try Self.instant("expires", in: proof)
    domain = try Self.strings("domain", in: proof)
    previousProof = try Self.strings("previousProof", in: proof)
    options = proof.with("proofValue", nil)
  }

  private static func string(_ name: String, in proof: Value) throws(DataIntegrityFault) -> String?
  {
    guard let member = proof[name] else { return nil }
    guard let text = member.string else { throw .member(name) }
    return text
  }

  private static func strings(_ name: String, in proof: Value) throws(DataIntegrityFault)
    -> [String]
  {
    guard let member = proof[name] else { return [] }
    guard let texts = member.strings else { throw .member(name) }
    return texts
  }

  private static func instant(_ name: String, in proof: Value) throws(DataIntegrityFault)
    -> Instant?
  {
    guard let text = try string(name, in: proof) else { return nil }
    guard let instant = Instant(stamp: text) else { throw .member(name) }
    return instant
  }
}

/// Why a proof is not taken, or cannot be made.
package enum DataIntegrityFault: Error, Equatable, Sendable {
  /// The document, or its proof, is no object.
  case notAnObject
  case noProof
  /// More than one proof of a known suite, or a document that already has one.
  case manyProofs
  /// Anything but `DataIntegrityProof`.
  case type
  /// A cryptosuite that is not verified here.
  case suite
  /// Anything but `assertionMethod`.
  case purpose
  /// A member of the proof is missing or is not what it must be.
  case member(String)
  /// The proof signs other proofs as well.
  case chained
  /// The document's contexts are not those that were signed.
  case context
  /// The key is not of a kind the suite signs with.
  case otherKey
  /// The document has no canonical form, and why.
  case notCanonical(String)
  /// The signature was not made with this key over this document.
  case signature
}

extension DataIntegrityFault: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notAnObject: "The document or its proof is no object."
    case .noProof: "There is no proof; ask for the credential with its proof."
    case .manyProofs: "There is more than one proof; keep exactly one of a known cryptosuite."
    case .type: "The proof is no DataIntegrityProof; ask the issuer for one."
    case .suite:
      "The cryptosuite is none of "
        + DataIntegrity.Suite.allCases.map(\.rawValue).joined(separator: ", ") + "."
    case .purpose: "The proof's purpose is not assertionMethod, so it states nothing."
    case .member(let name): "The proof's member \(name) is missing or cannot be read."
    case .chained: "The proof signs other proofs as well, which is not verified here."
    case .context: "The document's @context is not the one that was signed."
    case .otherKey: "The key is not of the kind that the cryptosuite signs with."
    case .notCanonical(let reason): "The document has no canonical form: \(reason)"
    case .signature: "The signature does not belong to this document and this key."
    }
  }
}
