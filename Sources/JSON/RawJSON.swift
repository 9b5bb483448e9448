import Kernel

/// Where the parts of a document lie that `JSON.read` has accepted: for those who must hand on the
/// very bytes they were given.
package enum RawJSON {
  /// A member of an object: its name with its quotes, and its value.
  package struct Member: Sendable {
    package let name: Range<Int>
    package let value: Range<Int>

    /// Whether this is the name of the member, however it is written.
    package func isNamed(_ text: String, in bytes: [UInt8]) -> Bool {
      let written = bytes[name].dropFirst().dropLast()
      guard written.contains(UInt8(ascii: "\\")) else { return written.elementsEqual(text.utf8) }
      return (try? JSON.read(bytes[name]))?.string.map { Name.same($0, text) } ?? false
    }
  }

  /// The elements of the list at a place; empty where no list stands there.
  package static func elements(of bytes: [UInt8], at place: Int = 0) -> [Range<Int>] {
    var scan = Scan(bytes: bytes, position: place)
    guard scan.take(UInt8(ascii: "[")) else { return [] }
    var found: [Range<Int>] = []
    while let value = scan.value() {
      found.append(value)
      guard scan.take(UInt8(ascii: ",")) else { break }
    }
    return found
  }

  /// The members of the object at a place in their written order; empty where none stands there.
  package static func members(of bytes: [UInt8], at place: Int = 0) -> [Member] {
    var scan = Scan(bytes: bytes, position: place)
    guard scan.take(UInt8(ascii: "{")) else { return [] }
    var found: [Member] = []
    while let name = scan.value(), scan.take(UInt8(ascii: ":")), let value = scan.value() {
      found.append(Member(name: name, value: value))
      guard scan.take(UInt8(ascii: ",")) else { break }
    }
    return found
  }

  /// Walks over values without looking into them; ends early, never outside of the bytes.
  private struct Scan {
    let bytes: [UInt8]
    var position: Int

    mutating func take(_ wanted: UInt8) -> Bool {
      skipSpace()
      guard position < bytes.count, bytes[position] == wanted else { return false }
      position += 1
      return true
    }

    private mutating func skipSpace() {
      while position < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[position]) {
        position += 1
      }
    }

    /// The range of the value at the present place, which is left behind.
    mutating func value() -> Range<Int>? {
      skipSpace()
      let start = position
      var depth = 0
      while position < bytes.count {
        switch bytes[position] {
        case UInt8(ascii: "\""): skipString()
        case UInt8(ascii: "{"), UInt8(ascii: "["):
          depth += 1
          position += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
          if depth == 0 { return start < position ? start..<position : nil }
          depth -= 1
          position += 1
          if depth == 0 { return start..<position }
          continue
        case UInt8(ascii: ","), UInt8(ascii: ":"), 0x20, 0x0A, 0x0D, 0x09:
          if depth == 0 { return start < position ? start..<position : nil }
          position += 1
          continue
        default:
          position += 1
          continue
        }
        if depth == 0 { return start..<position }
      }
      return start < position ? start..<position : nil
    }

    private mutating func skipString() {
      position += 1
      while position < bytes.count {
        switch bytes[position] {
        case UInt8(ascii: "\\"): position += 2
        case UInt8(ascii: "\""):
          position += 1
          return
        default: position += 1
        }
      }
      position = min(position, bytes.count)
    }
  }
}
