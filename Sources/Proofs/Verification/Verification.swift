package import Kernel

/// Verifies awards with their chain of authority; pure, apart from what the sources do.
package enum Verification {
  /// Checks what was shown as of an instant. Nothing an award says is judged, told or looked up
  /// before its signature holds.
  package static func verify(
    _ presented: Presented, at now: Instant, trust: Trust, sources: Sources = .offline
  ) -> VerificationReport {
    var run = Run(presented, now, trust, sources)
    run.verify()
    return run.report
  }

  /// One verification: what it may use, and what it has found so far.
  struct Run {
    let presented: Presented
    let now: Instant
    let trust: Trust
    var keys: KeyRing
    var snapshots: Snapshots
    private(set) var steps: [VerificationReport.Step] = []
    /// The award, once its signature holds and its form is sound.
    var award: Value?
    var chain = ChainDraft()
    var cautions: [VerificationReport.Caution] = []
    /// The oldest snapshot that had to do for the present.
    var statusAsOf: Instant?

    init(_ presented: Presented, _ now: Instant, _ trust: Trust, _ sources: Sources) {
      self.presented = presented
      self.now = now
      self.trust = trust
      keys = KeyRing(trust, sources, presented.didDocuments)
      snapshots = Snapshots(sources, presented.statusLists, trust.memory)
    }

    /// Keeps a step; one of the same code takes the place of the former.
    mutating func keep(_ step: VerificationReport.Step) {
      steps.removeAll { $0.code == step.code }
      steps.append(step)
    }

    func outcome(_ code: VerificationReport.Code) -> VerificationReport.Outcome {
      steps.first { $0.code == code }?.outcome ?? .notChecked
    }
  }
}

extension Verification.Run {
  /// All steps. The receipt comes before the rest of the award, since it tells at which instant
  /// keys and licences must have counted.
  mutating func verify() {
    guard let signed = form() else { return }
    let found = authenticate(signed, remembers: trust.remembersAwards)
    for step in [found.contexts, found.proof, found.binding] where !step.isBlank { keep(step) }
    guard let signature = found.signature else { return }
    let credential = signed.credential
    let receipt = readReceipt()
    var provider = readLicence(.provider, of: credential)
    var programme = readLicence(.programme, of: credential)
    let issued = judge(receipt, of: signed, chain: provider, signature)
    bind(signature, at: issued)
    guard outcome(.keyBinding) == .passed else { return withdraw() }
    structure(signed)
    guard outcome(.form) == .passed else { return withdraw() }
    award = JWT.credential(in: credential)
    judge(&provider, &programme, of: credential, at: issued)
    validity(credential, signature)
    status(credential, issued, signature)
    regulator(provider, programme, receipt)
    draw(provider, programme, of: credential, at: issued)
  }

  /// Takes back what was judged beside an award that turned out not to be its issuer's.
  private mutating func withdraw() {
    let identity: [VerificationReport.Code] = [.form, .contexts, .proof, .keyBinding]
    for code in VerificationReport.Code.allCases where !identity.contains(code) {
      keep(VerificationReport.Step(code: code, outcome: .notChecked, details: []))
    }
  }

  /// Steps that were never reached are reported as not checked.
  var report: VerificationReport {
    let all = VerificationReport.Code.allCases.map { code in
      steps.first { $0.code == code } ?? .init(code: code, outcome: .notChecked, details: [])
    }
    var cautions = cautions
    if let statusAsOf { cautions.append(.statusAsOf(statusAsOf)) }
    return VerificationReport(
      steps: all, award: award, chain: award.map { _ in chain.chain }, cautions: cautions)
  }
}

extension VerificationReport.Step {
  /// Whether nothing was found at all.
  var isBlank: Bool { outcome == .notChecked && details.isEmpty }
}
