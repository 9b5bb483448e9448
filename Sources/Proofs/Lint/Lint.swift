package import Kernel

/// One requirement an award must meet, with where it is written. An issuer runs all of them before
/// signing; of strangers' credentials a verifier asks only what the standards ask of anybody.
package struct Lint: Sendable {
  /// The requirement's name.
  package let code: String
  /// The standard or article that asks for it.
  package let source: String
  /// What is wrong, in plain English; nil when the requirement is met.
  let fault: @Sendable (Value) -> String?

  init(_ code: String, _ source: String, fault: @escaping @Sendable (Value) -> String?) {
    self.code = code
    self.source = source
    self.fault = fault
  }

  /// A requirement that is not met.
  package struct Finding: Sendable, Equatable {
    package let code: String
    package let source: String
    package let detail: String
  }

  /// The shape of Open Badges 3.0 and the VC data model 2.0.
  package static let structure: [Lint] = [
    contextExact, credentialID, credentialTypes, singleStrings, issuerProfile, validityPeriod,
    oneSubject, achievementComplete, achievementType, identityObjects, resultsDescribed,
    alignmentsComplete, evidenceTyped, creditsAgree, proofAndStatusShape, languageTags,
    knownTerms, oneProof, describedOnce,
  ]

  /// What Open Badges 3.0 demands of anybody's award, checked once its signature holds; the data
  /// model's own rules are in `VCDM.check`.
  package static let ofAnybody: [Lint] = [
    credentialTypes, validityPeriod, singleStrings, achievementComplete, identityObjects,
    alignmentsComplete, evidenceTyped, describedOnce,
  ]

  /// Every requirement, those of the law and of the chain of authority included.
  package static let all =
    structure + [notADegree, licencesCoverIssue, endorsementsPresent, statusEntry]

  /// What an award fails of these requirements, in their order; empty when it may be issued.
  package static func check(_ award: Value, against lints: [Lint] = all) -> [Finding] {
    lints.compactMap { lint in
      lint.fault(award).map { Finding(code: lint.code, source: lint.source, detail: $0) }
    }
  }
}
