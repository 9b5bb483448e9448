package import Kernel

/// The small texts of xAPI: identifiers, times, durations, languages. All are compared byte by byte.
enum Terms {
  /// An IRI with its scheme (RFC 3987): nothing that no IRI may hold, and something after the scheme.
  static func isIRI(_ text: String) -> Bool {
    let bytes = text.utf8
    guard let first = bytes.first, isLetter(first) else { return false }
    var (place, colon) = (0, -1)
    for byte in bytes {
      if colon < 0 {
        if byte == UInt8(ascii: ":") { colon = place } else if !isOfScheme(byte) { return false }
      }
      guard byte > 0x7E || byte > 0x20 && (byte < 0x40 ? low : high) >> UInt64(byte & 0x3F) & 1 == 0
      else { return false }
      if byte == 0x7F { return false }
      place += 1
    }
    return colon > 0 && colon < place - 1
  }

  /// Which of the bytes 0 to 63, and 64 to 127, no IRI may hold.
  private static let (low, high) = "\"<>\\^`{|}".utf8.reduce(into: (UInt64(0), UInt64(0))) {
    if $1 < 0x40 { $0.0 |= 1 << UInt64($1) } else { $0.1 |= 1 << UInt64($1 & 0x3F) }
  }

  private static func isOfScheme(_ byte: UInt8) -> Bool {
    isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
      || byte == UInt8(ascii: ".")
  }

  /// `mailto:` with a local part and a domain.
  static func isMailbox(_ text: String) -> Bool {
    guard text.utf8.starts(with: "mailto:".utf8), isIRI(text) else { return false }
    let address = text.utf8.dropFirst(7)
    guard let at = address.lastIndex(of: UInt8(ascii: "@")), at > address.startIndex else {
      return false
    }
    let domain = address[address.index(after: at)...]
    return !domain.isEmpty && domain.first != UInt8(ascii: ".")
      && !address[..<at].contains(UInt8(ascii: "@"))
  }

  static func isHex(_ text: String, lengths: Set<Int>) -> Bool {
    lengths.contains(text.utf8.count) && text.utf8.allSatisfy { Hex.digit($0) != nil }
  }

  /// A UUID in its usual form (RFC 4122), of any version.
  static func isUUID(_ text: String) -> Bool { ID<StatementTag>(text: text) != nil }

  /// A language tag (RFC 5646): its shape, not whether the language is known.
  static func isLanguage(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard let first = parts.first, first.allSatisfy(isLetter) else { return false }
    let isPrivate = first.count == 1 && (first.first ?? 0) | 0x20 == UInt8(ascii: "x")
    let isOld = first.count == 1 && (first.first ?? 0) | 0x20 == UInt8(ascii: "i")
    guard (2...8).contains(first.count) || (isPrivate || isOld) && parts.count > 1 else {
      return false
    }
    return parts.dropFirst().allSatisfy { part in
      (1...8).contains(part.count) && part.allSatisfy { isLetter($0) || isDigit($0) }
    }
  }

  /// `type/subtype`, with or without parameters.
  static func isMediaType(_ text: String) -> Bool {
    let type = text.utf8.prefix { $0 != UInt8(ascii: ";") }
    let halves = type.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    return halves.count == 2
      && halves.allSatisfy { half in
        !half.isEmpty
          && half.allSatisfy {
            isLetter($0) || isDigit($0) || "!#$&-^_.+* ".utf8.contains($0)
          }
      }
  }

  /// A duration without what is finer than a hundredth of a second (2.0, 4.2.7): durations are
  /// compared like this.
  static func hundredths(_ duration: String) -> String {
    guard ISODuration(duration) != nil, let point = duration.lastIndex(where: { ".,".contains($0) })
    else {
      return duration
    }
    let fraction = duration[point...].dropFirst().prefix { $0.isNumber }.prefix(2)
    let unit = duration.last.map(String.init) ?? ""
    let kept = fraction.reversed().drop { $0 == "0" }.reversed()
    return duration[..<point] + (kept.isEmpty ? "" : ".\(String(kept))") + unit
  }

  static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
  static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}

/// A time as a statement writes it.
package struct Timestamp: Sendable {
  package let instant: Instant
  /// Whether it is written in UTC.
  let isUTC: Bool

  /// Reads `2026-11-22T13:16:07.25+03:00`; in 1.0.3 seconds and offset may be missing. Fractions finer
  /// than a microsecond are dropped. An offset of minus nothing is refused.
  package init?(_ text: String, _ version: Version) {
    let bytes = Array(text.utf8)
    guard bytes.count >= 10, bytes.count <= 64 else { return nil }
    guard bytes.count > 10 else {
      guard version == .one, let day = Instant(bytes: bytes + "T00:00Z".utf8) else { return nil }
      instant = day
      isUTC = true
      return
    }
    guard bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: "t") else { return nil }
    var time = Array(bytes[11...])
    var offset: [UInt8] = []
    if let place = time.firstIndex(where: { "Zz+-".utf8.contains($0) }) {
      offset = Array(time[place...])
      time = Array(time[..<place])
    } else if version == .two {
      return nil
    }
    guard let zone = Timestamp.offset(offset) else { return nil }
    var fraction: [UInt8] = []
    if let point = time.firstIndex(where: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",") }) {
      fraction = Array(time[(point + 1)...])
      guard !fraction.isEmpty, fraction.allSatisfy(Terms.isDigit), point == 8 else { return nil }
      time = Array(time[..<point])
    }
    if time.count == 5, version == .one { time += ":00".utf8 }
    guard time.count == 8 else { return nil }
    let kept = fraction.prefix(6)
    let text = Array(bytes[..<10]) + "T".utf8 + time + (kept.isEmpty ? [] : ".".utf8 + kept) + zone
    guard let instant = Instant(bytes: text) else { return nil }
    self.instant = instant
    isUTC = zone == Array("Z".utf8)
  }

  /// An offset as `Instant` reads it: `+05` and `+0500` are spelt out.
  private static func offset(_ bytes: [UInt8]) -> [UInt8]? {
    let z = Array("Z".utf8)
    guard let sign = bytes.first else { return z }
    if sign | 0x20 == UInt8(ascii: "z") { return bytes.count == 1 ? z : nil }
    let digits = bytes.dropFirst().filter { $0 != UInt8(ascii: ":") }
    guard digits.allSatisfy(Terms.isDigit), digits.count == 2 || digits.count == 4 else {
      return nil
    }
    if sign == UInt8(ascii: "-"), digits.allSatisfy({ $0 == UInt8(ascii: "0") }) { return nil }
    let minutes = digits.count == 4 ? Array(digits.suffix(2)) : Array("00".utf8)
    return [sign] + digits.prefix(2) + ":".utf8 + minutes
  }
}
