/// What verifying an award found: every step in its order, and what the award says.
package struct VerificationReport: Sendable {
  /// One thing that is checked.
  package enum Code: String, Sendable, CaseIterable {
    /// The bytes are a compact token whose header and payload are JSON objects.
    case form
    /// The algorithm is one of ours, the type JWT, the key is named, nothing unknown is critical.
    case header
    /// The issuer's DID document was found.
    case issuer
    /// The named key is one with which this issuer signs claims.
    case key
    /// The signature was made with that key over these bytes.
    case signature
    /// The token's claims say what the credential says.
    case claims
    /// The credential has the shape Open Badges 3.0 and VCDM 2.0 ask for.
    case structure
    /// The present lies inside the award's validity.
    case window
    /// The award says that it is no academic degree.
    case notADegree
    /// The licences it states were in force on the day of issue.
    case licences
    /// The issuer is one the verifier trusts.
    case trust
    /// The award names no status list (reading one comes later), so none calls it withdrawn.
    case status
  }

  package enum Outcome: String, Sendable { case passed, failed, notChecked }

  /// One step's outcome with what explains it: names and plain values, no sentences.
  package struct Step: Sendable {
    package let code: Code
    package let outcome: Outcome
    package let details: [(name: String, value: String)]

    /// The first detail of this name.
    package subscript(name: String) -> String? { details.first { $0.name == name }?.value }
  }

  /// All steps, each code once, in the order of `Code`.
  package let steps: [Step]
  /// What the award says; nil unless the signature holds and the claims and structure are sound.
  package let summary: AwardSummary?

  /// The step of this code.
  package subscript(code: Code) -> Step? { steps.first { $0.code == code } }

  /// True when every step passed; trust and status may be unchecked, but not failed.
  package var isValid: Bool {
    steps.count == Code.allCases.count
      && steps.allSatisfy { step in
        switch step.code {
        case .trust, .status: step.outcome != .failed
        default: step.outcome == .passed
        }
      }
  }
}
