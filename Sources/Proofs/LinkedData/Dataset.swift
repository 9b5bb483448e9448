import Foundation

/// Quads of an RDF dataset, each held once, their terms as canonical N-Quads text.
package struct Dataset: Sendable {
  /// A term: the number of a text, or that of a blank node.
  package struct Term: Hashable, Sendable {
    /// Texts count up from 0, blank nodes down from -1.
    fileprivate let code: Int32

    fileprivate init(code: Int) { self.code = Int32(truncatingIfNeeded: code) }

    /// The graph of a quad that names none.
    package static let defaultGraph = Term(code: 0)

    /// The number of a blank node, counted from 0; nil for any other term.
    package var blank: Int? { code < 0 ? -1 - Int(code) : nil }

    /// The blank node of this number.
    static func blank(_ number: Int) -> Term { Term(code: -1 - number) }
  }

  /// One statement and the graph it is made in.
  package struct Quad: Hashable, Sendable {
    package let subject: Term
    package let predicate: Term
    package let object: Term
    package let graph: Term
  }

  /// The quads, in the order in which they were first added.
  package private(set) var quads: [Quad] = []
  /// How many blank nodes were made.
  package private(set) var blanks = 0

  private var held: Set<Quad> = []
  // All texts, one after the other, found again by the hash of their bytes: equal terms are one
  // number, and quads are compared by four numbers. The first text is empty: the default graph.
  private var text: [UInt8] = []
  private var spans: [Range<Int>] = [0..<0]
  private var slots = Slots()

  package init() {
    text.reserveCapacity(16 << 10)
    quads.reserveCapacity(192)
    held.reserveCapacity(192)
    spans.reserveCapacity(256)
  }

  /// Adds a statement, unless it is there already.
  package mutating func add(_ quad: Quad) {
    if held.insert(quad).inserted { quads.append(quad) }
  }

  /// A blank node of its own.
  package mutating func freshBlank() -> Term {
    blanks += 1
    return Term(code: -blanks)
  }

  /// The term of this text: an IRI in angle brackets or a literal, as canonical N-Quads write it.
  mutating func term(_ bytes: [UInt8]) -> Term { term { $0.append(contentsOf: bytes) } }

  /// The term whose text `write` appends.
  mutating func term(_ write: (inout [UInt8]) -> Void) -> Term {
    let start = text.count
    write(&text)
    let span = start..<text.count
    var hasher = Hasher()
    text.withUnsafeBytes { hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: $0[span])) }
    let hash = hasher.finalize()
    slots.makeRoom()
    var slot = slots.home(of: hash)
    while let entry = slots[slot] {
      if entry.hash == hash, isSame(spans[entry.index], span) {
        text.removeSubrange(span)
        return Term(code: entry.index)
      }
      slot = slots.after(slot)
    }
    slots.put(hash, spans.count, at: slot)
    spans.append(span)
    return Term(code: spans.count - 1)
  }

  /// Whether two stretches of the text are the same bytes.
  private func isSame(_ a: Range<Int>, _ b: Range<Int>) -> Bool {
    guard a.count == b.count else { return false }
    return text.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return true }
      return memcmp(base + a.lowerBound, base + b.lowerBound, a.count) == 0
    }
  }

  /// How many bytes the terms of a quad are written with, blank nodes not counted.
  func length(of quad: Quad) -> Int {
    length(of: quad.subject) + length(of: quad.predicate) + length(of: quad.object)
      + length(of: quad.graph)
  }

  private func length(of term: Term) -> Int {
    term.code < 0 ? 0 : spans[Int(term.code)].count
  }

  /// Appends a quad as one line of N-Quads, its blank nodes as `label` writes them.
  func write(_ quad: Quad, into line: inout [UInt8], label: (Int, inout [UInt8]) -> Void) {
    write(quad.subject, into: &line, label: label)
    line.append(UInt8(ascii: " "))
    write(quad.predicate, into: &line, label: label)
    line.append(UInt8(ascii: " "))
    write(quad.object, into: &line, label: label)
    if quad.graph != .defaultGraph {
      line.append(UInt8(ascii: " "))
      write(quad.graph, into: &line, label: label)
    }
    line.append(UInt8(ascii: " "))
    line.append(UInt8(ascii: "."))
    line.append(UInt8(ascii: "\n"))
  }

  /// Appends a term's text; a blank node as `label` writes it.
  @inline(__always)
  func write(_ term: Term, into line: inout [UInt8], label: (Int, inout [UInt8]) -> Void) {
    if let blank = term.blank {
      label(blank, &line)
    } else {
      let span = spans[Int(term.code)]
      text.withUnsafeBufferPointer {
        line.append(contentsOf: UnsafeBufferPointer(rebasing: $0[span]))
      }
    }
  }
}

/// An open table from hashes to numbers, for keys that lie elsewhere.
private struct Slots {
  private var entries = [(hash: Int, index: Int)](repeating: (0, -1), count: 512)
  private var used = 0

  /// Makes sure that one more entry fits and that a search ends.
  mutating func makeRoom() {
    guard used * 2 >= entries.count else { return }
    let old = entries
    entries = Array(repeating: (0, -1), count: old.count * 2)
    for entry in old where entry.index >= 0 {
      var slot = home(of: entry.hash)
      while self[slot] != nil { slot = after(slot) }
      entries[slot] = entry
    }
  }

  subscript(slot: Int) -> (hash: Int, index: Int)? {
    entries[slot].index >= 0 ? entries[slot] : nil
  }

  func home(of hash: Int) -> Int { hash & (entries.count - 1) }

  func after(_ slot: Int) -> Int { (slot + 1) & (entries.count - 1) }

  mutating func put(_ hash: Int, _ index: Int, at slot: Int) {
    entries[slot] = (hash, index)
    used += 1
  }
}
