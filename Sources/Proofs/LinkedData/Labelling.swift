import Kernel

/// The state of one canonicalization; the names of its parts are those of RDFC-1.0.
struct Labelling {
  static let canonicalPrefix = Array("_:c14n".utf8)
  private static let temporaryPrefix = Array("_:b".utf8)

  let dataset: Dataset
  let hash: HashAlgorithm
  let limit: Int
  private var steps = 0
  private var depth = 0
  /// For each blank node the quads it is in.
  private var mentions: [[Int]]
  private var firstDegree: [[UInt8]] = []
  private var canonical = LabelIssuer()

  init(_ dataset: Dataset, hash: HashAlgorithm, limit: Int) {
    self.dataset = dataset
    self.hash = hash
    self.limit = limit
    mentions = Array(repeating: [], count: dataset.blanks)
    for (index, quad) in dataset.quads.enumerated() {
      mention(quad.subject, in: index)
      mention(quad.object, in: index)
      mention(quad.graph, in: index)
    }
  }

  private mutating func mention(_ term: Dataset.Term, in quad: Int) {
    guard let blank = term.blank, mentions[blank].last != quad else { return }
    mentions[blank].append(quad)
  }

  /// The canonical number of each blank node.
  mutating func labels() throws(RDFCFault) -> [Int] {
    hashFirstDegree()
    let order = firstDegree.indices.sorted { firstDegree[$0].isBefore(firstDegree[$1]) }
    var groups: [[Int]] = []
    for blank in order {
      if let last = groups.last?.last, firstDegree[last] == firstDegree[blank] {
        groups[groups.count - 1].append(blank)
      } else {
        groups.append([blank])
      }
    }
    for group in groups where group.count == 1 { _ = canonical.issue(group[0]) }
    for group in groups where group.count > 1 {
      var paths: [(hash: [UInt8], issuer: LabelIssuer)] = []
      for blank in group where canonical[blank] == nil {
        var issuer = LabelIssuer()
        _ = issuer.issue(blank)
        paths.append(try hashNDegree(blank, issuer))
      }
      for path in paths.sorted(by: { $0.hash.isBefore($1.hash) }) {
        for blank in path.issuer.order { _ = canonical.issue(blank) }
      }
    }
    var labels = Array(repeating: 0, count: dataset.blanks)
    for (number, blank) in canonical.order.enumerated() { labels[blank] = number }
    return labels
  }

  /// Hashes the quads each blank node is in, itself written `_:a` and others `_:z`.
  private mutating func hashFirstDegree() {
    var lines = Lines()
    firstDegree.reserveCapacity(dataset.blanks)
    for (reference, quads) in mentions.enumerated() {
      lines.removeAll()
      for index in quads {
        lines.add { line in
          dataset.write(dataset.quads[index], into: &line) { blank, line in
            line.append(UInt8(ascii: "_"))
            line.append(UInt8(ascii: ":"))
            line.append(blank == reference ? UInt8(ascii: "a") : UInt8(ascii: "z"))
          }
        }
      }
      firstDegree.append(hexadecimalDigest(lines.joined()))
    }
  }

  private func hexadecimalDigest(_ bytes: [UInt8]) -> [UInt8] {
    let digest = hash.digest(bytes)
    var text: [UInt8] = []
    text.reserveCapacity(2 * digest.count)
    for byte in digest {
      text.append(Hex.lower(byte >> 4))
      text.append(Hex.lower(byte))
    }
    return text
  }

  /// What is known of a blank node: its label, canonical or temporary, or else its first hash.
  private func appendIdentifier(
    of blank: Int, _ issuer: LabelIssuer, orElse other: [UInt8], to bytes: inout [UInt8]
  ) {
    if let number = canonical[blank] {
      bytes += Self.canonicalPrefix
      RDFC.append(number, to: &bytes)
    } else if let number = issuer[blank] {
      bytes += Self.temporaryPrefix
      RDFC.append(number, to: &bytes)
    } else {
      bytes += other
    }
  }

  /// Hash Related Blank Node: how a quad relates another blank node to the one explored.
  private func hashRelated(
    _ related: Int, _ quad: Dataset.Quad, _ issuer: LabelIssuer, position: UInt8
  ) -> [UInt8] {
    var input = [position]
    if position != UInt8(ascii: "g") {
      dataset.write(quad.predicate, into: &input) { _, _ in }
    }
    appendIdentifier(of: related, issuer, orElse: firstDegree[related], to: &input)
    return hexadecimalDigest(input)
  }

