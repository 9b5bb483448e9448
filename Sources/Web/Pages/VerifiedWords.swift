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
        case .notChecked: step.details.isEmpty ? .quiet : .warn
        }
      let words = StepWords(step, speech)
      let remedy = HTML.when(
        !words.remedy.isEmpty,
        speech.html("verify.remedy", ["remedy": HTML(text: words.remedy)]))
      return Check(
        speech("verify.step.\(step.code.rawValue)"), found: words.html, remedy: remedy, tone,
        speech("verify.result.\(step.outcome.rawValue)"))
    }
    return Card(speech("verify.checks"), CheckList(list).html).html
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
          speech("credentials.approved"),
          """
          \(HTML.own(body))<br><small>\(HTML.code(approval.number))\
          \(HTML.with(approval.day) { " · \(speech.both($0))" })</small>
          """
        ))
    }
    rows.append(
      (
        speech("verify.issuer"),
        "\(HTML.own(text(summary.issuer)))<br><small>\(HTML.own(text(summary.unit)))</small>"
      ))
    let hidden = HTML.when(
      !showsHolder, "<p class=\"note\">\(speech("verify.private"))</p>")
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

extension StepWords {
  /// The sentence as markup: codes keep their own direction.
  var html: HTML {
    HTML.join(
      found.map { piece in
        switch piece {
        case .words(let words): HTML(text: words)
        case .code(let code): HTML.code(code)
        }
      })
  }
}
