/// A duration as ISO 8601 writes it: `PT1H30M`, `P1DT2.5S`, `P2W`; no sign, capital letters, at least
/// one part, in their order, a fraction in the last one only.
package struct ISODuration: Sendable {
  /// The readings that differ at the edge.
  package enum Reading: Sendable {
    /// As the standard has it: weeks stand alone, and a fraction follows a point or a comma.
    case standard
    /// As the regulator's check of reported activity has it (`sa-nelc-xapi` 2.4): weeks may stand
    /// beside other parts, a fraction follows a point, and there are 60 bytes at most.
    case reported
  }

  /// Whether it is a duration of nothing.
  package let isZero: Bool

  /// Nil where the text is no duration.
  package init?(_ text: String, _ reading: Reading = .standard) {
    var rest = text.utf8[...]
    guard reading == .standard || rest.count <= 60, rest.popFirst() == UInt8(ascii: "P") else {
      return nil
    }
    var units = Array("YMWD".utf8)[...]
    var (parts, inTime, hasFraction, hasWeeks, isZero) = (0, false, false, false, true)
    func digits() -> Substring.UTF8View {
      let digits = rest.prefix { (0x30...0x39).contains($0) }
      rest = rest.dropFirst(digits.count)
      if digits.contains(where: { $0 != 0x30 }) { isZero = false }
      return digits
    }
    while let first = rest.first {
      if first == UInt8(ascii: "T"), !inTime {
        rest = rest.dropFirst()
        (inTime, units) = (true, Array("HMS".utf8)[...])
        guard !rest.isEmpty else { return nil }
      }
      guard !hasFraction, !digits().isEmpty else { return nil }
      if let mark = rest.first, (reading == .standard ? ".," : ".").utf8.contains(mark) {
        rest = rest.dropFirst()
        guard !digits().isEmpty else { return nil }
        hasFraction = true
      }
      guard let unit = rest.popFirst(), let place = units.firstIndex(of: unit) else { return nil }
      units = units[(place + 1)...]
      parts += 1
      if unit == UInt8(ascii: "W") { hasWeeks = true }
    }
    guard parts > 0, reading == .reported || !hasWeeks || parts == 1 else { return nil }
    self.isZero = isZero
  }
}
