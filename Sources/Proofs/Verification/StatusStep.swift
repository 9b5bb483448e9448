import Kernel

extension Verification.Run {
  /// How many entries are looked up: each may cost a question to the network.
  private static let mostEntries = 8

  /// Whether the award was withdrawn: every entry for revocation or suspension, at present.
  mutating func status(
    _ award: Value, _ issued: Instant?, _ signature: Authentication.Signature
  ) {
    let listed = award["credentialStatus"].map { $0.elements ?? [$0] } ?? []
    let begin = issued ?? award["validFrom"]?.string.flatMap { Instant(stamp: $0) }
    let presentKey = signature.method.key
    let mayTrustBundle = trust.acceptsBundledKeys
    var details: VerificationReport.Details = []
    var stale: Instant?
    guard listed.count <= Self.mostEntries else { return keep(.unchecked(.status, "tooMany")) }
    for value in listed {
      let entry: StatusListEntry
      do { entry = try StatusListEntry(reading: value) } catch {
        return keep(.unchecked(.status, "unknownEntry", [("fault", "\(error)")]))
      }
      // Others tell of messages or of a newer edition: nothing that would withdraw the award.
      guard same(entry.purpose, "revocation") || same(entry.purpose, "suspension") else { continue }
      let reading = present(entry, of: Award.issuerID(award) ?? "", since: begin) { other in
        // Whoever shows the award chose the documents that came with it. Only the key that made the
        // registered award is vouched for; an RSA key can be made to fit a signature.
        other.origin != .presented || mayTrustBundle
          || other.method.key == presentKey && presentKey.kind != .rsa
      }
      let list = [(name: "list", value: entry.list)]
      switch reading {
      case .bit(isSet: true, let since, _):
        if let since { note(.award, same(entry.purpose, "revocation"), since) }
        return keep(
          .failed(
            .status, same(entry.purpose, "revocation") ? "revoked" : "suspended",
            list + Self.asOf(since)))
      case .bit(isSet: false, let since, let isFresh):
        details += Self.asOf(since)
        if !isFresh { stale = [stale, since].compactMap(\.self).min() }
      case .missing: return keep(.unchecked(.status, "noList", list))
      case .broken(let disbelief):
        return keep(
          .init(code: .status, outcome: disbelief.outcome, details: disbelief.asDetails + list))
      }
    }
    if listed.isEmpty { details = [("list", "none")] }
    guard let stale else { return keep(.passed(.status, details)) }
    age(stale)
    keep(.unchecked(.status, "stale", [("asOf", stale.utcText)]))
  }

  static func asOf(_ since: Instant?) -> VerificationReport.Details {
    since.map { [("asOf", $0.utcText)] } ?? []
  }

  /// The bit of an entry at present. A snapshot that ended before the instant `since` says nothing
  /// about what began then.
  mutating func present(
    _ entry: StatusListEntry, of issuer: String, since begin: Instant?,
    accepts: (Authentication.Signature) -> Bool = { _ in true }
  ) -> Snapshots.Reading {
    let reading = read(entry, of: issuer, at: now, accepts: accepts)
    if case .bit(isSet: false, let since, isFresh: false) = reading, let begin,
      since.map({ $0 < begin }) ?? true
    {
      // It may still be one that was open at `begin`.
      guard
        case .bit(_, let covering, isFresh: true) = read(
          entry, of: issuer, at: begin, accepts: accepts), covering == since
      else { return .missing }
    }
    return reading
  }

  /// The bit of an entry at an instant.
  mutating func read(
    _ entry: StatusListEntry, of issuer: String, at instant: Instant,
    accepts: (Authentication.Signature) -> Bool = { _ in true }
  ) -> Snapshots.Reading {
    var lists = snapshots
    let reading = lists.read(
      entry, of: issuer, at: instant,
      authenticate: { self.authenticate($0, remembers: true) }, accepts: accepts)
    snapshots = lists
    return reading
  }

  /// Remembers how old the word is that had to do.
  mutating func age(_ instant: Instant) {
    statusAsOf = [statusAsOf, instant].compactMap(\.self).min()
  }

  /// Remembers a change for the picture.
  mutating func note(
    _ link: VerificationReport.Chain.Change.Link, _ isRevocation: Bool, _ since: Instant
  ) {
    chain.changes.append(
      .init(link: link, what: isRevocation ? .revoked : .suspended, since: since))
  }
}
