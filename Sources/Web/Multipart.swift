import Kernel

/// The parts of a multipart body (RFC 2046): forms with files, and statements with attachments. There is
/// no library for it among the packages at hand, and these need this much of it.
enum Multipart {
  struct Part: Sendable {
    /// The header fields by their names in small letters, the first of each name.
    let headers: [String: String]
    let body: ArraySlice<UInt8>
  }

  private static let most = 2_000
  private static let mostOfHeaders = 8_192

  /// Whether a content type, without its parameters, is the one given.
  static func isOf(_ kind: String, _ type: String) -> Bool {
    type.prefix { $0 != ";" }.filter { $0 != " " }.lowercased() == kind
  }

  /// The parts of a body of such a type; nil where the type names no boundary, the last part is not
  /// closed, or there are too many.
  static func parts(_ body: [UInt8], type: String) -> [Part]? {
    guard let boundary = boundary(type) else { return nil }
    let mark = Array("--\(boundary)".utf8)
    let line = [0x0A] + mark
    // A boundary stands at the beginning of a line. Looked for at each byte, it would make a body that
    // is nearly the boundary, again and again, be gone through again and again.
    let first = body.starts(with: mark) ? 0 : find(line, in: body, from: 0).map { $0 + 1 }
    guard var place = first else { return nil }
    var parts: [Part] = []
    while true {
      place += mark.count
      if body[place...].starts(with: "--".utf8) { return parts }
      guard parts.count < most, let header = find([0x0A], in: body, from: place),
        let end = find(line, in: body, from: header)
      else { return nil }
      var last = end
      if last > header + 1, body[last - 1] == 0x0D { last -= 1 }
      guard let part = part(body[(header + 1)..<max(header + 1, last)]) else { return nil }
      parts.append(part)
      place = end + 1
    }
  }

  private static func boundary(_ type: String) -> String? {
    let pieces = type.utf8.split(separator: UInt8(ascii: ";")).map { String($0) ?? "" }
    for piece in pieces.dropFirst() {
      let trimmed = piece.drop { $0 == " " }
      guard trimmed.lowercased().hasPrefix("boundary=") else { continue }
      let value = trimmed.dropFirst(9).filter { $0 != "\"" }
      return (1...70).contains(value.utf8.count) ? value : nil
    }
    return nil
  }

  /// A part: header lines, an empty line, the bytes.
  private static func part(_ bytes: ArraySlice<UInt8>) -> Part? {
    var headers: [String: String] = [:]
    var rest = bytes
    while bytes.count - rest.count < mostOfHeaders, let end = rest.firstIndex(of: 0x0A) {
      var line = rest[..<end]
      if line.last == 0x0D { line.removeLast() }
      rest = rest[(end + 1)...]
      if line.isEmpty { return Part(headers: headers, body: rest) }
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")),
        let name = String(validating: line[..<colon], as: UTF8.self)?.lowercased(),
        let value = String(
          validating: line[(colon + 1)...].drop { $0 == UInt8(ascii: " ") }, as: UTF8.self)
      else { return nil }
      if headers[name] == nil { headers[name] = value }
    }
    return nil
  }

  /// Where bytes first occur. They begin with the end of a line, which stands nowhere else in them: so it
  /// is one pass.
  private static func find(_ wanted: [UInt8], in bytes: [UInt8], from: Int) -> Int? {
    guard let first = wanted.first, from <= bytes.count else { return nil }
    var from = from
    while let at = bytes[from...].firstIndex(of: first) {
      if bytes[at...].starts(with: wanted) { return at }
      from = at + 1
    }
    return nil
  }
}
