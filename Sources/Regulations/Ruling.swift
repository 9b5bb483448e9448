package import Kernel

/// How a ruling or one of its grounds comes out.
package enum Outcome: String, Sendable, CaseIterable {
  case granted, refused, undetermined, conflict

  /// Over several grounds: refused beats conflict beats undetermined beats granted.
  package var weight: Int {
    switch self {
    case .granted: 0
    case .undetermined: 1
    case .conflict: 2
    case .refused: 3
    }
  }
}

/// A typed number or fact that a finding compared; the languages give it words.
package enum Argument: Sendable, Equatable {
  case integer(Int)
  case decimal(ExactDecimal)
  case money(Money)
  case day(Day)
  case instant(Instant)
  case flag(Bool)
  /// A code, a number as printed, a symbol: shown as it is.
  case text(String)
  case list([String])
}

/// What one rule found: a code and typed arguments, no sentences.
package struct Finding: Sendable {
  /// The rule's id, for example `Registration/UnitCap`.
  package let rule: String
  package let outcome: Outcome
  /// The article the finding rests on, in the rule's own instrument.
  package let article: String
  /// Tells findings of one rule and outcome apart; empty where there is only one.
  package let variant: String
  package let arguments: [(name: String, value: Argument)]

  package init(
    _ rule: String, _ outcome: Outcome, _ article: String, _ variant: String = "",
    _ arguments: [(name: String, value: Argument)] = []
  ) {
    self.rule = rule
    self.outcome = outcome
    self.article = article
    self.variant = variant
    self.arguments = arguments
  }

  /// The key under which the languages hold this finding's sentence.
  package var key: String {
    "\(rule).\(outcome.rawValue)" + (variant.isEmpty ? "" : ".\(variant)")
  }

  package subscript(name: String) -> Argument? { arguments.first { $0.name == name }?.value }
}

/// One reason of a ruling: a finding and the edition under which it was made.
package struct Ground: Sendable {
  package let finding: Finding
  package let edition: Edition

  package init(_ finding: Finding, _ edition: Edition) {
    self.finding = finding
    self.edition = edition
  }

  package var citation: Citation {
    Citation(instrument: edition.instrument, edition: edition.id, article: finding.article)
  }
}

/// The outcome of a decision with every ground that was evaluated.
package struct Ruling: Sendable {
  package let outcome: Outcome
  /// All grounds, the headline first, the others in legal order.
  package let grounds: [Ground]
  package let at: Instant

  /// Weighs the grounds, given in legal order; the first of the weightiest is the headline. An
  /// administrative act rests on no ground and is granted.
  package init(_ grounds: [Ground], at: Instant) {
    self.at = at
    var headline = 0
    for index in grounds.indices
    where grounds[index].finding.outcome.weight > grounds[headline].finding.outcome.weight {
      headline = index
    }
    guard headline > 0 else {
      self.outcome = grounds.first?.finding.outcome ?? .granted
      self.grounds = grounds
      return
    }
    var ordered = grounds
    ordered.insert(ordered.remove(at: headline), at: 0)
    self.outcome = ordered[0].finding.outcome
    self.grounds = ordered
  }

  /// The ground that decides; nil only for a ruling without grounds.
  package var headline: Ground? { grounds.first }

  /// The first argument of this name in any ground.
  package subscript(name: String) -> Argument? {
    for ground in grounds {
      if let value = ground.finding[name] { return value }
    }
    return nil
  }
}
