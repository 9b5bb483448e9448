import JSON
package import Kernel

/// Verifies awards, offline apart from what `resolve` does.
package enum Verification {
  /// Checks the bytes of an award, in the form of a token, as of an instant. `resolve` finds an
  /// issuer's DID document; `trusted` holds the DIDs the verifier believes, nil when it asks for
  /// none. Nothing an award says is judged before its signature holds.
  package static func verify(
    _ bytes: some Collection<UInt8>, at now: Instant, trusted: Set<String>? = nil,
    resolve: (String) -> DIDDocument?
  ) -> VerificationReport {
    var run = Run(now: now, trusted: trusted)
    let award = run.authenticate(bytes, resolve)
    if let award { run.judge(award) }
    return run.report(award)
  }

  /// The steps so far.
  struct Run {
    let now: Instant
    let trusted: Set<String>?
    var steps: [VerificationReport.Step] = []

    mutating func pass(
      _ code: VerificationReport.Code, _ details: [(name: String, value: String)] = []
    ) {
      steps.append(.init(code: code, outcome: .passed, details: details))
    }

    mutating func fail(
      _ code: VerificationReport.Code, _ details: [(name: String, value: String)]
    ) {
      steps.append(.init(code: code, outcome: .failed, details: details))
    }

    mutating func leave(
      _ code: VerificationReport.Code, _ details: [(name: String, value: String)] = []
    ) {
      steps.append(.init(code: code, outcome: .notChecked, details: details))
    }

    func passed(_ code: VerificationReport.Code) -> Bool {
      steps.contains { $0.code == code && $0.outcome == .passed }
    }
  }
}

// MARK: - Who signed

extension Verification.Run {
  /// The payload, once its signature was found to be the issuer's.
  mutating func authenticate(
    _ bytes: some Collection<UInt8>, _ resolve: (String) -> DIDDocument?
  ) -> Value? {
    guard let jwt = form(bytes) else { return nil }
    let payload = Value.object(jwt.payload)
    if let fault = jwt.headerFault {
      fail(.header, [("reason", fault.rawValue)] + found("alg", jwt) + found("typ", jwt))
      return nil
    }
    guard let keyID = jwt.keyID else {
      fail(.header, [("reason", "noKeyID")])
      return nil
    }
    pass(.header, [("alg", jwt.algorithm ?? ""), ("kid", keyID)])
    guard let issuer = Award.issuerID(payload), DID(text: issuer) != nil else {
      fail(.issuer, [("reason", "noDID")])
      return nil
    }
    guard let document = resolve(issuer), same(document.id, issuer) else {
      fail(.issuer, [("reason", "notFound"), ("did", issuer)])
      return nil
    }
    pass(.issuer, [("did", issuer)])
    guard keyID.utf8.starts(with: (issuer + "#").utf8) else {
      fail(.key, [("reason", "otherIssuer"), ("kid", keyID), ("did", issuer)])
      return nil
    }
    // A key that was taken back later still vouches for what it signed before.
    let signed = payload["validFrom"]?.string.flatMap { Instant(text: $0) } ?? now
    guard let key = document.assertionKey(keyID, at: signed) else {
      fail(.key, [("reason", "notListed"), ("kid", keyID)])
      return nil
    }
    pass(.key, [("kid", keyID)])
    guard jwt.isSigned(by: key) else {
      fail(.signature, [("reason", "mismatch")])
      return nil
    }
    pass(.signature)
    return payload
  }

  private func found(_ name: String, _ jwt: JWT) -> [(name: String, value: String)] {
    jwt.header[name]?.string.map { [(name, $0)] } ?? []
  }

  private mutating func form(_ bytes: some Collection<UInt8>) -> JWT? {
    do {
      let jwt = try JWT(reading: bytes)
      pass(.form, [("form", "jwt")])
      return jwt
    } catch {
      switch error {
      case .tooLarge(let limit): fail(.form, [("reason", "tooLarge"), ("limit", "\(limit)")])
      case .notThreeParts: fail(.form, [("reason", "notThreeParts")])
      case .notBase64URL(let part): fail(.form, [("reason", "notBase64URL"), ("part", part)])
      case .notAnObject(let part): fail(.form, [("reason", "notAnObject"), ("part", part)])
      case .notJSON(let part, let fault):
        fail(.form, [("reason", "notJSON"), ("part", part), ("fault", fault.message)])
      }
      return nil
    }
  }
}

