package import Kernel
internal import Yams

/// Untrusted YAML as a tree of untyped scalars: nodes are composed, every scalar stays the text its
/// author wrote, and anchors, aliases, tags and a second document are refused.
package enum YAML {
  /// The largest text read, in bytes.
  package static let sizeLimit = 2 << 20
  static let depthLimit = 32
  // Other line breaks of YAML: refused, so that the composer's lines are the text's.
  private static let oddBreaks: Set<UInt32> = [0x85, 0x2028, 0x2029]

  package static func read(_ text: String, file: String) throws(PackFault) -> Value {
    guard text.utf8.count <= sizeLimit else {
      throw PackFault(file, "", "is larger than \(sizeLimit) bytes; split it")
    }
    guard !text.unicodeScalars.contains(where: { oddBreaks.contains($0.value) }) else {
      throw PackFault(file, "", "holds an unusual line separator; use line feeds")
    }
    guard nestingIsBounded(text) else {
      throw PackFault(file, "", "nests deeper than \(depthLimit) levels")
    }
    let root: Node?
    do {
      root = try Yams.compose(yaml: text)
    } catch {
      throw fault(error, in: file)
    }
    guard let root else { throw PackFault(file, "", "is empty") }
    return try YAMLTree(text: text, file: file).value(of: root, depth: 0)
  }

  /// What the composer says, without the text that it repeats.
  private static func fault(_ error: any Error, in file: String) -> PackFault {
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      PackFault(file, "column \(mark.column)", "is not YAML: \(problem)", line: mark.line)
    case .duplicatedKeysInMapping(let names, let context):
      PackFault(
        file, "", "names twice: \(names.sorted().joined(separator: ", "))",
        line: context.mark.line)
    case .reader(let problem, _, _, _): PackFault(file, "", "is not YAML: \(problem)")
    default: PackFault(file, "", "is not YAML")
    }
  }

  /// A way one level down: to a mapping's member or a list's element.
  enum Part: Sendable {
    case member(String)
    case element(Int)
  }

  /// The line of a node in a text that was read before; of its key where it is a mapping's member.
  static func line(of path: [Part], in text: String) -> Int? {
    guard var node = try? Yams.compose(yaml: text) else { return nil }
    var line = node.mark?.line
    for part in path {
      switch (part, node) {
      case (.member(let name), .mapping(let mapping)):
        guard
          let found = mapping.first(where: { key, _ in
            key.scalar.map { Name.same($0.string, name) } ?? false
          })
        else { return line }
        (line, node) = (found.key.mark?.line ?? line, found.value)
      case (.element(let offset), .sequence(let sequence)):
        guard sequence.indices.contains(offset) else { return line }
        node = sequence[offset]
        line = node.mark?.line ?? line
      default: return line
      }
    }
    return line
  }

  // Composing recurses, so depth is bounded on the text before the composer sees it.
  private static func nestingIsBounded(_ text: String) -> Bool {
    var flow = 0
    var indent = 0
    var dashes = 0
    var atStart = true
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\n"):
        (indent, dashes, atStart) = (0, 0, true)
      case UInt8(ascii: " ") where atStart: indent += 1
      case UInt8(ascii: "-") where atStart, UInt8(ascii: "?") where atStart: dashes += 1
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        flow += 1
        atStart = false
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        flow = max(0, flow - 1)
        atStart = false
      default: atStart = false
      }
      if flow > depthLimit || dashes > depthLimit && !atStart || indent > 200 { return false }
    }
    return dashes <= depthLimit
  }
}

/// Turns composed nodes into values, looking back at the text for what the composer resolves
/// silently.
private struct YAMLTree {
  let file: String
  let lines: [[Unicode.Scalar]]

  init(text: String, file: String) {
    self.file = file
    lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
      .map(Array.init)
  }

  func value(of node: Node, depth: Int) throws(PackFault) -> Value {
    let place = node.mark.map { "line \($0.line)" } ?? ""
    guard depth <= YAML.depthLimit else { throw PackFault(file, place, "nests too deep") }
    try refuseProperties(of: node, place)
    switch node {
    case .scalar(let scalar):
      if scalar.style == .plain {
        return scalar.string.isEmpty || scalar.string == "null" || scalar.string == "~"
          ? .null : .plain(scalar.string)
      }
      return .text(scalar.string)
    case .sequence(let sequence):
      var elements: [Value] = []
      for element in sequence { elements.append(try value(of: element, depth: depth + 1)) }
      return .list(elements)
    case .mapping(let mapping):
      var pairs: [(name: String, value: Value)] = []
      for (key, element) in mapping {
        guard case .scalar(let name) = key else {
          throw PackFault(file, place, "has a key that is not a word")
        }
        try refuseProperties(of: key, place)
        guard !pairs.contains(where: { $0.name.utf8.elementsEqual(name.string.utf8) }) else {
          throw PackFault(file, place, "names '\(name.string)' twice")
        }
        pairs.append((name.string, try value(of: element, depth: depth + 1)))
      }
      return .object(Value.Members(pairs))
    case .alias:
      throw PackFault(file, place, "uses an alias; write the value out")
    }
  }

  // The composer resolves an alias to a copy of the anchored node, which stands before it: so an
  // anchor is found, at the node's own mark, before anything is expanded.
  private func refuseProperties(of node: Node, _ place: String) throws(PackFault) {
    guard let mark = node.mark, lines.indices.contains(mark.line - 1) else { return }
    let line = lines[mark.line - 1]
    guard line.indices.contains(mark.column - 1) else { return }
    switch line[mark.column - 1] {
    case "&": throw PackFault(file, place, "uses an anchor; write the value out")
    case "*": throw PackFault(file, place, "uses an alias; write the value out")
    case "!": throw PackFault(file, place, "uses a tag; leave it out")
    default: return
    }
  }
}

/// What is wrong with a pack, an example or a story: file, place and what to do.
package struct PackFault: Error, Equatable, CustomStringConvertible {
  package let file: String
  package let place: String
  package let problem: String
  /// The line of the place; nil where it is the whole file or not known.
  package let line: Int?

  package init(_ file: String, _ place: String, _ problem: String, line: Int? = nil) {
    self.file = file
    self.place = place
    self.problem = problem
    self.line = line
  }

  package var description: String {
    let parts = [file, line.map { "line \($0)" }, place.isEmpty ? nil : place]
    return "\(parts.compactMap(\.self).joined(separator: ", ")): \(problem)"
  }
}
