import Kernel

/// Which key a credential says signed it, and how; not yet checked.
struct ProofClaim {
  /// Why a proof is not taken.
  struct Fault: Error {
    let reason: String
    var details: VerificationReport.Details = []
    /// Whether it is the meaning of a term that is in doubt, not the signature.
    var isAboutContexts = false
  }

  /// The key's full name.
  let method: String
  /// The cryptosuite, or the token's algorithm.
  let algorithm: String
  /// Until when the proof itself says it is good.
  let expires: Instant?
  /// The linked-data proof; nil for a token.
  private let proof: DataIntegrityProof?

  static func read(_ signed: SignedCredential) -> Result<ProofClaim, Fault> {
    switch signed.form {
    case .token(let token): read(token)
    case .integrity: read(proofs: signed.credential["proof"])
    }
  }

  private static func read(_ token: JWT) -> Result<ProofClaim, Fault> {
    if let fault = token.headerFault {
      let found = ["alg", "typ"].compactMap { name in
        token.header[name]?.string.map { (name: name, value: $0) }
      }
      return .failure(Fault(reason: fault.rawValue, details: found))
    }
    guard let method = token.keyID else { return .failure(Fault(reason: "noKeyID")) }
    return .success(
      ProofClaim(method: method, algorithm: token.algorithm ?? "", expires: nil, proof: nil))
  }

  private static func read(proofs member: Value?) -> Result<ProofClaim, Fault> {
    guard let member else { return .failure(Fault(reason: "none")) }
    do {
      let proof = try DataIntegrityProof(reading: member)
      return .success(
        ProofClaim(
          method: proof.verificationMethod, algorithm: proof.suite.rawValue,
          expires: proof.expires, proof: proof))
    } catch {
      return .failure(fault(error))
    }
  }

  /// What is wrong with the signature, or nil when it holds.
  func fault(_ signed: SignedCredential, _ key: PublicKey, _ memory: SignatureMemory?) -> Fault? {
    switch signed.form {
    case .token(let token):
      guard same(token.algorithm, key.kind.algorithm) else { return Fault(reason: "algorithm") }
      let holds =
        memory?.verifies(token.signature, of: token.signingInput, by: key)
        ?? key.verifies(token.signature, of: token.signingInput)
      return holds ? nil : Fault(reason: "mismatch")
    case .integrity:
      guard let proof else { return Fault(reason: "none") }
      do {
        try DataIntegrity.verify(
          signed.credential, proof: proof, key: key, .known, memory: memory)
        return nil
      } catch {
        return Self.fault(error)
      }
    }
  }

  private static func fault(_ fault: DataIntegrityFault) -> Fault {
    switch fault {
    case .notAnObject: Fault(reason: "unreadable")
    case .member(let name): Fault(reason: "unreadable", details: [("member", name)])
    case .noProof: Fault(reason: "none")
    case .manyProofs: Fault(reason: "several")
    case .type, .suite: Fault(reason: "unknownSuite")
    case .purpose: Fault(reason: "purpose")
    case .chained: Fault(reason: "chained")
    case .otherKey: Fault(reason: "algorithm")
    case .signature: Fault(reason: "mismatch")
    case .context: Fault(reason: "signedOther", isAboutContexts: true)
    case .notCanonical(let text): Fault(reason: "notCanonical", details: [("fault", text)])
    case .linkedData(let fault): self.fault(fault)
    }
  }

  /// Too much work is no question of what terms mean.
  private static func fault(_ fault: LinkedDataFault) -> Fault {
    let details: VerificationReport.Details = [("path", fault.path), ("fault", fault.message)]
    switch fault.what {
    case .tooComplex, .tooManyQuads, .tooLong, .tooDeep, .tooManyContexts:
      return Fault(reason: "tooComplex", details: details)
    default: return Fault(reason: "term", details: details, isAboutContexts: true)
    }
  }
}
