import Kernel
import Language
import Operations
import People
import Proofs
import Regulations

// The chain of authority as it stood at the time of issue, and the line of time under it.
extension Verified {
  /// The picture; nothing where nothing was read.
  var chain: HTML {
    let links = summary.map(links) ?? unproven
    guard !links.isEmpty else { return HTML() }
    return Card(
      speech("verify.chain"),
      """
      \(AuthorityChain(links).html)\(HTML.with(summary, history))\
      \(HTML.when(playsBoth, "<p class=\"note\">\(speech("verify.playsBoth"))</p>"))
      """
    ).html
  }

  /// Whether provider and regulator are one installation, which must not look like two.
  private var playsBoth: Bool {
    guard let did = report.chain?.regulator?.did, let own = reading.site.office.regulator?.did
    else { return false }
    return reading.site.office.issuer != nil && did.utf8.elementsEqual(own.text.utf8)
  }

  private func links(_ summary: AwardSummary) -> [AuthorityChain.Link] {
    [
      regulator(summary), link(.provider, report.chain?.provider, summary),
      link(.programme, report.chain?.programme, summary), credential(summary),
    ]
  }

  private func regulator(_ summary: AwardSummary) -> AuthorityChain.Link {
    let role = speech("verify.link.regulator")
    let step = report[.regulator]
    guard let regulator = report.chain?.regulator else {
      return AuthorityChain.Link(
        .regulator, role: role, name: "—", lines: [], tone(of: step, .authority),
        speech("verify.found.missing"))
    }
    // In the reader's letters, where the award has the name that the regulator gives itself.
    let known = summary.licences.first { Name.same($0.authorityArabic, regulator.name) }
    let name = known.map {
      text(.init(arabic: $0.authorityArabic, english: $0.authorityEnglish))
    }
    let own = regulator.name.isEmpty ? regulator.did : regulator.name
    let found =
      switch step?.outcome {
      case .passed: "trusted"
      case .failed: "notTrusted"
      default: "notChecked"
      }
    return AuthorityChain.Link(
      .regulator, role: role, name: name ?? own, lines: [did(regulator.did)],
      tone(of: step, .authority), speech("verify.found.\(found)"))
  }

  /// A DID that breaks between its parts.
  private func did(_ text: String) -> HTML {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    return """
      <bdi dir="ltr" class="code">\(HTML.join(parts.map { HTML(text: $0) }, ":<wbr>"))</bdi>
      """
  }

  private func tone(of step: VerificationReport.Step?, _ passed: Tone = .good) -> Tone {
    switch step?.outcome {
    case .passed: passed
    case .notChecked: .warn
    default: .bad
    }
  }

  private func link(
    _ kind: Endorsement.Kind, _ licence: VerificationReport.Chain.Licence?,
    _ summary: AwardSummary
  ) -> AuthorityChain.Link {
    let role = speech("verify.link.\(kind.rawValue)")
    let step = report[kind == .provider ? .providerLicence : .programmeLicence]
    guard let licence else {
      let found = step?["reason"] == "missing" ? "missing" : "unproven"
      return AuthorityChain.Link(
        .licence, role: role, name: "—", lines: [], tone(of: step),
        speech("verify.found.\(found)"))
    }
    let endorsement = licence.endorsement
    var lines = [HTML.code(endorsement.number)]
    let zone = reading.site.zone
    let from = zone.day(of: endorsement.from)
    // The last instant before the end lies on the last day.
    let last = endorsement.until.map { zone.day(of: $0.adding(seconds: -1)) }
    lines.append(HTML(text: last.map { speech.span(from, $0) } ?? speech.shortDay(from)))
    if case .programme(_, _, let parent, let credits) = endorsement.licensed {
      if let credits {
        let units = credits.integer.map { speech.units(Int(clamping: $0)) }
        lines.append(
          HTML(
            text: speech(
              "verify.link.upTo", ["units": .text(units ?? speech.number(credits))])))
      }
      lines.append(speech.html("verify.link.restsOn", ["number": HTML.code(parent)]))
    }
    let stated = summary.licences.first { $0.kind.rawValue == kind.rawValue }
    let name = stated.map { text(.init(arabic: $0.licensedArabic, english: $0.licensedEnglish)) }
    return AuthorityChain.Link(
      .licence, role: role, name: name ?? endorsement.name, lines: lines, tone(of: step),
      speech("verify.standing.\(standing(licence, step))"))
  }

