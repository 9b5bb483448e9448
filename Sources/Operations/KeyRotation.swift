import Credentials
package import Kernel
import Licensing
import People
package import Proofs
import Regulations
import Storage

/// An administrator puts new keys in the place of an issuer's or regulator's. The former public keys
/// are kept, so that what they signed still verifies; when a key leaked, what it signs from this
/// instant on counts no more, and licences it signed are signed anew.
package struct RotateKeys: Operation {
  package static let name = "RotateKeys"

  let signer: Signer
  let former: IssuerKeys
  let next: IssuerKeys
  /// Whether a former key is in other hands.
  let leaked: Bool

  package init(_ signer: Signer, former: IssuerKeys, next: IssuerKeys, leaked: Bool) {
    self.signer = signer
    self.former = former
    self.next = next
    self.leaked = leaked
  }

  /// How many licences were signed anew.
  package func run(_ work: Work) throws -> Decided<Int> {
    try work.require(.administrator)
    try work.requirePresent(former)
    if signer == .issuer,
      try !Credential.waiting(.intended, after: nil, limit: 1, in: work.tx).isEmpty
    {
      throw OperationFault.stateConflict(
        "awards were decided that these keys must sign first; run `sanad tick`, then this again")
    }
    let id = try work.recordAct(
      Self.name,
      facts: [
        ("did", .text(former.did.text)), ("leaked", .text(leaked ? "yes" : "no")),
        ("former", .text("\(former.tokenID) \(former.integrityID)")),
        ("next", .text("\(next.tokenID) \(next.integrityID)")),
      ])
    for key in former.publicKeys {
      try FormerKey.retire(
        key, of: former.did, at: work.at, revokedAt: leaked ? work.at : nil, in: work.tx)
    }
    guard signer == .regulator, leaked else {
      return Decided(Ruling([], at: work.at), id, 0)
    }
    // A licence counts by a key that counted when the award was registered.
    var count = 0
    for licence in try LicenceCredential.all(in: work.tx) {
      let token = try JWT(reading: licence.jwt.utf8)
      guard let keyID = token.keyID, Name.same(keyID, former.tokenID) else { continue }
      let input = JWT.signingInput(payload: .object(token.payload), keyID: next.tokenID)
      try licence.replace(jwt: try JWT.sign(input, with: next.token), in: work.tx)
      count += 1
    }
    return Decided(Ruling([], at: work.at), id, count)
  }
}

/// Carries a rotation out, so that a stop at any point leaves keys that sign and a document that
/// names them: the new keys lie beside the file before the act, and take its place after it.
package struct KeyRotation {
  let office: Office
  let file: IssuerKeyFile
  let signer: Signer

  /// Throws `OperationFault.stateConflict` when the installation does not play that part.
  package init(_ office: Office, _ signer: Signer, at places: KeyPlaces) throws {
    guard let file = try Installation.file(signer, of: office.database, at: places) else {
      throw OperationFault.stateConflict(
        "this installation is no \(signer.rawValue); it holds no such keys")
    }
    self.office = office
    self.file = file
    self.signer = signer
  }

  /// What was done.
  package struct Done: Sendable {
    /// The entry in the journal.
    package let act: RulingID
    package let next: IssuerKeys
    /// Where the former keys lie.
    package let former: String
    package let licences: Int
  }

  /// Makes new keys and retires the former ones.
  package func run(by actor: Actor, leaked: Bool) throws -> Done {
    let (former, isSealed) = try file.read()
    let next = try IssuerKeyFile.fresh(file.did)
    try file.stage(next, wasSealed: isSealed)
    let at = office.clock.now
    let done: Decided<Int>
    do {
      if signer == .issuer {
        for institution in office.institutions {
          _ = try Awards(office, institution.scope).run(at: at)
        }
      }
      done = try office.performAndWait(
        RotateKeys(signer, former: former, next: next, leaked: leaked), by: actor, at: at)
    } catch let fault as OperationFault {
      file.file.discard()
      throw fault
    }
    // After any other error the act may have been recorded: the staged keys stay, and the next
    // start puts them in place if it was.
    let kept = Self.former(file.file.path, at)
    try file.file.replace(keepingAs: kept)
    return Done(act: done.id, next: next, former: kept, licences: done.output ?? 0)
  }

  /// Where keys are kept that were retired at an instant: `….until-2027-01-05T06:00:00Z`.
  static func former(_ path: String, _ retired: Instant) -> String {
    "\(path).until-\(retired.utcText)"
  }
}
