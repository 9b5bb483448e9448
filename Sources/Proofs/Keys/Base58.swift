/// Base58 with Bitcoin's alphabet, as multibase's `z` has it.
package enum Base58 {
  private static let alphabet = Array(
    "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz".utf8)
  /// The most characters that are read: reading costs the square of the length.
  package static let limit = 1024
  /// Five characters at a time: 58 to the fifth is the highest power below 2 to the 32nd.
  private static let group: UInt64 = 58 * 58 * 58 * 58 * 58

  package static func encode(_ bytes: [UInt8]) -> String {
    let zeros = bytes.prefix { $0 == 0 }.count
    // The number, in groups of five characters, the lowest first.
    var groups: [UInt32] = []
    groups.reserveCapacity(bytes.count / 3 + 1)
    var start = zeros
    while start < bytes.count {
      let end = min(start + 4, bytes.count)
      var carry: UInt64 = 0
      for byte in bytes[start..<end] { carry = carry << 8 | UInt64(byte) }
      let shift = UInt64(end - start) * 8
      for index in groups.indices {
        carry += UInt64(groups[index]) << shift
        groups[index] = UInt32(truncatingIfNeeded: carry % group)
        carry /= group
      }
      while carry > 0 {
        groups.append(UInt32(truncatingIfNeeded: carry % group))
        carry /= group
      }
      start = end
    }
    return text(groups, zeros: zeros)
  }

  private static func text(_ groups: [UInt32], zeros: Int) -> String {
    var reversed: [UInt8] = []
    reversed.reserveCapacity(groups.count * 5 + zeros)
    for group in groups {
      var rest = group
      for _ in 0..<5 {
        reversed.append(alphabet[Int(rest % 58)])
        rest /= 58
      }
    }
    while reversed.last == alphabet[0] { reversed.removeLast() }
    reversed.append(contentsOf: repeatElement(alphabet[0], count: zeros))
    return String(decoding: reversed.reversed(), as: UTF8.self)
  }

  /// The bytes of a text; nil for a character of another alphabet and beyond the limit. Two texts
  /// never stand for the same bytes.
  package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
    guard text.count <= limit else { return nil }
    let text = Array(text)
    let zeros = text.prefix { $0 == alphabet[0] }.count
    // The number, in words of four bytes, the lowest first.
    var words: [UInt32] = []
    for start in stride(from: zeros, to: text.count, by: 5) {
      var carry: UInt64 = 0
      var scale: UInt64 = 1
      for character in text[start..<min(start + 5, text.count)] {
        let value = values[Int(character)]
        guard value < 58 else { return nil }
        carry = carry * 58 + UInt64(value)
        scale *= 58
      }
      for index in words.indices {
        carry += UInt64(words[index]) * scale
        words[index] = UInt32(truncatingIfNeeded: carry)
        carry >>= 32
      }
      if carry > 0 { words.append(UInt32(truncatingIfNeeded: carry)) }
    }
    var reversed: [UInt8] = []
    for word in words {
      for shift in [0, 8, 16, 24] as [UInt32] {
        reversed.append(UInt8(truncatingIfNeeded: word >> shift))
      }
    }
    while reversed.last == 0 { reversed.removeLast() }
    reversed.append(contentsOf: repeatElement(0, count: zeros))
    return reversed.reversed()
  }

  /// The value of a character; 255 for one of another alphabet.
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 255, count: 256)
    for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
    return values
  }()
}
