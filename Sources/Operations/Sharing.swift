package import Credentials
package import Kernel
import People
import Regulations
import Storage

/// The holder of a credential makes a link that shows it with its words to whoever has the link.
/// Its token is drawn outside; only the digest comes here.
package struct ShareCredential: Operation {
  package static let name = "ShareCredential"
  /// How many links of one credential may be open at a time.
  package static let most = 20

  let credential: CredentialID
  let digest: [UInt8]

  package init(credential: CredentialID, digest: [UInt8]) {
    self.credential = credential
    self.digest = digest
  }

  package func run(_ work: Work) throws -> Decided<Bool> {
    let found = try work.own(credential)
    guard try CredentialForm.find(found.id, in: work.tx) != nil else {
      throw OperationFault.stateConflict("the credential is not signed yet")
    }
    guard try CredentialShare.of(found.id, in: work.tx).count < Self.most else {
      throw OperationFault.stateConflict(
        "\(Self.most) links of this credential are open; end one first")
    }
    let id = try work.recordAct(
      Self.name, subject: found.learner, facts: [("credential", .text(credential.description))])
    try CredentialShare(digest: digest, credential: found.id, createdAt: work.at)
      .insert(in: work.tx)
    return Decided(Ruling([], at: work.at), id, true)
  }
}

/// The holder ends a link: from then on it shows nothing.
package struct EndShare: Operation {
  package static let name = "EndShare"

  let credential: CredentialID
  let digest: [UInt8]

  package init(credential: CredentialID, digest: [UInt8]) {
    self.credential = credential
    self.digest = digest
  }

  package func run(_ work: Work) throws -> Decided<Bool> {
    let found = try work.own(credential)
    guard let share = try CredentialShare.find(digest, in: work.tx), share.credential == found.id,
      try share.end(at: work.at, in: work.tx)
    else { throw OperationFault.notFound("link") }
    let id = try work.recordAct(
      Self.name, subject: found.learner, facts: [("credential", .text(credential.description))])
    return Decided(Ruling([], at: work.at), id, true)
  }
}

extension Work {
  /// A credential of the person acting; anybody else's is as absent as an unknown one.
  func own(_ id: CredentialID) throws -> Credential {
    guard let found = try Credential.find(id, scope, in: tx), found.learner == actor.person else {
      throw OperationFault.notFound("credential")
    }
    return found
  }
}

extension Office {
  /// The credential that a link's token shows; nil once the link was ended, and for anything that
  /// never was one.
  package func shared(token: String) throws -> Credential? {
    let digest = Digest.sha256(token)
    return try database.read { tx in
      try CredentialShare.find(digest, in: tx).flatMap {
        try Credential.find($0.credential, in: tx)
      }
    }
  }
}
