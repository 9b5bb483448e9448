package import Kernel

/// The shape of credentials and presentations by the Verifiable Credentials Data Model 2.0, as far
/// as it can be seen without a context's definitions.
package enum VCDM {
  /// The context that comes first in every document.
  package static let context = "https://www.w3.org/ns/credentials/v2"

  /// A rule that is broken, and where.
  package struct Finding: Sendable, Equatable {
    package let rule: Rule
    /// The place as names and indices, `/issuer/id`.
    package let path: String
  }

  /// What the standard asks for; each value's text is its section.
  package enum Rule: String, Sendable {
    case object = "4.2"
    case context = "4.3"
    case id = "4.4"
    case type = "4.5"
    case text = "4.6"
    case issuer = "4.7"
    case subject = "4.8"
    case period = "4.9"
    case status = "4.10"
    case schema = "4.11"
    case proof = "4.12"
    case presentation = "4.13"
    case related = "5.3"
    case refresh = "5.4"
    case terms = "5.5"
    case evidence = "5.6"
  }

  /// What a credential, or a presentation with all it holds, breaks; empty when nothing.
  package static func check(_ document: Value) -> [Finding] {
    var check = VCDMCheck()
    let types = document["type"]?.strings ?? []
    if types.contains(where: { same($0, "VerifiablePresentation") }) {
      check.presentation(document)
    } else {
      check.credential(document, at: "")
    }
    return check.findings
  }

  /// Whether a text is an absolute URL: a scheme, a colon, and no space, bracket or other character
  /// that no URL holds; letters of other scripts are taken (RFC 3987).
  package static func isURL(_ text: String) -> Bool {
    let bytes = text.utf8
    guard bytes.count <= 8192, let first = bytes.first, isLetter(first) else { return false }
    var scheme = 0
    var rest = 0
    for byte in bytes {
      if rest > 0 || byte == UInt8(ascii: ":") {
        guard isOfURL(byte) else { return false }
        rest += 1
      } else {
        guard isOfScheme(byte) else { return false }
        scheme += 1
      }
    }
    return scheme > 0 && rest > 1
  }

  private static func isOfScheme(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): true
    default: isLetter(byte)
    }
  }

  private static func isOfURL(_ byte: UInt8) -> Bool {
    switch byte {
    case 0...0x20, 0x7F, UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""),
      UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "|"), UInt8(ascii: "\\"),
      UInt8(ascii: "^"), UInt8(ascii: "`"):
      false
    default: true
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
}

extension VCDM.Finding: CustomStringConvertible {
  package var description: String {
    let place = path.utf8.isEmpty ? "the document" : path
    return switch rule {
    case .object: "\(place): not an object."
    case .context:
      "\(place): begin @context with \(VCDM.context), then only URLs or objects."
    case .id: "\(place): an id is one absolute URL."
    case .type: "\(place): the type is missing, or lacks the one that this member must have."
    case .text: "\(place): a text, or an object of @value, @language and @direction only."
    case .issuer: "\(place): name the issuer by an absolute URL, alone or as the id of an object."
    case .subject: "\(place): a subject is an object that says something."
    case .period: "\(place): a date-time with seconds and offset, validUntil not before validFrom."
    case .status, .terms, .evidence, .refresh, .proof:
      "\(place): an object with a type, and an id only if that is one absolute URL."
    case .schema: "\(place): an object with a type and an id that is an absolute URL."
    case .presentation:
      "\(place): a holder is a URL or an object with one; credentials are objects, or enveloped."
    case .related: "\(place): each resource has a URL of its own as id, and a digest."
    }
  }
}
