import Kernel

/// What was found about who signed a credential.
struct Authentication {
  typealias Step = VerificationReport.Step

  /// A signature that holds, by a key its issuer makes claims with.
  struct Signature {
    let method: DIDDocument.Method
    let origin: KeyRing.Origin
    /// The cryptosuite, or the token's algorithm.
    let algorithm: String
    /// Until when the proof itself says it is good.
    let expires: Instant?
  }

  var contexts: Step
  var proof = Step(code: .proof, outcome: .notChecked, details: [])
  var binding = Step(code: .keyBinding, outcome: .notChecked, details: [])
  /// Present when contexts, proof and binding passed; whether the key still counted is for the
  /// caller to see, who knows the instant.
  var signature: Signature?

  /// The first of the three that did not pass.
  var objection: Step? {
    [contexts, proof, binding].first { $0.outcome == .failed }
      ?? [contexts, proof, binding].first { $0.outcome == .notChecked }
  }
}

extension Verification.Run {
  /// Finds the key that a credential names and checks the signature with it. Nothing else about the
  /// credential is judged. What many awards share, licences and lists, is worth remembering.
  mutating func authenticate(_ signed: SignedCredential, remembers: Bool = false)
    -> Authentication
  {
    var found = Authentication(contexts: contexts(signed))
    guard found.contexts.outcome == .passed else { return found }
    let claim: ProofClaim
    switch ProofClaim.read(signed) {
    case .success(let read): claim = read
    case .failure(let fault):
      found.proof = .failed(.proof, fault.reason, fault.details)
      return found
    }
    let issuer = signed.issuer
    let controller = String(claim.method.utf8.prefix { $0 != UInt8(ascii: "#") }) ?? ""
    let names: VerificationReport.Details = [("key", claim.method), ("did", issuer)]
    // Whose key it is matters only once the signature holds, yet a key of somebody else may be one
    // we can check: both are told.
    let isDID = keys.isDID(issuer)
    if !isDID {
      found.binding = .failed(.keyBinding, "badDID", names)
    } else if !same(controller, issuer) {
      found.binding = .failed(.keyBinding, "otherController", names)
    }
    guard let (document, origin) = keys.document(controller) else {
      found.proof = .unchecked(.proof, "noDocument", [("did", controller)])
      return found
    }
    guard let method = document.methods.first(where: { same($0.id, claim.method) }) else {
      found.proof = .unchecked(.proof, "noKey", names)
      if isDID, same(controller, issuer) {
        found.binding = .failed(.keyBinding, "notListed", names)
      }
      return found
    }
    if let fault = claim.fault(signed, method.key, remembers ? trust.memory : nil) {
      if fault.isAboutContexts {
        found.contexts = .failed(.contexts, fault.reason, fault.details)
      } else {
        found.proof = .failed(.proof, fault.reason, fault.details)
      }
      return found
    }
    found.proof = .passed(.proof, [("suite", claim.algorithm), ("key", claim.method)])
    guard found.binding.outcome != .failed else { return found }
    guard document.assertionMethods.contains(where: { same($0, claim.method) }) else {
      found.binding = .failed(.keyBinding, "notForClaims", names)
      return found
    }
    found.binding = .passed(.keyBinding, names + [("keys", origin.rawValue)])
    found.signature = Authentication.Signature(
      method: method, origin: origin, algorithm: claim.algorithm, expires: claim.expires)
    return found
  }

  /// Contexts are texts from the closed set, the data model's first; see `SafetyCheck` for what may
  /// stand nowhere.
  private func contexts(_ signed: SignedCredential) -> VerificationReport.Step {
    let listed = signed.credential["@context"].map { $0.elements ?? [$0] } ?? []
    guard !listed.isEmpty else { return .failed(.contexts, "missing") }
    for context in listed {
      guard let url = context.string else { return .failed(.contexts, "inline") }
      guard LinkedData.knows(url) else {
        return .failed(.contexts, "unknown", [("context", url)])
      }
    }
    guard same(listed.first?.string, VCDM.context) else {
      return .failed(.contexts, "order", [("expected", VCDM.context)])
    }
    switch signed.danger {
    case .keyword(let name)?: return .failed(.contexts, "keyword", [("member", name)])
    // Of an award its form tells; of anything else, this.
    case .memberName(let name)?: return .failed(.contexts, "memberName", [("member", name)])
    case .privateKey?: return .failed(.contexts, "privateKey")
    case nil: break
    }
    return .passed(.contexts, [("contexts", "\(listed.count)")])
  }
}

extension LinkedData {
  /// Whether a context is one of the closed set.
  static func knows(_ url: String) -> Bool { Contexts.known.context(at: url) != nil }
}
