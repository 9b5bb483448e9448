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
    if Multipart.isOf("application/json", type) { return (body, []) }
    guard Multipart.isOf("multipart/mixed", type) else {
      throw Problem.badInput(
        "Content-Type", "Statements are sent as application/json or multipart/mixed.")
    }
    guard let parts = Multipart.parts(body, type: type), let first = parts.first else {
      throw Problem.badInput("body", "The parts of the body could not be told apart.")
    }
    let document = first.headers["content-type"] ?? ""
    guard document.lowercased().utf8.starts(with: "application/json".utf8) else {
      throw Problem.badInput("Content-Type", "The first part holds the statements as JSON.")
    }
    return (
      Array(first.body),
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
          body: Array(part.body))
      }
    )
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
