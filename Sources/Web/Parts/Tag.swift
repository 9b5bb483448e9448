package import Language
package import Regulations

/// How a status stands: it decides colour and shape, the word says the rest.
package enum Tone: String, Sendable, CaseIterable {
  /// Done, holds, in force: green, a filled circle.
  case good
  /// Needs care soon: amber, a triangle.
  case warn
  /// Refused, barred, ended badly: red, a square with a bar.
  case bad
  /// Under way, waiting: blue, a ring.
  case info
  /// Past or of no effect: grey, a dash.
  case quiet
  /// Authority and credentials: gold, a diamond.
  case authority

  package init(_ outcome: Outcome) {
    switch outcome {
    case .granted: self = .good
    case .refused: self = .bad
    case .undetermined: self = .info
    case .conflict: self = .warn
    }
  }

  /// The shape, drawn; the word beside it is what is read aloud.
  package var shape: HTML {
    var svg: HTML = "<svg class=\"shape\" viewBox=\"0 0 12 12\" aria-hidden=\"true\">"
    svg.add(drawing)
    svg.add("</svg>")
    return svg
  }

  private var drawing: StaticString {
    switch self {
    case .good: "<circle cx=\"6\" cy=\"6\" r=\"4.5\"/>"
    case .warn: "<path d=\"M6 1 11.5 11H.5z\"/>"
    case .bad: "<path d=\"M1 1h10v10H1z M3 5.2h6v1.6H3z\" fill-rule=\"evenodd\"/>"
    case .info: "<circle cx=\"6\" cy=\"6\" r=\"3.6\" class=\"ring\"/>"
    case .quiet: "<path d=\"M1 5h10v2H1z\"/>"
    case .authority: "<path d=\"M6 .5 11.5 6 6 11.5.5 6z\"/>"
    }
  }
}

/// A status: word, colour and shape.
package struct Tag: Sendable {
  package let tone: Tone
  package let word: String

  package init(_ tone: Tone, _ word: String) {
    self.tone = tone
    self.word = word
  }

  package var html: HTML {
    "<span class=\"tag \(tone.rawValue)\">\(tone.shape)\(word)</span>"
  }
}

extension Speech {
  /// The tag of an outcome among the grounds of a ruling: holds, fails, open, contradicts.
  package func tag(ground outcome: Outcome) -> HTML {
    Tag(Tone(outcome), self("ground.\(outcome.rawValue)")).html
  }

  /// The tag of a whole ruling.
  package func tag(_ outcome: Outcome) -> HTML { Tag(Tone(outcome), self.outcome(outcome)).html }

  /// The tag of a status by its code: the word is `status.<code>`, or the code under another prefix
  /// (`invoice.status.`) with the tone it has there.
  package func tag(status code: String, in prefix: String = "status.", _ tone: Tone? = nil)
    -> HTML
  {
    Tag(tone ?? Tone(status: code), word(prefix, code)).html
  }
}

extension Tone {
  /// The tone of the statuses that the books use.
  package init(status code: String) {
    switch code {
    case "confirmed", "open", "lifted", "approved", "paid", "active", "granted", "valid", "present",
      "passed", "issued", "renewed":
      self = .good
    case "pendingPayment", "planned", "IP", "IC", "pending", "upcoming", "notYetValid", "draft",
      "submitted",
      "recorded":
      self = .info
    case "barred", "revoked", "failed", "absent", "suspended", "refused", "invalid": self = .bad
    case "nearBar", "excused", "late", "expiring", "renewalDue", "warned", "warnedAgain":
      self = .warn
    default: self = .quiet
    }
  }
}
