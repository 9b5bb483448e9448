import Casework
import Credentials
package import Kernel
import Proofs
import Registrar
import Regulations
import Rules
import Storage

/// The e-learning centre issues the micro-credential of a passed and approved course, one that stands
/// per learner, course and term (II.5, V.2, V.3, G.4). It is decided and journaled here, signed and
/// registered right after: docs/ISSUANCE.md.
package struct IssueCredential: Operation {
  package static let name = "IssueCredential"

  let registration: RegistrationID
  /// What a replayed award is marked with; nil for a real one.
  let replayNote: String?
  /// The award as it was made ready ahead of the decision.
  let ahead: AwardDraft?

  package init(
    registration: RegistrationID, replayNote: String? = nil, ahead: AwardDraft? = nil
  ) {
    self.registration = registration
    self.replayNote = replayNote
    self.ahead = ahead
  }

  package typealias Output = CredentialID

  package func run(_ work: Work) throws -> Decided<CredentialID> {
    // gather
    let awarding = try Awarding(work, registration)

    // decide
    var findings = try awarding.findings(alreadyIssued: awarding.existing != nil)
    var draft: AwardDraft?
    if awarding.existing == nil, findings.allSatisfy({ $0.outcome == .granted }) {
      let made = try awarding.draft(replayNote: replayNote, ahead: ahead)
      findings.append(awarding.wording(made))
      draft = made
    }
    let ruling = work.law.ruling(findings)

    // record
    let id = try work.record(
      ruling, Self.name, subject: awarding.found.learner,
      facts: [("registration", .text(registration.description))]
        + (draft.map(awarding.signingFacts) ?? []))
    guard ruling.outcome == .granted else { return Decided(ruling, id, nil) }
    if let existing = awarding.existing {
      return Decided(ruling, id, existing.id)
    }
    guard let draft else { return Decided(ruling, id, nil) }

    // apply, tell
    let earlier = try Credential.of(awarding.found.learner, in: work.tx)
      .first { $0.registration == awarding.found.id && !$0.stands }
    try awarding.intend(draft, ruling: id, replaces: earlier?.id)
    return Decided(ruling, id, draft.id)
  }
}

/// The e-learning centre puts a credential with other words in the place of one that says something
/// wrong: the old one is revoked, the new one names it, in one operation (V.3: one that stands).
package struct SupersedeCredential: Operation {
  package static let name = "SupersedeCredential"

  let credential: CredentialID
  let reason: String

  package init(credential: CredentialID, reason: String) {
    self.credential = credential
    self.reason = reason
  }

  package typealias Output = CredentialID

  package func run(_ work: Work) throws -> Decided<CredentialID> {
    try work.require(.eLearningCentre)
    let old = try work.standing(credential)
    try work.requireReason(reason)
    let awarding = try Awarding(work, old.registration)
    var findings = try awarding.findings(alreadyIssued: false)
    var draft: AwardDraft?
    if findings.allSatisfy({ $0.outcome == .granted }) {
      let made = try awarding.draft(replayNote: nil)
      findings.append(awarding.wording(made))
      draft = made
    }
    let ruling = work.law.ruling(findings)
    let id = try work.record(
      ruling, Self.name, subject: old.learner,
      facts: [("credential", .text(credential.description)), ("reason", .text(reason))]
        + (draft.map(awarding.signingFacts) ?? []))
    guard ruling.outcome == .granted, let draft else { return Decided(ruling, id, nil) }
    try work.end(old, .superseded, ruling: id)
    try awarding.intend(draft, ruling: id, replaces: old.id)
    try CaseFile.transfer(from: old.id.bytes, to: draft.id.bytes, in: work.tx)
    return Decided(ruling, id, draft.id)
  }
}

/// The e-learning centre revokes a credential that should not stand (II.5).
package struct RevokeCredential: Operation {
  package static let name = "RevokeCredential"

  let credential: CredentialID
  let reason: String

  package init(credential: CredentialID, reason: String) {
    self.credential = credential
    self.reason = reason
  }

  package func run(_ work: Work) throws -> Decided<Bool> {
    try work.require(.eLearningCentre)
    let found = try work.standing(credential)
    try work.requireReason(reason)
    let id = try work.recordAct(
      Self.name, subject: found.learner,
      facts: [("credential", .text(credential.description)), ("reason", .text(reason))])
    try work.end(found, .revoked, ruling: id)
    try work.tell(.revoked, of: credential.description, learner: found.learner)
    return Decided(Ruling([], at: work.at), id, true)
  }
}

extension Work {
  func standing(_ id: CredentialID) throws -> Credential {
    guard let found = try Credential.find(id, scope, in: tx) else {
      throw OperationFault.notFound("credential")
    }
    guard found.stands else {
      throw OperationFault.stateConflict("this credential has come to its end already")
    }
    return found
  }

  func requireReason(_ reason: String) throws {
    guard reason.contains(where: { !$0.isWhitespace }), Name.fault(in: reason, limit: 500) == nil
    else { throw OperationFault.badInput("reason", "a reason is required") }
  }

  /// Ends a credential and publishes it in its status list.
  func end(_ credential: Credential, _ ending: Credential.Ending, ruling: RulingID) throws {
    guard try credential.end(ending, at: at, ruling: ruling, in: tx) else {
      throw OperationFault.stateConflict("this credential has come to its end already")
    }
    if let entry = credential.entry { try setStatus(entry, .award, true, ruling: ruling) }
    // What is asked of a superseded one is asked of the new one.
    if ending == .revoked { try end(casesAbout: credential.id.bytes, ruling: ruling) }
  }
}
