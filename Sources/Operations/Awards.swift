import Credentials
import Dispatch
import JSON
package import Kernel
import Proofs
import Regulations
import Storage

/// Brings awards from the decision to issue to the regulator's receipt: signs, verifies at once with
/// our own verifier, stores, registers. Whatever broke off is found again by its state.
package struct Awards: Sendable {
  let office: Office
  let scope: Scope
  /// Whether nothing else is under way: then the work of one batch takes every core.
  let isAlone: Bool

  package init(_ office: Office, _ scope: Scope) {
    self.init(office, scope, isAlone: true)
  }

  init(_ office: Office, _ scope: Scope, isAlone: Bool) {
    self.office = office
    self.scope = scope
    self.isAlone = isAlone
  }

  private static let batch = 200

  /// One award on its way.
  private struct Case: Sendable {
    let id: CredentialID
    let issuedAt: Instant
    /// As it was made ready for the decision, where that was a moment ago and the intent says so.
    var prepared: Award.Prepared?
  }

  /// An award in both forms, and what was read from the bytes of the first.
  private struct Read: Sendable {
    let form: CredentialForm
    let award: Value

    init(_ form: CredentialForm) throws {
      self.form = form
      award = try JSON.read(form.award ?? [], limits: Bundle.limits)
    }
  }

  /// How many awards went a step on, and what kept others back.
  package struct Progress: Sendable {
    package internal(set) var signed = 0
    package internal(set) var registered = 0
    package internal(set) var failures: [any Error] = []
  }

  /// Finishes what was just decided; without a regulator's answer it waits, and verifies so.
  package func finish(_ issued: [CredentialID], at: Instant) throws -> Progress {
    try finish(issued, [:], at: at)
  }

  func finish(_ issued: [CredentialID], _ prepared: [CredentialID: Award.Prepared], at: Instant)
    throws -> Progress
  {
    var progress = Progress()
    let cases = try office.database.read { tx in
      try issued.compactMap { try Credential.find($0, in: tx) }
        .filter { $0.state == .intended }
        .map { found in
          var ready = prepared[found.id]
          if let hash = ready?.draft.hashData,
            try CredentialIntent.proofInput(found.id, in: tx) != hash
          {
            ready = nil
          }
          return Case(id: found.id, issuedAt: found.issuedAt, prepared: ready)
        }
    }
    let forms = try sign(cases, at: at, &progress)
    try register(forms, at: at, &progress)
    return progress
  }

  /// Finishes everything that waits; one that cannot go on holds nobody else back.
  package func run(at: Instant, until stops: () -> Bool = { false }) throws -> Progress {
    var progress = Progress()
    try inBatches(.intended, until: stops) { waiting in
      _ = try sign(
        waiting.map { Case(id: $0.id, issuedAt: $0.issuedAt) }, at: at, &progress)
    }
    // Of another installation's regulator the outbox knows what waits: `ReceiptRequests`.
    guard office.regulator != nil else { return progress }
    try inBatches(.signed, until: stops) { waiting in
      let forms = try office.database.read { tx in
        try waiting.compactMap { try CredentialForm.find($0.id, in: tx) }
      }
      let read = each(forms.filter { $0.award != nil }) { try Read($0) }
      try register(progress.taking(read), at: at, &progress)
    }
    return progress
  }

  private func inBatches(
    _ state: Credential.State, until stops: () -> Bool, _ run: ([Credential]) throws -> Void
  ) throws {
    var last: CredentialID?
    while !stops() {
      let waiting = try office.database.read {
        try Credential.waiting(state, after: last, limit: Awards.batch, in: $0)
      }
      guard let end = waiting.last else { return }
      last = end.id
      try run(waiting.filter { $0.institution == scope.institution })
    }
  }

  // MARK: - Signing

  private func sign(_ cases: [Case], at: Instant, _ progress: inout Progress) throws -> [Read] {
    guard let keys = office.issuer else {
      throw OperationFault.stateConflict("this process holds no issuing key")
    }
    let batch = try BatchSources(office)
    let signed = each(cases) { item -> Read in
      let prepared = try prepared(item, keys)
      let award = try prepared.sign(keys)
      // It leaves only when a stranger would find it right, in both forms.
      guard prepared.isToken(award.jwt, by: keys.token.publicKey) else {
        throw OperationFault.stateConflict("the token's signature does not verify")
      }
      let read = try Read(
        CredentialForm(
          credential: item.id, award: prepared.bytes(of: award), jwt: award.jwt,
          keyID: keys.tokenID))
      try VerifiedAward.verify(read.award, jwt: award.jwt, at: item.issuedAt, batch)
      return read
    }
    let ready = progress.taking(signed)
    let stored = office.performTogether(
      ready.map { SignCredential(form: $0.form) }, by: .clock(scope), at: at)
    let kept = progress.taking(
      zip(ready, stored).map { item, outcome in outcome.map { (item, $0.output == true) } })
    progress.signed += kept.count { $0.1 }
    return kept.filter(\.1).map(\.0)
  }

  /// What was decided: as it was made ready then, or made ready again from its bytes.
  private func prepared(_ item: Case, _ keys: IssuerKeys) throws -> Award.Prepared {
    if let prepared = item.prepared { return prepared }
    let intent = try office.database.read { try CredentialIntent.find(item.id, in: $0) }
    guard let intent else { throw OperationFault.notFound("intent") }
    return try Award.Prepared(
      try JSON.read(intent.unsigned, limits: Bundle.limits), proofInput: intent.proofInput,
      keys: keys, created: item.issuedAt)
  }

  // MARK: - Registering

  private func register(_ awards: [Read], at: Instant, _ progress: inout Progress) throws {
    guard office.regulator != nil else { return }
    let batch = try BatchSources(office)
    let verified = progress.taking(
      each(awards) { read in
        (
          read.form.credential,
          try VerifiedAward(read.award, jwt: read.form.jwt, at: at, batch)
        )
      })
    let answers = office.performTogether(
      verified.map { RegisterAward(award: $0.1) }, by: .clock(scope), at: at)
    let receipts = progress.taking(
      zip(verified, answers).map { item, answer in
        answer.map { decided in
          KeepReceipt(item.0, decided.output.map { .registered($0, []) } ?? .refused)
        }
      })
    let kept = office.performTogether(receipts, by: .clock(scope), at: at)
    progress.registered += progress.taking(kept).count { $0.output == true }
  }

  /// Does pure work on each.
  private func each<Item: Sendable, Made: Sendable>(
    _ items: [Item], _ work: @Sendable (Item) throws -> Made
  ) -> [Result<Made, any Error>] {
    guard isAlone, items.count > 1 else { return items.map { item in Result { try work(item) } } }
    let outcomes = Office.Outcomes<Made>(items.count)
    DispatchQueue.concurrentPerform(iterations: items.count) { index in
      outcomes.set(Result { try work(items[index]) }, at: index)
    }
    return outcomes.all
  }
}

extension Awards.Progress {
  /// What succeeded; the failures are kept.
  fileprivate mutating func taking<Made>(_ outcomes: [Result<Made, any Error>]) -> [Made] {
    outcomes.compactMap { outcome in
      do { return try outcome.get() } catch {
        failures.append(error)
        return nil
      }
    }
  }
}

extension Office {
  /// Signs and registers what was decided to be issued. What fails here waits, and is tried again by
  /// the clock: the decision stands.
  package func finishAwards(_ scope: Scope) async {
    await withCheckedContinuation { continuation in
      // A thread that may wait for the writer: requests need those of the pool.
      DispatchQueue.global().async {
        _ = try? Awards(self, scope).run(at: clock.now)
        continuation.resume()
      }
    }
  }
}
