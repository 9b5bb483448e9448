import Kernel

// Short ways to build and to read trees in this module.

/// An object of the members that are there.
func object(_ pairs: KeyValuePairs<String, Value?>) -> Value {
  .object(Value.Members(pairs.compactMap { name, value in value.map { (name, $0) } }))
}

/// A list of strings.
func texts(_ texts: [String]) -> Value { .list(texts.map { .text($0) }) }

extension Value {
  /// The strings of a string or of a list of strings; nil for anything else.
  var strings: [String]? {
    if let string { return [string] }
    guard let elements else { return nil }
    let strings = elements.compactMap(\.string)
    return strings.count == elements.count ? strings : nil
  }

  /// Whether `type` is a list that holds this name: Open Badges wants a list even for one.
  func isTyped(_ name: String) -> Bool {
    guard let types = self["type"], types.elements != nil else { return false }
    return types.strings?.contains { same($0, name) } ?? false
  }
}

/// Compares outside text byte by byte: Swift's == calls composed and decomposed letters equal.
func same(_ a: String, _ b: String) -> Bool { Name.same(a, b) }

/// Like `same`; a missing text is the same as nothing.
func same(_ a: String?, _ b: String?) -> Bool {
  guard let a, let b else { return false }
  return Name.same(a, b)
}
