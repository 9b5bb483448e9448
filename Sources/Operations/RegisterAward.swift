import Credentials
import JSON
import Kernel
import Licensing
import Proofs
import Regulations
import Rules
import Storage

/// The regulator registers an award and answers with its receipt: the time of issue, which the
/// provider cannot choose, under the two licences as they stand at that instant (sa-nelc@1446).
struct RegisterAward: Operation {
  static let name = "RegisterAward"

  let award: VerifiedAward
  /// Until when the time that the award claims lets it be registered; nil where nobody else chose it.
  var latest: Instant?

  /// The receipt, signed; the same one whenever it is asked for again.
  func run(_ work: Work) throws -> Decided<SignedReceipt> {
    guard let keys = work.office.regulator else {
      throw OperationFault.stateConflict("this installation is no regulator")
    }
    try work.requirePresent(keys)
    if let found = try RegisteredReceipt.of(award: award.id, in: work.tx) {
      let registered = try JSON.read(found.document)["credentialSubject"]?["registeredDigest"]
      guard registered?.elements?.compactMap(\.string) == award.digests else {
        throw OperationFault.stateConflict(
          "another text was registered under this award’s id; an award that says something else "
            + "has an id of its own")
      }
      return Decided(
        Ruling([], at: work.at), work.id(),
        SignedReceipt(
          registeredAt: found.registeredAt, document: found.document, isNew: false))
    }

    if let latest, work.at > latest {
      // A receipt of today would show everybody that the award claims another day.
      throw OperationFault.badInput(
        "award", "it claims to be more than a day old; issue it anew, with a new id")
    }

    // decide
    let law = work.law
    let provider = try Licence.numbered(award.providerLicence, at: work.at, in: work.tx)
    let programme = try Licence.numbered(award.programmeLicence, at: work.at, in: work.tx)
    let ruling = law.ruling([
      InForce.decide(Work.facts(.provider, provider), under: law),
      InForce.decide(Work.facts(.programme, programme), under: law),
    ])

    // record
    let ruled = try work.record(
      ruling, Self.name, subject: nil,
      facts: [
        ("award", .text(award.id)), ("provider", .text(award.provider)),
        ("digests", .text(award.digests.joined(separator: " "))),
      ])
    guard ruling.outcome == .granted else { return Decided(ruling, ruled, nil) }

    // apply
    let id: ID<ReceiptTag> = work.id()
    let entry = try work.takeStatus(.receipt, subject: id.bytes)
    for licence in [provider, programme].compactMap({ $0?.licence }) {
      try work.publishStatus(of: licence, ruling: ruled)
    }
    let receipt = Receipt(
      id: "urn:uuid:\(id)",
      regulator: Party(did: keys.did.text, name: work.office.regulatorName.ar), award: award.id,
      digests: award.digests, registeredAt: work.at,
      status: work.statusValue(entry, .receipt))
    let signed = try DataIntegrity.sign(
      receipt.value, suite: .eddsaJCS, key: keys.integrity,
      verificationMethod: keys.integrityID, created: work.at)
    let document = JSON.write(signed)
    try RegisteredReceipt(
      id: id, award: award.id, provider: award.provider, registeredAt: work.at,
      document: document, entry: entry
    ).insert(in: work.tx)
    return Decided(
      ruling, ruled, SignedReceipt(registeredAt: work.at, document: document, isNew: true))
  }
}

/// A receipt's bytes and the instant it names.
struct SignedReceipt: Sendable {
  let registeredAt: Instant
  let document: [UInt8]
  /// Whether it was made now; false for one that is given again.
  let isNew: Bool
}

/// The regulator revokes a receipt: what was registered by fraud was never right, and this reaches
/// back (docs/ISSUANCE.md).
package struct RevokeReceipt: Operation {
  package static let name = "RevokeReceipt"

  let award: String
  let reason: String

  package init(award: String, reason: String) {
    self.award = award
    self.reason = reason
  }

  package func run(_ work: Work) throws -> Decided<Bool> {
    try work.require(.regulator)
    try work.requireReason(reason)
    guard try isOurs(work), let found = try RegisteredReceipt.of(award: award, in: work.tx) else {
      throw OperationFault.notFound("receipt")
    }
    let id = try work.recordAct(
      Self.name, facts: [("award", .text(award)), ("reason", .text(reason))])
    guard try work.setStatus(found.entry, .receipt, true, ruling: id) else {
      throw OperationFault.stateConflict("this receipt is revoked already")
    }
    return Decided(Ruling([], at: work.at), id, true)
  }

  /// An award of another institution of this installation is as absent as an unknown one.
  private func isOurs(_ work: Work) throws -> Bool {
    let prefix = "urn:uuid:".utf8
    guard award.utf8.starts(with: prefix),
      let id = CredentialID(text: award.dropFirst(9))
    else { return true }
    return try Credential.find(id, in: work.tx).map { $0.institution == work.scope.institution }
      ?? true
  }
}

/// The provider keeps the regulator's answer to an award.
struct KeepReceipt: Operation {
  static let name = "KeepReceipt"

  /// What the regulator answered.
  enum Answer: Sendable {
    /// Its receipt, with what another installation gave to verify it by.
    case registered(SignedReceipt, [ForeignSnapshot])
    /// Refused by the regulator that this installation plays: its ruling is in the journal here.
    case refused
    /// Refused elsewhere: the problem document with the ruling.
    case refusedElsewhere([UInt8])
  }

  let credential: CredentialID
  let answer: Answer

  init(_ credential: CredentialID, _ answer: Answer) {
    self.credential = credential
    self.answer = answer
  }

  /// False when one was kept before, or the regulator refused.
  func run(_ work: Work) throws -> Decided<Bool> {
    // Nothing is left to ask for, whoever was first.
    try work.tx.delivered(topic: Outbox.receipt, key: credential.description, at: work.at)
    var isKept = false
    switch answer {
    case .registered(let receipt, let snapshots):
      isKept = try Credential.move(credential, from: .signed, to: .registered, in: work.tx)
      if isKept {
        try CredentialReceipt.insert(
          credential, registeredAt: receipt.registeredAt, document: receipt.document, in: work.tx)
        for snapshot in snapshots { try snapshot.insert(in: work.tx) }
        if let kept = try Credential.find(credential, in: work.tx) {
          try work.report(.earned(kept.registration, credential))
        }
      }
    case .refused:
      _ = try Credential.move(credential, from: .signed, to: .refused, in: work.tx)
    case .refusedElsewhere(let document):
      if try Credential.move(credential, from: .signed, to: .refused, in: work.tx) {
        try CredentialRefusal.insert(credential, at: work.at, document: document, in: work.tx)
        _ = try work.recordAct(
          "RefusedElsewhere",
          facts: [
            ("credential", .text(credential.description)),
            ("ruling", .text(RefusedElsewhere.rulingID(document) ?? "")),
          ])
      }
    }
    return Decided(Ruling([], at: work.at), work.id(), isKept)
  }
}