  /// How a licence stood, in one code: in force is said only of one that was judged so.
  private func standing(
    _ licence: VerificationReport.Chain.Licence, _ step: VerificationReport.Step?
  ) -> String {
    guard licence.standing == .inForce else { return licence.standing.rawValue }
    switch step?.outcome {
    case .passed: return "inForce"
    case .notChecked: return step?["reason"] == "noTime" ? "claimed" : "unknown"
    default: return "other"
    }
  }

  private func credential(_ summary: AwardSummary) -> AuthorityChain.Link {
    let holder = reading.tongue == .arabic ? names(summary).first : names(summary).last
    let name = showsHolder ? holder ?? summary.holder : text(summary.title)
    var parts = [HTML.own(summary.code)]
    if let units = summary.units, let count = units.integer {
      parts.append(HTML(text: speech.units(Int(clamping: count))))
    }
    // Apart from the rest, so that A+ does not become +A beside Arabic.
    if showsHolder { parts.append(HTML.own(summary.symbol)) }
    return AuthorityChain.Link(
      .credential, role: speech("verify.link.credential"), name: name,
      lines: [
        HTML.join(parts, " · "),
        HTML(text: speech("credentials.issued", ["day": .day(summary.dayOfIssue)])),
      ], state.tone, speech("verify.found.\(state.code)"))
  }

  /// How the award itself stands, whoever licensed its issuer.
  private var state: (tone: Tone, code: String) {
    switch report.verdict {
    case .revoked: (.bad, "revoked")
    case .expired: (.warn, "expired")
    case .awaiting: (.warn, "awaiting")
    case .invalid: (.bad, "unproven")
    case .valid, .unlicensed, .unknown: (.good, "unchanged")
    }
  }

  /// The holder's name as it is written in each script.
  func names(_ summary: AwardSummary) -> [String] {
    summary.holder.split(separator: " / ").map(String.init)
  }

  /// The picture of a copy that was changed, or that nobody is known to have signed: its last link
  /// is broken, and what stands before it was not looked at.
  private var unproven: [AuthorityChain.Link] {
    let identity: [VerificationReport.Code] = [.contexts, .proof, .keyBinding]
    let reached = identity.compactMap { report[$0] }.filter {
      $0.outcome != .notChecked || !$0.details.isEmpty
    }
    guard !reached.isEmpty else { return [] }
    let fault = reached.first { $0.outcome != .passed }
    let changed = ["mismatch", "term", "signedOther"].contains(fault?["reason"] ?? "")
    let before: [(AuthorityChain.Link.Kind, String)] = [
      (.regulator, "regulator"), (.licence, "provider"), (.licence, "programme"),
    ]
    return before.map { kind, name in
      AuthorityChain.Link(
        kind, role: speech("verify.link.\(name)"), name: "—", lines: [], .quiet,
        speech("verify.found.notChecked"))
    } + [
      AuthorityChain.Link(
        .credential, role: speech("verify.link.credential"), name: speech("verify.unread"),
        lines: [HTML(text: speech("verify.unread.why"))],
        fault?.outcome == .notChecked ? .warn : .bad,
        speech(changed ? "verify.found.changed" : "verify.found.unproven"))
    ]
  }

  private func history(_ summary: AwardSummary) -> HTML {
    guard let chain = report.chain else { return HTML() }
    var moments: [HistoryLine.Moment] = []
    let begun = [chain.provider, chain.programme].compactMap { $0?.endorsement.from }.max()
    if let begun {
      moments.append(
        .init(speech("verify.moment.licensed"), when: moment(begun, isDay: true), .authority))
    }
    if let registered = chain.registeredAt {
      moments.append(
        .init(
          speech("verify.moment.registered"), when: HTML(text: speech.exactInstant(registered)),
          note: speech("verify.moment.byRegulator"), .good, main: true))
    } else if let claimed = chain.claimedAt {
      moments.append(
        .init(
          speech("verify.moment.claimed"), when: moment(claimed),
          note: speech("verify.moment.unregistered"), .warn, main: true))
    }
    for change in chain.changes {
      let reach =
        switch change.link {
        case .receipt: speech("verify.moment.reaches")
        case .provider, .programme: speech("verify.moment.noReach")
        case .award: ""
        }
      moments.append(
        .init(
          speech("verify.change.\(change.link.rawValue).\(change.what.rawValue)"),
          when: moment(change.since, isDay: change.what == .expired),
          note: reach, .bad))
    }
    moments.append(
      .init(
        speech("verify.moment.today"), when: HTML(text: speech.shortDay(reading.today)), .quiet))
    return HistoryLine(moments).html
  }

  private func moment(_ at: Instant, isDay: Bool = false) -> HTML {
    HTML(
      text: isDay ? speech.shortDay(reading.site.zone.day(of: at)) : speech.instant(at))
  }
}
