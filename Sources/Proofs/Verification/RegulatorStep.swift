import Kernel

extension Verification.Run {
  /// Whether the licences come from a regulator that the verifier believes, by keys that did not
  /// come from whoever shows the award. A look-alike is another identifier.
  mutating func regulator(
    _ provider: LicenceLink, _ programme: LicenceLink, _ receipt: ReceiptLink
  ) {
    guard
      let did = provider.issuer ?? programme.issuer ?? receipt.receipt?.regulator.did
    else { return keep(.unchecked(.regulator, "noLicence")) }
    let named: VerificationReport.Details = [("did", did)]
    guard !trust.isEmpty else { return keep(.unchecked(.regulator, "noTrust", named)) }
    guard trust.believes(did) else { return keep(.failed(.regulator, "notTrusted", named)) }
    guard let signature = provider.signature else {
      return keep(.unchecked(.regulator, "noSignature", named))
    }
    let details = named + [("keys", signature.origin.rawValue)]
    if signature.origin == .presented {
      guard trust.acceptsBundledKeys else {
        return keep(.unchecked(.regulator, "keysFromBundle", named))
      }
      cautions.append(.bundledKeys)
    }
    keep(.passed(.regulator, details))
  }
}
