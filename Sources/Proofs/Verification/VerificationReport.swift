package import Kernel

/// What verifying an award found: every step in its order, the chain of authority as it stood at
/// the time of issue, and what the award says.
package struct VerificationReport: Sendable {
  /// One thing that is checked.
  package enum Code: String, Sendable, CaseIterable {
    /// The files are an award in a form we read, with the shape that the data model and Open Badges
    /// ask of anybody; a token's claims say what the credential says.
    case form
    /// Every context is one we know and every term of a linked-data proof is defined there, so that
    /// what is read is what was signed.
    case contexts
    /// The signature was made with the named key over exactly this.
    case proof
    /// That key is one with which the award's issuer makes claims, and it still counted.
    case keyBinding
    /// The present lies inside the award's own validity.
    case validity
    /// The award was not withdrawn.
    case status
    /// The regulator registered exactly this award, within a day of the time it claims.
    case receipt
    /// The provider was licensed when the award was registered.
    case providerLicence
    /// This achievement of this provider was licensed when the award was registered.
    case programmeLicence
    /// The award's kind and credits lie within the licences.
    case scope
    /// The licences come from a regulator the verifier believes.
    case regulator
  }

  package enum Outcome: String, Sendable { case passed, failed, notChecked }

  /// Names and plain values that explain an outcome: codes and data, no sentences.
  package typealias Details = [(name: String, value: String)]

  /// One step's outcome with what explains it; `reason` is the code of what is wrong or missing.
  package struct Step: Sendable {
    package let code: Code
    package let outcome: Outcome
    package let details: Details

    /// The first detail of this name.
    package subscript(name: String) -> String? { details.first { $0.name == name }?.value }

    static func passed(_ code: Code, _ details: Details = []) -> Step {
      Step(code: code, outcome: .passed, details: details)
    }

    static func failed(_ code: Code, _ reason: String, _ details: Details = []) -> Step {
      Step(code: code, outcome: .failed, details: [("reason", reason)] + details)
    }

    static func unchecked(_ code: Code, _ reason: String, _ details: Details = []) -> Step {
      Step(code: code, outcome: .notChecked, details: [("reason", reason)] + details)
    }
  }

  /// What is true although the verdict is valid, and worth knowing.
  package enum Caution: Sendable, Equatable {
    /// Nothing newer than a snapshot of this instant could be had.
    case statusAsOf(Instant)
    /// The regulator's keys came with the award, because the verifier said that they may.
    case bundledKeys
  }

  /// All steps, each code once, in the order of `Code`.
  package let steps: [Step]
  /// The award; nil unless its signature holds, its key is its issuer's and its form is sound.
  let award: Value?
  /// The chain as far as signatures hold; nil like the summary.
  package let chain: Chain?
  package let cautions: [Caution]

  /// What the award says, read when it is asked for; nil as the award is.
  package var summary: AwardSummary? { award.flatMap(AwardSummary.init(reading:)) }

  /// The step of this code.
  package subscript(code: Code) -> Step? { steps.first { $0.code == code } }
}

// MARK: - Verdict

extension VerificationReport {
  /// The whole in one word.
  package enum Verdict: String, Sendable, CaseIterable {
    case valid, awaiting, revoked, expired, unlicensed, unknown, invalid
  }

  /// Whether the award is its issuer's own and unchanged, whoever licensed the issuer.
  package var isAuthentic: Bool {
    Self.identity.allSatisfy { self[$0]?.outcome == .passed }
  }

  private static let identity: [Code] = [.form, .contexts, .proof, .keyBinding]
  private static let authority: [Code] = [
    .providerLicence, .programmeLicence, .scope, .regulator,
  ]

  /// The first line of this table that applies:
  ///
  /// | what was found | verdict |
  /// |---|---|
  /// | form, contexts, proof or key binding failed | `invalid` |
  /// | one of them could not be checked | `unknown` |
  /// | the award or its receipt was revoked, or the award suspended | `revoked` |
  /// | validity has ended | `expired` |
  /// | validity failed otherwise, or a status list is not to be believed | `invalid` |
  /// | there is a receipt, but it is not this award's or not for the time it claims | `invalid` |
  /// | a licence, the scope or the regulator failed | `unlicensed` |
  /// | there is no receipt | `awaiting` |
  /// | something could not be checked, apart from how fresh the status is | `unknown` |
  /// | all passed | `valid` |
  package var verdict: Verdict {
    func failed(_ code: Code) -> Bool { self[code]?.outcome == .failed }
    if Self.identity.contains(where: failed) { return .invalid }
    guard isAuthentic else { return .unknown }
    for code in [Code.status, .receipt] where failed(code) {
      if ["revoked", "suspended"].contains(self[code]?["reason"] ?? "") { return .revoked }
    }
    if failed(.validity) { return self[.validity]?["reason"] == "expired" ? .expired : .invalid }
    if failed(.status) { return .invalid }
    let isAwaiting = failed(.receipt) && self[.receipt]?["reason"] == "awaiting"
    if failed(.receipt), !isAwaiting { return .invalid }
    if Self.authority.contains(where: failed) { return .unlicensed }
    if isAwaiting { return .awaiting }
    let isComplete = steps.allSatisfy { step in
      step.outcome == .passed || step.code == .status && step["reason"] == "stale"
    }
    return isComplete && steps.count == Code.allCases.count ? .valid : .unknown
  }

  /// True when every step passed; of the status only the freshness may be missing.
  package var isValid: Bool { verdict == .valid }
}