  /// The blank nodes in one quad with this one, grouped by how they are related to it.
  private mutating func relatedGroups(_ blank: Int, _ issuer: LabelIssuer) throws(RDFCFault)
    -> [(hash: [UInt8], blanks: [Int])]
  {
    var related: [(hash: [UInt8], blank: Int)] = []
    for index in mentions[blank] {
      let quad = dataset.quads[index]
      try step(1)
      for (term, position) in [(quad.subject, "s"), (quad.object, "o"), (quad.graph, "g")]
        as [(Dataset.Term, Unicode.Scalar)]
      {
        guard let other = term.blank, other != blank else { continue }
        related.append(
          (hashRelated(other, quad, issuer, position: UInt8(ascii: position)), other))
      }
    }
    related.sort { $0.hash.isBefore($1.hash) }
    var groups: [(hash: [UInt8], blanks: [Int])] = []
    for item in related {
      if groups.last?.hash == item.hash {
        groups[groups.count - 1].blanks.append(item.blank)
      } else {
        groups.append((item.hash, [item.blank]))
      }
    }
    return groups
  }

  /// Hash N-Degree Quads: explores every path from a blank node and keeps the shortest.
  private mutating func hashNDegree(_ blank: Int, _ given: LabelIssuer) throws(RDFCFault)
    -> (hash: [UInt8], issuer: LabelIssuer)
  {
    depth += 1
    defer { depth -= 1 }
    guard depth <= 256 else { throw .tooComplex(limit: limit) }
    try step(1 + given.order.count / 8)
    var issuer = given
    var data: [UInt8] = []
    for group in try relatedGroups(blank, issuer) {
      data += group.hash
      var chosen: [UInt8] = []
      var chosenIssuer = issuer
      var permutation = Permutation(group.blanks.sorted())
      repeat {
        try step(group.blanks.count)
        var copy = issuer
        guard let path = try path(over: permutation.elements, &copy, chosen) else { continue }
        if chosen.isEmpty || path.isBefore(chosen) {
          chosen = path
          chosenIssuer = copy
        }
      } while permutation.advance()
      data += chosen
      issuer = chosenIssuer
    }
    return (hexadecimalDigest(data), issuer)
  }

  /// The path through related blank nodes in this order; nil once it cannot beat the chosen one.
  private mutating func path(
    over blanks: [Int], _ issuer: inout LabelIssuer, _ chosen: [UInt8]
  ) throws(RDFCFault) -> [UInt8]? {
    func isBeaten(_ path: [UInt8]) -> Bool {
      !chosen.isEmpty && path.count >= chosen.count && chosen.isBefore(path)
    }
    var path: [UInt8] = []
    var recursion: [Int] = []
    for related in blanks {
      if canonical[related] == nil, issuer[related] == nil {
        recursion.append(related)
        _ = issuer.issue(related)
      }
      appendIdentifier(of: related, issuer, orElse: [], to: &path)
      if isBeaten(path) { return nil }
    }
    for related in recursion {
      let result = try hashNDegree(related, issuer)
      appendIdentifier(of: related, issuer, orElse: [], to: &path)
      path.append(UInt8(ascii: "<"))
      path += result.hash
      path.append(UInt8(ascii: ">"))
      issuer = result.issuer
      if isBeaten(path) { return nil }
    }
    return path
  }

  /// Counts work: about a microsecond each, so that the limit is also one of time.
  private mutating func step(_ cost: Int) throws(RDFCFault) {
    steps += cost
    guard steps <= limit else { throw .tooComplex(limit: limit) }
  }
}

/// The orders of a list, from its sorted one on, each different order once.
private struct Permutation {
  private(set) var elements: [Int]

  init(_ sorted: [Int]) { elements = sorted }

  /// Goes on to the next order; false when this was the last.
  mutating func advance() -> Bool {
    guard let pivot = elements.indices.dropLast().last(where: { elements[$0] < elements[$0 + 1] })
    else { return false }
    guard let next = elements.indices.last(where: { elements[$0] > elements[pivot] }) else {
      return false
    }
    elements.swapAt(pivot, next)
    elements[(pivot + 1)...].reverse()
    return true
  }
}

extension [UInt8] {
  /// Whether these bytes come first in code point order.
  fileprivate func isBefore(_ other: [UInt8]) -> Bool { lexicographicallyPrecedes(other) }
}
