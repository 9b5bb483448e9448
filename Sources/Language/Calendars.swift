import Kernel

/// Names of weekdays and months: our own data, so that no page waits for ICU.
enum CalendarNames {
  /// Sunday first.
  static func weekdays(_ tongue: Tongue) -> [String] {
    switch tongue {
    case .arabic: arabicWeekdays
    case .english: englishWeekdays
    case .vietnamese: vietnameseWeekdays
    }
  }

  static func months(_ tongue: Tongue) -> [String] {
    switch tongue {
    case .arabic: arabicMonths
    case .english: englishMonths
    case .vietnamese: vietnameseMonths
    }
  }

  static func hijriMonths(_ tongue: Tongue) -> [String] {
    tongue == .arabic ? arabicHijriMonths : latinHijriMonths
  }

  // Made once: a page of a term names some fifty days.
  private static let arabicWeekdays = [
    "الأحد", "الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت",
  ]
  private static let englishWeekdays = [
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
  ]
  private static let vietnameseWeekdays = [
    "Chủ nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy",
  ]
  private static let arabicMonths = [
    "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر",
    "نوفمبر", "ديسمبر",
  ]
  private static let englishMonths = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]
  private static let vietnameseMonths = (1...12).map { "tháng \($0)" }
  private static let arabicHijriMonths = [
    "محرم", "صفر", "ربيع الأول", "ربيع الآخر", "جمادى الأولى", "جمادى الآخرة", "رجب", "شعبان",
    "رمضان", "شوال", "ذو القعدة", "ذو الحجة",
  ]
  private static let latinHijriMonths = [
    "Muharram", "Safar", "Rabiʻ I", "Rabiʻ II", "Jumada I", "Jumada II", "Rajab", "Shaʻban",
    "Ramadan", "Shawwal", "Dhu al-Qaʻdah", "Dhu al-Hijjah",
  ]

  /// The name at a place counted from 1; empty outside, so that no page can trap on it.
  static func name(_ place: Int, in names: [String]) -> String {
    names.indices.contains(place - 1) ? names[place - 1] : ""
  }
}

/// Digits and separators of a language.
enum Digits {
  /// ASCII digits as the language writes them; everything else stays.
  static func local(_ text: String, _ tongue: Tongue) -> String {
    guard tongue == .arabic else { return text }
    var text = text
    return text.withUTF8 { bytes in
      let digits = bytes.count { (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= $0 }
      return String(unsafeUninitializedCapacity: bytes.count + digits) { out in
        var length = 0
        for byte in bytes { length = put(byte, isArabic: true, in: out, at: length) }
        return length
      }
    }
  }

  /// Writes one byte of a number at a place and returns the next place.
  private static func put(
    _ byte: UInt8, isArabic: Bool, in out: UnsafeMutableBufferPointer<UInt8>, at place: Int
  ) -> Int {
    guard isArabic, (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= byte else {
      out[place] = byte
      return place + 1
    }
    // U+0660…U+0669 are two bytes each, D9 A0…A9.
    out[place] = 0xD9
    out[place + 1] = byte + 0x70
    return place + 2
  }

  /// A number such as `-5750.00` with the language's separators: `٥٬٧٥٠٫٠٠`, `5,750.00`,
  /// `5.750,00`.
  static func number(_ text: String, _ tongue: Tongue) -> String {
    let group: StaticString
    let point: StaticString
    switch tongue {
    case .arabic: (group, point) = ("٬", "٫")
    case .english: (group, point) = (",", ".")
    case .vietnamese: (group, point) = (".", ",")
    }
    let minus: StaticString = "−"
    let isArabic = tongue == .arabic
    var text = text
    return text.withUTF8 { bytes in
      let start = bytes.first == UInt8(ascii: "-") ? 1 : 0
      let end = bytes.firstIndex(of: UInt8(ascii: ".")) ?? bytes.count
      let digits = bytes.count - start - (end < bytes.count ? 1 : 0)
      let signs = max(0, end - start - 1) / 3 + (end < bytes.count ? 1 : 0)
      let room =
        start * minus.utf8CodeUnitCount + digits * (isArabic ? 2 : 1)
        + signs * group.utf8CodeUnitCount
      return String(unsafeUninitializedCapacity: room) { out in
        var length = start == 1 ? put(minus, in: out, at: 0) : 0
        for place in start..<bytes.count {
          if place == end {
            length = put(point, in: out, at: length)
            continue
          }
          if place > start, place < end, (end - place) % 3 == 0 {
            length = put(group, in: out, at: length)
          }
          length = put(bytes[place], isArabic: isArabic, in: out, at: length)
        }
        return length
      }
    }
  }

  private static func put(
    _ sign: StaticString, in out: UnsafeMutableBufferPointer<UInt8>, at place: Int
  ) -> Int {
    sign.withUTF8Buffer { bytes in
      for (offset, byte) in bytes.enumerated() { out[place + offset] = byte }
      return place + bytes.count
    }
  }
}
