import Crypto
import Kernel

/// Bytes that came with statements: what their headers say of them, and themselves.
package struct AttachedPart: Sendable {
  /// The hash that the part claims.
  package let sha2: String
  package let type: String
  package let body: [UInt8]

  package init(sha2: String, type: String, body: [UInt8]) {
    self.sha2 = sha2
    self.type = type
    self.body = body
  }
}

/// Whether statements and the bytes that came with them belong together (xAPI 1.0.3, 2.4.11).
package enum AttachmentMatch {
  private static let signature = "http://adlnet.gov/expapi/attachments/signature"

  /// Holds each attachment to have its bytes or a place to fetch them, each part to be named, and each
  /// signature to be of its statement.
  package static func check(_ statements: [NewStatement], _ parts: [AttachedPart])
    throws(InputFault) -> [Attachment]
  {
    var bodies: [String: AttachedPart] = [:]
    for part in parts {
      guard Name.same(digest(part.body, like: part.sha2) ?? "", part.sha2.lowercased()) else {
        throw InputFault(
          "X-Experience-API-Hash", "The hash of a part is not that of its bytes.")
      }
      bodies[part.sha2.lowercased()] = part
    }
    var used: Set<String> = []
    var signed: [String: SignedStatement] = [:]
    for statement in statements {
      for attachment in statement.attachments {
        let sha2 = attachment["sha2"]?.string?.lowercased() ?? ""
        used.insert(sha2)
        guard let part = bodies[sha2] else {
          guard attachment["fileUrl"] != nil else {
            throw InputFault(
              "attachments", "An attachment has no bytes and no fileUrl to fetch them from.")
          }
          continue
        }
        if Name.same(attachment["usageType"]?.string ?? "", signature) {
          guard Name.same(attachment["contentType"]?.string ?? "", "application/octet-stream")
          else {
            throw InputFault(
              "attachments", "The contentType of a signature is application/octet-stream.")
          }
          if signed[sha2] == nil { signed[sha2] = try SignedStatement(part.body) }
          try signed[sha2]?.check(statement.value)
        }
      }
    }
    for part in parts where !used.contains(part.sha2.lowercased()) {
      throw InputFault("X-Experience-API-Hash", "No statement names the bytes of a part.")
    }
    return bodies.map { Attachment(sha2: $0.key, type: $0.value.type, body: $0.value.body) }
  }

  /// The SHA-2 of bytes in the size of the one that was claimed.
  private static func digest(_ bytes: [UInt8], like claimed: String) -> String? {
    switch claimed.utf8.count {
    case 64: Hex.text(SHA256.hash(data: bytes))
    case 96: Hex.text(SHA384.hash(data: bytes))
    case 128: Hex.text(SHA512.hash(data: bytes))
    default: nil
    }
  }
}
