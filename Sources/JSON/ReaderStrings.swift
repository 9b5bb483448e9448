import Kernel

extension Reader {
  /// The string that begins at the present quotation mark, unescaped and checked to be UTF-8.
  mutating func string() throws(JSONFault) -> String {
    position += 1
    let start = position
    let end = bytes.withUnsafeBytes { PlainRun.end(in: $0, from: start) }
    position = end.place
    guard position < bytes.count else { throw fault(.ended) }
    switch bytes[position] {
    case UInt8(ascii: "\""):
      let text = try text(bytes[start..<position], isASCII: end.isASCII)
      position += 1
      return text
    case UInt8(ascii: "\\"): return try escapedString(from: start)
    case let byte: throw fault(.controlCharacter(byte))
    }
  }

  private func text(_ slice: ArraySlice<UInt8>, isASCII: Bool) throws(JSONFault) -> String {
    if isASCII { return String(decoding: slice, as: UTF8.self) }
    guard let text = String(validating: slice, as: UTF8.self) else {
      throw fault(.notUTF8, at: firstInvalid(in: slice))
    }
    return text
  }

  private func firstInvalid(in slice: ArraySlice<UInt8>) -> Int {
    var parser = Unicode.UTF8.ForwardParser()
    var iterator = slice.makeIterator()
    var offset = slice.startIndex
    while case .valid(let scalar) = parser.parseScalar(from: &iterator) { offset += scalar.count }
    return offset
  }

  /// Runs and escapes are joined and checked together: an escape is whole characters, so it can
  /// neither complete a broken sequence nor break a sound one.
  private mutating func escapedString(from start: Int) throws(JSONFault) -> String {
    var joined: [UInt8] = []
    joined.reserveCapacity(2 * (position - start) + 64)
    joined.append(contentsOf: bytes[start..<position])
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        guard let text = String(validating: joined, as: UTF8.self) else {
          throw fault(.notUTF8, at: firstInvalid(in: bytes[start..<position]))
        }
        position += 1
        return text
      case UInt8(ascii: "\\"):
        let scalar = try escape()
        if let encoded = UTF8.encode(scalar) { joined.append(contentsOf: encoded) }
      case let byte where byte < 0x20: throw fault(.controlCharacter(byte))
      default:
        let run = position
        position = bytes.withUnsafeBytes { PlainRun.end(in: $0, from: run) }.place
        joined.append(contentsOf: bytes[run..<position])
      }
    }
    throw fault(.ended)
  }

  private mutating func escape() throws(JSONFault) -> Unicode.Scalar {
    let start = position
    position += 1
    guard let byte = next else { throw fault(.ended) }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try unicodeEscape(from: start)
    default: throw fault(.badEscape, at: start)
    }
  }

  private mutating func unicodeEscape(from start: Int) throws(JSONFault) -> Unicode.Scalar {
    let first = try hexadecimal(start)
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xDC00, next == UInt8(ascii: "\\") else { throw fault(.loneSurrogate, at: start) }
    position += 1
    guard next == UInt8(ascii: "u") else { throw fault(.loneSurrogate, at: start) }
    position += 1
    let second = try hexadecimal(start)
    guard (0xDC00...0xDFFF).contains(second),
      let scalar = Unicode.Scalar(
        0x10000 + (UInt32(first) - 0xD800) << 10 + UInt32(second) - 0xDC00)
    else { throw fault(.loneSurrogate, at: start) }
    return scalar
  }

  private mutating func hexadecimal(_ start: Int) throws(JSONFault) -> UInt16 {
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = next else { throw fault(.ended) }
      guard let digit = Hex.digit(byte) else { throw fault(.badEscape, at: start) }
      unit = unit << 4 | UInt16(digit)
      position += 1
    }
    return unit
  }
}
