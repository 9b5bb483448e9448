package import Credentials
import JSON
package import Kernel
package import Proofs
import Storage

extension Office {
  /// Everything that verifying a credential without a network takes: both forms, the receipt, the
  /// snapshots of every list it points at, of the instant it was registered and the newest that are
  /// here, and the DID documents of issuer and regulator. Nil while it is not signed.
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
    for url in try statusURLs(bundle) {
      var stored: Instant?
      for at in instants {
        guard let snapshot = try snapshot(url, at: at), snapshot.from != stored else { continue }
        stored = snapshot.from
        bundle.statusLists.append(try JSON.read(snapshot.document))
      }
    }
    let regulatorDID = bundle.award.flatMap { Award.regulatorID($0) } ?? regulator?.did.text
    for did in [issuer?.did.text, regulatorDID].compactMap({ $0 }) {
      if let document = try didDocument(did) { bundle.didDocuments.append(document.value) }
    }
    return bundle
  }

  /// The addresses of the lists that a bundle's credentials point at, each once.
  func statusURLs(_ bundle: Bundle) throws -> [String] {
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
    var urls: [String] = []
    for url in statuses.compactMap({ $0?["statusListCredential"]?.string })
    where !urls.contains(where: { $0.utf8.elementsEqual(url.utf8) }) {
      urls.append(url)
    }
    return urls
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
