import Kernel

/// Reads the questions of a form; a condition may only look back at questions above it.
struct ProcedureFieldReader {
  /// Keys of the questions above, with the choices of those that have some.
  private var above: [String: [String]] = [:]
  private let isColumn: Bool

  init(isColumn: Bool = false) { self.isColumn = isColumn }

  mutating func fields(_ items: [Reader]) throws(PackFault) -> [ProcedureField] {
    var fields: [ProcedureField] = []
    for item in items {
      let field = try field(item)
      guard above[field.key] == nil else { throw item.fault("repeats the field '\(field.key)'") }
      above[field.key] = field.choices.map(\.value)
      fields.append(field)
    }
    return fields
  }

  private func field(_ item: Reader) throws(PackFault) -> ProcedureField {
    try item.only(
      "key", "kind", "title", "help", "required", "choices", "minimum", "maximum", "types",
      "maximumBytes", "columns", "shownWhen", "known", "standard",
      "forgotten")
    let kind: ProcedureField.Kind = try item.required("kind").choice()
    if isColumn, kind == .table || kind == .file {
      throw item.fault("a column of a table cannot be a \(kind.rawValue)")
    }
    var columns: [ProcedureField] = []
    if kind == .table {
      var reader = ProcedureFieldReader(isColumn: true)
      columns = try reader.fields(try item.required("columns").list())
      guard !columns.isEmpty else { throw item.fault("is a table without columns") }
    } else if item.optional("columns") != nil {
      throw item.fault("only a table has columns")
    }
    let bounds = try bounds(item, kind)
    return ProcedureField(
      key: try key(item), kind: kind, title: try item.localized("title"),
      help: try item.optional("help")?.localized(),
      isRequired: try item.optional("required")?.flag() ?? false,
      choices: try choices(item, kind), minimum: bounds.minimum, maximum: bounds.maximum,
      types: try types(item, kind), maximumBytes: try maximumBytes(item, kind), columns: columns,
      shownWhen: try condition(item.optional("shownWhen")),
      known: try known(item.optional("known")), standard: try item.optional("standard")?.word(),
      isForgotten: try forgotten(item, kind))
  }

  /// A file lies outside of the answers, so that erasing them would not erase it.
  private func forgotten(_ item: Reader, _ kind: ProcedureField.Kind) throws(PackFault) -> Bool {
    guard try item.optional("forgotten")?.flag() ?? false else { return false }
    guard kind != .file, !isColumn else { throw item.fault("cannot be forgotten by itself") }
    return true
  }

  private func known(_ item: Reader?) throws(PackFault) -> String? {
    guard let item else { return nil }
    let name = try item.word()
    guard ProcedureField.knownNames.contains(name) else {
      throw item.fault(
        "'\(name)' is none of \(ProcedureField.knownNames.joined(separator: ", "))")
    }
    return name
  }

