import Kernel
import Synchronization

/// The snapshots of status lists at hand, those that came with the award and those the sources
/// give, each read at most once.
struct Snapshots {
  /// What is known about an entry's bit.
  enum Reading {
    /// The bit of a snapshot: whether it is set, since when the snapshot has said so, and whether
    /// it speaks of the very instant that was asked for.
    case bit(isSet: Bool, since: Instant?, isFresh: Bool)
    /// There is no snapshot that says anything.
    case missing
    /// The snapshot that should decide is not to be believed, or cannot be checked.
    case broken(Disbelief)
  }

  /// Why a snapshot is not believed: a code, what explains it, and whether it could be checked.
  struct Disbelief: Error {
    let reason: String
    var details: VerificationReport.Details = []
    var outcome = VerificationReport.Outcome.failed

    var asDetails: VerificationReport.Details { [("reason", reason)] + details }
  }

  /// A snapshot before it is believed.
  struct Candidate {
    fileprivate let signed: SignedCredential
    fileprivate let from: Instant?
    fileprivate let until: Instant?
    fileprivate var list: Result<Believed, Disbelief>?
    /// What the sources were asked when they gave it.
    fileprivate var asked: OpenedSnapshots.Key?

    /// Of a snapshot that has begun.
    func speaks(of instant: Instant) -> Bool { until.map { instant < $0 } ?? true }
  }

  /// A snapshot whose signature holds.
  fileprivate struct Believed {
    let credential: StatusListCredential
    let signature: Authentication.Signature
  }

  private var candidates: [Candidate] = []
  private var asked: [OpenedSnapshots.Key] = []
  private let opened: OpenedSnapshots?
  private let source: ((String, Instant) -> Value?)?
  private let memory: SignatureMemory?
  /// How many more bytes of lists one verification unpacks and holds.
  private var room = Self.mostRoom

  init(_ sources: Sources, _ presented: [Value], _ memory: SignatureMemory?) {
    source = sources.statusList
    opened = sources.opened
    self.memory = memory
    for value in presented.prefix(Bundle.most) { add(value) }
  }

  private mutating func add(_ value: Value, asked: OpenedSnapshots.Key? = nil) {
    guard let signed = SignedCredential(value) else { return }
    candidates.append(
      Candidate(
        signed: signed, from: signed.instant("validFrom"), until: signed.instant("validUntil"),
        asked: asked))
  }

  private mutating func ask(_ url: String, _ at: Instant) {
    let key = OpenedSnapshots.Key(url: TermName(url), at: at)
    guard let source, !asked.contains(key) else { return }
    asked.append(key)
    if let known = opened?.find(key) {
      candidates.append(known)
    } else if let value = source(url, at) {
      add(value, asked: key)
    }
  }

  /// The bit of an entry as of an instant, by the latest snapshot that had begun by then.
  /// `authenticate` says who signed a snapshot, `accepts` whether that signer may speak.
  mutating func read(
    _ entry: StatusListEntry, of issuer: String, at instant: Instant,
    authenticate: (SignedCredential) -> Authentication,
    accepts: (Authentication.Signature) -> Bool
  ) -> Reading {
    ask(entry.list, instant)
    var broken: Disbelief?
    var tries = 0
    for index in order(entry.list, at: instant) {
      let candidate = candidates[index]
      guard same(candidate.signed.issuer, issuer) else {
        broken = Disbelief(reason: "listIssuer", details: [("did", candidate.signed.issuer)])
        continue
      }
      tries += 1
      guard tries <= Self.mostTries else { break }
      let believed = candidate.list ?? open(candidate.signed, authenticate)
      candidates[index].list = believed
      if candidate.list == nil { opened?.keep(candidates[index]) }
      switch Self.bit(entry, believed, accepts) {
      case .success(let isSet):
        return .bit(
          isSet: isSet, since: candidate.from, isFresh: candidate.speaks(of: instant))
      case .failure(let disbelief): broken = disbelief
      }
    }
    return broken.map(Reading.broken) ?? .missing
  }

  /// How many snapshots are tried before an entry is given up: each may have much to unpack.
  private static let mostTries = 4
  /// Room for two lists of the greatest length, or for many of the usual one.
  private static let mostRoom = 2 * StatusList.limit
  /// What opening a snapshot counts at least, and what one that is not believed counts.
  private static let (leastCost, faultCost) = (256 << 10, 4 << 20)

