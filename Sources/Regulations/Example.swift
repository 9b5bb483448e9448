package import Kernel

/// Facts with the expected ruling; a lawyer can write it, and it tests the rule.
package struct Example: Sendable {
  package let name: String
  package let file: String
  /// The article the example is about.
  package let article: String
  package let rule: String
  package let asOf: Instant
  package let instrument: String
  package let edition: String?
  /// Parameters set for this example: key → scalar.
  package let set: [(name: String, value: Value)]
  package let facts: Value
  package let outcome: Outcome
  /// Articles of the expected grounds, the headline first; `pack#article` for another instrument.
  package let grounds: [String]
  package let values: [(name: String, value: Value)]
}

extension Example {
  /// Reads a file of examples, `format: 1`.
  package static func read(_ text: String, file: String, instrument: String, edition: String?)
    throws(PackFault) -> [Example]
  {
    let root = try Reader(yaml: text, file: file)
    // The public format is a list; a mapping with `format: 1` and `examples` is read as well.
    let items: [Reader]
    if root.value.elements != nil {
      items = try root.list()
    } else {
      try root.format1()
      try root.only("format", "instrument", "examples")
      items = try root.required("examples").list()
    }
    let named = try root.optional("instrument")?.word()
    var examples: [Example] = []
    for item in items {
      try item.only(
        "format", "name", "article", "rule", "asOf", "instrument", "edition", "set", "facts",
        "expect")
      let expect = try item.required("expect")
      try expect.only("outcome", "grounds", "values")
      var grounds: [String] = []
      for ground in try expect.list("grounds") { grounds.append(try ground.text()) }
      examples.append(
        Example(
          name: try item.text("name"), file: file, article: try item.text("article"),
          rule: try item.text("rule"), asOf: try item.required("asOf").instant(),
          instrument: try item.optional("instrument")?.word() ?? named ?? instrument,
          edition: try item.optional("edition")?.word() ?? edition,
          set: item.optional("set")?.value.members?.pairs ?? [],
          facts: try item.required("facts").value,
          outcome: try expect.required("outcome").choice(), grounds: grounds,
          values: expect.optional("values")?.value.members?.pairs ?? []))
    }
    return examples
  }
}
