/// A point in time: microseconds since 1970-01-01T00:00:00Z.
package struct Instant: Hashable, Sendable {
  package let microseconds: Int64

  package init(microseconds: Int64) { self.microseconds = microseconds }

  /// Reads `2026-09-06T23:59:00+03:00` or `…Z`: seconds may carry a fraction of up to six digits;
  /// an offset is required; impossible dates and times are refused.
  package init?(text: some StringProtocol) {
    self.init(bytes: Array(text.utf8.prefix(40)))
  }

  /// The same from the text's bytes: credentials hold many, and a String's own places cost more.
  package init?(bytes: [UInt8]) {
    guard bytes.count >= 17, bytes.count < 40, let day = Day(bytes: bytes[..<10]),
      bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"),
      let hour = Day.digits(bytes[11..<13]), hour < 24,
      let minute = Day.digits(bytes[14..<16]), minute < 60
    else { return nil }
    var position = 16
    var second = 0
    var fraction: Int64 = 0
    if bytes[position] == UInt8(ascii: ":") {
      guard bytes.count > position + 3, let read = Day.digits(bytes[17..<19]), read < 60 else {
        return nil
      }
      second = read
      position = 19
      if bytes[position] == UInt8(ascii: ".") {
        let end = bytes[(position + 1)...].firstIndex { Hex.digit($0) == nil } ?? bytes.count
        let digits = bytes[(position + 1)..<end]
        guard (1...6).contains(digits.count), let read = Day.digits(digits), end < bytes.count
        else { return nil }
        fraction = Int64(read)
        for _ in digits.count..<6 { fraction *= 10 }
        position = end
      }
    }
    guard let offset = Instant.offset(bytes[position...]) else { return nil }
    let seconds = Int64(day.number) * 86_400 + Int64(hour * 3600 + minute * 60 + second - offset)
    self.init(microseconds: seconds * 1_000_000 + fraction)
  }

  /// Seconds east of UTC from `Z` or `+03:00`.
  private static func offset(_ bytes: ArraySlice<UInt8>) -> Int? {
    if bytes.elementsEqual([UInt8(ascii: "Z")]) { return 0 }
    let b = Array(bytes)
    guard b.count == 6, b[0] == UInt8(ascii: "+") || b[0] == UInt8(ascii: "-"),
      b[3] == UInt8(ascii: ":"), let hours = Day.digits(b[1..<3]), hours <= 18,
      let minutes = Day.digits(b[4..<6]), minutes < 60
    else { return nil }
    let seconds = hours * 3600 + minutes * 60
    return b[0] == UInt8(ascii: "-") ? -seconds : seconds
  }

  package func adding(seconds: Int64) -> Instant {
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
    guard !overflow else { return self }
    let (sum, overflowed) = microseconds.addingReportingOverflow(product)
    return overflowed ? self : Instant(microseconds: sum)
  }

  /// ISO 8601 in UTC with seconds (and microseconds only when there are any): `…T20:59:00Z`.
  package var utcText: String { Zone.utc.text(self) }
}

extension Instant: Comparable {
  package static func < (a: Self, b: Self) -> Bool { a.microseconds < b.microseconds }
}
