package import Kernel

/// A day of the Umm al-Qura calendar; a rendering of a Gregorian day, never what is decided on.
package struct Hijri: Hashable, Sendable {
  package let year: Int
  /// 1 is Muharram.
  package let month: Int
  package let day: Int

  /// A day that exists in 1300...1600; nil for 30/2/1443, a month of 29 days.
  package init?(year: Int, month: Int, day: Int) {
    guard let length = Hijri.length(ofMonth: month, year: year), (1...length) ~= day else {
      return nil
    }
    self.year = year
    self.month = month
    self.day = day
  }

  /// The Hijri day of a Gregorian one; nil outside 1300...1600 AH (1882-11-12 to 2174-11-25).
  package init?(_ gregorian: Day) {
    let number = Int(gregorian.number)
    guard number >= Hijri.firstDay, let past = Hijri.yearStarts.last, number < past else {
      return nil
    }
    // 30 years have about 10,631 days: the guess is at most one year off.
    var index = min((number - Hijri.firstDay) * 30 / 10_631, Hijri.monthLengths.count - 1)
    while index > 0, Hijri.yearStarts[index] > number { index -= 1 }
    while Hijri.yearStarts[index + 1] <= number { index += 1 }
    var rest = number - Hijri.yearStarts[index]
    var month = 1
    while month < 12 {
      let length = Hijri.length(of: month, Hijri.monthLengths[index])
      guard rest >= length else { break }
      rest -= length
      month += 1
    }
    self.year = Hijri.firstYear + index
    self.month = month
    self.day = rest + 1
  }

  /// The Gregorian day.
  package var gregorian: Day {
    let index = year - Hijri.firstYear
    var number = Hijri.yearStarts[index] + day - 1
    for earlier in 1..<month { number += Hijri.length(of: earlier, Hijri.monthLengths[index]) }
    return Day(number: Int32(number))
  }

  /// False where independent tables of this calendar disagree: before 1420 and after 1450 AH.
  package var isCertain: Bool { (1420...1450) ~= year }

  /// Reads `1443/2/2` or `2/2/1443` (the part of four digits is the year), with slashes or hyphens,
  /// in ASCII or Arabic-Indic digits; nil for days that do not exist and for anything else.
  package init?(text: some StringProtocol) {
    guard let (year, month, day) = Hijri.parts(of: text) else { return nil }
    self.init(year: year, month: month, day: day)
  }

  private static func parts(of text: some StringProtocol) -> (year: Int, month: Int, day: Int)? {
    var parts: [(value: Int, digits: Int)] = [(0, 0)]
    for scalar in text.unicodeScalars {
      switch scalar {
      case "0"..."9", "\u{660}"..."\u{669}":
        let zero: UInt32 = scalar.value < 0x660 ? 0x30 : 0x660
        guard let last = parts.last, last.digits < 4 else { return nil }
        parts[parts.count - 1] = (last.value * 10 + Int(scalar.value - zero), last.digits + 1)
      case "/", "-": parts.append((0, 0))
      default: return nil
      }
      guard parts.count <= 3 else { return nil }
    }
    guard parts.count == 3, (1...2) ~= parts[1].digits else { return nil }
    switch (parts[0].digits, parts[2].digits) {
    case (4, 1...2): return (parts[0].value, parts[1].value, parts[2].value)
    case (1...2, 4): return (parts[2].value, parts[1].value, parts[0].value)
    default: return nil
    }
  }

  /// The day that a person wrote: Gregorian or Hijri by its year, `2026-09-06`, `6/9/2026`,
  /// `24/3/1448`; nil for days that do not exist.
  package static func day(written text: some StringProtocol) -> Day? {
    guard let (year, month, day) = parts(of: text) else { return nil }
    return year <= 1600
      ? Hijri(year: year, month: month, day: day)?.gregorian
      : Day(year: year, month: month, day: day)
  }

  /// 29 or 30; nil for months and years that are not in the table.
  package static func length(ofMonth month: Int, year: Int) -> Int? {
    let index = year - firstYear
    guard monthLengths.indices.contains(index), (1...12) ~= month else { return nil }
    return length(of: month, monthLengths[index])
  }

  private static func length(of month: Int, _ bits: UInt16) -> Int {
    29 + Int((bits >> UInt16(month - 1)) & 1)
  }

  package static let firstYear = 1300
  /// 1/1/1300 is 12 November 1882.
  private static let firstDay = -31_826

  /// The first day of each year, and the day after the last.
  private static let yearStarts: [Int] = {
    var starts = [firstDay]
    var next = firstDay
    for bits in monthLengths {
      next += 12 * 29 + bits.nonzeroBitCount
      starts.append(next)
    }
    return starts
  }()

  // One word a year, 1300 to 1600; bit 0 is Muharram, a set bit means 30 days. The table is
  // Foundation's `islamicUmmAlQura` (a test compares every month), held here because pages show
  // many dates and the calendar of ICU is slow, and traps where only FoundationEssentials is linked.
  private static let monthLengths: [UInt16] = [
    0x555, 0x2ab, 0x937, 0x2b6, 0x576, 0x36c, 0xb55, 0xaaa, 0x956, 0x49e, 0x95d, 0x2ba, 0x5b5,
    0x3aa, 0xb4b, 0xa96, 0x52e, 0x2ad, 0x56d, 0xb5a, 0x752, 0xf25, 0xe8a, 0xd16, 0xa56, 0xab5,
    0x6b4, 0xda9, 0xb92, 0xb25, 0x64b, 0xa9b, 0x35a, 0x6d9, 0x5d4, 0xda5, 0xd4a, 0xa95, 0x536,
    0x975, 0x2f4, 0x6e9, 0x6d4, 0x6a9, 0x535, 0x25d, 0x4bd, 0x9ba, 0x3b4, 0xb69, 0xb2a, 0xa55,
    0x4ad, 0xa5d, 0x2da, 0x6d9, 0xeaa, 0xe94, 0xd2a, 0xc56, 0x4ae, 0xa6d, 0x56a, 0xd55, 0xd4a,
    0xa93, 0x52b, 0xa5b, 0x53a, 0x6b5, 0xea9, 0xd52, 0xd29, 0xa55, 0x4ad, 0x56d, 0xaea, 0x6e4,
    0xed1, 0xda2, 0xaaa, 0x95a, 0x2da, 0x5b9, 0xbb2, 0x764, 0x6c9, 0x555, 0x2ab, 0x4db, 0xaba,
    0x5b4, 0xda9, 0xd52, 0xaa5, 0x92d, 0x26d, 0x8ed, 0x2da, 0xad5, 0xaa5, 0xa4b, 0x497, 0x937,
    0x2b6, 0x975, 0xd69, 0xd52, 0xc95, 0x92b, 0x25b, 0x4db, 0x9d5, 0x5d2, 0xda5, 0xd4a, 0xa95,
    0x54d, 0xaad, 0x3aa, 0xbd2, 0xbc4, 0xb89, 0xa95, 0x52d, 0x5ad, 0xb6a, 0x6d4, 0xdc9, 0xd92,
    0xaa6, 0x956, 0x2ae, 0x56d, 0x36a, 0xb55, 0xaaa, 0x94d, 0x49d, 0x95d, 0x2ba, 0x5b5, 0x5aa,
    0xd55, 0xa9a, 0x92e, 0x26e, 0x55d, 0xada, 0x6d4, 0x6a5, 0xb27, 0xa4d, 0x4ad, 0x56d, 0xb5a,
    0x754, 0xf49, 0xe92, 0xd26, 0xa56, 0x356, 0x6b5, 0xbaa, 0xb92, 0xb25, 0x68b, 0xa9b, 0x55a,
    0xada, 0x5b4, 0xda9, 0xb52, 0xa9a, 0x536, 0x276, 0x575, 0xaf2, 0x6d4, 0x6a9, 0x555, 0x2ad,
    0x4bd, 0x9ba, 0x574, 0xb69, 0xb52, 0xa95, 0x52d, 0xa5d, 0x4da, 0xad9, 0x6b2, 0xe95, 0xe2a,
    0xc96, 0x92e, 0xaad, 0x56a, 0xd65, 0xd4a, 0xd15, 0x62b, 0xc5b, 0x53a, 0x6b5, 0xdb2, 0xd64,
    0xd29, 0xa55, 0x4ad, 0x96d, 0xaea, 0x6e8, 0xed1, 0xda4, 0xd4a, 0xa6a, 0x2da, 0x5b9, 0xb72,
    0xb68, 0x6d1, 0x655, 0x4ab, 0x95b, 0x2ba, 0x5b5, 0xda9, 0xd52, 0xca6, 0x94e, 0x46e, 0x95d,
    0x4da, 0xad5, 0xaaa, 0xa4d, 0x49b, 0x937, 0x4b6, 0x975, 0xd6a, 0xd52, 0xaa5, 0x94b, 0x2ab,
    0x55b, 0xad9, 0x5d2, 0xdc5, 0xd92, 0xb25, 0x555, 0xab5, 0x5b4, 0xba9, 0x7a2, 0x745, 0x593,
    0xaab, 0x4d6, 0x9d6, 0x5d2, 0xba5, 0xb4a, 0xa95, 0x4ad, 0x15d, 0x2dd, 0x9da, 0x5b4, 0x5a9,
    0x52d, 0x25b, 0x8b7, 0x176, 0x56d, 0xb6a, 0xaca, 0xa96, 0x52b, 0x15b, 0x2bb, 0x5b6, 0xdaa,
    0xb94, 0xd46, 0xa8d, 0x52d, 0xa9d, 0x55a, 0x755, 0x749, 0xf13, 0xe4a, 0xa96, 0x556, 0x6b5,
    0xbaa, 0xb94,
  ]
}
