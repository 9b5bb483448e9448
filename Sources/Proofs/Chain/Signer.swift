package import Kernel

extension Verification {
  /// Why a document is not taken for its issuer's: the check that failed, as `proof.mismatch`.
  package struct NotSigned: Error, Equatable, Sendable, CustomStringConvertible {
    package let fault: String

    package var description: String { fault }
  }

  /// Who signed a credential, or a compact token given as text: its issuer, by a key that counts now.
  /// What it says is not judged; throws `NotSigned`.
  package static func signer(
    of document: Value, at now: Instant, trust: Trust, sources: Sources = .offline
  ) throws(NotSigned) -> String {
    guard let signed = SignedCredential(document) else {
      throw NotSigned(fault: "form.unreadable")
    }
    var run = Run(
      Presented(Bundle(award: nil, jwt: nil, receipt: nil, statusLists: [], didDocuments: [])),
      now, trust, sources)
    let found = run.authenticate(signed)
    guard let signature = found.signature else {
      let step = found.objection
      let code = step?.code.rawValue ?? "proof"
      throw NotSigned(fault: "\(code).\(step?["reason"] ?? "unknown")")
    }
    guard signature.method.counts(at: now) else { throw NotSigned(fault: "keyBinding.ended") }
    if case .token = signed.form, !JWT.wrongClaims(in: signed.credential).isEmpty {
      throw NotSigned(fault: "form.claims")
    }
    return signed.issuer
  }
}

extension Award {
  /// Whether a compact token says what an award says, member by member.
  package static func isTwin(_ token: JWT, of award: Value) -> Bool {
    let plain = (award.members?.pairs ?? []).filter { !same($0.name, "proof") }
    guard let own = try? JCS.canonicalize(.object(Value.Members(plain))),
      let other = try? JCS.canonicalize(JWT.credential(in: .object(token.payload)))
    else { return false }
    return own == other
  }

  /// Who licensed the provider, as the award carries it; nothing is verified here.
  package static func regulatorID(_ award: Value) -> String? {
    for token in award["issuer"]?["endorsementJwt"]?.strings ?? [] {
      guard let read = try? JWT(reading: token.utf8),
        case let licence = Value.object(read.payload), Endorsement.kind(of: licence) == .provider
      else { continue }
      return issuerID(licence)
    }
    return nil
  }
}
