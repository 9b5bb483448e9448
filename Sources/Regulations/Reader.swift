package import Kernel

/// Reads a tree strictly: every member is asked for by name and type, and what nobody asked for is
/// a fault, so that a misspelt key cannot pass unnoticed.
package struct Reader {
  package let value: Value
  package let file: String
  package let place: String

  package init(_ value: Value, file: String, place: String = "") {
    self.value = value
    self.file = file
    self.place = place
  }

  package func fault(_ problem: String) -> PackFault { PackFault(file, place, problem) }

  private func path(_ name: String) -> String { place.isEmpty ? name : "\(place).\(name)" }

  /// Refuses members beyond those named.
  package func only(_ names: String...) throws(PackFault) {
    guard let members = value.members else { throw fault("must be a mapping, is \(value.kind)") }
    for (name, _) in members.pairs where !names.contains(name) {
      let known =
        names.isEmpty ? "none is known here" : "known are \(names.joined(separator: ", "))"
      throw fault("has the unknown key '\(name)'; \(known)")
    }
  }

  /// A member that may be absent or null.
  package func optional(_ name: String) -> Reader? {
    guard let member = value[name] else { return nil }
    if case .null = member { return nil }
    return Reader(member, file: file, place: path(name))
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
      return Reader(element, file: file, place: place.isEmpty ? label : "\(place), \(label)")
    }
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
    return Localized(ar: try text("ar"), en: try text("en"), vi: try text("vi"))
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
