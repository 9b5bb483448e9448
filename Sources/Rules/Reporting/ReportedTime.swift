// Instants and durations as statements write them (ISO 8601), read from their bytes.
import Kernel

/// Readers of time in statements.
enum ReportedTime {
  /// An instant, with its offset written `Z`, `+03:00`, `+0300` or `+03`, with any number of decimals
  /// of a second; without an offset it is taken for UTC. Nil for anything else.
  static func instant(_ text: String) -> Instant? {
    let bytes = Array(text.utf8.prefix(60))
    guard bytes.count >= 16, bytes.count < 60,
      let end = bytes[11...].firstIndex(where: { [43, 45, 90, 122].contains($0) })
        ?? bytes.indices.last.map({ $0 + 1 })
    else { return nil }
    var time = Array(bytes[..<end])
    if let point = time.firstIndex(of: 46) {
      guard time[(point + 1)...].allSatisfy({ (48...57).contains($0) }) else { return nil }
      time = Array(time.prefix(point + 7))
      if time.last == 46 { time.removeLast() }
    }
    let offset = Array(bytes[end...])
    switch offset.count {
    case 0, 1: return Instant(bytes: time + [90])
    case 3: return Instant(bytes: time + offset + [58, 48, 48])
    case 5: return Instant(bytes: time + offset.prefix(3) + [58] + offset.suffix(2))
    default: return Instant(bytes: time + offset)
    }
  }

  /// What a text is as a duration: none, a duration of nothing, or one of some length.
  enum Length { case malformed, zero, some }

  /// Reads `P1DT2H`, `PT30H00M00S`, `PT12.5S`, `P3W`; no sign, capital letters, at least one part, in
  /// their order, a fraction in the last one only.
  static func length(_ text: String) -> Length {
    var bytes = Array(text.utf8)[...]
    guard bytes.count <= 60, bytes.popFirst() == UInt8(ascii: "P") else { return .malformed }
    var units = Array("YMWD".utf8)[...]
    var inTime = false
    var parts = 0
    var isZero = true
    var hasFraction = false
    while let first = bytes.first {
      if first == UInt8(ascii: "T"), !inTime {
        bytes.removeFirst()
        inTime = true
        units = Array("HMS".utf8)[...]
        guard !bytes.isEmpty else { return .malformed }
        continue
      }
      let number = bytes.prefix { (48...57).contains($0) || $0 == 46 }
      bytes = bytes.dropFirst(number.count)
      let halves = number.split(separator: 46, omittingEmptySubsequences: false)
      guard (1...2).contains(halves.count), halves.allSatisfy({ !$0.isEmpty }), !hasFraction,
        let unit = bytes.popFirst(), let place = units.firstIndex(of: unit)
      else { return .malformed }
      hasFraction = halves.count == 2
      units = units[(place + 1)...]
      parts += 1
      if number.contains(where: { (49...57).contains($0) }) { isZero = false }
    }
    guard parts > 0 else { return .malformed }
    return isZero ? .zero : .some
  }
}
