package import Kernel
package import Regulations

/// The form of a counted noun, as CLDR names it.
package enum PluralForm: String, Sendable, CaseIterable {
  case zero, one, two, few, many, other

  /// The form this language uses with a whole number.
  package init(_ count: Int, in tongue: Tongue) {
    let n = count.magnitude
    switch tongue {
    case .vietnamese: self = .other
    case .english: self = n == 1 ? .one : .other
    case .arabic:
      switch (n, n % 100) {
      case (0, _): self = .zero
      case (1, _): self = .one
      case (2, _): self = .two
      case (_, 3...10): self = .few
      case (_, 11...99): self = .many
      default: self = .other
      }
    }
  }
}

/// A text with places for arguments: `{name}`, or `{name:style}` where the style is a date form or
/// the key of a plural.
package struct Template: Sendable {
  package enum Segment: Sendable, Equatable {
    case literal(String)
    case argument(name: String, style: String)
  }

  package let segments: [Segment]
  /// The whole text, where it has no places.
  let plain: String?
  /// Bytes of what stands between the places.
  let length: Int

  package init(_ text: String) {
    var segments: [Segment] = []
    var rest = text.unicodeScalars[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      if open > rest.startIndex {
        segments.append(.literal(String(rest[rest.startIndex..<open])))
      }
      let inside = rest[rest.index(after: open)..<close]
      let colon = inside.firstIndex(of: ":")
      let style = colon.map { String(inside[inside.index(after: $0)...]) } ?? ""
      let name = String(inside[..<(colon ?? inside.endIndex)])
      segments.append(.argument(name: name, style: style))
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { segments.append(.literal(String(rest))) }
    self.segments = segments
    let literals = segments.compactMap { segment -> String? in
      if case .literal(let text) = segment { return text }
      return nil
    }
    plain = literals.count == segments.count ? literals.joined() : nil
    length = literals.reduce(0) { $0 + $1.utf8.count }
  }

  /// The names of its arguments.
  package var names: Set<String> {
    Set(
      segments.compactMap {
        if case .argument(let name, _) = $0 { return name }
        return nil
      })
  }
}

/// All texts of the faces in the three languages, read from the locale files.
package final class Texts: Sendable {
  /// One text: its forms by number, or one form alone under `other`.
  package final class Entry: Sendable {
    package let forms: [PluralForm: Template]
    /// The form of a text that has no others, and the one taken where another is missing.
    package let other: Template
    package let isPlural: Bool

    init(forms: [PluralForm: Template], other: Template) {
      self.forms = forms
      self.other = other
      isPlural = forms.count > 1
    }

    /// The form for a count. A written `zero` is taken in every language ("no absences").
    package func form(_ count: Int?, in tongue: Tongue) -> Template {
      guard isPlural, let count else { return other }
      if count == 0, let zero = forms[.zero] { return zero }
      return forms[PluralForm(count, in: tongue)] ?? other
    }
  }

  /// A table of texts for each language: a page asks it several hundred times.
  private struct Tables: Sendable {
    var arabic: [String: Entry] = [:]
    var english: [String: Entry] = [:]
    var vietnamese: [String: Entry] = [:]

    subscript(tongue: Tongue) -> [String: Entry] {
      get {
        switch tongue {
        case .arabic: arabic
        case .english: english
        case .vietnamese: vietnamese
        }
      }
      _modify {
        switch tongue {
        case .arabic: yield &arabic
        case .english: yield &english
        case .vietnamese: yield &vietnamese
        }
      }
    }
  }

  private let entries: Tables
  private let ways: Tables

  private init(entries: Tables, ways: Tables) {
    self.entries = entries
    self.ways = ways
  }

  package func entry(_ key: String, _ tongue: Tongue) -> Entry? { entries[tongue][key] }

  /// The text under `forward:`, the way out of a refusal.
  package func forward(_ key: String, _ tongue: Tongue) -> Entry? { ways[tongue][key] }

  /// The keys of `texts:`, the same in every language.
  package var keys: [String] { entries.english.keys.sorted() }

  /// The keys of `forward:`.
  package var forwardKeys: [String] { ways.english.keys.sorted() }
}

extension Texts {
  /// Reads locale files by name (`ui.ar.yaml`, `findings.en.yaml`: the part before `.yaml` is the
  /// language); every language must have the same keys, and no key may stand in two files.
  package static func load(files: [String: String]) throws(PackFault) -> Texts {
    var entries = Tables()
    var ways = Tables()
    for (name, text) in files.sorted(by: { $0.key < $1.key }) {
      let parts = name.split(separator: ".")
      guard parts.count >= 3, parts[parts.count - 1] == "yaml",
        let tongue = Tongue(rawValue: String(parts[parts.count - 2]))
      else { throw PackFault(name, "", "must be named like ui.ar.yaml, for one of ar, en, vi") }
      let root = try Reader(yaml: text, file: name)
      try root.format1()
      try root.only("format", "texts", "forward")
      try add(root.optional("texts"), to: &entries[tongue])
      try add(root.optional("forward"), to: &ways[tongue])
    }
    try refuseGaps(in: entries, "texts")
    try refuseGaps(in: ways, "forward")
    return Texts(entries: entries, ways: ways)
  }

  private static func add(_ reader: Reader?, to table: inout [String: Entry]) throws(PackFault) {
    guard let reader else { return }
    guard let members = reader.value.members else { throw reader.fault("must be a mapping") }
    for (key, value) in members.pairs {
      let item = Reader(value, file: reader.file, place: "\(reader.place).\(key)")
      guard table[key] == nil else { throw item.fault("stands in another file already") }
      table[key] = try entry(item)
    }
  }

  private static func entry(_ item: Reader) throws(PackFault) -> Entry {
    guard let members = item.value.members else {
      let only = Template(try item.text())
      return Entry(forms: [.other: only], other: only)
    }
    var forms: [PluralForm: Template] = [:]
    for (name, value) in members.pairs {
      guard let form = PluralForm(rawValue: name) else {
        throw item.fault("has '\(name)', which is none of zero, one, two, few, many, other")
      }
      let one = Reader(value, file: item.file, place: "\(item.place).\(name)")
      forms[form] = Template(try one.text())
    }
    guard let other = forms[.other] else { throw item.fault("lacks the form 'other'") }
    return Entry(forms: forms, other: other)
  }

  private static func refuseGaps(in tables: Tables, _ part: String) throws(PackFault) {
    let all = Tongue.allCases.reduce(into: Set<String>()) { $0.formUnion(tables[$1].keys) }
    var gaps: [String] = []
    for tongue in Tongue.allCases {
      let missing = all.subtracting(tables[tongue].keys).sorted()
      if !missing.isEmpty {
        gaps.append("\(tongue.rawValue) lacks \(missing.joined(separator: ", "))")
      }
    }
    guard gaps.isEmpty else { throw PackFault("locales", part, gaps.joined(separator: "; ")) }
  }
}
