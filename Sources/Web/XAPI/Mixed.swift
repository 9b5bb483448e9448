import HTTPTypes
import Hummingbird
import JSON
import Kernel
import LearningRecords
import NIOCore
import Storage

/// Statements with their attachments in one body: `multipart/mixed` (RFC 2046), both ways.
enum Mixed {
  /// The document of a request and the bytes that came with it.
  static func sent(_ body: [UInt8], type: String) throws -> (
    document: [UInt8], parts: [AttachedPart]
  ) {
    let kind = String(type.prefix { $0 != ";" }).lowercased().filter { $0 != " " }
    if kind == "application/json" { return (body, []) }
    guard kind == "multipart/mixed" else {
      throw Problem.badInput(
        "Content-Type", "Statements are sent as application/json or multipart/mixed.")
    }
    guard let boundary = boundary(type), let parts = split(body, boundary), let first = parts.first
    else {
      throw Problem.badInput("body", "The parts of the body could not be told apart.")
    }
    let document = first.headers["content-type"] ?? ""
    guard document.lowercased().utf8.starts(with: "application/json".utf8) else {
      throw Problem.badInput("Content-Type", "The first part holds the statements as JSON.")
    }
    return (
      first.body,
      try parts.dropFirst().map { part in
        guard let hash = part.headers["x-experience-api-hash"],
          let encoding = part.headers["content-transfer-encoding"],
          encoding.lowercased() == "binary"
        else {
          throw Problem.badInput(
            "X-Experience-API-Hash",
            "Each further part has its hash and Content-Transfer-Encoding: binary.")
        }
        return AttachedPart(
          sha2: hash, type: part.headers["content-type"] ?? "application/octet-stream",
          body: part.body)
      }
    )
  }

  private struct Part {
    let headers: [String: String]
    let body: [UInt8]
  }

  private static func boundary(_ type: String) -> String? {
    for piece in type.split(separator: ";").dropFirst() {
      let trimmed = piece.drop { $0 == " " }
      guard trimmed.lowercased().hasPrefix("boundary=") else { continue }
      let value = trimmed.dropFirst(9).filter { $0 != "\"" }
      return (1...70).contains(value.utf8.count) ? value : nil
    }
    return nil
  }

  /// The parts between boundaries; nil where the last one is not closed.
  private static func split(_ body: [UInt8], _ boundary: String) -> [Part]? {
    let mark = Array("--\(boundary)".utf8)
    guard var place = find(mark, in: body, from: 0) else { return nil }
    var parts: [Part] = []
    while true {
      place += mark.count
      if body[place...].starts(with: "--".utf8) { return parts }
      guard parts.count < 2_000, let line = find([0x0A], in: body, from: place),
        let end = find([0x0A] + mark, in: body, from: line)
      else { return nil }
      var last = end
      if last > line + 1, body[last - 1] == 0x0D { last -= 1 }
      guard let part = part(Array(body[(line + 1)..<max(line + 1, last)])) else { return nil }
      parts.append(part)
      place = end + 1
    }
  }

  private static func part(_ bytes: [UInt8]) -> Part? {
    var headers: [String: String] = [:]
    var place = 0
    while place < bytes.count, place < 8_192 {
      guard let end = find([0x0A], in: bytes, from: place) else { return nil }
      var line = bytes[place..<end]
      if line.last == 0x0D { line.removeLast() }
      place = end + 1
      if line.isEmpty { return Part(headers: headers, body: Array(bytes[place...])) }
      guard let text = String(validating: line, as: UTF8.self),
        let colon = text.firstIndex(of: ":")
      else { return nil }
      headers[text[..<colon].lowercased()] = String(
        text[text.index(after: colon)...].drop { $0 == " " })
    }
    return nil
  }

  private static func find(_ wanted: [UInt8], in bytes: [UInt8], from: Int) -> Int? {
    guard let first = wanted.first, from <= bytes.count else { return nil }
    var from = from
    while let at = bytes[from...].firstIndex(of: first) {
      if bytes[at...].starts(with: wanted) { return at }
      from = at + 1
    }
    return nil
  }

  /// An answer with the attachments of statements after it, each once.
  static func answer(
    _ document: [UInt8], of statements: [[UInt8]], _ scope: Scope, in tx: Transaction
  ) throws -> Response {
    var attachments: [Attachment] = []
    var seen: Set<String> = []
    for json in statements {
      let value = try JSON.read(json, limits: StatementBody.limits)
      let named =
        (value["attachments"]?.elements ?? [])
        + (value["object"]?["attachments"]?.elements ?? [])
      for sha2 in named.compactMap({ $0["sha2"]?.string?.lowercased() })
      where seen.insert(sha2).inserted {
        if let found = try Attachment.find(sha2, scope, in: tx) { attachments.append(found) }
      }
    }
    let boundary =
      "sanad-\(IDs.system.secret().prefix(12).map { String($0 % 36, radix: 36) }.joined())"
    var out = Array("--\(boundary)\r\nContent-Type: application/json\r\n\r\n".utf8) + document
    for attachment in attachments {
      out += "\r\n--\(boundary)\r\nContent-Type: \(attachment.type)\r\n".utf8
      out += "Content-Transfer-Encoding: binary\r\n".utf8
      out += "X-Experience-API-Hash: \(attachment.sha2)\r\n\r\n".utf8
      out += attachment.body
    }
    out += "\r\n--\(boundary)--\r\n".utf8
    return Reply.bytes(out, type: "multipart/mixed; boundary=\(boundary)")
  }
}
