import Kernel

/// The receipt that came with an award, as far as its signature holds.
struct ReceiptLink {
  var signed: SignedCredential?
  var receipt: Receipt?
  var signature: Authentication.Signature?
  /// What keeps it from being believed, whatever it is a receipt of.
  var fault: VerificationReport.Step?
}

extension Verification.Run {
  /// Finds the receipt and checks who signed it.
  mutating func readReceipt() -> ReceiptLink {
    guard let first = presented.receipts.first else {
      return ReceiptLink(fault: .failed(.receipt, "awaiting"))
    }
    guard presented.receipts.count == 1, let signed = SignedCredential(first) else {
      return ReceiptLink(
        fault: .failed(.receipt, presented.receipts.count == 1 ? "unreadable" : "several"))
    }
    var link = ReceiptLink(signed: signed)
    do { link.receipt = try Receipt(reading: signed.credential) } catch {
      link.fault = .failed(.receipt, "unreadable", [("member", error.member)])
      return link
    }
    if case .token = signed.form, !JWT.wrongClaims(in: signed.credential).isEmpty {
      link.fault = .failed(.receipt, "unreadable", [("member", "claims")])
      return link
    }
    let found = authenticate(signed)
    link.signature = found.signature
    if let objection = found.objection {
      link.fault = .init(
        code: .receipt, outcome: objection.outcome,
        details: [("reason", "signature")] + objection.asFault)
    }
    return link
  }

  /// Judges the receipt and gives the instant of registration, when it is one to believe.
  mutating func judge(
    _ link: ReceiptLink, of signed: SignedCredential, chain provider: LicenceLink,
    _ awardSignature: Authentication.Signature
  ) -> Instant? {
    if let fault = link.fault {
      keep(fault)
      return nil
    }
    guard let receipt = link.receipt, let signature = link.signature else { return nil }
    if let step = fault(of: receipt, signature, signed, provider) {
      keep(step)
      return nil
    }
    let at = receipt.registeredAt
    chain.registeredAt = at
    var details: VerificationReport.Details = [("registeredAt", at.utcText)]
    let claimed = signed.instant("validFrom")
    let distance = claimed.map { at.microseconds.subtractingReportingOverflow($0.microseconds) }
    let limit = Receipt.tolerance * 1_000_000
    guard let distance, !distance.overflow, distance.partialValue.magnitude <= limit.magnitude
    else {
      let isLate = (distance?.partialValue ?? 0) > 0
      keep(
        .failed(
          .receipt, isLate ? "backDated" : "foreDated",
          details + (claimed.map { [("claimed", $0.utcText)] } ?? [])))
      return at
    }
    guard let entry = receipt.status else {
      keep(.passed(.receipt, details))
      return at
    }
    // A licence is judged as of then; its regulator takes back what was registered by taking back
    // the receipt.
    switch present(entry, of: receipt.regulator.did, since: at) {
    case .bit(isSet: true, let since, _):
      if let since { note(.receipt, true, since) }
      keep(.failed(.receipt, "revoked", details + Self.asOf(since)))
    case .bit(isSet: false, let since, let isFresh):
      if !isFresh {
        if let since { age(since) }
        details += Self.asOf(since)
      }
      keep(.passed(.receipt, details))
    case .missing: keep(.unchecked(.receipt, "noList", details + [("list", entry.list)]))
    case .broken(let disbelief):
      keep(
        .init(
          code: .receipt, outcome: disbelief.outcome, details: disbelief.asDetails + details))
    }
    return at
  }

  /// Why the receipt is not one of this award by this regulator; nil when it is.
  private func fault(
    of receipt: Receipt, _ signature: Authentication.Signature, _ signed: SignedCredential,
    _ provider: LicenceLink
  ) -> VerificationReport.Step? {
    let id = signed.credential["id"]?.string
    guard same(receipt.award, id) else {
      return .failed(.receipt, "otherAward", [("award", receipt.award)])
    }
    if let regulator = provider.issuer, !same(regulator, receipt.regulator.did) {
      return .failed(
        .receipt, "otherIssuer", [("did", receipt.regulator.did), ("expected", regulator)])
    }
    guard signature.method.counts(at: receipt.registeredAt) else {
      return .failed(.receipt, "keyEnded", [("key", signature.method.id)])
    }
    guard receipt.registeredAt <= now else {
      return .failed(.receipt, "notYet", [("registeredAt", receipt.registeredAt.utcText)])
    }
    guard covers(receipt) else { return .failed(.receipt, "otherDigest") }
    return nil
  }

  /// Whether every form in which the award was shown is one that was registered.
  private func covers(_ receipt: Receipt) -> Bool {
    let registered = receipt.digests.prefix(16).compactMap(Multihash.digest)
    func isRegistered(_ bytes: [UInt8]) -> Bool {
      registered.contains(HashAlgorithm.sha256.digest(bytes))
    }
    if let award = presented.award {
      guard let bytes = try? JCS.canonicalize(award), isRegistered(bytes) else { return false }
    }
    return presented.jwt.map(isRegistered) ?? true
  }
}
