/// Base64 with the URL alphabet and without padding (RFC 4648 section 5, RFC 7515 section 2).
package enum Base64URL {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  package static func encode(_ bytes: some Sequence<UInt8>) -> String {
    let bytes = Array(bytes)
    return String(unsafeUninitializedCapacity: (bytes.count * 4 + 2) / 3) { out in
      bytes.withUnsafeBufferPointer { bytes in
        alphabet.withUnsafeBufferPointer { write(bytes, $0, into: out) }
      }
    }
  }

  /// Three bytes become four letters; what is left over becomes two or three. The letters written.
  private static func write(
    _ bytes: UnsafeBufferPointer<UInt8>, _ letters: UnsafeBufferPointer<UInt8>,
    into out: UnsafeMutableBufferPointer<UInt8>
  ) -> Int {
    var length = 0
    func put(_ group: UInt32, _ count: Int) {
      for place in 0..<count {
        out[length] = letters[Int(group >> (18 - 6 * UInt32(truncatingIfNeeded: place)) & 63)]
        length += 1
      }
    }
    var place = 0
    while place + 2 < bytes.count {
      let group =
        UInt32(bytes[place]) << 16 | UInt32(bytes[place + 1]) << 8 | UInt32(bytes[place + 2])
      put(group, 4)
      place += 3
    }
    let rest = bytes.count - place
    if rest == 1 { put(UInt32(bytes[place]) << 16, 2) }
    if rest == 2 { put(UInt32(bytes[place]) << 16 | UInt32(bytes[place + 1]) << 8, 3) }
    return length
  }

  /// The bytes of a text; nil for padding, other alphabets, white space, an impossible length, and
  /// left-over bits that are not zero: two texts never stand for the same bytes.
  package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
    let text = Array(text)
    guard text.count % 4 != 1 else { return nil }
    var out: [UInt8] = []
    out.reserveCapacity(text.count / 4 * 3 + 2)
    var buffer: UInt32 = 0
    var bits: UInt32 = 0
    let isSound = text.withUnsafeBufferPointer { text in
      values.withUnsafeBufferPointer { values in
        for character in text {
          let value = values[Int(character)]
          if value > 63 { return false }
          buffer = (buffer << 6 | UInt32(value)) & 0xFFFF
          bits += 6
          if bits >= 8 {
            bits -= 8
            out.append(UInt8(truncatingIfNeeded: buffer >> bits))
          }
        }
        return true
      }
    }
    return isSound && buffer & (1 << bits - 1) == 0 ? out : nil
  }

  /// The six bits a character stands for; 255 for one of another alphabet.
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 255, count: 256)
    for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
    return values
  }()
}
