package import Kernel
internal import Yams

/// Untrusted YAML as a tree of untyped scalars: nodes are composed, every scalar stays the text its
/// author wrote, and anchors, aliases, tags and a second document are refused.
package enum YAML {
  /// The largest text read, in bytes.
  package static let sizeLimit = 2 << 20
  static let depthLimit = 32

  package static func read(_ text: String, file: String) throws(PackFault) -> Value {
    guard text.utf8.count <= sizeLimit else {
      throw PackFault(file, "", "is larger than \(sizeLimit) bytes; split it")
    }
    guard nestingIsBounded(text) else {
      throw PackFault(file, "", "nests deeper than \(depthLimit) levels")
    }
    let root: Node?
    do {
      root = try Yams.compose(yaml: text)
    } catch {
      throw PackFault(file, "", "is not YAML: \(error)")
    }
    guard let root else { throw PackFault(file, "", "is empty") }
    return try value(of: root, file: file, depth: 0)
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

  private static func value(of node: Node, file: String, depth: Int) throws(PackFault) -> Value {
    let place = node.mark.map { "line \($0.line)" } ?? ""
    guard depth <= depthLimit else { throw PackFault(file, place, "nests too deep") }
    switch node {
    case .scalar(let scalar):
      try refuse(anchor: scalar.anchor, tag: scalar.tag, file, place)
      if scalar.style == .plain {
        return scalar.string.isEmpty || scalar.string == "null" || scalar.string == "~"
          ? .null : .plain(scalar.string)
      }
      return .text(scalar.string)
    case .sequence(let sequence):
      try refuse(anchor: sequence.anchor, tag: sequence.tag, file, place)
      var elements: [Value] = []
      for element in sequence {
        elements.append(try value(of: element, file: file, depth: depth + 1))
      }
      return .list(elements)
    case .mapping(let mapping):
      try refuse(anchor: mapping.anchor, tag: mapping.tag, file, place)
      var pairs: [(name: String, value: Value)] = []
      for (key, element) in mapping {
        guard case .scalar(let name) = key else {
          throw PackFault(file, place, "has a key that is not a word")
        }
        try refuse(anchor: name.anchor, tag: name.tag, file, place)
        guard !pairs.contains(where: { $0.name.utf8.elementsEqual(name.string.utf8) }) else {
          throw PackFault(file, place, "names '\(name.string)' twice")
        }
        pairs.append((name.string, try value(of: element, file: file, depth: depth + 1)))
      }
      return .object(Value.Members(pairs))
    case .alias:
      throw PackFault(file, place, "uses an alias; write the value out")
    }
  }

  private static func refuse(anchor: Anchor?, tag: Tag, _ file: String, _ place: String)
    throws(PackFault)
  {
    if anchor != nil { throw PackFault(file, place, "uses an anchor; write the value out") }
    let standard: Set<String> = ["", "!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:seq",
      "tag:yaml.org,2002:map"]
    if !standard.contains(tag.description) {
      throw PackFault(file, place, "uses the tag \(tag.description); leave it out")
    }
  }
}

/// What is wrong with a pack, an example or a story: file, place and what to do.
package struct PackFault: Error, Equatable, CustomStringConvertible {
  package let file: String
  package let place: String
  package let problem: String

  package init(_ file: String, _ place: String, _ problem: String) {
    self.file = file
    self.place = place
    self.problem = problem
  }

  package var description: String {
    place.isEmpty ? "\(file): \(problem)" : "\(file), \(place): \(problem)"
  }
}
