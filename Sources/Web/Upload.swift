import HTTPTypes
import Hummingbird
import Kernel

/// A `multipart/form-data` body (RFC 7578): files and fields.
struct Upload: Sendable {
  struct Part: Sendable {
    let name: String
    /// The name a file came with; nil for a field, empty where no file was chosen.
    let fileName: String?
    let bytes: ArraySlice<UInt8>
  }

  let parts: [Part]

  /// Reads a body; nil when it is of another type, or not made of parts with names.
  init?(_ bytes: [UInt8], type: String) {
    guard Multipart.isOf("multipart/form-data", type),
      let found = Multipart.parts(bytes, type: type)
    else { return nil }
    var parts: [Part] = []
    for part in found {
      let words = Upload.parameters(of: part.headers["content-disposition"] ?? "")
      guard let name = words["name"] else { return nil }
      parts.append(Part(name: name, fileName: words["filename"], bytes: part.body))
    }
    self.parts = parts
  }

  subscript(name: String) -> Part? { parts.first { Name.same($0.name, name) } }

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
