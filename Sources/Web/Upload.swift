import HTTPTypes
import Hummingbird
import Kernel

/// The parts of a `multipart/form-data` body (RFC 7578): files and fields. There is no library for it
/// among the packages at hand, and forms with files need this much of it.
struct Upload: Sendable {
  struct Part: Sendable {
    let name: String
    /// The name a file came with; nil for a field, empty where no file was chosen.
    let fileName: String?
    let bytes: ArraySlice<UInt8>
  }

  private static let most = 2_000
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
      let words = parameters(of: text)
      guard let name = words["name"] else { return nil }
      return Part(name: name, fileName: words["filename"], bytes: bytes[(end + 4)...])
    }
    return nil
  }

  /// The parameters `name="…"` of a header line, the first of each name; what stands between quotes
  /// may hold semicolons, and `\"` stands for a quote.
  private static func parameters(of line: String) -> [String: String] {
    var found: [String: String] = [:]
    var rest = line.utf8.drop { $0 != UInt8(ascii: ";") }
    while rest.popFirst() != nil {
      let name = rest.prefix { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: ";") }
      rest = rest.dropFirst(name.count)
      guard rest.first == UInt8(ascii: "=") else { continue }
      rest = rest.dropFirst()
      let value = value(&rest)
      let word = String(Substring(name)).filter { $0 != " " }.lowercased()
      if found[word] == nil { found[word] = String(decoding: value, as: UTF8.self) }
    }
    return found
  }

  /// A value up to the next semicolon, which it leaves.
  private static func value(_ rest: inout Substring.UTF8View.SubSequence) -> [UInt8] {
    var value: [UInt8] = []
    guard rest.first == UInt8(ascii: "\"") else {
      while let byte = rest.first, byte != UInt8(ascii: ";") {
        value.append(byte)
        rest = rest.dropFirst()
      }
      return value
    }
    rest = rest.dropFirst()
    while let byte = rest.popFirst(), byte != UInt8(ascii: "\"") {
      if byte == UInt8(ascii: "\\"), rest.first == UInt8(ascii: "\"") {
        value.append(rest.removeFirst())
      } else {
        value.append(byte)
      }
    }
    rest = rest.drop { $0 != UInt8(ascii: ";") }
    return value
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
    if let part = upload[file], part.fileName != nil, !part.bytes.isEmpty {
      return Array(part.bytes)
    }
    return upload[text].map { Array($0.bytes) } ?? []
  }
}

/// A form with files as it was sent: its fields, and the files that were chosen.
struct SentForm: Sendable {
  let fields: FormBody
  let files: [Upload.Part]

  /// Reads a body of either type of form.
  init(_ bytes: [UInt8], type: String) {
    guard let upload = Upload(bytes, type: type) else {
      fields = FormBody(bytes)
      files = []
      return
    }
    fields = FormBody(
      upload.parts.compactMap { part in
        guard part.fileName == nil,
          let text = String(validating: part.bytes, as: UTF8.self)
        else { return nil }
        return (part.name, text)
      })
    // A field for a file where none was chosen comes with an empty name and no bytes.
    files = upload.parts.filter { part in
      part.fileName.map { !$0.isEmpty || !part.bytes.isEmpty } ?? false
    }
  }
}
