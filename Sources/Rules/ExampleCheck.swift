package import Kernel
package import Regulations

/// What became of an example.
package struct ExampleResult: Sendable {
  package let example: Example
  package let passed: Bool
  /// What differs from the expectation or is wrong with the example itself; empty when it passed.
  package let problems: [String]
  /// Nil when the example could not be decided.
  package let ruling: Ruling?

  init(_ example: Example, _ problems: [String], _ ruling: Ruling?) {
    self.example = example
    self.passed = problems.isEmpty
    self.problems = problems
    self.ruling = ruling
  }
}

/// Runs examples against the packs: outcome, grounds and values must be what the example expects.
package enum ExampleCheck {
  /// Runs every example of the library.
  package static func run(_ library: Library) -> [ExampleResult] {
    library.packs.flatMap(\.examples).map { run($0, in: library) }
  }

  /// Runs one example.
  package static func run(_ example: Example, in library: Library) -> ExampleResult {
    guard let rule = Catalogue.rule(example.rule) else {
      return ExampleResult(example, ["there is no rule '\(example.rule)'"], nil)
    }
    let law: Law
    do {
      law = try self.law(for: example, in: library)
    } catch {
      return ExampleResult(example, [error.description], nil)
    }
    do {
      let ruling = try Catalogue.decide(rule, facts: example.facts, under: law)
      return ExampleResult(example, problems(example, rule, ruling, law), ruling)
    } catch {
      return ExampleResult(example, [error.description], nil)
    }
  }

  // MARK: The law of an example

  private static func law(for example: Example, in library: Library) throws(PackFault) -> Law {
    func fault(_ problem: String) -> PackFault { PackFault(example.file, example.name, problem) }
    guard
      let bare = library.law(
        example.instrument, at: example.asOf, edition: example.edition)
    else {
      let edition = example.edition.map { "@\($0)" } ?? " in force then"
      throw fault("there is no edition \(example.instrument)\(edition)")
    }
    guard !example.set.isEmpty else { return bare }
    var overlay: Overlay = [:]
    for (name, value) in example.set {
      // `rate.nonResident` is the instrument's own; `sa-vat#rate.nonResident` is another's.
      let halves = name.split(separator: "#", maxSplits: 1).map(String.init)
      let instrument = halves.count == 2 ? halves[0] : example.instrument
      let key = halves.last ?? name
      let other =
        instrument == example.instrument
        ? bare : library.law(instrument, at: example.asOf)
      guard let parameter = other?.edition.parameters[key] else {
        throw fault("sets '\(name)', which is no parameter of \(instrument)")
      }
      guard parameter.values == nil else {
        throw fault("sets '\(name)', which the law has set; only unset parameters may be set")
      }
      overlay[instrument, default: [:]][key] =
        try parameter.typed(Reader(value, file: example.file, place: "set.\(name)"))
    }
    return Law(library: library, edition: bare.edition, at: example.asOf, overlay: overlay)
  }

  // MARK: Comparing

  private static func problems(
    _ example: Example, _ rule: any Rule.Type, _ ruling: Ruling, _ law: Law
  ) -> [String] {
    var problems: [String] = []
    if law.edition.article(example.article) == nil {
      problems.append("is about \(example.article), which is no article of \(law.edition.name)")
    }
    if ruling.outcome != example.outcome {
      problems.append(
        "is \(ruling.outcome.rawValue), expected \(example.outcome.rawValue)"
          + " (\(ruling.headline?.finding.key ?? "no ground"))")
    }
    problems += groundProblems(example.grounds, instrument: example.instrument, ruling)
    for ground in ruling.grounds where !rule.articles.contains(ground.finding.article) {
      problems.append("rests on \(ground.finding.article), which the rule does not declare")
    }
    for (name, value) in example.values {
      guard let argument = ruling[name] else {
        let known = ruling.grounds.flatMap { $0.finding.arguments.map(\.name) }
        problems.append("has no value '\(name)'; it has \(known.joined(separator: ", "))")
        continue
      }
      if !argument.equals(value) {
        problems.append("\(name) is \(argument.exampleText(law.zone)), expected \(value.shown)")
      }
    }
    return problems
  }

  /// The first expected ground is the headline; the others occur after it, in their order.
  package static func groundProblems(
    _ grounds: [String], instrument: String, _ ruling: Ruling
  ) -> [String] {
    let found = ruling.grounds.map { ground in
      ground.edition.instrument == instrument
        ? ground.finding.article : "\(ground.edition.instrument)#\(ground.finding.article)"
    }
    var position = 0
    for (offset, expected) in grounds.enumerated() {
      let range = offset == 0 ? found.prefix(1) : found.dropFirst(position)
      guard let index = range.firstIndex(of: expected) else {
        return ["rests on \(found.joined(separator: ", ")), expected \(expected)"]
      }
      position = index + 1
    }
    return []
  }
}

extension Argument {
  /// True when this is what an example's scalar (or list) says: numbers exactly, instants as points
  /// in time.
  package func equals(_ value: Value) -> Bool {
    switch self {
    case .integer(let number):
      return value.decimal.map { $0 == ExactDecimal(mantissa: Int64(number)) } ?? false
    case .decimal(let number): return value.decimal.map { $0 == number } ?? false
    case .money(let money): return value.string.flatMap { Money(text: $0) } == money
    case .day(let day): return value.string.flatMap { Day(text: $0) } == day
    case .instant(let instant): return value.string.flatMap { Instant(text: $0) } == instant
    case .flag(let flag): return value.truth == flag
    case .text(let text): return value.string.map { $0.utf8.elementsEqual(text.utf8) } ?? false
    case .list(let words):
      guard let elements = value.elements, elements.count == words.count else { return false }
      return zip(elements, words).allSatisfy { element, word in
        element.string.map { $0.utf8.elementsEqual(word.utf8) } ?? false
      }
    }
  }

  /// The value as an example would write it.
  package func exampleText(_ zone: Zone) -> String {
    switch self {
    case .integer(let number): String(number)
    case .decimal(let number): number.description
    case .money(let money): money.description
    case .day(let day): day.description
    case .instant(let instant): zone.text(instant)
    case .flag(let flag): flag ? "true" : "false"
    case .text(let text): text
    case .list(let words): "[" + words.joined(separator: ", ") + "]"
    }
  }
}

extension Value {
  fileprivate var shown: String {
    switch self {
    case .text(let text), .plain(let text): text
    case .number(let number): number.description
    case .bool(let bool): bool ? "true" : "false"
    case .list(let elements): "[" + elements.map(\.shown).joined(separator: ", ") + "]"
    case .null, .object: kind
    }
  }
}
