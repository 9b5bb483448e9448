import Kernel
import Language
import Operations
import Proofs
import Regulations

// What was checked, step by step, and what the credential says.
extension Verified {
  /// The checks beside what the credential says; alone when its words are not to be believed.
  func body(_ law: Law, _ action: HTML = HTML()) -> HTML {
    summary == nil ? checks : Columns(checks, side: says(law, action)).html
  }

  /// Every check with what it found; what failed stands first.
  private var checks: HTML {
    let steps =
      report.steps.filter { $0.outcome == .failed }
      + report.steps.filter { $0.outcome != .failed }
    let list = steps.map { step in
      let tone: Tone =
        switch step.outcome {
        case .passed: .good
        case .failed: .bad
        case .notChecked: .quiet
        }
      return Check(
        speech("verify.step.\(step.code.rawValue)"), found: found(step), tone,
        speech("verify.result.\(step.outcome.rawValue)"))
    }
    return Card(speech("verify.checks"), CheckList(list).html).html
  }

  /// What a step found, in words; where there are none, its names and values as they are.
  func found(_ step: VerificationReport.Step) -> HTML {
    var arguments: [String: HTML] = [:]
    for (name, value) in step.details where arguments[name] == nil {
      let instant = Instant(text: value)
      arguments[name] =
        instant.map { HTML(text: speech.instant($0)) } ?? HTML.code(value)
    }
    if step.outcome == .notChecked, step.details.isEmpty {
      return HTML(text: speech("learner.check.notReached"))
    }
    let reason = step["reason"].map { ".\($0)" } ?? ".\(step.outcome.rawValue)"
    let key = "learner.check.\(step.code.rawValue)\(reason)"
    if Name.isPlain(reason), speech.has(key) { return speech.html(key, arguments) }
    return HTML.join(
      step.details.map { "\(HTML.code($0.name)): \(HTML.own($0.value))" }, " · ")
  }

  // MARK: - What it says

  /// The certificate in words, with its statement that it is no degree.
  private func says(_ law: Law, _ action: HTML = HTML()) -> HTML {
    guard let summary else { return HTML() }
    var rows: [(name: String, value: HTML)] = []
    if showsHolder {
      let number = HTML.with(summary.maskedNumber) { "<br><small>\(HTML.code($0))</small>" }
      let names = HTML.join(names(summary).map(HTML.own), "<br>")
      rows.append((speech("credentials.subject"), "\(names)\(number)"))
    }
    rows.append(
      (
        speech("credentials.course"),
        """
        \(HTML.own(text(summary.title)))<br><small>\(HTML.code(summary.code)) · \
        \(HTML.own(text(summary.field)))</small>
        """
      ))
    rows.append((speech("word.term"), HTML.own(text(summary.term))))
    if let units = summary.units {
      rows.append((speech("word.units"), HTML(text: speech.number(units))))
    }
    if showsHolder { rows.append((speech("credentials.grade"), grade(summary))) }
    if let approval = summary.resultApproval {
      let body = text(.init(arabic: approval.bodyArabic, english: approval.bodyEnglish))
      rows.append(
        (
          speech("learner.credential.approved"),
          """
          \(HTML.own(body))<br><small>\(HTML.code(approval.number))\
          \(HTML.with(approval.day) { " · \(speech.both($0))" })</small>
          """
        ))
    }
    rows.append(
      (
        speech("verify.step.issuer"),
        "\(HTML.own(text(summary.issuer)))<br><small>\(HTML.own(text(summary.unit)))</small>"
      ))
    let hidden = HTML.when(
      !showsHolder, "<p class=\"note\">\(speech("learner.credential.private"))</p>")
    return Card(
      speech("verify.says"),
      """
      \(Definitions(rows).html)\(hidden)
      <p class="note">\(speech("credentials.effect")) (\(reading.article("G.4", law)))</p>\(action)
      """
    ).html
  }

  private func grade(_ summary: AwardSummary) -> HTML {
    let symbol =
      reading.tongue == .arabic && !summary.arabicSymbol.isEmpty
      ? summary.arabicSymbol : summary.symbol
    return """
      <strong>\(HTML.own(symbol))</strong> \(HTML.own(text(summary.gradeName)))\
      \(HTML.with(summary.mark) { " · \(speech.digits($0))" })
      """
  }
}
