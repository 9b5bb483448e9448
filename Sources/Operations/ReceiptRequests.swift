import Credentials
import Dispatch
import JSON
package import Kernel
import Proofs
import Regulations
import Storage
package import Transport

/// Asks another installation's regulator for the receipts that awards here wait for. What is asked
/// twice is answered the same, so that nothing is lost or doubled whenever this breaks off.
package struct ReceiptRequests: Sendable {
  let office: Office
  let transport: Transport

  package init(_ office: Office, _ transport: Transport) {
    self.office = office
    self.transport = transport
  }

  /// Whether awards of this installation are registered elsewhere.
  package static func areNeeded(by office: Office) -> Bool {
    office.issuer != nil && office.regulator == nil
  }

  /// How many awards are taken on at a time, and how many are under way at once.
  static let batch = 16
  private static let together = 4
  /// Seconds until another server takes on what this one left unfinished: longer than a batch takes.
  static let lease: Int64 = 300
  /// Seconds between two tries of an award that was answered otherwise, doubled each time.
  private static let pause: Int64 = 15
  private static let longestPause: Int64 = 900

  /// What came of a run.
  package struct Progress: Sendable {
    package fileprivate(set) var registered = 0
    package fileprivate(set) var refused = 0
    package fileprivate(set) var givenUp = 0
    /// What kept awards waiting, each once, in words without personal data.
    package fileprivate(set) var faults: [String] = []
    /// Whether the regulator could not be reached: everything else waits for it too.
    package fileprivate(set) var isUnreachable = false
  }

  /// What keeps awards waiting, as a failure to be told; it names hosts and nobody's data.
  package struct Waiting: Error, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ fault: String) { description = fault }
  }

  /// Asks for what is due, a batch after the other.
  package func run(at: Instant, until stops: () -> Bool = { false }) throws -> Progress {
    var progress = Progress()
    while !stops(), !progress.isUnreachable {
      let items = try office.database.writeAndWait { tx in
        try tx.claimReceipts(
          at: at, until: at.adding(seconds: Self.lease), limit: Self.batch)
      }
      if items.isEmpty { break }
      try settle(items, ask(items, at: at), at: at, &progress)
    }
    return progress
  }

  /// What one request came to.
  private enum Outcome: Sendable {
    case answer(KeepReceipt, Scope)
    /// Asked again later.
    case later(String)
    case unreachable(String)
    /// It came to its end meanwhile, or is unknown: nobody has to be asked.
    case needless
    case tooLate(String)
  }

  // MARK: - Asking

  private func ask(_ items: [Outbox.Item], at: Instant) -> [Outcome] {
    let outcomes = Office.Outcomes<Outcome>(items.count)
    DispatchQueue.concurrentPerform(iterations: min(Self.together, items.count)) { first in
      var isUnreachable: String?
      for place in stride(from: first, to: items.count, by: Self.together) {
        if let isUnreachable {
          outcomes.set(.success(.unreachable(isUnreachable)), at: place)
          continue
        }
        let outcome = Result { try ask(items[place], at: at) }
        if case .success(.unreachable(let fault)) = outcome { isUnreachable = fault }
        outcomes.set(outcome, at: place)
      }
    }
    return outcomes.all.map { outcome in
      switch outcome {
      case .success(let found): found
      case .failure(let error as OperationFault): .later(error.description)
      case .failure: .later("it could not be read here")
      }
    }
  }

  private func ask(_ item: Outbox.Item, at: Instant) throws -> Outcome {
    guard let id = CredentialID(text: item.key) else { return .needless }
    let (credential, form) = try office.database.read { tx in
      (try Credential.find(id, in: tx), try CredentialForm.find(id, in: tx))
    }
    guard let credential, credential.stands, credential.state == .signed,
      let bytes = form?.award, let jwt = form?.jwt
    else { return .needless }
    let bundle = Bundle(
      award: try JSON.read(bytes, limits: Bundle.limits), jwt: jwt, receipt: nil,
      statusLists: [], didDocuments: [])
    let response: Transport.Response
    do {
      response = try transport.send(
        Transport.Request(
          .post, try receiptsAddress(bundle), reach: .anywhere,
          headers: [("Content-Type", "application/json"), ("Accept", "application/json")],
          body: bundle.bytes, most: ReceiptAnswer.most))
    } catch let fault as Transport.Fault {
      return fault.reason == .tooLarge
        ? .later(fault.description) : .unreachable(fault.description)
    }
    let outcome = try read(response, for: bundle, credential, at: at)
    // An answer that was lost is given again after any time; a first one only within a day.
    if case .later(let fault) = outcome,
      at > credential.issuedAt.adding(seconds: Receipt.tolerance)
    {
      return .tooLate("no receipt within a day of the issue (\(fault)); supersede the credential")
    }
    return outcome
  }

  /// Where the regulator who licensed the award's provider takes awards: as it was pinned here.
  private func receiptsAddress(_ bundle: Bundle) throws -> Address {
    guard let did = bundle.award.flatMap({ Award.regulatorID($0) }),
      let document = try office.pinnedRegulators.first(where: {
        $0.id.utf8.elementsEqual(did.utf8)
      })
    else {
      throw OperationFault.stateConflict("the regulator of its licences is not pinned here")
    }
    guard let service = document.services.first(where: { $0.isForReceipts }),
      let address = Address(service.endpoint)
    else {
      throw OperationFault.stateConflict(
        "the regulator’s document names no address for receipts; pin its newest one")
    }
    return address
  }

  // MARK: - Reading the answer

  private func read(
    _ response: Transport.Response, for bundle: Bundle, _ credential: Credential, at: Instant
  ) throws -> Outcome {
    let scope = Scope(credential.institution)
    switch response.status {
    case 200, 201:
      guard let answer = ReceiptAnswer(reading: response.body, isNew: response.status == 201)
      else { return .later("the regulator’s answer is no receipt") }
      switch try verify(answer, for: bundle, at: at) {
      case .success(let kept):
        return .answer(KeepReceipt(credential.id, kept), scope)
      case .failure(let fault): return .later(fault.text)
      }
    case 409 where RefusedElsewhere.isOne(response.body):
      return .answer(KeepReceipt(credential.id, .refusedElsewhere(response.body)), scope)
    default:
      return .later("the regulator answered \(response.status)\(Self.told(response.body))")
    }
  }

  private struct Unbelieved: Error { let text: String }

  /// Keeps only what makes the award valid for a stranger who has this installation's bundle.
  private func verify(_ answer: ReceiptAnswer, for bundle: Bundle, at now: Instant) throws
    -> Result<KeepReceipt.Answer, Unbelieved>
  {
    let receipt: Receipt
    do { receipt = try Receipt(reading: answer.receipt) } catch {
      return .failure(Unbelieved(text: "the receipt lacks \(error.member)"))
    }
    // The regulator's clock may be ahead of ours; a day is what a receipt may lie from the issue.
    guard receipt.registeredAt <= now.adding(seconds: Receipt.tolerance) else {
      return .failure(Unbelieved(text: "the receipt is of another day; compare the clocks"))
    }
    let at = max(now, receipt.registeredAt)
    var complete = bundle
    complete.receipt = answer.receipt
    complete.statusLists = answer.statusLists
    let report = Verification.verify(
      Presented(complete), at: at, trust: try office.trust, sources: office.sources)
    guard report.verdict == .valid else {
      let step =
        report.steps.first { $0.outcome == .failed }
        ?? report.steps.first { $0.outcome == .notChecked }
      return .failure(
        Unbelieved(
          text: "the receipt does not verify: \(step?.code.rawValue ?? "") "
            + (step?["reason"] ?? report.verdict.rawValue)))
    }
    let urls = try office.statusURLs(complete)
    var snapshots: [ForeignSnapshot] = []
    for list in answer.statusLists {
      guard
        let signer = try? Verification.signer(
          of: list, at: at, trust: try office.trust, sources: office.sources),
        signer.utf8.elementsEqual(receipt.regulator.did.utf8),
        let read = try? StatusListCredential(reading: list), let from = read.validFrom,
        let until = read.validUntil, urls.contains(where: { $0.utf8.elementsEqual(read.id.utf8) })
      else { continue }
      snapshots.append(
        ForeignSnapshot(url: read.id, from: from, until: until, document: JSON.write(list)))
    }
    let signed = SignedReceipt(
      registeredAt: receipt.registeredAt, document: JSON.write(answer.receipt),
      isNew: answer.isNew)
    return .success(.registered(signed, snapshots))
  }

  /// What a problem document says, if it says something that can be shown.
  private static func told(_ body: [UInt8]) -> String {
    guard body.count <= RefusedElsewhere.most, let value = try? JSON.read(body),
      let detail = value["detail"]?.string, Name.fault(in: detail, limit: 300) == nil
    else { return "" }
    return ": \(detail)"
  }

  // MARK: - Settling

  private func settle(
    _ items: [Outbox.Item], _ outcomes: [Outcome], at: Instant, _ progress: inout Progress
  ) throws {
    var keeping: [InstitutionID: [KeepReceipt]] = [:]
    var rest: [(item: Outbox.Item, outcome: Outcome)] = []
    for (item, outcome) in zip(items, outcomes) {
      switch outcome {
      case .answer(let keep, let scope): keeping[scope.institution, default: []].append(keep)
      case .unreachable(let fault):
        progress.isUnreachable = true
        progress.faults.note(fault)
        rest.append((item, outcome))
      case .later(let fault):
        progress.faults.note(fault)
        rest.append((item, outcome))
      case .tooLate(let fault):
        progress.givenUp += 1
        progress.faults.note(fault)
        rest.append((item, outcome))
      case .needless: rest.append((item, outcome))
      }
    }
    for (institution, keeps) in keeping {
      let done = office.performTogether(keeps, by: .clock(Scope(institution)), at: at)
      for outcome in done {
        switch outcome {
        case .success(let decided) where decided.output == true: progress.registered += 1
        case .success: progress.refused += 1
        // Not kept: it is asked for again when the lease is over.
        case .failure: progress.faults.note("an answer could not be stored")
        }
      }
    }
    guard !rest.isEmpty else { return }
    let left = rest
    try office.database.writeAndWait { tx in
      for (item, outcome) in left { try Self.put(item, outcome, at: at, in: tx) }
    }
  }

  private static func put(
    _ item: Outbox.Item, _ outcome: Outcome, at: Instant, in tx: Transaction
  ) throws {
    switch outcome {
    case .answer: break
    case .needless: try tx.delivered(topic: Outbox.receipt, key: item.key, at: at)
    case .tooLate(let fault): try tx.giveUp(item.id, at: at, fault: fault)
    // All are due again at once: whoever runs this waits.
    case .unreachable(let fault): try tx.postpone(item.id, until: at, fault: fault)
    case .later(let fault):
      try tx.tryLater(item, at: at, first: pause, longest: longestPause, fault: fault)
    }
  }
}

extension DIDDocument.Service {
  var isForReceipts: Bool { type.utf8.elementsEqual(Self.receipts.utf8) }
}

extension Office {
  /// The documents of the regulators that this installation believes.
  var pinnedRegulators: [DIDDocument] {
    get throws { try database.read { try KnownDID.all(.regulator, in: $0) } }
  }
}
