import Kernel

extension Lint {
  /// `validFrom` is there with its offset, and `validUntil`, if any, lies after it.
  static let validityPeriod = Lint("ValidityPeriod", "VCDM 2.0, 4.9; OB 3.0 JSON schema") { award in
    guard let start = award["validFrom"]?.string.flatMap({ Instant(stamp: $0) }) else {
      return "validFrom is missing or no date-time with an offset"
    }
    guard let until = award["validUntil"] else { return nil }
    guard let end = until.string.flatMap({ Instant(stamp: $0) }) else {
      return "validUntil is no date-time with an offset"
    }
    return start < end ? nil : "validUntil does not lie after validFrom"
  }
}
