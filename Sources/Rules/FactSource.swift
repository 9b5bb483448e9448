package import Kernel

/// Where a rule's facts come from: a tree from outside, read strictly, or nothing at all when the
/// reference is being described (then every read notes name and type and returns a harmless value).
package final class FactSource {
  private let members: Value.Members?
  private let place: String
  private var asked: [String] = []
  /// Filled while describing.
  package private(set) var descriptions: [FactDescription] = []

  /// Reads an object from outside.
  package init(_ value: Value, place: String = "facts") throws(FactFault) {
    guard let members = value.members else {
      throw FactFault(place, "must be an object of facts, is \(value.kind)")
    }
    self.members = members
    self.place = place
  }

  /// Describes instead of reading.
  package init() {
    members = nil
    place = ""
  }

  package var isDescribing: Bool { members == nil }

  /// After reading: refuses members that no rule asked for.
  package func refuseUnknown() throws(FactFault) {
    guard let members else { return }
    for (name, _) in members.pairs where !asked.contains(name) {
      throw FactFault(
        "\(place).\(name)", "is not a fact of this rule; it has \(asked.joined(separator: ", "))")
    }
  }

  private func take(_ name: String, _ type: String, _ optional: Bool, _ meaning: String) -> Value? {
    guard let members else {
      descriptions.append(
        FactDescription(name: name, type: type, isOptional: optional, meaning: meaning))
      return nil
    }
    asked.append(name)
    guard let value = members[name] else { return nil }
    if case .null = value { return nil }
    return value
  }

  private func fault(_ name: String, _ problem: String) -> FactFault {
    FactFault("\(place).\(name)", problem)
  }

  private func need<T>(
    _ name: String, _ type: String, _ meaning: String, placeholder: T,
    _ convert: (Value) throws(FactFault) -> T
  ) throws(FactFault) -> T {
    guard let value = take(name, type, false, meaning) else {
      if isDescribing { return placeholder }
      throw fault(name, "is missing; it is \(type): \(meaning)")
    }
    return try convert(value)
  }

  private func may<T>(
    _ name: String, _ type: String, _ meaning: String,
    _ convert: (Value) throws(FactFault) -> T
  ) throws(FactFault) -> T? {
    guard let value = take(name, type, true, meaning) else { return nil }
    return try convert(value)
  }

  // MARK: Types

  private func asInt(_ name: String, _ range: ClosedRange<Int>)
    -> (Value) throws(FactFault) -> Int
  {
    { value throws(FactFault) in
      guard let number = value.decimal?.integer, range.contains(Int(number)) else {
        throw self.fault(
          name, "must be a whole number \(range.lowerBound)...\(range.upperBound) in digits 0-9")
      }
      return Int(number)
    }
  }

  /// A whole number inside a range.
  package func int(_ name: String, _ range: ClosedRange<Int>, _ meaning: String)
    throws(FactFault) -> Int
  {
    try need(
      name, "integer \(range.lowerBound)...\(range.upperBound)", meaning,
      placeholder: range.lowerBound, asInt(name, range))
  }

  package func optionalInt(_ name: String, _ range: ClosedRange<Int>, _ meaning: String)
    throws(FactFault) -> Int?
  {
    try may(
      name, "integer \(range.lowerBound)...\(range.upperBound)", meaning, asInt(name, range))
  }

  private func asFlag(_ name: String) -> (Value) throws(FactFault) -> Bool {
    { value throws(FactFault) in
      guard let truth = value.truth else { throw self.fault(name, "must be true or false") }
      return truth
    }
  }

  package func flag(_ name: String, _ meaning: String) throws(FactFault) -> Bool {
    try need(name, "true or false", meaning, placeholder: false, asFlag(name))
  }

  package func optionalFlag(_ name: String, _ meaning: String) throws(FactFault) -> Bool? {
    try may(name, "true or false", meaning, asFlag(name))
  }

  private func asText(_ name: String) -> (Value) throws(FactFault) -> String {
    { value throws(FactFault) in
      guard let text = value.string else { throw self.fault(name, "must be text") }
      if let fault = Name.fault(in: text, limit: 4_000) {
        throw self.fault(name, fault.description)
      }
      return text
    }
  }

  package func text(_ name: String, _ meaning: String) throws(FactFault) -> String {
    try need(name, "text", meaning, placeholder: "", asText(name))
  }

  package func optionalText(_ name: String, _ meaning: String) throws(FactFault) -> String? {
    try may(name, "text", meaning, asText(name))
  }

  /// One of a closed set of words.
  package func choice<T: RawRepresentable & CaseIterable & Sendable>(
    _ name: String, _ meaning: String
  ) throws(FactFault) -> T where T.RawValue == String {
    let known = T.allCases.map(\.rawValue).joined(separator: " | ")
    guard let first = T.allCases.first else { throw fault(name, "has no choices") }
    return try need(name, known, meaning, placeholder: first) { value throws(FactFault) in
      guard let text = value.string, let choice = T(rawValue: text) else {
        throw self.fault(name, "must be one of \(known)")
      }
      return choice
    }
  }

  private func asInstant(_ name: String) -> (Value) throws(FactFault) -> Instant {
    { value throws(FactFault) in
      guard let text = value.string, let instant = Instant(text: text) else {
        throw self.fault(
          name, "must be an instant with its offset, written 2026-09-06T23:59:00+03:00")
      }
      return instant
    }
  }

  package func instant(_ name: String, _ meaning: String) throws(FactFault) -> Instant {
    try need(
      name, "instant", meaning, placeholder: Instant(microseconds: 0), asInstant(name))
  }

  package func optionalInstant(_ name: String, _ meaning: String) throws(FactFault) -> Instant? {
    try may(name, "instant", meaning, asInstant(name))
  }

  private func asDay(_ name: String) -> (Value) throws(FactFault) -> Day {
    { value throws(FactFault) in
      guard let text = value.string, let day = Day(text: text) else {
        throw self.fault(name, "must be a day that exists, written 2026-09-06")
      }
      return day
    }
  }

  package func day(_ name: String, _ meaning: String) throws(FactFault) -> Day {
    try need(name, "day", meaning, placeholder: Day(number: 0), asDay(name))
  }

  package func optionalDay(_ name: String, _ meaning: String) throws(FactFault) -> Day? {
    try may(name, "day", meaning, asDay(name))
  }

  private func asMoney(_ name: String) -> (Value) throws(FactFault) -> Money {
    { value throws(FactFault) in
      guard let text = value.string, let money = Money(text: text), money.minor >= 0 else {
        throw self.fault(name, "must be an amount with its currency, written 690.00 SAR")
      }
      return money
    }
  }

  package func money(_ name: String, _ meaning: String) throws(FactFault) -> Money {
    try need(name, "amount", meaning, placeholder: .zero(.sar), asMoney(name))
  }

  private func asMark(_ name: String) -> (Value) throws(FactFault) -> Mark {
    { value throws(FactFault) in
      guard let number = value.decimal, let mark = Mark(number) else {
        throw self.fault(name, "must be a mark 0...100 with at most six decimals")
      }
      return mark
    }
  }

  package func mark(_ name: String, _ meaning: String) throws(FactFault) -> Mark {
    try need(name, "mark 0...100", meaning, placeholder: .zero, asMark(name))
  }

  package func optionalMark(_ name: String, _ meaning: String) throws(FactFault) -> Mark? {
    try may(name, "mark 0...100", meaning, asMark(name))
  }

  /// First and last day of a window, both included: an object with `from` and `through`; nil when
  /// the calendar sets none.
  package func days(_ name: String, _ meaning: String) throws(FactFault) -> ClosedRange<Day>? {
    try may(name, "{from: day, through: day}", meaning) { value throws(FactFault) in
      let source = try FactSource(value, place: "\(self.place).\(name)")
      let from = try source.day("from", "")
      let through = try source.day("through", "")
      try source.refuseUnknown()
      guard from <= through else { throw self.fault(name, "ends before it begins") }
      return from...through
    }
  }

  /// A list of objects, each read by the closure; absent means empty.
  package func list<T>(
    _ name: String, _ meaning: String, _ read: (FactSource) throws(FactFault) -> T
  ) throws(FactFault) -> [T] {
    if isDescribing {
      let inner = FactSource()
      _ = try read(inner)
      let fields = inner.descriptions.map {
        "\($0.name)\($0.isOptional ? "?" : ""): \($0.type)"
      }
      _ = take(name, "list of {\(fields.joined(separator: ", "))}", true, meaning)
      return []
    }
    guard let value = take(name, "list", true, meaning) else { return [] }
    guard let elements = value.elements else { throw fault(name, "must be a list") }
    guard elements.count <= 1_000 else { throw fault(name, "has more than 1000 entries") }
    var result: [T] = []
    for (offset, element) in elements.enumerated() {
      let source = try FactSource(element, place: "\(place).\(name)[\(offset)]")
      result.append(try read(source))
      try source.refuseUnknown()
    }
    return result
  }

  /// A tree that its rule reads by itself, leniently; an empty list while describing.
  package func tree(_ name: String, _ type: String, _ meaning: String) throws(FactFault) -> Value {
    try need(name, type, meaning, placeholder: .list([])) { value throws(FactFault) in value }
  }

  /// A list of words.
  package func words(_ name: String, _ meaning: String) throws(FactFault) -> [String] {
    guard let value = take(name, "list of text", true, meaning) else { return [] }
    guard let elements = value.elements, elements.count <= 1_000 else {
      throw fault(name, "must be a list of at most 1000 texts")
    }
    var words: [String] = []
    for element in elements { words.append(try asText(name)(element)) }
    return words
  }
}
