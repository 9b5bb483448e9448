import Foundation

/// Lines of N-Quads in one buffer, to be joined in code point order.
struct Lines {
  private var bytes: [UInt8] = []
  private var spans: [Range<Int>] = []

  init(reserving size: Int = 8 << 10) {
    bytes.reserveCapacity(size)
    spans.reserveCapacity(64)
  }

  /// Forgets the lines and keeps their memory.
  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    spans.removeAll(keepingCapacity: true)
  }

  /// Adds the line that `write` appends.
  mutating func add(_ write: (inout [UInt8]) -> Void) {
    let start = bytes.count
    write(&bytes)
    spans.append(start..<bytes.count)
  }

  /// The lines one after the other: the order of UTF-8 bytes is that of code points.
  func joined() -> [UInt8] {
    var order = spans
    return bytes.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return [] }
      order.sort { first, second in
        let sign = memcmp(
          base + first.lowerBound, base + second.lowerBound, min(first.count, second.count))
        return sign == 0 ? first.count < second.count : sign < 0
      }
      return Array(unsafeUninitializedCapacity: bytes.count) { out, count in
        for span in order {
          UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(out)[count...])
            .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[span]))
          count += span.count
        }
      }
    }
  }
}
