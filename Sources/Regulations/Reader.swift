package import Kernel

/// Reads a tree strictly: every member is asked for by name and type, and what nobody asked for is
/// a fault, so that a misspelt key cannot pass unnoticed.
package struct Reader: Sendable {
  package let value: Value
  package let file: String
  package let place: String
  /// The text it was read from and the way to its node there, so that a fault can name the line.
  private let written: String?
  private let path: [YAML.Part]

  package init(_ value: Value, file: String, place: String = "") {
    self.init(value, file: file, place: place, text: nil, path: [])
  }

  /// Reads a whole file.
  package init(yaml text: String, file: String) throws(PackFault) {
    self.init(try YAML.read(text, file: file), file: file, place: "", text: text, path: [])
  }

  private init(_ value: Value, file: String, place: String, text: String?, path: [YAML.Part]) {
    self.value = value
    self.file = file
    self.place = place
    self.written = text
    self.path = path
  }

  package func fault(_ problem: String) -> PackFault { fault(problem, at: path) }

  private func fault(_ problem: String, at path: [YAML.Part]) -> PackFault {
    // A file's own faults stand nowhere in particular.
    let line = path.isEmpty ? nil : written.flatMap { YAML.line(of: path, in: $0) }
    return PackFault(file, place, problem, line: line)
  }

  private func member(_ value: Value, _ name: String) -> Reader {
    Reader(
      value, file: file, place: place.isEmpty ? name : "\(place).\(name)", text: written,
      path: path + [.member(name)])
  }

  /// Refuses members beyond those named.
  package func only(_ names: String...) throws(PackFault) {
    guard let members = value.members else { throw fault("must be a mapping, is \(value.kind)") }
    for (name, _) in members.pairs where !names.contains(name) {
      let known =
        names.isEmpty ? "none is known here" : "known are \(names.joined(separator: ", "))"
      throw fault("has the unknown key '\(name)'; \(known)", at: path + [.member(name)])
    }
  }

  /// A member that may be absent or null.
  package func optional(_ name: String) -> Reader? {
    guard let member = value[name] else { return nil }
    if case .null = member { return nil }
    return self.member(member, name)
  }

  /// A member that must be there.
  package func required(_ name: String) throws(PackFault) -> Reader {
    guard let member = optional(name) else { throw fault("lacks '\(name)'") }
    return member
  }

  /// The elements of a list.
  package func list() throws(PackFault) -> [Reader] {
    guard let elements = value.elements else { throw fault("must be a list, is \(value.kind)") }
    return elements.enumerated().map { offset, element in
      let name = element["id"]?.string ?? element["key"]?.string ?? element["name"]?.string
      let label = name.map { "item \(offset + 1) (\($0))" } ?? "item \(offset + 1)"
      return Reader(
        element, file: file, place: place.isEmpty ? label : "\(place), \(label)", text: written,
        path: path + [.element(offset)])
    }
  }

  /// The element of a list with this id; the reader itself where there is none.
  func element(_ id: String, of name: String, key: String = "id") -> Reader {
    let found = try? list(name).first { $0.value[key]?.string == id }
    return found ?? self
  }

  package func list(_ name: String) throws(PackFault) -> [Reader] {
    guard let member = optional(name) else { return [] }
    return try member.list()
  }

  package func text() throws(PackFault) -> String {
    guard let text = value.string else { throw fault("must be text, is \(value.kind)") }
    if let fault = Name.fault(in: text, limit: 20_000) { throw self.fault(fault.description) }
    return text
  }

  package func text(_ name: String) throws(PackFault) -> String { try required(name).text() }

  package func word() throws(PackFault) -> String {
    let text = try text()
    guard Name.isPlain(text) else {
      throw fault("'\(text)' must be a word of ASCII letters, digits, dots, hyphens, underscores")
    }
    return text
  }

  package func word(_ name: String) throws(PackFault) -> String { try required(name).word() }

  package func integer() throws(PackFault) -> Int {
    guard let number = value.decimal?.integer else {
      throw fault("must be a whole number in digits 0-9, is \(value.string ?? value.kind)")
    }
    return Int(number)
  }

  package func decimal() throws(PackFault) -> ExactDecimal {
    guard let number = value.decimal else {
      throw fault("must be a decimal number in digits 0-9, is \(value.string ?? value.kind)")
    }
    return number
  }

  package func flag() throws(PackFault) -> Bool {
    guard let truth = value.truth else { throw fault("must be true or false") }
    return truth
  }

  package func day() throws(PackFault) -> Day {
    guard let text = value.string, let day = Day(text: text) else {
      throw fault("must be a day that exists, written 2026-09-06")
    }
    return day
  }

  package func instant() throws(PackFault) -> Instant {
    guard let text = value.string, let instant = Instant(text: text) else {
      throw fault("must be an instant with its offset, written 2026-09-06T23:59:00+03:00")
    }
    return instant
  }

  package func money() throws(PackFault) -> Money {
    guard let text = value.string, let money = Money(text: text) else {
      throw fault("must be an amount with its currency, written 200.00 SAR")
    }
    return money
  }

  package func localized() throws(PackFault) -> Localized {
    try only("ar", "en", "vi")
    return Localized(ar: try words("ar"), en: try words("en"), vi: try words("vi"))
  }

  /// A sentence that somebody reads in this language.
  private func words(_ tongue: String) throws(PackFault) -> String {
    let words = try required(tongue)
    let text = try words.text()
    guard text.contains(where: { !$0.isWhitespace }) else {
      throw words.fault("is empty; write it in all three languages")
    }
    return text
  }

  package func localized(_ name: String) throws(PackFault) -> Localized {
    try required(name).localized()
  }

  package func choice<T: RawRepresentable & CaseIterable>(_: T.Type = T.self) throws(PackFault)
    -> T where T.RawValue == String
  {
    let text = try text()
    guard let choice = T(rawValue: text) else {
      let known = T.allCases.map(\.rawValue).joined(separator: ", ")
      throw fault("'\(text)' is none of \(known)")
    }
    return choice
  }

  /// Checks `format: 1` at the top of a file.
  package func format1() throws(PackFault) {
    guard try required("format").integer() == 1 else {
      throw fault("has a format this version does not read; write 'format: 1'")
    }
  }
}
