package import Credentials
import JSON
package import Kernel
package import Proofs
import Storage

extension Office {
  /// Everything that verifying a credential without a network takes: both forms, the receipt, the
  /// snapshots of every list it points at, of the instant it was registered and of the present, and
  /// the DID documents of issuer and regulator. Nil while it is not signed.
  package func bundle(of credential: Credential, at now: Instant) throws -> Bundle? {
    let found = try database.read { tx in
      (
        form: try CredentialForm.find(credential.id, in: tx),
        receipt: try CredentialReceipt.find(credential.id, in: tx)
      )
    }
    guard let form = found.form else { return nil }
    var bundle = Bundle(
      award: try form.award.map { try JSON.read($0, limits: Bundle.limits) }, jwt: form.jwt,
      receipt: try found.receipt.map { try JSON.read($0.document) }, statusLists: [],
      didDocuments: [])
    let instants = [found.receipt?.registeredAt ?? credential.issuedAt, now]
    for list in try lists(bundle) {
      var stored: Instant?
      for at in instants {
        let snapshot = try database.read { try StatusSnapshot.newest(list, at: at, in: $0) }
        guard let snapshot, snapshot.from != stored else { continue }
        stored = snapshot.from
        bundle.statusLists.append(try JSON.read(snapshot.document))
      }
    }
    for did in [issuer?.did, regulator?.did].compactMap({ $0 }) {
      if let document = try didDocument(did.text) { bundle.didDocuments.append(document.value) }
    }
    return bundle
  }

  /// The lists of this installation that a bundle's credentials point at, each once.
  private func lists(_ bundle: Bundle) throws -> [ID<StatusListTag>] {
    var statuses = [
      bundle.award?["credentialStatus"], bundle.receipt?["credentialStatus"],
    ]
    let endorsed = [
      bundle.award?["issuer"]?["endorsementJwt"],
      bundle.award?["credentialSubject"]?["achievement"]?["endorsementJwt"],
    ]
    for token in endorsed.compactMap({ $0?.elements }).joined().compactMap(\.string) {
      statuses.append(Value.object(try JWT(reading: Array(token.utf8)).payload)["credentialStatus"])
    }
    var lists: [ID<StatusListTag>] = []
    for url in statuses.compactMap({ $0?["statusListCredential"]?.string }) {
      guard let list = StatusPublishing.list(url, publicURL), !lists.contains(list) else {
        continue
      }
      lists.append(list)
    }
    return lists
  }

  /// Verifies what somebody was shown; nothing of it is stored. A receipt that this installation
  /// holds is put beside an award that came without one.
  package func verify(files: [(name: String, bytes: [UInt8])], at: Instant) throws
    -> VerificationReport
  {
    var presented = Presented(files: files)
    if !presented.hasReceipt, let id = presented.awardID,
      let receipt = try database.read({ try RegisteredReceipt.of(award: id, in: $0) })
    {
      presented = Presented(files: files + [("receipt", receipt.document)])
    }
    return Verification.verify(presented, at: at, trust: try trust, sources: sources)
  }

  /// Verifies a credential of ours as a stranger would, with everything its bundle has.
  package func verify(_ credential: Credential, at: Instant) throws -> VerificationReport? {
    guard let bundle = try bundle(of: credential, at: at) else { return nil }
    return Verification.verify(Presented(bundle), at: at, trust: try trust, sources: sources)
  }
}