  /// A key becomes a name in a form and in a letter: letters, digits and underscores.
  private func key(_ item: Reader) throws(PackFault) -> String {
    let key = try item.word("key")
    guard key.utf8.allSatisfy({ $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: "-") }),
      key.utf8.count <= 60
    else { throw item.fault("'\(key)' must be letters, digits and underscores, at most 60") }
    return key
  }

  private func choices(_ item: Reader, _ kind: ProcedureField.Kind) throws(PackFault)
    -> [(value: String, title: Localized)]
  {
    guard kind == .choice else {
      if item.optional("choices") != nil { throw item.fault("only a choice has choices") }
      return []
    }
    var choices: [(value: String, title: Localized)] = []
    for choice in try item.required("choices").list() {
      try choice.only("value", "title")
      let value = try choice.word("value")
      guard !choices.contains(where: { Name.same($0.value, value) }) else {
        throw choice.fault("repeats the choice '\(value)'")
      }
      choices.append((value, try choice.localized("title")))
    }
    guard !choices.isEmpty else { throw item.fault("has no choices") }
    return choices
  }

  private func bounds(_ item: Reader, _ kind: ProcedureField.Kind) throws(PackFault)
    -> (minimum: Int?, maximum: Int?)
  {
    let minimum = try item.optional("minimum")?.integer()
    let maximum = try item.optional("maximum")?.integer()
    guard minimum != nil || maximum != nil else { return (nil, nil) }
    guard kind == .text || kind == .number || kind == .table else {
      throw item.fault("a \(kind.rawValue) has no minimum or maximum")
    }
    let limit = kind == .number ? 1_000_000_000 : ProcedureField.longestText
    for bound in [minimum, maximum].compactMap({ $0 }) where bound < 0 || bound > limit {
      throw item.fault("has a bound outside 0...\(limit)")
    }
    if let minimum, let maximum, minimum > maximum {
      throw item.fault("has a minimum above its maximum")
    }
    return (minimum, maximum)
  }

  private func types(_ item: Reader, _ kind: ProcedureField.Kind) throws(PackFault) -> [String] {
    guard kind == .file else {
      if item.optional("types") != nil { throw item.fault("only a file has types") }
      return []
    }
    var types: [String] = []
    for type in try item.list("types") {
      let text = try type.text()
      guard FileType.known[text] != nil else {
        let known = FileType.known.keys.sorted().joined(separator: ", ")
        throw type.fault("'\(text)' is none of \(known)")
      }
      types.append(text)
    }
    return types.isEmpty ? ["application/pdf"] : types
  }

  private func maximumBytes(_ item: Reader, _ kind: ProcedureField.Kind) throws(PackFault) -> Int {
    guard let reader = item.optional("maximumBytes") else { return 5 << 20 }
    guard kind == .file else { throw reader.fault("only a file has a size") }
    let bytes = try reader.integer()
    guard (1...ProcedureField.largestFile) ~= bytes else {
      throw reader.fault("must be 1...\(ProcedureField.largestFile)")
    }
    return bytes
  }

  private func condition(_ item: Reader?) throws(PackFault) -> ProcedureField.Condition? {
    guard let item else { return nil }
    return try condition(item, depth: 0)
  }

  private func condition(_ item: Reader, depth: Int) throws(PackFault)
    -> ProcedureField.Condition
  {
    guard depth < 4 else { throw item.fault("nests conditions more than four deep") }
    for (name, make) in [
      ("all", ProcedureField.Condition.all), ("any", ProcedureField.Condition.any),
    ] {
      guard let list = item.optional(name) else { continue }
      try item.only(name)
      var conditions: [ProcedureField.Condition] = []
      for part in try list.list() { conditions.append(try condition(part, depth: depth + 1)) }
      guard !conditions.isEmpty else { throw list.fault("is empty") }
      return make(conditions)
    }
    try item.only("field", "is", "isNot", "answered")
    let field = try item.word("field")
    guard let choices = above[field] else {
      throw item.fault("looks at '\(field)', which does not stand above it")
    }
    if let answered = item.optional("answered") {
      guard try answered.flag() else { throw answered.fault("can only be true") }
      return .isAnswered(field: field)
    }
    let isNegative = item.optional("is") == nil
    var values: [String] = []
    for value in try item.required(isNegative ? "isNot" : "is").list() {
      let text = try value.word()
      guard choices.isEmpty || choices.contains(where: { Name.same($0, text) }) else {
        throw value.fault("'\(text)' is none of \(choices.joined(separator: ", "))")
      }
      values.append(text)
    }
    return isNegative ? .isNoneOf(field: field, values) : .isOneOf(field: field, values)
  }
}

/// Kinds of files that may be attached: media type and the bytes such a file begins with.
package enum FileType {
  package static let known: [String: [UInt8]] = [
    "application/pdf": Array("%PDF-".utf8),
    "image/png": [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A],
    "image/jpeg": [0xFF, 0xD8, 0xFF],
    "text/csv": [],
  ]

  /// How the name of a file of each type may end.
  package static let endings: [String: [String]] = [
    "application/pdf": [".pdf"], "image/png": [".png"], "image/jpeg": [".jpg", ".jpeg"],
    "text/csv": [".csv"],
  ]

  /// The type that a file's bytes and its name both tell; nil when they disagree or are unknown.
  package static func of(_ bytes: ArraySlice<UInt8>, name: String) -> String? {
    guard
      let type = endings.first(where: { $0.value.contains { ends(name, with: $0) } })?.key,
      let magic = known[type], bytes.starts(with: magic)
    else { return nil }
    // Text has no mark of its own to begin with.
    if magic.isEmpty, bytes.contains(0) || String(validating: bytes, as: UTF8.self) == nil {
      return nil
    }
    return type
  }

  private static func ends(_ name: String, with ending: String) -> Bool {
    let tail = name.utf8.suffix(ending.utf8.count).map { (65...90).contains($0) ? $0 | 0x20 : $0 }
    return tail.elementsEqual(ending.utf8)
  }
}