  /// Checks a snapshot while there is room: many large or hard ones could come with one award.
  private mutating func open(
    _ signed: SignedCredential, _ authenticate: (SignedCredential) -> Authentication
  ) -> Result<Believed, Disbelief> {
    guard room > 0 else {
      return .failure(Disbelief(reason: "tooMany", outcome: .notChecked))
    }
    let believed = Self.believe(signed, memory, authenticate)
    switch believed {
    case .success(let snapshot): room -= max(snapshot.credential.list.count / 8, Self.leastCost)
    case .failure: room -= Self.faultCost
    }
    return believed
  }

  /// The snapshots of a list that had begun by an instant: those that speak of it first, and of
  /// these the latest.
  private func order(_ url: String, at instant: Instant) -> [Int] {
    candidates.indices.filter { index in
      same(candidates[index].signed.credential["id"]?.string, url)
        && candidates[index].from.map { $0 <= instant } ?? true
    }.sorted { first, second in
      let (a, b) = (candidates[first], candidates[second])
      guard a.speaks(of: instant) == b.speaks(of: instant) else { return a.speaks(of: instant) }
      return (a.from?.microseconds ?? .min) > (b.from?.microseconds ?? .min)
    }
  }

  private static func believe(
    _ signed: SignedCredential, _ memory: SignatureMemory?,
    _ authenticate: (SignedCredential) -> Authentication
  ) -> Result<Believed, Disbelief> {
    let found = authenticate(signed)
    guard let signature = found.signature else {
      return .failure(
        Disbelief(
          reason: "listSignature", details: found.objection?.asFault ?? [],
          outcome: found.objection?.outcome ?? .failed))
    }
    if case .token = signed.form, !JWT.wrongClaims(in: signed.credential).isEmpty {
      return .failure(Disbelief(reason: "listUnreadable", details: [("member", "claims")]))
    }
    do {
      return .success(
        Believed(
          credential: try StatusListCredential(reading: signed.credential, memory: memory),
          signature: signature))
    } catch {
      return .failure(Disbelief(reason: "listUnreadable", details: [("fault", "\(error)")]))
    }
  }

  private static func bit(
    _ entry: StatusListEntry, _ believed: Result<Believed, Disbelief>,
    _ accepts: (Authentication.Signature) -> Bool
  ) -> Result<Bool, Disbelief> {
    switch believed {
    case .failure(let disbelief): return .failure(disbelief)
    case .success(let snapshot):
      let begin = snapshot.credential.validFrom ?? Instant(microseconds: .min)
      guard snapshot.signature.method.counts(at: begin) else {
        return .failure(Disbelief(reason: "listKeyEnded"))
      }
      guard accepts(snapshot.signature) else {
        return .failure(Disbelief(reason: "listKey", outcome: .notChecked))
      }
      do { return .success(try snapshot.credential.bit(of: entry)) } catch {
        return .failure(Disbelief(reason: "listEntry", details: [("fault", "\(error)")]))
      }
    }
  }
}

/// Snapshots that one verification has opened, for the next ones with the same trust and the same
/// sources. Only what a source gave, and was believed by a key that nobody brought along.
package final class OpenedSnapshots: Sendable {
  struct Key: Hashable {
    let url: TermName
    let at: Instant
  }

  private let held = Mutex<[Key: Snapshots.Candidate]>([:])

  package init() {}

  func find(_ key: Key) -> Snapshots.Candidate? { held.withLock { $0[key] } }

  fileprivate func keep(_ candidate: Snapshots.Candidate) {
    guard let key = candidate.asked, case .success(let believed)? = candidate.list,
      believed.signature.origin != .presented
    else { return }
    held.withLock { $0[key] = candidate }
  }
}

extension VerificationReport.Step {
  /// A step of another credential as the explanation of why that one is not believed.
  var asFault: VerificationReport.Details {
    [("fault", "\(code.rawValue).\(self["reason"] ?? outcome.rawValue)")]
      + details.filter { $0.name != "reason" && $0.name != "fault" }
  }
}
