import Kernel

extension Value.Members {
  /// Refuses members that nobody has defined, `null`, and names in another case.
  func only(_ known: [String]) throws(InputFault) {
    for (name, value) in pairs {
      guard known.contains(where: { Name.same($0, name) }) else {
        throw InputFault(name, "There is no such property here; names keep their case.")
      }
      if case .null = value {
        throw InputFault(name, "A property has a value or is left out: null is not allowed.")
      }
    }
  }

  /// Reads a member where there is one; a fault in it is placed under its name.
  func when<Held>(
    _ name: String, _ read: (Value) throws(InputFault) -> Held
  ) throws(InputFault) -> Held? {
    guard let value = self[name] else { return nil }
    do { return try read(value) } catch { throw error.inside(name) }
  }

  /// The same for a member that must be there.
  @discardableResult
  func need<Held>(
    _ name: String, _ read: (Value) throws(InputFault) -> Held
  ) throws(InputFault) -> Held {
    guard let found = try when(name, read) else {
      throw InputFault(name, "This property is required.")
    }
    return found
  }
}

extension Value {
  func objectOrFault() throws(InputFault) -> Members {
    guard let members else { throw InputFault("", "An object is expected, not \(kind).") }
    return members
  }

  func listOrFault() throws(InputFault) -> [Value] {
    guard let elements else { throw InputFault("", "A list is expected, not \(kind).") }
    return elements
  }

  func textOrFault() throws(InputFault) -> String {
    guard case .text(let text) = self else {
      throw InputFault("", "Text is expected, not \(kind).")
    }
    return text
  }

  /// Text that passes a test.
  func textOrFault(_ what: String, _ test: (String) -> Bool) throws(InputFault) -> String {
    let text = try textOrFault()
    guard test(text) else { throw InputFault("", "This is not \(what).") }
    return text
  }

  func truthOrFault() throws(InputFault) {
    guard case .bool = self else {
      throw InputFault("", "true or false is expected, not \(kind).")
    }
  }

  func numberOrFault() throws(InputFault) -> ExactDecimal {
    guard case .number(let number) = self else {
      throw InputFault("", "A number is expected, not \(kind).")
    }
    return number
  }

  func iriOrFault() throws(InputFault) -> String {
    try textOrFault("an IRI with its scheme", Terms.isIRI)
  }

  /// A map from language tags to texts.
  func languageMapOrFault() throws(InputFault) {
    for (tag, value) in try objectOrFault().pairs {
      guard Terms.isLanguage(tag) else {
        throw InputFault(tag, "The key of a language map is a language tag (RFC 5646).")
      }
      do { _ = try value.textOrFault() } catch { throw error.inside(tag) }
    }
  }

  /// A map from IRIs to anything.
  func extensionsOrFault() throws(InputFault) {
    for (key, _) in try objectOrFault().pairs where !Terms.isIRI(key) {
      throw InputFault(key, "The key of an extension is an IRI with its scheme.")
    }
  }
}
