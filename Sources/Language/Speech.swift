package import Kernel
package import Regulations

/// One language with its texts and the zone in which it tells the time: everything that a page, a
/// letter or the command line says goes through it.
package struct Speech: Sendable {
  package let tongue: Tongue
  package let texts: Texts
  package let zone: Zone

  package init(_ tongue: Tongue, _ texts: Texts, zone: Zone = .riyadh) {
    self.tongue = tongue
    self.texts = texts
    self.zone = zone
  }

  /// The text of a key with its arguments; ⟦key⟧ where there is none. A plural text takes its form
  /// from the argument `count`, or else from its first whole number.
  package func callAsFunction(
    _ key: String, _ arguments: KeyValuePairs<String, Argument> = [:]
  ) -> String {
    guard let entry = texts.entry(key, tongue) else { return Speech.missing(key) }
    return filled(entry, count: nil) { arguments[$0] }
  }

  /// The text of a plural key for a count, which the text shows as `{count}`.
  package func plural(
    _ key: String, _ count: Int, _ arguments: KeyValuePairs<String, Argument> = [:]
  ) -> String {
    guard let entry = texts.entry(key, tongue) else { return Speech.missing(key) }
    return filled(entry, count: count) { $0 == "count" ? .integer(count) : arguments[$0] }
  }

  /// True when the key has a text.
  package func has(_ key: String) -> Bool { texts.entry(key, tongue) != nil }

  /// The pieces of a text, for pages that put markup at the arguments; nil where there is no text.
  package func segments(_ key: String, count: Int? = nil) -> [Template.Segment]? {
    texts.entry(key, tongue)?.form(count, in: tongue).segments
  }

  /// How a missing text shows, on pages and to tests.
  package static func missing(_ key: String) -> String { "⟦\(key)⟧" }

  func filled(_ entry: Texts.Entry, count: Int?, _ argument: (String) -> Argument?) -> String {
    let template = entry.form(
      count ?? (entry.isPlural ? firstCount(entry, argument) : nil), in: tongue)
    if let plain = template.plain { return plain }
    var out = ""
    // Arguments are names and numbers: most fit.
    out.reserveCapacity(template.length + 40)
    for segment in template.segments {
      switch segment {
      case .literal(let text): out += text
      case .argument(let name, let style):
        out += argument(name).map { say($0, style: style) } ?? Speech.missing(name)
      }
    }
    return out
  }

  // `count` decides the form; a text that names no `count` is decided by its first whole number.
  private func firstCount(_ entry: Texts.Entry, _ argument: (String) -> Argument?) -> Int? {
    if case .integer(let count)? = argument("count") { return count }
    for case .argument(let name, _) in entry.other.segments {
      if case .integer(let count)? = argument(name) { return count }
    }
    return nil
  }
}

extension Speech {
  /// An argument in words. Styles: `day`, `weekday`, `short`, `hijri`, `both` for days (and the day
  /// of an instant); `deadline`, `time` for instants; `percent`, `plain`; a style that ends with a
  /// dot is a prefix of keys for codes (`status.`); any other is the key of a plural.
  package func say(_ argument: Argument, style: String = "") -> String {
    switch argument {
    case .integer(let value):
      switch style {
      case "": return number(value)
      case "plain": return digits(String(value))
      case "percent": return percent(ExactDecimal(mantissa: Int64(value)))
      default: return plural(style, value)
      }
    case .decimal(let value): return style == "percent" ? percent(value) : number(value)
    case .money(let value): return money(value)
    case .day(let value): return say(value, style: style)
    case .instant(let value):
      switch style {
      case "deadline": return deadline(value)
      case "time": return time(value)
      case "day", "weekday", "short", "hijri", "both": return say(zone.day(of: value), style: style)
      default: return instant(value)
      }
    case .flag(let value): return self(value ? "word.yes" : "word.no")
    case .text(let value):
      return style.utf8.last == UInt8(ascii: ".") ? word(style, value) : inOrder(value)
    case .list(let values):
      return list(style.utf8.last == UInt8(ascii: ".") ? values.map { word(style, $0) } : values)
    }
  }

  // Beside Arabic words a hyphenated number (`1448-1`) and a sign at the end (`A+`) would be moved
  // to the other side, so such codes are isolated.
  private func inOrder(_ code: String) -> String {
    let bytes = code.utf8
    guard tongue == .arabic, let first = bytes.first, let last = bytes.last else { return code }
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    let turns = digits ~= first && bytes.contains(UInt8(ascii: "-"))
    guard turns || last == UInt8(ascii: "+") else { return code }
    return "\u{2066}\(code)\u{2069}"
  }

  private func say(_ day: Day, style: String) -> String {
    switch style {
    case "weekday": weekdayAndDay(day)
    case "short": shortDay(day)
    case "hijri": hijri(day) ?? self.day(day)
    case "both": both(day)
    default: self.day(day)
    }
  }

  /// The word of a code: `word("status.", "confirmed")`; the code itself where there is none.
  package func word(_ prefix: String, _ code: String) -> String {
    texts.entry(prefix + code, tongue).map { filled($0, count: nil) { _ in nil } } ?? code
  }

  /// Several names in one sentence: `A, B and C`.
  package func list(_ names: [String]) -> String {
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    let (comma, and) =
      switch tongue {
      case .arabic: ("، ", " و")
      case .english: (", ", " and ")
      case .vietnamese: (", ", " và ")
      }
    return names.dropLast().joined(separator: comma) + and + last
  }

  /// The outcome of a ruling in one word.
  package func outcome(_ outcome: Outcome) -> String { self("outcome.\(outcome.rawValue)") }

  /// How well a text is held, in words.
  package func textStatus(_ status: TextStatus) -> String {
    self("textStatus.\(status.rawValue)")
  }

  /// The sentence of a finding.
  package func finding(_ finding: Finding) -> String {
    guard let entry = texts.entry(finding.key, tongue) else { return Speech.missing(finding.key) }
    return filled(entry, count: nil) { finding[$0] }
  }

  /// The way forward under a key; nil where nothing is written.
  package func forward(_ key: String) -> String? {
    texts.forward(key, tongue).map { filled($0, count: nil) { _ in nil } }
  }

  /// What one can do about a finding; nil where nothing is written. A text without variant serves
  /// every variant of the same rule and outcome.
  package func forward(_ finding: Finding) -> String? {
    let general = "\(finding.rule).\(finding.outcome.rawValue)"
    guard let entry = texts.forward(finding.key, tongue) ?? texts.forward(general, tongue) else {
      return nil
    }
    return filled(entry, count: nil) { finding[$0] }
  }
}

extension KeyValuePairs<String, Argument> {
  /// The argument of a name: a text has a few, so that looking is cheaper than hashing.
  subscript(name: String) -> Argument? { first { $0.key == name }?.value }
}
