import Crypto

/// The hash tree of RFC 9162: leaves are hashed after a 0 byte, nodes after a 1 byte.
package struct MerkleTree {
  /// The hash of the perfect subtree over leaves `place << level ..< (place + 1) << level`.
  private let perfect: (_ level: Int, _ place: Int) throws -> [UInt8]

  package init(perfect: @escaping (_ level: Int, _ place: Int) throws -> [UInt8]) {
    self.perfect = perfect
  }

  /// The hash of a leaf from its input, which may come in parts.
  package static func leaf(_ input: [UInt8]...) -> [UInt8] { hash(0, input) }

  package static func node(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] { hash(1, [left, right]) }

  /// The root of a tree without leaves.
  package static let empty = Array(SHA256.hash(data: [UInt8]()))

  private static func hash(_ mark: UInt8, _ parts: [[UInt8]]) -> [UInt8] {
    var hash = SHA256()
    hash.update(data: [mark])
    for part in parts { hash.update(data: part) }
    return Array(hash.finalize())
  }

  /// The root over the first `size` leaves.
  package func root(size: Int) throws -> [UInt8] { try hash(0..<size) }

  /// The inclusion proof of leaf `index` in the tree over the first `size` leaves, nearest sibling
  /// first (RFC 9162, 2.1.3.1).
  package func path(to index: Int, size: Int) throws -> [[UInt8]] {
    var range = 0..<size
    var path: [[UInt8]] = []
    while range.count > 1 {
      let middle = range.lowerBound + (1 << MerkleTree.level(below: range.count))
      if index < middle {
        path.append(try hash(middle..<range.upperBound))
        range = range.lowerBound..<middle
      } else {
        path.append(try hash(range.lowerBound..<middle))
        range = middle..<range.upperBound
      }
    }
    return path.reversed()
  }

  /// The root that a leaf's hash and its inclusion proof lead to; nil when the proof is too short or
  /// too long for the place (RFC 9162, 2.1.3.2).
  package static func root(
    leaf: [UInt8], index: Int, size: Int, path: [[UInt8]]
  ) -> [UInt8]? {
    guard index >= 0, index < size else { return nil }
    var (place, last) = (index, size - 1)
    var root = leaf
    for sibling in path {
      guard last > 0 else { return nil }
      if place & 1 == 1 || place == last {
        root = node(sibling, root)
        while place & 1 == 0, place > 0 { (place, last) = (place >> 1, last >> 1) }
      } else {
        root = node(root, sibling)
      }
      (place, last) = (place >> 1, last >> 1)
    }
    return last == 0 ? root : nil
  }

  /// The hash over a range whose start is a multiple of the largest power of two in its length.
  private func hash(_ range: Range<Int>) throws -> [UInt8] {
    var peaks: [[UInt8]] = []
    var from = range.lowerBound
    while from < range.upperBound {
      let level = MerkleTree.level(within: range.upperBound - from)
      peaks.append(try perfect(level, from >> level))
      from += 1 << level
    }
    return MerkleTree.fold(peaks)
  }

  static func fold(_ peaks: [[UInt8]]) -> [UInt8] {
    guard var root = peaks.last else { return empty }
    for peak in peaks.dropLast().reversed() { root = node(peak, root) }
    return root
  }

  /// The exponent of the largest power of two that is not above a count of at least 1.
  static func level(within count: Int) -> Int { Int.bitWidth - 1 - count.leadingZeroBitCount }

  /// The exponent of the largest power of two below a count of at least 2.
  static func level(below count: Int) -> Int { level(within: count - 1) }
}

/// A tree that grows leaf by leaf and keeps only its perfect subtrees' hashes.
package struct MerkleFrontier {
  private var peaks: [(level: Int, hash: [UInt8])] = []
  package private(set) var size = 0

  package init() {}

  /// Appends a leaf's hash; every perfect subtree that this completes is handed over, small first.
  package mutating func append(
    _ leaf: [UInt8], completed: (_ level: Int, _ place: Int, _ hash: [UInt8]) throws -> Void
  ) rethrows {
    size += 1
    var peak = (level: 0, hash: leaf)
    while let last = peaks.last, last.level == peak.level {
      peaks.removeLast()
      peak = (peak.level + 1, MerkleTree.node(last.hash, peak.hash))
      try completed(peak.level, (size >> peak.level) - 1, peak.hash)
    }
    peaks.append(peak)
  }

  package var root: [UInt8] { MerkleTree.fold(peaks.map(\.hash)) }
}
