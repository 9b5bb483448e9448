package import Kernel

extension VerificationReport {
  /// Regulator, licences and moments, for a page to draw. Only what a signature vouches for is
  /// here; whether a link holds is for its step to say.
  package struct Chain: Sendable {
    /// Who licensed, as the licences name it.
    package struct Regulator: Sendable {
      package let did: String
      /// How it calls itself; empty when it says nothing.
      package let name: String
      /// Whether the verifier believes it.
      package let isTrusted: Bool
    }

    /// How a licence stood at an instant.
    package enum Standing: String, Sendable { case inForce, notYet, expired, suspended, unknown }

    /// One licence.
    package struct Licence: Sendable {
      package let endorsement: Endorsement
      /// How it stood at the time of issue: when the award was registered, or else as it claims.
      package let standing: Standing
      /// What became of it later, if that is known.
      package let later: Change?
    }

    /// A change after the time of issue.
    package struct Change: Sendable, Equatable {
      package enum What: String, Sendable { case expired, suspended, revoked }
      package enum Link: String, Sendable { case provider, programme, receipt, award }

      package let link: Link
      package let what: What
      /// Of an end, when it came; of anything else, since when a snapshot has said so.
      package let since: Instant
    }

    package let regulator: Regulator?
    package let provider: Licence?
    package let programme: Licence?
    /// When the regulator registered the award; nil without a receipt that holds.
    package let registeredAt: Instant?
    /// The time of issue that the award claims.
    package let claimedAt: Instant?
    /// Every later change that is known, oldest first.
    package let changes: [Change]
  }
}
