package import Kernel
package import Language
package import Regulations

/// The announcement of a deadline as a picture to share: 1200 by 630, made from the data, its text
/// as text, from right to left where the language is. Nothing in it is loaded or runs.
package struct DeadlinePicture: Sendable {
  package let deadline: AnnouncedDeadline
  package let date: AnnouncedDeadline.Date
  package let authority: Localized
  /// The day on which it is looked at.
  package let day: Day
  /// Where more is to be read.
  package let address: String
  package let speech: Speech

  package init(
    deadline: AnnouncedDeadline, date: AnnouncedDeadline.Date, authority: Localized, day: Day,
    address: String, speech: Speech
  ) {
    self.deadline = deadline
    self.date = date
    self.authority = authority
    self.day = day
    self.address = address
    self.speech = speech
  }

  private static let width = 1200
  private static let margin = 64
  private var isRTL: Bool { speech.tongue == .arabic }
  private var tongue: Tongue { speech.tongue }

  /// A place counted from where lines begin.
  private func x(_ start: Int) -> Int { isRTL ? DeadlinePicture.width - start : start }

  /// A box's left edge, from where it begins and how wide it is.
  private func left(_ start: Int, _ width: Int) -> Int {
    isRTL ? DeadlinePicture.width - start - width : start
  }

  package var html: HTML {
    let left = Int(date.until.number) - Int(day.number)
    let summary =
      "\(deadline.title[tongue]). \(speech.both(date.until)). \(speech.left(left))"
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 630" width="1200" height="630" \
      role="img" lang="\(tongue.rawValue)" xml:lang="\(tongue.rawValue)" \
      direction="\(isRTL ? "rtl" : "ltr")" font-family="\(DeadlinePicture.fonts)" fill="#16231c">
      <title>\(deadline.title[tongue])</title>
      <desc>\(summary)</desc>
      <rect width="1200" height="630" fill="#f5f7f5"/>
      <rect width="1200" height="92" fill="#0b5d3b"/>
      \(line(authority[tongue], x: x(64), y: 58, size: 28, weight: 700, fill: "#ffffff"))
      \(line(speech("deadlines.picture.kind"), x: x(1136), y: 58, size: 24, weight: 400,
        fill: "#e2f1e8", end: true))
      \(lines(deadline.title[tongue], x: x(64), y: 168, size: 46, weight: 700, most: 3,
        within: 700))
      \(whom)
      \(dates)
      \(countdown(left))
      <rect y="566" width="1200" height="64" fill="#e2f1e8"/>
      \(line(note, x: x(64), y: 605, size: 20, weight: 400, fill: "#52615a"))
      <text x="\(x(1136))" y="605" font-size="20" font-weight="600" fill="#0b5d3b" \
      direction="ltr" unicode-bidi="isolate" text-anchor="\(isRTL ? "start" : "end")">\
      \(address)</text>
      </svg>

      """
  }

  // The reader's machine has some of these; nothing is fetched.
  private static let fonts =
    "Noto Sans Arabic, Noto Sans, Segoe UI, Geeza Pro, Tahoma, Arial, sans-serif"

  /// What is known of it, and that it is an extension.
  private var note: String {
    let known = speech.textStatus(date.textStatus)
    guard let first = deadline.dates.first, first.knownFrom < date.knownFrom else { return known }
    return speech("deadlines.picture.extended", ["day": .day(first.until)]) + " · " + known
  }

  private var whom: HTML {
    lines(
      deadline.whom[tongue], x: x(64), y: 350, size: 25, weight: 400, most: 2, within: 700,
      fill: "#52615a")
  }

  /// The last day in both calendars, the reader's own first.
  private var dates: HTML {
    let gregorian = speech.weekdayAndDay(date.until)
    let hijri = speech.hijri(date.until)
    let first = isRTL ? hijri ?? gregorian : gregorian
    let second = isRTL ? (hijri == nil ? "" : gregorian) : hijri ?? ""
    return """
      <rect x="\(left(64, 700))" y="416" width="700" height="122" rx="14" fill="#ffffff" \
      stroke="#dfe6e1" stroke-width="2"/>
      <rect x="\(left(64, 10))" y="416" width="10" height="122" rx="5" fill="#8f6416"/>
      \(line(speech("deadlines.until"), x: x(96), y: 450, size: 20, weight: 400, fill: "#52615a"))
      \(line(first, x: x(96), y: 488, size: 32, weight: 700))
      \(line(second, x: x(96), y: 522, size: 23, weight: 400))
      """
  }

  /// The days left, as a number in a ring that empties towards the end.
  private func countdown(_ left: Int) -> HTML {
    let centre = isRTL ? 218 : 982
    let total = max(Int(date.until.number) - Int(date.knownFrom.number), 1)
    let share = min(max(left, 0), total)
    // The way around a ring of radius 150, in whole units.
    let around = 942
    let part = around * share / total
    let stroke = left < 0 ? "#7f8f86" : "#0b5d3b"
    let ring: HTML = """
      <circle cx="\(centre)" cy="330" r="150" fill="#ffffff" stroke="#dfe6e1" stroke-width="18"/>
      <circle cx="\(centre)" cy="330" r="150" fill="none" stroke="\(stroke)" \
      stroke-width="18" stroke-dasharray="\(part) \(around)" \
      transform="rotate(-90 \(centre) 330)"/>
      """
    guard left > 0 else {
      let words = lines(
        speech.left(left), x: centre, y: 340, size: 34, weight: 700, most: 2, within: 240,
        middle: true)
      return ring + words
    }
    let number = speech.number(left)
    let size = number.unicodeScalars.count > 3 ? 84 : 116
    return ring
      + line(number, x: centre, y: 352, size: size, weight: 700, fill: "#0b5d3b", middle: true)
      + line(
        speech.plural("deadlines.picture.days", left), x: centre, y: 402, size: 26, weight: 600,
        middle: true)
  }

  // MARK: Lines

  private func line(
    _ text: String, x: Int, y: Int, size: Int, weight: Int, fill: String = "#16231c",
    middle: Bool = false, end: Bool = false
  ) -> HTML {
    let anchor = middle ? "middle" : end ? "end" : "start"
    return """
      <text x="\(x)" y="\(y)" font-size="\(size)" font-weight="\(weight)" fill="\(fill)" \
      text-anchor="\(anchor)">\(text)</text>
      """
  }

  /// A text on as many lines as it takes, at most so many; the last one says by dots that more was
  /// said.
  private func lines(
    _ text: String, x: Int, y: Int, size: Int, weight: Int, most: Int, within: Int,
    fill: String = "#16231c", middle: Bool = false
  ) -> HTML {
    var broken = DeadlinePicture.broken(text, size: size, bold: weight > 500, within: within)
    if broken.count > most {
      broken = Array(broken.prefix(most))
      broken[most - 1] += " …"
    }
    let step = size * 135 / 100
    return HTML.join(
      broken.enumerated().map { place, text in
        line(
          text, x: x, y: y + place * step, size: size, weight: weight, fill: fill, middle: middle)
      })
  }

  /// Breaks a text into lines by an estimate of its letters' widths: whoever shows the picture has
  /// letters of their own.
  static func broken(_ text: String, size: Int, bold: Bool, within: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    var used = 0
    for word in text.split(whereSeparator: \.isWhitespace) {
      let width = word.unicodeScalars.reduce(0) { $0 + thousandths(of: $1) }
      let measured = width * size * (bold ? 107 : 100) / 100_000
      let space = line.isEmpty ? 0 : size * 28 / 100
      if !line.isEmpty, used + space + measured > within {
        lines.append(line)
        (line, used) = (String(word), measured)
      } else {
        line += (line.isEmpty ? "" : " ") + word
        used += space + measured
      }
    }
    if !line.isEmpty { lines.append(line) }
    return lines
  }

  /// The width of a letter in thousandths of the letters' size, rather too wide than too narrow.
  private static func thousandths(of scalar: Unicode.Scalar) -> Int {
    switch scalar {
    case "i", "l", "j", "t", "f", "r", ".", ",", "'", "(", ")": 340
    case "m", "w", "M", "W": 900
    case "A"..."Z": 690
    case "\u{64B}"..."\u{65F}", "\u{300}"..."\u{36F}": 0
    case "\u{621}"..."\u{6FF}": 560
    default: 580
    }
  }
}
