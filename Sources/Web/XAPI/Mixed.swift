import HTTPTypes
import Hummingbird
import Kernel
import LearningRecords
import NIOCore
import Operations
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
    guard Multipart.isOf("application/json", first.headers["content-type"] ?? "") else {
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
        let type = part.headers["content-type"] ?? "application/octet-stream"
        // It is said again in answers, as it is.
        guard isType(type) else {
          throw Problem.badInput("Content-Type", "The type of a part is not a media type.")
        }
        return AttachedPart(sha2: hash, type: type, body: Array(part.body))
      }
    )
  }

  /// Whether a text can be the value of a `Content-Type` of ours: visible ASCII, 200 bytes at most.
  static func isType(_ text: String) -> Bool {
    text.utf8.count <= 200 && text.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
  }

  /// The most bytes of attachments in one answer: what one request can have brought, four times.
  private static let most = 64 << 20

  /// An answer with the attachments of what is told after it, each once.
  static func answer(
    _ document: [UInt8], _ told: Told, _ scope: Scope, in tx: Transaction
  ) throws -> Response {
    guard told.attachedBytes <= most else {
      throw Problem(
        status: .contentTooLarge, type: "bad-input",
        detail: "The attachments are more than \(most >> 20) MiB; ask for a statement alone.",
        place: "attachments")
    }
    let attachments = try told.attachments.compactMap { try Attachment.find($0, scope, in: tx) }
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
