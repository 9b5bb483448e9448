import Foundation
import Kernel
import Language
import Operations
package import People

extension ID where Of == RulingTag {
  /// The last eight digits in two groups: what people read out, with the link to the whole.
  var short: String {
    let text = description.suffix(8)
    return "\(text.prefix(4))-\(text.suffix(4))"
  }
}

extension HTML {
  /// A ruling's short reference; the whole number is in the link and is told to whoever points at
  /// it.
  static func reference(_ id: RulingID, link: Bool = true) -> HTML {
    let text: HTML = "<bdi dir=\"ltr\" class=\"code\" title=\"\(id)\">\(id.short)</bdi>"
    return link ? HTML.link(text, "/rulings/\(id)") : text
  }
}

extension RulingPanel {
  /// Names the ruling by its short reference, with the link to itself where it is shown elsewhere.
  mutating func refer(to id: RulingID, link: Bool, _ speech: Speech) {
    guard !reference.isEmpty else { return }
    reference[0] = "\(speech("ruling.number")) <strong>\(HTML.reference(id, link: link))</strong>"
  }
}

/// The four bytes of a short reference as a person typed it; nil for anything else.
enum ShortReference {
  static func bytes(_ text: String) -> [UInt8]? {
    let digits = text.utf8.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: " ") }
      .compactMap(Hex.digit)
    guard digits.count == 8, text.utf8.count <= 12 else { return nil }
    return stride(from: 0, to: 8, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}

/// A sign-in secret made for somebody: told once, stored as its derivation only.
package enum SignInSecret {
  package static func make() throws -> (password: String, secret: Secret) {
    let token = Array(Tokens.make().utf8.prefix(20))
    let groups = stride(from: 0, to: 20, by: 4).map { start in
      String(decoding: token[start..<start + 4], as: UTF8.self)
    }
    let password = groups.joined(separator: "-")
    let salt = Array(Tokens.make().utf8.prefix(16))
    return (password, try Secret.derive(password, salt: salt))
  }

  /// The same away from the threads that answer requests: it takes a quarter of a second.
  static func made() async throws -> (password: String, secret: Secret) {
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global(qos: .userInitiated).async {
        continuation.resume(with: Result { try make() })
      }
    }
  }
}
