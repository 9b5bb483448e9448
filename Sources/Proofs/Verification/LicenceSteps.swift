import Kernel

/// A licence that an award carries, as far as its signature holds.
struct LicenceLink {
  let kind: Endorsement.Kind
  /// Who it says issued it, signed or not.
  var issuer: String?
  var endorsement: Endorsement?
  var signature: Authentication.Signature?
  /// What keeps it from being believed, at whatever time.
  var fault: VerificationReport.Step?
  /// How it stood at the time of issue.
  var standing = VerificationReport.Chain.Standing.unknown

  init(_ kind: Endorsement.Kind) { self.kind = kind }

  var code: VerificationReport.Code {
    kind == .provider ? .providerLicence : .programmeLicence
  }
}

/// A licence's token and what it says, before anything of it is believed.
struct LicenceToken {
  let signed: SignedCredential
  let kind: Endorsement.Kind?
  let wrongClaims: [String]
  let endorsement: Result<Endorsement, EndorsementFault>

  init?(_ text: String) {
    guard let signed = SignedCredential(.text(text)) else { return nil }
    self.signed = signed
    kind = Endorsement.kind(of: signed.credential)
    wrongClaims = JWT.wrongClaims(in: signed.credential)
    do throws(EndorsementFault) {
      endorsement = .success(try Endorsement(reading: signed.credential))
    } catch {
      endorsement = .failure(error)
    }
  }
}

extension Verification.Run {
  /// How many endorsements of one kind are looked through.
  private static let most = 16

  /// Finds the one licence of a kind among the endorsements of the issuer, or of the achievement,
  /// and checks who signed it.
  mutating func readLicence(_ kind: Endorsement.Kind, of award: Value) -> LicenceLink {
    var link = LicenceLink(kind)
    let holder = kind == .provider ? award["issuer"] : award.achievement
    let tokens = holder?["endorsementJwt"]?.strings ?? []
    guard tokens.count <= Self.most else {
      link.fault = .failed(link.code, "several")
      return link
    }
    let read = tokens.map { text in trust.memory.map { $0.token(text) } ?? LicenceToken(text) }
    let found = read.compactMap(\.self).filter { $0.kind == kind }
    guard let licence = found.first else {
      link.fault = .failed(link.code, read.contains { $0 == nil } ? "unreadable" : "missing")
      return link
    }
    link.issuer = licence.signed.issuer
    // Of two licences a reader could be shown the one and believe the other.
    guard found.count == 1 else {
      link.fault = .failed(link.code, "several")
      return link
    }
    let authentication = authenticate(licence.signed, remembers: true)
    link.signature = authentication.signature
    if let objection = authentication.objection {
      link.fault = .init(
        code: link.code, outcome: objection.outcome,
        details: [("reason", "signature")] + objection.asFault)
      return link
    }
    guard licence.wrongClaims.isEmpty else {
      link.fault = .failed(link.code, "claims", licence.wrongClaims.map { ("claim", $0) })
      return link
    }
    switch licence.endorsement {
    case .success(let endorsement): link.endorsement = endorsement
    case .failure(let fault):
      link.fault = .failed(link.code, "unreadable", [("member", fault.member)])
    }
    return link
  }

  /// Judges both licences as of the instant of registration, and what they cover.
  mutating func judge(
    _ provider: inout LicenceLink, _ programme: inout LicenceLink, of award: Value,
    at issued: Instant?
  ) {
    let claimed = award["validFrom"]?.string.flatMap { Instant(stamp: $0) }
    let parent = provider.endorsement
    weigh(&provider, parent, award, at: issued, claimed: claimed)
    weigh(&programme, parent, award, at: issued, claimed: claimed)
    keep(scope(provider.endorsement, programme.endorsement, of: award))
  }

  /// What makes a licence another's, or nothing when it is of this award's issuer and achievement.
  private func relation(_ link: LicenceLink, _ parent: Endorsement?, _ award: Value)
    -> VerificationReport.Step?
  {
    let issuer = Award.issuerID(award) ?? ""
    switch link.endorsement?.licensed {
    case .provider(let did, _)?:
      return same(did, issuer)
        ? nil : .failed(link.code, "otherProvider", [("licensed", did), ("issuer", issuer)])
    case .programme(let achievement, let provider, let number, _)?:
      let own = award.achievement?["id"]?.string ?? ""
      guard same(achievement, own) else {
        return .failed(
          link.code, "otherAchievement", [("licensed", achievement), ("achievement", own)])
      }
      guard same(provider, issuer) else {
        return .failed(
          link.code, "otherProvider", [("licensed", provider), ("issuer", issuer)])
      }
      guard let parent else { return .unchecked(link.code, "noProviderLicence") }
      guard same(link.issuer, parent.regulator.did) else {
        return .failed(
          link.code, "otherRegulator",
          [("did", link.issuer ?? ""), ("expected", parent.regulator.did)])
      }
      return same(number, parent.number) || same(number, parent.id)
        ? nil
        : .failed(link.code, "otherParent", [("parent", number), ("expected", parent.number)])
    case nil: return .unchecked(link.code, "missing")
    }
  }

  /// How a licence stood when the award was registered. Without that instant, how it stood at the
  /// time the award claims is told and proves nothing.
  private mutating func weigh(
    _ link: inout LicenceLink, _ parent: Endorsement?, _ award: Value, at issued: Instant?,
    claimed: Instant?
  ) {
    var step = link.fault ?? relation(link, parent, award)
    if let licence = link.endorsement, let signature = link.signature,
      let instant = issued ?? claimed
    {
      let (standing, fault) = weigh(licence, signature, at: instant)
      link.standing = standing
      let details = [(name: "number", value: licence.number)]
      if issued == nil {
        step = step ?? .unchecked(link.code, "noTime", details + [("standing", standing.rawValue)])
      } else {
        let known = details + [("at", instant.utcText)]
        step =
          step ?? fault.map {
            .init(code: link.code, outcome: $0.outcome, details: $0.details + known)
          }
          ?? .passed(link.code, known)
      }
    }
    keep(step ?? .unchecked(link.code, "noTime"))
  }

  /// A licence at an instant: its window, its key, and its bit in the snapshot of that instant.
  private mutating func weigh(
    _ licence: Endorsement, _ signature: Authentication.Signature, at instant: Instant
  ) -> (
    standing: VerificationReport.Chain.Standing,
    fault: (outcome: VerificationReport.Outcome, details: VerificationReport.Details)?
  ) {
    guard instant >= licence.from else {
      return (.notYet, (.failed, [("reason", "notYet"), ("from", licence.from.utcText)]))
    }
    if let end = licence.until, instant >= end {
      return (.expired, (.failed, [("reason", "expired"), ("until", end.utcText)]))
    }
    guard signature.method.counts(at: instant) else {
      return (.unknown, (.failed, [("reason", "keyEnded"), ("key", signature.method.id)]))
    }
    guard let entry = licence.status else {
      return (.unknown, (.notChecked, [("reason", "noStatusEntry")]))
    }
    let list = [(name: "list", value: entry.list)]
    switch read(entry, of: licence.regulator.did, at: instant) {
    case .bit(isSet: true, let since, isFresh: true):
      return (.suspended, (.failed, [("reason", "suspended")] + Self.asOf(since)))
    case .bit(isSet: false, let since, isFresh: true) where since != nil: return (.inForce, nil)
    case .bit, .missing: return (.unknown, (.notChecked, [("reason", "noSnapshot")] + list))
    case .broken(let disbelief):
      return (.unknown, (disbelief.outcome, disbelief.asDetails + list))
    }
  }
}
