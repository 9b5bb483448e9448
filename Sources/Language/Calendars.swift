import Kernel

/// Names of weekdays and months: our own data, so that no page waits for ICU.
enum CalendarNames {
  /// Sunday first.
  static func weekdays(_ tongue: Tongue) -> [String] {
    switch tongue {
    case .arabic: ["الأحد", "الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت"]
    case .english:
      ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
    case .vietnamese:
      ["Chủ nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"]
    }
  }

  static func months(_ tongue: Tongue) -> [String] {
    switch tongue {
    case .arabic:
      [
        "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر",
        "نوفمبر", "ديسمبر",
      ]
    case .english:
      [
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
      ]
    case .vietnamese: (1...12).map { "tháng \($0)" }
    }
  }

  static func hijriMonths(_ tongue: Tongue) -> [String] {
    switch tongue {
    case .arabic:
      [
        "محرم", "صفر", "ربيع الأول", "ربيع الآخر", "جمادى الأولى", "جمادى الآخرة", "رجب", "شعبان",
        "رمضان", "شوال", "ذو القعدة", "ذو الحجة",
      ]
    case .english, .vietnamese:
      [
        "Muharram", "Safar", "Rabiʻ I", "Rabiʻ II", "Jumada I", "Jumada II", "Rajab", "Shaʻban",
        "Ramadan", "Shawwal", "Dhu al-Qaʻdah", "Dhu al-Hijjah",
      ]
    }
  }

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
    var out = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      out.append(("0"..."9") ~= scalar ? arabic[Int(scalar.value - 0x30)] : scalar)
    }
    return String(out)
  }

  private static let arabic: [Unicode.Scalar] = ["٠", "١", "٢", "٣", "٤", "٥", "٦", "٧", "٨", "٩"]

  /// A number such as `-5750.00` with the language's separators: `٥٬٧٥٠٫٠٠`, `5,750.00`,
  /// `5.750,00`.
  static func number(_ text: String, _ tongue: Tongue) -> String {
    let group: String
    let point: String
    switch tongue {
    case .arabic: (group, point) = ("٬", "٫")
    case .english: (group, point) = (",", ".")
    case .vietnamese: (group, point) = (".", ",")
    }
    var whole = text[...]
    let isNegative = whole.utf8.first == UInt8(ascii: "-")
    if isNegative { whole = whole.dropFirst() }
    let halves = whole.split(separator: ".", omittingEmptySubsequences: false)
    var out = isNegative ? "−" : ""
    let digits = halves.first.map { Array($0.unicodeScalars) } ?? []
    for (offset, digit) in digits.enumerated() {
      if offset > 0, (digits.count - offset) % 3 == 0 { out += group }
      out.unicodeScalars.append(digit)
    }
    if halves.count > 1 { out += point + halves[1] }
    return local(out, tongue)
  }
}
