import Kernel
import Language
import Operations
import People
import Proofs
import Regulations

/// What verifying a credential found, drawn: verdict, chain of authority, line of time, checks.
struct Verified {
  let report: VerificationReport
  /// Whether the reader may see whose credential it is.
  let showsHolder: Bool
  let reading: Reading

  var speech: Speech { reading.speech }
  var summary: AwardSummary? { report.summary }

  init(_ report: VerificationReport, showsHolder: Bool, _ reading: Reading) {
    self.report = report
    self.showsHolder = showsHolder
    self.reading = reading
  }

  /// A text of the credential in the reader's language, as far as it has it.
  func text(_ text: AwardSummary.Text) -> String {
    reading.tongue == .arabic || text.english.isEmpty ? text.arabic : text.english
  }

  // MARK: - Verdict

  var tone: Tone {
    switch report.verdict {
    case .valid: .good
    case .awaiting, .expired, .unknown: .warn
    case .invalid, .revoked, .unlicensed: .bad
    }
  }

  var verdict: HTML {
    let passed = report.steps.count { $0.outcome == .passed }
    var words: [HTML] = []
    // What failed comes first: it is what the reader came to learn.
    if let failed = report.steps.first(where: { $0.outcome == .failed }) {
      words.append(
        HTML(
          text: speech(
            "verify.firstFault",
            ["step": .text(speech("verify.step.\(failed.code.rawValue)"))])))
      words.append(found(failed))
    }
    if passed > 0 {
      words.append(
        HTML(
          text: speech.plural("verify.passed", passed, ["total": .integer(report.steps.count)])))
    }
    if report.isValid, !later.isEmpty { words.append(HTML(text: speech("verify.laterRevoked"))) }
    for caution in report.cautions { words.append(self.caution(caution)) }
    return Verdict(
      tone, speech("verify.verdict.\(report.verdict.rawValue)"), HTML.join(words, " ")
    ).html
  }

  private func caution(_ caution: VerificationReport.Caution) -> HTML {
    switch caution {
    case .statusAsOf(let at):
      HTML(text: speech("verify.caution.statusAsOf", ["at": .instant(at)]))
    case .bundledKeys: HTML(text: speech("verify.caution.bundledKeys"))
    }
  }

  /// What became of the licences after the award was registered.
  private var later: [VerificationReport.Chain.Change] {
    (report.chain?.changes ?? []).filter { $0.link == .provider || $0.link == .programme }
  }

  /// A credential that replays past data proves nothing, and says so before all else.
  var replay: HTML {
    HTML.with(summary?.replayNote) { note in
      Notice(.warn, speech("learner.verify.replay"), "<p>\(HTML.own(note))</p>").html
    }
  }

  // MARK: - Chain

  var chain: HTML {
    let links = summary.map(links) ?? broken
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
      regulator, link(.provider, report.chain?.provider, summary),
      link(.programme, report.chain?.programme, summary), credential(summary),
    ]
  }

  private var regulator: AuthorityChain.Link {
    let role = speech("verify.link.regulator")
    guard let regulator = report.chain?.regulator else {
      return AuthorityChain.Link(
        .regulator, role: role, name: "—", lines: [], .bad, speech("verify.found.missing"))
    }
    let isTrusted = report[.regulator]?.outcome == .passed
    return AuthorityChain.Link(
      .regulator, role: role, name: regulator.name.isEmpty ? regulator.did : regulator.name,
      lines: [HTML.code(regulator.did)], isTrusted ? .authority : .bad,
      speech(isTrusted ? "verify.link.trusted" : "verify.found.unknown"))
  }

  private func link(
    _ kind: Endorsement.Kind, _ licence: VerificationReport.Chain.Licence?,
    _ summary: AwardSummary
  ) -> AuthorityChain.Link {
    let role = speech("verify.link.\(kind.rawValue)")
    let step = report[kind == .provider ? .providerLicence : .programmeLicence]
    guard let licence else {
      return AuthorityChain.Link(
        .licence, role: role, name: "—", lines: [], .bad, speech("verify.found.missing"))
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
        lines.append(HTML(text: speech("verify.link.upTo", ["units": .decimal(credits)])))
      }
      lines.append(speech.html("verify.link.restsOn", ["number": HTML.code(parent)]))
    }
    let stated = summary.licences.first { $0.kind.rawValue == kind.rawValue }
    let name = stated.map { text(.init(arabic: $0.licensedArabic, english: $0.licensedEnglish)) }
    let holds = step?.outcome == .passed
    return AuthorityChain.Link(
      .licence, role: role, name: name ?? endorsement.name, lines: lines,
      holds ? .good : step?.outcome == .notChecked ? .warn : .bad,
      speech("verify.standing.\(holds ? "inForce" : standing(licence, step))"))
  }

  private func standing(
    _ licence: VerificationReport.Chain.Licence, _ step: VerificationReport.Step?
  ) -> String {
    licence.standing == .inForce && step?.outcome == .failed ? "other" : licence.standing.rawValue
  }

  private func credential(_ summary: AwardSummary) -> AuthorityChain.Link {
    let holder = reading.tongue == .arabic ? names(summary).first : names(summary).last
    let name = showsHolder ? holder ?? summary.holder : text(summary.title)
    var parts = [summary.code]
    if let units = summary.units, let count = units.integer {
      parts.append(speech.units(Int(clamping: count)))
    }
    if showsHolder { parts.append(speech.say(.text(summary.symbol))) }
    return AuthorityChain.Link(
      .credential, role: speech("verify.link.credential"), name: name,
      lines: [
        HTML.own(parts.joined(separator: " · ")),
        HTML(text: speech("credentials.issued", ["day": .day(summary.dayOfIssue)])),
      ], isRevoked ? .bad : .good,
      speech(isRevoked ? "verify.found.revoked" : "verify.found.unchanged"))
  }

  /// The holder's name as it is written in each script.
  func names(_ summary: AwardSummary) -> [String] {
    summary.holder.split(separator: " / ").map(String.init)
  }

  /// The picture of a copy that was changed: the key is the issuer's, the words are not.
  private var broken: [AuthorityChain.Link] {
    guard report[.proof]?.outcome == .failed, let did = report[.keyBinding]?["did"] else {
      return []
    }
    let name = (try? reading.institution().name[reading.tongue]) ?? did
    return [
      AuthorityChain.Link(
        .licence, role: speech("verify.step.issuer"), name: name, lines: [HTML.code(did)], .good,
        speech("verify.found.keyValid")),
      AuthorityChain.Link(
        .credential, role: speech("verify.link.credential"),
        name: speech("learner.verify.unread"),
        lines: [HTML(text: speech("learner.verify.unread.why"))], .bad,
        speech("verify.found.changed")),
    ]
  }

  private var isRevoked: Bool { report.verdict == .revoked }

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
          speech("verify.moment.registered"), when: moment(registered),
          note: speech("verify.moment.byRegulator"), .good, main: true))
    } else if let claimed = chain.claimedAt {
      moments.append(
        .init(
          speech("verify.moment.claimed"), when: moment(claimed),
          note: speech("verify.moment.unregistered"), .warn, main: true))
    }
    for change in chain.changes {
      let reaches = change.link == .award || change.link == .receipt
      moments.append(
        .init(
          speech("verify.change.\(change.link.rawValue).\(change.what.rawValue)"),
          when: moment(change.since, isDay: change.what == .expired),
          note: reaches ? "" : speech("verify.moment.noReach"), .bad))
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
