import Kernel

/// The snapshots of status lists at hand, those that came with the award and those the sources give,
/// each read at most once.
struct Snapshots {
  /// What is known about an entry's bit.
  enum Reading {
    /// The bit of a snapshot: whether it is set, since when the snapshot has said so, and whether it
    /// speaks of the very instant that was asked for.
    case bit(isSet: Bool, since: Instant?, isFresh: Bool)
    /// There is no snapshot that says anything.
    case missing
    /// A snapshot that should decide is not to be believed: a code, and what explains it.
    case broken(String, VerificationReport.Details)
  }

  /// A snapshot before it is believed.
  private struct Candidate {
    let signed: SignedCredential
    let from: Instant?
    let until: Instant?
    var list: Result<Believed, Disbelief>?
  }

  /// A snapshot whose signature holds.
  private struct Believed {
    let credential: StatusListCredential
    let signature: Authentication.Signature
  }

  private struct Disbelief: Error {
    let code: String
    let details: VerificationReport.Details
  }

  private var candidates: [Candidate] = []
  private var asked: [(url: String, at: Instant)] = []
  private let source: ((String, Instant) -> Value?)?
  private let memory: SignatureMemory?

  init(_ sources: Sources, _ presented: [Value], _ memory: SignatureMemory?) {
    source = sources.statusList
    self.memory = memory
    for value in presented.prefix(Bundle.most) { add(value) }
  }

  private mutating func add(_ value: Value) {
    guard let signed = SignedCredential(value) else { return }
    candidates.append(
      Candidate(
        signed: signed, from: signed.instant("validFrom"), until: signed.instant("validUntil")))
  }

  private mutating func ask(_ url: String, _ at: Instant) {
    guard let source, !asked.contains(where: { same($0.url, url) && $0.at == at }) else { return }
    asked.append((url, at))
    if let value = source(url, at) { add(value) }
  }

  /// The bit of an entry as of an instant, by the latest snapshot that had begun by then.
  /// `authenticate` says who signed a snapshot, `accepts` whether that signer may speak.
  mutating func read(
    _ entry: StatusListEntry, of issuer: String, at instant: Instant,
    authenticate: (SignedCredential) -> Authentication,
    accepts: (Authentication.Signature) -> Bool
  ) -> Reading {
    ask(entry.list, instant)
    var best: (isFresh: Bool, from: Int64, reading: Reading)?
    var broken: Reading?
    for index in candidates.indices {
      let candidate = candidates[index]
      guard same(candidate.signed.credential["id"]?.string, entry.list),
        candidate.from.map({ $0 <= instant }) ?? true
      else { continue }
      let isFresh = candidate.until.map { instant < $0 } ?? true
      let from = candidate.from?.microseconds ?? .min
      if let best, best.isFresh == isFresh ? best.from >= from : best.isFresh { continue }
      let believed = candidate.list ?? Self.believe(candidate.signed, memory, authenticate)
      candidates[index].list = believed
      switch Self.bit(entry, issuer, believed, accepts) {
      case .success(let isSet):
        best = (isFresh, from, .bit(isSet: isSet, since: candidate.from, isFresh: isFresh))
      case .failure(let disbelief): broken = .broken(disbelief.code, disbelief.details)
      }
    }
    return best?.reading ?? broken ?? .missing
  }

  private static func believe(
    _ signed: SignedCredential, _ memory: SignatureMemory?,
    _ authenticate: (SignedCredential) -> Authentication
  ) -> Result<Believed, Disbelief> {
    let found = authenticate(signed)
    guard let signature = found.signature else {
      let objection = found.objection
      return .failure(
        Disbelief(code: "listSignature", details: objection?.asFault ?? []))
    }
    if case .token = signed.form, !JWT.wrongClaims(in: signed.credential).isEmpty {
      return .failure(Disbelief(code: "listUnreadable", details: [("member", "claims")]))
    }
    do {
      return .success(
        Believed(
          credential: try StatusListCredential(reading: signed.credential, memory: memory),
          signature: signature))
    } catch {
      return .failure(Disbelief(code: "listUnreadable", details: [("fault", "\(error)")]))
    }
  }

  private static func bit(
    _ entry: StatusListEntry, _ issuer: String, _ believed: Result<Believed, Disbelief>,
    _ accepts: (Authentication.Signature) -> Bool
  ) -> Result<Bool, Disbelief> {
    switch believed {
    case .failure(let disbelief): return .failure(disbelief)
    case .success(let snapshot):
      guard same(snapshot.credential.issuer, issuer) else {
        return .failure(
          Disbelief(code: "listIssuer", details: [("did", snapshot.credential.issuer)]))
      }
      guard
        snapshot.signature.method.counts(
          at: snapshot.credential.validFrom ?? Instant(microseconds: .min)),
        accepts(snapshot.signature)
      else { return .failure(Disbelief(code: "listKey", details: [])) }
      do { return .success(try snapshot.credential.bit(of: entry)) } catch {
        return .failure(Disbelief(code: "listEntry", details: [("fault", "\(error)")]))
      }
    }
  }
}

extension VerificationReport.Step {
  /// A step of another credential as the explanation of why that one is not believed.
  var asFault: VerificationReport.Details {
    [("fault", "\(code.rawValue).\(self["reason"] ?? outcome.rawValue)")]
      + details.filter { $0.name != "reason" && $0.name != "fault" }
  }
}
