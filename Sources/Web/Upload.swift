import HTTPTypes
import Hummingbird
import Kernel

/// The parts of a `multipart/form-data` body (RFC 7578): a file and a few fields. There is no library
/// for it among the packages at hand, and a form with one file needs this much of it.
struct Upload: Sendable {
  struct Part: Sendable {
    let name: String
    /// Whether it came as a file.
    let isFile: Bool
    let bytes: ArraySlice<UInt8>
  }

  private static let most = 16
  private static let lineEnd = Array("\r\n".utf8)
  let parts: [Part]

  /// Reads a body; nil when its type names no boundary or it is not made of parts.
  init?(_ bytes: [UInt8], type: String) {
    guard let boundary = Upload.boundary(type) else { return nil }
    let mark = Array("--\(boundary)".utf8)
    var parts: [Part] = []
    // The first boundary may stand at the very beginning, every other follows a line end.
    guard bytes.starts(with: mark) else { return nil }
    var rest = bytes[mark.count...]
    while !rest.starts(with: "--".utf8) {
      guard rest.starts(with: Upload.lineEnd), parts.count < Upload.most else { return nil }
      rest = rest.dropFirst(2)
      guard let end = Upload.find(Upload.lineEnd + mark, in: rest),
        let part = Upload.part(rest[..<end])
      else { return nil }
      parts.append(part)
      rest = rest[(end + 2 + mark.count)...]
    }
    self.parts = parts
  }

  subscript(name: String) -> Part? { parts.first { Name.same($0.name, name) } }

  private static func boundary(_ type: String) -> String? {
    let pieces = type.utf8.split(separator: UInt8(ascii: ";")).map { String($0) ?? "" }
    guard pieces.first?.lowercased() == "multipart/form-data" else { return nil }
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
    guard let end = find(lineEnd + lineEnd, in: bytes), end - bytes.startIndex <= 4_096 else {
      return nil
    }
    for line in bytes[..<end].split(separator: 0x0A) {
      guard let text = String(validating: line, as: UTF8.self),
        text.lowercased().hasPrefix("content-disposition:")
      else { continue }
      guard let name = quoted("name", in: text) else { return nil }
      return Part(
        name: name, isFile: quoted("filename", in: text) != nil, bytes: bytes[(end + 4)...])
    }
    return nil
  }

  /// `name="…"` of a header line, as its own word.
  private static func quoted(_ word: String, in line: String) -> String? {
    for piece in line.split(separator: ";") {
      let trimmed = piece.drop { $0 == " " }
      guard trimmed.hasPrefix("\(word)=\"") else { continue }
      return String(trimmed.dropFirst(word.count + 2).prefix { $0 != "\"" })
    }
    return nil
  }

  /// Where bytes first occur; one pass, since a file is some mebibytes.
  private static func find(_ wanted: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
    guard let first = wanted.first else { return nil }
    var from = bytes.startIndex
    while let at = bytes[from...].firstIndex(of: first) {
      if bytes[at...].starts(with: wanted) { return at }
      from = at + 1
    }
    return nil
  }
}

extension Request {
  /// The bytes of a field of a form, whether it came as a file, in a part or in plain fields; a file
  /// that was chosen goes before a text that was typed.
  func submitted(file: String, or text: String, _ context: SiteContext) async throws -> [UInt8] {
    let type = headers[.contentType] ?? ""
    let bytes = try await bodyBytes(context)
    guard let upload = Upload(bytes, type: type) else {
      return Array((FormBody(bytes)[text] ?? "").utf8)
    }
    if let part = upload[file], part.isFile, !part.bytes.isEmpty { return Array(part.bytes) }
    return upload[text].map { Array($0.bytes) } ?? []
  }
}
