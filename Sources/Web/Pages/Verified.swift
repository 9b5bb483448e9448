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

  /// The verdict with the step that decided it: never only yes or no.
  var verdict: HTML {
    let passed = report.steps.count { $0.outcome == .passed }
    var words: [HTML] = []
    if let step = deciding {
      let found = StepWords(step, speech)
      if report.verdict != .awaiting {
        let key = step.outcome == .failed ? "verify.firstFault" : "verify.firstOpen"
        let name = speech("verify.step.\(step.code.rawValue)")
        words.append(HTML(text: speech(key, ["step": .text(name)])))
      }
      words.append(found.html)
      if !found.remedy.isEmpty { words.append(HTML(text: found.remedy)) }
    }
    words.append(
      HTML(text: speech.plural("verify.passed", passed, ["total": .integer(report.steps.count)])))
    if report.isValid, !later.isEmpty { words.append(HTML(text: speech("verify.later"))) }
    words += report.cautions.map { HTML(text: VerificationDocument.caution($0, speech)) }
    return Verdict(
      tone, speech("verify.verdict.\(report.verdict.rawValue)"), HTML.join(words, " ")
    ).html
  }

  /// What the reader came to learn: the first step that failed, or else could not be made.
  private var deciding: VerificationReport.Step? {
    if let failed = report.steps.first(where: { $0.outcome == .failed }) { return failed }
    guard !report.isValid else { return nil }
    return report.steps.first { $0.outcome == .notChecked && !$0.details.isEmpty }
  }

  /// What became of the licences after the award was registered.
  private var later: [VerificationReport.Chain.Change] {
    (report.chain?.changes ?? []).filter { $0.link == .provider || $0.link == .programme }
  }

  /// A credential that replays past data proves nothing, and says so before all else.
  var replay: HTML {
    HTML.with(summary?.replayNote) { note in
      Notice(.warn, speech("verify.replay"), "<p>\(HTML.own(note))</p>").html
    }
  }
}
