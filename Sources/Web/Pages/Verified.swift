import Kernel
import Language
import Licensing
import Operations
import People
import Proofs
import Regulations
import Storage

/// What verifying a credential found, drawn: verdict, chain of authority, line of time, checks.
struct Verified {
  /// The licences a credential names, as our own register has them now.
  struct Register: Sendable {
    var provider: Licence.Standing?
    var programme: Licence.Standing?

    func standing(_ kind: AwardSummary.Licence.Kind) -> Licence.Standing? {
      kind == .provider ? provider : programme
    }
  }

  let report: VerificationReport
  let register: Register
  /// Whether the reader may see whose credential it is.
  let showsHolder: Bool
  let reading: Reading

  var speech: Speech { reading.speech }
  var summary: AwardSummary? { report.summary }

  init(_ report: VerificationReport, showsHolder: Bool, _ reading: Reading) throws {
    self.report = report
    self.showsHolder = showsHolder
    self.reading = reading
    self.register = try Verified.register(report.summary, reading)
  }

  private static func register(_ summary: AwardSummary?, _ reading: Reading) throws -> Register {
    guard let summary, let own = reading.site.office.issuer?.did.text,
      summary.issuerID.utf8.elementsEqual(own.utf8)
    else { return Register() }
    let scope = try reading.scope()
    return try reading.read { tx in
      var register = Register()
      for stated in summary.licences {
        guard let licence = try Licence.number(stated.number, scope, in: tx) else { continue }
        let standing =
          try licence.programme.map {
            try Licence.programme($0, at: reading.now, day: reading.today, in: tx)
          } ?? Licence.provider(scope, at: reading.now, day: reading.today, in: tx)
        guard let standing, standing.licence.id == licence.id else { continue }
        if stated.kind == .provider {
          register.provider = standing
        } else {
          register.programme = standing
        }
      }
      return register
    }
  }

  /// A text of the credential in the reader's language, as far as it has it.
  func text(_ text: AwardSummary.Text) -> String {
    reading.tongue == .arabic || text.english.isEmpty ? text.arabic : text.english
  }

  // MARK: - Verdict

  private var verdictCode: String {
    if report.isValid { return "valid" }
    let failed = report.steps.first { $0.outcome == .failed }
    switch failed?.code {
    case .issuer?: return failed?["reason"] == "notFound" ? "unknown" : "invalid"
    case .licences?: return "unlicensed"
    case .window?: return failed?["reason"] == "expired" ? "expired" : "invalid"
    case .status?, .trust?: return "unknown"
    default: return "invalid"
    }
  }

  var tone: Tone {
    switch verdictCode {
    case "valid": .good
    case "expired", "unknown": .warn
    default: .bad
    }
  }

  var verdict: HTML {
    let passed = report.steps.count { $0.outcome == .passed }
    let checked = report.steps.count { $0.outcome != .notChecked }
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
        HTML(text: speech.plural("verify.passed", passed, ["total": .integer(checked)])))
    }
    if report.isValid, endedLater { words.append(HTML(text: speech("verify.laterRevoked"))) }
    return Verdict(tone, speech("verify.verdict.\(verdictCode)"), HTML.join(words, " ")).html
  }

  private var endedLater: Bool {
    [register.provider, register.programme].contains { standing in
      guard let standing else { return false }
      return standing.status != .active || standing.licence.until < reading.today
    }
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
      speech("verify.chain"), "\(AuthorityChain(links).html)\(HTML.with(summary, history))"
    ).html
  }

  private func links(_ summary: AwardSummary) -> [AuthorityChain.Link] {
    var links: [AuthorityChain.Link] = []
    if let first = summary.licences.first {
      links.append(
        AuthorityChain.Link(
          .regulator, role: speech("verify.link.regulator"),
          name: text(.init(arabic: first.authorityArabic, english: first.authorityEnglish)),
          lines: [], .authority, speech("learner.verify.named")))
    }
    links += [AwardSummary.Licence.Kind.provider, .programme].map { link($0, summary) }
    links.append(credential(summary))
    return links
  }

  private func link(_ kind: AwardSummary.Licence.Kind, _ summary: AwardSummary)
    -> AuthorityChain.Link
  {
    let role = speech("verify.link.\(kind.rawValue)")
    guard let licence = summary.licences.first(where: { $0.kind == kind }) else {
      return AuthorityChain.Link(
        .licence, role: role, name: "—", lines: [], .bad, speech("verify.found.missing"))
    }
    var lines = [HTML.code(licence.number)]
    if let from = licence.from {
      lines.append(
        HTML(text: licence.through.map { speech.span(from, $0) } ?? speech.shortDay(from)))
    }
    if let standing = register.standing(kind) {
      let code =
        standing.status == .active && standing.licence.until < reading.today
        ? "expired" : standing.status?.rawValue ?? "expired"
      lines.append(
        HTML(text: speech("learner.verify.now", ["status": .text(speech("status.\(code)"))])))
    }
    let held = licence.covers(summary.dayOfIssue)
    return AuthorityChain.Link(
      .licence, role: role,
      name: text(.init(arabic: licence.licensedArabic, english: licence.licensedEnglish)),
      lines: lines, held ? .good : .bad,
      speech(held ? "verify.found.inForce" : "verify.found.notInForce"))
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
      ], .good, speech("verify.found.unchanged"))
  }

  /// The holder's name as it is written in each script.
  func names(_ summary: AwardSummary) -> [String] {
    summary.holder.split(separator: " / ").map(String.init)
  }

  /// The picture of a copy that was changed: the key is the issuer's, the words are not.
  private var broken: [AuthorityChain.Link] {
    guard report[.key]?.outcome == .passed, report[.signature]?.outcome == .failed,
      let did = report[.issuer]?["did"]
    else { return [] }
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

  private func history(_ summary: AwardSummary) -> HTML {
    var moments: [HistoryLine.Moment] = []
    if let from = summary.licences.compactMap(\.from).max() {
      moments.append(
        .init(
          speech("verify.moment.licensed"), when: HTML(text: speech.shortDay(from)), .authority))
    }
    moments.append(
      .init(
        speech("verify.moment.issued"), when: HTML(text: speech.shortDay(summary.dayOfIssue)),
        note: speech.hijri(summary.dayOfIssue) ?? "", .good, main: true))
    if let ended {
      moments.append(
        .init(
          speech("verify.moment.\(ended.code)"),
          when: HTML.with(ended.day) { HTML(text: speech.shortDay($0)) },
          note: speech("verify.moment.noReach"), .bad))
    }
    moments.append(
      .init(
        speech("verify.moment.today"), when: HTML(text: speech.shortDay(reading.today)), .quiet))
    return HistoryLine(moments).html
  }

  private var ended: (code: String, day: Day?)? {
    for standing in [register.provider, register.programme].compactMap({ $0 }) {
      switch standing.status {
      case .revoked?: return ("revoked", nil)
      case .suspended?: return ("suspended", nil)
      default:
        if standing.licence.until < reading.today { return ("expired", standing.licence.until) }
      }
    }
    return nil
  }
}