// MARK: - What was signed

extension Verification.Run {
  /// The award alone, without the token's claims, checked member by member.
  mutating func judge(_ payload: Value) {
    claims(payload)
    let award = Verification.credential(payload)
    lint(.structure, award, Lint.structure)
    window(payload)
    lint(.notADegree, award, [.notADegree])
    lint(.licences, award, [.licencesCoverIssue])
    trust(payload)
    // No status list is read yet, so an award that points at one cannot be called valid.
    if award["credentialStatus"] == nil {
      leave(.status, [("reason", "none")])
    } else {
      fail(.status, [("reason", "unsupported")])
    }
  }

  private mutating func claims(_ payload: Value) {
    let start = payload["validFrom"]?.string.flatMap { Instant(text: $0) }
    let end = payload["validUntil"]?.string.flatMap { Instant(text: $0) }
    var wrong: [String] = []
    if !same(payload["iss"]?.string, Award.issuerID(payload)) { wrong.append("iss") }
    if !same(payload["jti"]?.string, payload["id"]?.string) { wrong.append("jti") }
    if !same(payload["sub"]?.string, payload["credentialSubject"]?["id"]?.string) {
      wrong.append("sub")
    }
    if let start, case .number(let number)? = payload["nbf"], number.integer == start.seconds {
    } else {
      wrong.append("nbf")
    }
    if let claim = payload["exp"] {
      if let end, case .number(let number) = claim, number.integer == end.seconds {
      } else {
        wrong.append("exp")
      }
    }
    if wrong.isEmpty { pass(.claims) } else { fail(.claims, wrong.map { ("claim", $0) }) }
  }

  private mutating func lint(_ code: VerificationReport.Code, _ award: Value, _ lints: [Lint]) {
    let findings = Lint.check(award, against: lints)
    if findings.isEmpty {
      pass(code)
    } else {
      fail(code, findings.map { ($0.code, $0.detail) })
    }
  }

  private mutating func window(_ payload: Value) {
    guard let from = payload["validFrom"]?.string, let start = Instant(text: from) else {
      return fail(.window, [("reason", "unreadable")])
    }
    guard now >= start else {
      return fail(.window, [("reason", "notYet"), ("validFrom", from)])
    }
    guard let until = payload["validUntil"] else { return pass(.window, [("validFrom", from)]) }
    guard let text = until.string, let end = Instant(text: text) else {
      return fail(.window, [("reason", "unreadable")])
    }
    guard now < end else {
      return fail(.window, [("reason", "expired"), ("validUntil", text)])
    }
    pass(.window, [("validFrom", from), ("validUntil", text)])
  }

  private mutating func trust(_ payload: Value) {
    let issuer = Award.issuerID(payload) ?? ""
    guard let trusted else { return leave(.trust, [("did", issuer)]) }
    if trusted.contains(where: { same($0, issuer) }) {
      pass(.trust, [("did", issuer)])
    } else {
      fail(.trust, [("did", issuer)])
    }
  }

  /// Steps that were never reached are reported as not checked.
  func report(_ payload: Value?) -> VerificationReport {
    let all = VerificationReport.Code.allCases.map { code in
      steps.first { $0.code == code } ?? .init(code: code, outcome: .notChecked, details: [])
    }
    let sound = passed(.signature) && passed(.claims) && passed(.structure)
    return VerificationReport(
      steps: all, summary: sound ? payload.flatMap(AwardSummary.init(reading:)) : nil)
  }
}

extension Verification {
  /// A token's payload without the registered claims: the credential itself.
  package static func credential(_ payload: Value) -> Value {
    guard let members = payload.members else { return payload }
    return .object(
      Value.Members(
        members.pairs.filter { pair in
          !(Award.claims + ["exp", "iat"]).contains { same($0, pair.name) }
        }))
  }
}
