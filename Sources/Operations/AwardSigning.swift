import Credentials
import JSON
import Kernel
import Proofs
import Regulations
import Storage

extension Awarding {
  /// What the journal keeps of what will be signed: of the linked-data proof the 64 bytes
  /// themselves, of the token the digest of its signing input.
  func signingFacts(_ draft: AwardDraft) -> [(name: String, value: Argument)] {
    [
      ("credential", .text(draft.id.description)),
      ("proofInput", .text(Hex.text(draft.prepared.draft.hashData))),
      ("tokenInput", .text(Hex.text(HashAlgorithm.sha256.digest(draft.prepared.tokenInput)))),
    ]
  }
}

/// An award that was signed and that our own verifier found right in everything but its receipt.
struct VerifiedAward: Sendable {
  let id: String
  let provider: String
  let providerLicence: String
  let programmeLicence: String
  let digests: [String]

  /// Verifies an award and reads what the regulator registers of it.
  init(_ award: Value, jwt: String?, at now: Instant, _ batch: BatchSources) throws {
    let chain = try Self.verify(award, jwt: jwt, at: now, batch)
    guard let provider = chain.provider, let programme = chain.programme,
      let id = award["id"]?.string
    else { throw OperationFault.badInput("award", "it carries no licences") }
    self.id = id
    self.provider = Award.issuerID(award) ?? ""
    providerLicence = provider.endorsement.number
    programmeLicence = programme.endorsement.number
    digests = try AwardDigest.of(award: award, jwt: jwt)
  }

  /// Verifies an award; throws with the step that failed. Without a receipt all that may be missing
  /// is what the receipt would tell.
  @discardableResult
  static func verify(_ award: Value, jwt: String?, at now: Instant, _ batch: BatchSources) throws
    -> VerificationReport.Chain
  {
    let bundle = Bundle(
      award: award, jwt: jwt, receipt: nil, statusLists: [], didDocuments: [])
    let report = Verification.verify(
      Presented(bundle), at: now, trust: batch.trust, sources: batch.sources)
    guard report.verdict == .awaiting, let chain = report.chain else {
      let step =
        report.steps.first { $0.outcome == .failed && $0.code != .receipt }
        ?? report.steps.first { $0.outcome == .notChecked && $0["reason"] != nil }
      throw OperationFault.badInput(
        "award",
        "our verifier refuses it: \(step?.code.rawValue ?? report.verdict.rawValue) "
          + (step?["reason"] ?? ""))
    }
    return chain
  }

  /// The receipt will cover both forms: a token from outside is the same issuer's and says the same.
  static func verifyTwin(
    _ jwt: String, of award: Value, at now: Instant, _ batch: BatchSources
  ) throws {
    do {
      let signer = try Verification.signer(
        of: .text(jwt), at: now, trust: batch.trust, sources: batch.sources)
      guard let issuer = Award.issuerID(award), signer.utf8.elementsEqual(issuer.utf8),
        Award.isTwin(try JWT(reading: jwt.utf8), of: award)
      else { throw OperationFault.badInput("jwt", "it does not say what the award says") }
    } catch let fault as Verification.NotSigned {
      throw OperationFault.badInput("jwt", "our verifier refuses it: \(fault)")
    } catch let fault as JWT.Fault {
      throw OperationFault.badInput("jwt", "this is no compact token: \(fault)")
    }
  }
}

/// Stores what was signed; at most one signing of a credential is ever stored.
struct SignCredential: Operation {
  static let name = "SignCredential"

  let form: CredentialForm

  /// False when it was stored before, by another server or an earlier try.
  func run(_ work: Work) throws -> Decided<Bool> {
    let moved = try Credential.move(form.credential, from: .intended, to: .signed, in: work.tx)
    if moved {
      try form.insert(in: work.tx)
      try CredentialIntent.delete(form.credential, in: work.tx)
      if work.office.regulator == nil {
        // The regulator is another installation, which is asked after the commit.
        try work.tx.tell(
          topic: Outbox.receipt, key: form.credential.description, payload: [], at: work.at,
          dueAt: work.at)
      }
    }
    return Decided(Ruling([], at: work.at), work.id(), moved)
  }
}
