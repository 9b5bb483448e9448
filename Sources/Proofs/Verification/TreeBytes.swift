import Kernel

/// What tells a tree from every other one, member order included: kinds, lengths and contents one
/// after the other. Made to be hashed here and seen by nobody; it costs a third of canonical JSON.
struct TreeBytes {
  private(set) var bytes: [UInt8] = []

  init(reserving size: Int = 16 << 10) { bytes.reserveCapacity(size) }

  mutating func add(_ value: Value) {
    switch value {
    case .null: mark(0, 0)
    case .bool(let truth): mark(1, truth ? 1 : 0)
    case .number(let number):
      mark(2, number.scale)
      append(UInt64(bitPattern: number.mantissa))
    case .text(let text): add(text, kind: 3)
    case .plain(let text): add(text, kind: 4)
    case .list(let elements):
      mark(5, elements.count)
      for element in elements { add(element) }
    case .object(let members):
      mark(6, members.pairs.count)
      for pair in members.pairs {
        add(pair.name, kind: 3)
        add(pair.value)
      }
    }
  }

  /// Bytes that belong to no tree.
  mutating func add(_ part: [UInt8]) {
    mark(7, part.count)
    bytes.append(contentsOf: part)
  }

  private mutating func add(_ text: String, kind: UInt8) {
    mark(kind, text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  private mutating func mark(_ kind: UInt8, _ count: Int) {
    bytes.append(kind)
    append(UInt64(truncatingIfNeeded: count))
  }

  private mutating func append(_ number: UInt64) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }
}
