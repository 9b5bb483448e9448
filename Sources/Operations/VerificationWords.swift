import Kernel
package import Language
package import Proofs

/// What a step of a verification found, and what one can do about it, in one language. The texts lie
/// under `verify.check.`, by the step and the reason that the verifier gives.
package struct StepWords: Sendable {
  /// A piece of a sentence.
  package enum Piece: Sendable, Equatable {
    /// Words of the reader's language.
    case words(String)
    /// An identifier or a technical remark, always read from left to right.
    case code(String)
  }

  package let found: [Piece]
  /// Empty where nothing is to be done.
  package let remedy: String
  /// The key of the sentence; nil where there is none, and names and values stand instead.
  package let key: String?
  private let tongue: Tongue

  package init(_ step: VerificationReport.Step, _ speech: Speech) {
    tongue = speech.tongue
    guard step.outcome != .notChecked || !step.details.isEmpty else {
      key = "verify.check.notReached"
      found = [.words(speech("verify.check.notReached"))]
      remedy = ""
      return
    }
    let reason = step["reason"] ?? step.outcome.rawValue
    let sentence = Sentence(step.code, reason, step.details, speech)
    key = sentence.key
    let file: [Piece] = step["file"].map { [.words(" ("), .code($0), .words(")")] } ?? []
    found = sentence.pieces + file
    remedy = step.outcome == .passed ? "" : Sentence.remedy(step.code, reason, speech)
  }

  /// The sentence as plain text.
  package var text: String { StepWords.text(found, tongue) }

  /// Beside Arabic words a code is isolated, so that its parts keep their order.
  fileprivate static func text(_ pieces: [Piece], _ tongue: Tongue) -> String {
    pieces.map { piece in
      switch piece {
      case .words(let words): words
      case .code(let code): tongue == .arabic ? "\u{2066}\(code)\u{2069}" : code
      }
    }.joined()
  }
}

/// One sentence with its arguments in place.
private struct Sentence {
  typealias Piece = StepWords.Piece

  let key: String?
  let pieces: [Piece]

  init(
    _ code: VerificationReport.Code, _ reason: String, _ details: VerificationReport.Details,
    _ speech: Speech
  ) {
    let general = Sentence.keys(code, reason).first(where: speech.has)
    // A detail may have a sentence of its own: `expired` becomes `expired.proofUntil`.
    let special = general.flatMap { general in
      details.filter { !$0.value.utf8.isEmpty && Name.isPlain($0.name) }
        .map { "\(general).\($0.name)" }.first(where: speech.has)
    }
    key = special ?? general
    guard let key, let segments = speech.segments(key) else {
      pieces = [.code(Sentence.listed(details))]
      return
    }
    pieces = segments.map { segment in
      switch segment {
      case .literal(let text): .words(text)
      case .argument(let name, _): Sentence.argument(name, details, speech)
      }
    }
  }

  /// The keys under which a reason may stand, the most particular first. Both licences share most of
  /// their sentences, and all steps those about status lists.
  private static func keys(_ code: VerificationReport.Code, _ reason: String) -> [String] {
    guard Name.isPlain(reason) else { return [] }
    return families(code).map { "verify.check.\($0).\(reason)" } + ["verify.check.\(reason)"]
  }

  private static func families(_ code: VerificationReport.Code) -> [String] {
    switch code {
    case .providerLicence, .programmeLicence: [code.rawValue, "licence"]
    default: [code.rawValue]
    }
  }

  static func remedy(
    _ code: VerificationReport.Code, _ reason: String, _ speech: Speech
  ) -> String {
    let general = families(code).map { "verify.check.\($0)" }
    return (keys(code, reason) + general).lazy.compactMap { speech.forward($0) }.first ?? ""
  }

  /// Names and values one after the other.
  private static func listed(_ details: VerificationReport.Details) -> String {
    details.filter { $0.name != "reason" && $0.name != "file" }.prefix(6)
      .map { "\($0.name): \(clipped($0.value))" }.joined(separator: "; ")
  }

  private static func argument(
    _ name: String, _ details: VerificationReport.Details, _ speech: Speech
  ) -> Piece {
    if name == "details" { return .code(listed(details)) }
    let values = details.filter { Name.same($0.name, name) }.map { clipped($0.value) }
    guard let value = values.first, !value.utf8.isEmpty else { return .words("—") }
    switch name {
    case "fault":
      return nested(value, details, speech) ?? .code(value)
    case "form": return .words(speech.word("verify.form.", value))
    case "keys": return .words(speech.word("verify.keys.", value))
    case "standing": return .words(speech.word("verify.standing.", value))
    case "credits", "most", "limit", "line", "column":
      return .words(speech.digits(value))
    default:
      if let instant = Instant(text: value) { return .words(speech.exactInstant(instant)) }
      return .code(values.prefix(4).joined(separator: ", "))
    }
  }

  /// The sentence of another credential's step, when it explains why that one is not believed.
  private static func nested(
    _ value: String, _ details: VerificationReport.Details, _ speech: Speech
  ) -> Piece? {
    let parts = value.utf8.split(separator: UInt8(ascii: "."), maxSplits: 1)
      .compactMap { String($0) }
    guard parts.count == 2, let code = VerificationReport.Code(rawValue: parts[0]) else {
      return nil
    }
    let inner = details.filter { $0.name != "fault" && $0.name != "reason" }
    let sentence = Sentence(code, parts[1], inner, speech)
    guard sentence.key != nil else { return nil }
    return .words(StepWords.text(sentence.pieces, speech.tongue))
  }

  /// A stranger's identifier may be as long as the file it stands in.
  private static func clipped(_ value: String) -> String {
    value.utf8.count <= 200
      ? value : String(String.UnicodeScalarView(value.unicodeScalars.prefix(200))) + "…"
  }
}
