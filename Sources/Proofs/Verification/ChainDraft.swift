import Kernel

/// The picture of a chain while it is being checked.
struct ChainDraft {
  var chain = VerificationReport.Chain(
    regulator: nil, provider: nil, programme: nil, registeredAt: nil, claimedAt: nil, changes: [])
  var registeredAt: Instant?
  var changes: [VerificationReport.Chain.Change] = []
}

extension Verification.Run {
  /// Draws what signatures vouch for, with what became of each licence later.
  mutating func draw(
    _ provider: LicenceLink, _ programme: LicenceLink, of award: Value, at issued: Instant?
  ) {
    let claimed = award["validFrom"]?.string.flatMap { Instant(stamp: $0) }
    let first = licence(provider, since: issued ?? claimed)
    let second = licence(programme, since: issued ?? claimed)
    let regulator = (provider.endorsement ?? programme.endorsement)?.regulator
    let changes = chain.changes + [first?.later, second?.later].compactMap(\.self)
    chain.chain = VerificationReport.Chain(
      regulator: regulator.map { party in
        .init(
          did: party.did, name: party.name, isTrusted: outcome(.regulator) == .passed)
      },
      provider: first, programme: second, registeredAt: chain.registeredAt, claimedAt: claimed,
      changes: changes.sorted { $0.since < $1.since })
  }

  private mutating func licence(_ link: LicenceLink, since instant: Instant?)
    -> VerificationReport.Chain.Licence?
  {
    guard let endorsement = link.endorsement else { return nil }
    return VerificationReport.Chain.Licence(
      endorsement: endorsement, standing: link.standing,
      later: instant.flatMap { later(link, endorsement, since: $0) })
  }

  /// What became of a licence between the time of issue and now. Only what the snapshots at hand
  /// say is known.
  private mutating func later(
    _ licenceLink: LicenceLink, _ licence: Endorsement, since instant: Instant
  ) -> VerificationReport.Chain.Change? {
    let link: VerificationReport.Chain.Change.Link =
      licenceLink.kind == .provider ? .provider : .programme
    if licenceLink.standing != .suspended, let entry = licence.status,
      case .bit(isSet: true, let since?, _) = read(entry, of: licence.regulator.did, at: now),
      since > instant
    {
      return .init(link: link, what: .suspended, since: since)
    }
    if licenceLink.standing != .expired, let end = licence.until, end <= now {
      return .init(link: link, what: .expired, since: end)
    }
    return nil
  }
}
