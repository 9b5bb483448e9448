// Instants as statements write them (ISO 8601), read from their bytes.
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
}
