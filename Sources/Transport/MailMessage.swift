import Foundation
package import Kernel

/// A message of plain text to one reader, as RFC 5322 and MIME write it. Whatever its words hold,
/// no line of the header can be made with them: they travel encoded.
package struct MailMessage: Sendable {
  /// What stands before the sign in the Message-ID: the same for the same message.
  package let id: String
  package let from: MailAddress
  package let sender: String
  package let to: MailAddress
  package let subject: String
  package let body: String
  package let tongue: Tongue
  package let at: Instant

  /// `id` is of ASCII letters, digits, dots and hyphens; anything else in it is left out.
  package init(
    id: String, from: MailAddress, sender: String, to: MailAddress, subject: String, body: String,
    tongue: Tongue, at: Instant
  ) {
    self.id = String(
      decoding: id.utf8.filter { Name.isPlain(String(decoding: [$0], as: UTF8.self)) },
      as: UTF8.self)
    self.from = from
    self.sender = sender
    self.to = to
    self.subject = subject
    self.body = body
    self.tongue = tongue
    self.at = at
  }

  /// The message with lines that end in CR LF, all of it ASCII.
  package var bytes: [UInt8] {
    let lines = [
      "Date: \(MailMessage.date(at))",
      "From: \(MailMessage.encoded(sender, after: 6))\r\n <\(from.text)>",
      "To: <\(to.text)>",
      "Subject: \(MailMessage.encoded(subject, after: 9))",
      "Message-ID: <\(id)@\(from.host)>",
      "Auto-Submitted: auto-generated",
      "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=utf-8",
      "Content-Language: \(tongue.rawValue)",
      "Content-Transfer-Encoding: base64",
      "", MailMessage.base64(MailMessage.text(body)), "",
    ]
    return Array(lines.joined(separator: "\r\n").utf8)
  }

  /// `Sun, 22 Nov 2026 10:00:00 +0000`.
  static func date(_ at: Instant) -> String {
    let day = Zone.utc.day(of: at)
    let (year, month, date) = day.civil
    let (hour, minute, second) = Zone.utc.time(of: at)
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    return "\(weekdays[(day.weekday - 1) % 7]), \(date) \(months[(month - 1) % 12]) \(year) "
      + "\(two(hour)):\(two(minute)):\(two(second)) +0000"
  }

  /// Words of a header as encoded words (RFC 2047), each of at most 75 characters and of whole
  /// letters, on lines of their own; `after` counts what stands before them on the first line.
  static func encoded(_ words: String, after: Int) -> String {
    var pieces: [[UInt8]] = []
    var piece: [UInt8] = []
    var most = min(45, (75 - 12 - after) / 4 * 3)
    for scalar in line(words).unicodeScalars {
      let bytes = Array(String(scalar).utf8)
      if piece.count + bytes.count > most {
        pieces.append(piece)
        piece = []
        most = 45
      }
      piece += bytes
    }
    pieces.append(piece)
    return pieces.map { "=?UTF-8?B?\(Data($0).base64EncodedString())?=" }
      .joined(separator: "\r\n ")
  }

  /// One line: what ends lines, what nobody sees and what turns the order of letters becomes a blank
  /// or goes; no header is longer than 300 bytes.
  static func line(_ words: String) -> String {
    var out = String.UnicodeScalarView()
    var count = 0
    for scalar in words.unicodeScalars {
      let kept: Unicode.Scalar?
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: kept = " "
      case .format: kept = scalar.value == 0x200C || scalar.value == 0x200D ? scalar : nil
      default: kept = scalar
      }
      guard let kept else { continue }
      count += String(kept).utf8.count
      guard count <= 300 else { break }
      out.append(kept)
    }
    return String(out)
  }

  /// The body's lines, each ended by CR LF, without other control characters.
  static func text(_ body: String) -> [UInt8] {
    var out: [UInt8] = []
    for byte in body.utf8 {
      switch byte {
      case 0x0A: out += [0x0D, 0x0A]
      case 0x09, 0x20...0x7E, 0x80...: out.append(byte)
      default: continue
      }
    }
    return out
  }

  private static func base64(_ bytes: [UInt8]) -> String {
    Data(bytes).base64EncodedString(
      options: [.lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed])
  }
}
