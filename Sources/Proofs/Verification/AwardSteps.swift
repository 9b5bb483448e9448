import JSON
import Kernel

// The award alone: its form, its key, its window.

extension Verification.Run {
  /// The form in which an award was shown: its JSON when there is one, else its token.
  mutating func form() -> SignedCredential? {
    if let fault = presented.fault {
      keep(.init(code: .form, outcome: .failed, details: fault.details))
      return nil
    }
    var signed: SignedCredential?
    if let award = presented.award {
      signed = SignedCredential(integrity: award)
    } else if let text = presented.jwt {
      do { signed = SignedCredential(token: try JWT(reading: text)) } catch {
        keep(.init(code: .form, outcome: .failed, details: Presented.fault(error).details))
      }
    }
    guard let signed else { return nil }
    switch signed.danger {
    case .privateKey?: keep(.failed(.form, "privateKey"))
    case .memberName(let name)?: keep(.failed(.form, "memberName", [("member", name)]))
    case .keyword?, nil: keep(.passed(.form, formDetails(signed)))
    }
    return outcome(.form) == .passed ? signed : nil
  }

  private func formDetails(_ signed: SignedCredential) -> VerificationReport.Details {
    let form: VerificationReport.Details
    switch signed.form {
    case .integrity: form = [("form", "json")]
    case .token: form = [("form", "jwt")]
    }
    return form + (presented.isBundle ? [("from", "bundle")] : [])
  }

  /// The shape that the data model and Open Badges ask of anybody, and the claims of a token.
  mutating func structure(_ signed: SignedCredential) {
    if case .token = signed.form {
      let wrong = JWT.wrongClaims(in: signed.credential)
      guard wrong.isEmpty else {
        return keep(.failed(.form, "claims", wrong.map { ("claim", $0) }))
      }
    }
    let model = VCDM.check(signed.credential).map { (name: $0.rule.rawValue, value: $0.path) }
    let badges = Lint.check(signed.credential, against: Lint.ofAnybody)
      .map { (name: $0.code, value: $0.detail) }
    guard model.isEmpty, badges.isEmpty else {
      return keep(.failed(.form, "shape", model + badges))
    }
  }

  /// Whether the key counted when the award was registered; without a receipt, whether it still
  /// does.
  mutating func bind(_ signature: Authentication.Signature, at issued: Instant?) {
    guard signature.method.counts(at: issued ?? now) else {
      return keep(.failed(.keyBinding, "ended", [("key", signature.method.id)]))
    }
  }

  /// The award's own window, and that of its proof, hold the present.
  mutating func validity(_ award: Value, _ signature: Authentication.Signature) {
    guard let from = award["validFrom"]?.string, let start = Instant(stamp: from) else {
      return keep(.failed(.validity, "unreadable"))
    }
    guard now >= start else { return keep(.failed(.validity, "notYet", [("validFrom", from)])) }
    if let end = signature.expires, now >= end {
      return keep(.failed(.validity, "expired", [("proofUntil", end.utcText)]))
    }
    guard let until = award["validUntil"] else {
      return keep(.passed(.validity, [("validFrom", from)]))
    }
    guard let text = until.string, let end = Instant(stamp: text) else {
      return keep(.failed(.validity, "unreadable"))
    }
    guard now < end else { return keep(.failed(.validity, "expired", [("validUntil", text)])) }
    keep(.passed(.validity, [("validFrom", from), ("validUntil", text)]))
  }
}
