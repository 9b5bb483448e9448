package import Kernel
package import Regulations

/// A story: a world and what people do in it, with what is expected; a registrar can write it.
package struct Story: Sendable {
  package struct Step: Sendable {
    package let number: Int
    package let at: Instant
    /// The operation, or `tick`; nil for a step that only reads.
    package let operation: String?
    /// Who: sign-in names or roles; several do the same one after the other.
    package let by: [String]
    package let with: Value
    package let expect: Value?
    /// A remark for readers.
    package let say: String?
  }

  package let name: String
  package let world: String
  /// Parameters set before the first step: `key` or `pack#key` → scalar.
  package let set: [(name: String, value: Value)]
  package let steps: [Step]
}

extension Story {
  /// Reads a story file, `format: 1`.
  package static func read(_ text: String, file: String) throws(PackFault) -> Story {
    let root = try Reader(yaml: text, file: file)
    try root.format1()
    try root.only("format", "name", "world", "set", "steps")
    var steps: [Step] = []
    for (offset, item) in try root.required("steps").list().enumerated() {
      try item.only("at", "do", "by", "with", "expect", "say")
      let at = try item.required("at").instant()
      if let last = steps.last, at < last.at {
        throw item.fault("lies before the step above it; a story runs forward")
      }
      steps.append(
        Step(
          number: offset + 1, at: at, operation: try item.optional("do")?.word(),
          by: try people(item), with: item.optional("with")?.value ?? .object(Value.Members()),
          expect: item.optional("expect")?.value, say: try item.optional("say")?.text()))
    }
    return Story(
      name: try root.optional("name")?.text() ?? file, world: try root.word("world"),
      set: root.optional("set")?.value.members?.pairs ?? [], steps: steps)
  }

  /// One name, a list of names, or a range `learner-001..learner-024`.
  private static func people(_ item: Reader) throws(PackFault) -> [String] {
    guard let by = item.optional("by") else { return [] }
    if by.value.elements != nil {
      var names: [String] = []
      for name in try by.list() { names += try expand(name) }
      return names
    }
    return try expand(by)
  }

  private static func expand(_ reader: Reader) throws(PackFault) -> [String] {
    let text = try reader.text()
    let ends = text.split(separator: "..", omittingEmptySubsequences: false).map(String.init)
    guard ends.count == 2 else { return [text] }
    let stem = ends[0].prefix { !$0.isASCII || !$0.isNumber }
    guard let first = Int(ends[0].dropFirst(stem.count)), ends[1].hasPrefix(stem),
      let last = Int(ends[1].dropFirst(stem.count)), first <= last, last - first < 1_000
    else { throw reader.fault("'\(text)' is no range like learner-001..learner-024") }
    let width = ends[0].count - stem.count
    return (first...last).map { number in
      let digits = String(number)
      return stem + String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
  }
}
