import Kernel

/// A published JSON-LD context, restated as a table of terms.
///
/// A table is text, one fact a line, `#` at a line's beginning for remarks:
///
///     context https://example.org/context        the address documents name it by
///     sha256 0f3a…                               digest of the document that is restated
///     prefix ex https://example.org/vocabulary#  short for IRIs in this table only
///     @protected                                 its terms may not be given another meaning
///     name     ex:name                           a term and its IRI; # is short for the address
///     created  ex:created type=xs:dateTime       how its values are read
///     Person   ex:Person                         what is indented below a term holds inside it
///       knows  ex:knows type=@id container=@set
///
/// Besides `type` and `container` there is `context=null`: below this term no context is in force.
struct ContextTable: Sendable {
  private(set) var address = ""
  /// Digests of the published document, as hexadecimal; several where it is about in several layouts.
  private(set) var digests: [String] = []
  private(set) var context = Value.Members()

  private struct Line {
    let indent: Int
    let words: [String]
  }

  /// No table at all.
  static let empty = ContextTable()

  /// Why a table cannot be read: the line.
  struct Fault: Error { let line: String }

  private var prefixes: [(name: String, iri: String)] = []

  private init() {}

  init(_ bytes: [UInt8]) throws(Fault) {
    var lines: [Line] = []
    for text in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let words = text.split(separator: " ").map(String.init)
      guard let first = words.first, first != "#" else { continue }
      switch (first, words.count) {
      case ("context", 2): address = words[1]
      case ("sha256", 2): digests.append(words[1])
      case ("prefix", 3): prefixes.append((words[1], words[2]))
      default: lines.append(Line(indent: text.prefix { $0 == " " }.count, words: words))
      }
    }
    var rest = lines[...]
    context = try members(&rest, indent: 0)
    guard rest.isEmpty, !address.isEmpty else { throw Fault(line: address) }
  }

  /// The lines of this indentation and what is indented below them.
  private func members(_ rest: inout ArraySlice<Line>, indent: Int) throws(Fault) -> Value.Members {
    var members = Value.Members()
    while let line = rest.first, line.indent == indent {
      rest = rest.dropFirst()
      if line.words == ["@protected"] {
        members.pairs.append(("@protected", .bool(true)))
        continue
      }
      guard line.words.count >= 2 else { throw Fault(line: line.words.joined(separator: " ")) }
      let below = try self.members(&rest, indent: indent + 2)
      members.pairs.append((line.words[0], try definition(line, below)))
    }
    return members
  }

  private func definition(_ line: Line, _ below: Value.Members) throws(Fault) -> Value {
    let id = Value.text(iri(line.words[1]))
    guard line.words.count > 2 || !below.pairs.isEmpty else { return id }
    var members = Value.Members([("@id", id)])
    for word in line.words.dropFirst(2) {
      let sides = word.split(separator: "=").map(String.init)
      switch (sides.first, sides.last) {
      case ("type", let type?): members.pairs.append(("@type", .text(iri(type))))
      case ("container", let container?): members.pairs.append(("@container", .text(container)))
      case ("context", "null"): members.pairs.append(("@context", .null))
      default: throw Fault(line: line.words.joined(separator: " "))
      }
    }
    if !below.pairs.isEmpty { members.pairs.append(("@context", .object(below))) }
    return .object(members)
  }

  /// An IRI without the table's shorthand.
  private func iri(_ text: String) -> String {
    if text.hasPrefix("#") { return address + text }
    for prefix in prefixes where text.hasPrefix(prefix.name + ":") {
      return prefix.iri + text.dropFirst(prefix.name.utf8.count + 1)
    }
    return text
  }
}
