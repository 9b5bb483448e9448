import Crypto
import Foundation

/// The key that signs checkpoints: Ed25519 under the journal's name, as signed notes have it (C2SP
/// signed-note). Keeping its file is the caller's work.
package struct SealKey: Sendable {
  private let key: Curve25519.Signing.PrivateKey
  package let verifier: SealVerifier

  private init?(_ key: Curve25519.Signing.PrivateKey, name: String) {
    guard let verifier = SealVerifier(name: name, key: key.publicKey) else { return nil }
    self.key = key
    self.verifier = verifier
  }

  /// A new key from the system's random numbers; nil when the name may not name a key.
  package static func generate(name: String) -> SealKey? {
    SealKey(Curve25519.Signing.PrivateKey(), name: name)
  }

  /// Reads `PRIVATE+KEY+<name>+<hash>+<key>`; nil for anything else.
  package init?(text: String) {
    let parts = text.trimmingCharacters(in: .whitespacesAndNewlines)
      .split(separator: "+", maxSplits: 4, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 5, parts[0] == "PRIVATE", parts[1] == "KEY",
      let bytes = Data(base64Encoded: parts[4]), bytes.first == SealVerifier.algorithm,
      let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes.dropFirst())
    else { return nil }
    self.init(key, name: parts[2])
    guard verifier.hashText == parts[3] else { return nil }
  }

  /// The secret itself as text, for its file.
  package var text: String {
    let bytes = Data([SealVerifier.algorithm]) + key.rawRepresentation
    return "PRIVATE+KEY+\(verifier.name)+\(verifier.hashText)+\(bytes.base64EncodedString())"
  }

  /// A signature's line of a note, over its text.
  package func line(signing text: String) throws -> String {
    let signature = Data(verifier.hash) + (try key.signature(for: Data(text.utf8)))
    return "— \(verifier.name) \(signature.base64EncodedString())\n"
  }
}

extension SealKey: CustomStringConvertible, CustomDebugStringConvertible {
  /// The public key's text; never the secret.
  package var description: String { "SealKey(\(verifier.text))" }
  package var debugDescription: String { description }
}

/// The public half: anyone who has it can check a checkpoint.
package struct SealVerifier: Sendable {
  /// The signature type of Ed25519 in signed notes.
  static let algorithm: UInt8 = 1

  /// The journal's name, also the origin of its checkpoints: `university.example/journal`.
  package let name: String
  let hash: [UInt8]
  private let key: Curve25519.Signing.PublicKey

  /// A key under a name without spaces or plus signs; nil for other names.
  init?(name: String, key: Curve25519.Signing.PublicKey) {
    let isName = name.unicodeScalars.allSatisfy {
      !$0.properties.isWhitespace && $0 != "+" && $0.value > 0x20
    }
    guard !name.isEmpty, name.utf8.count <= 500, isName else { return nil }
    self.name = name
    self.key = key
    let named = Array(name.utf8) + [0x0A, SealVerifier.algorithm] + key.rawRepresentation
    hash = Array(SHA256.hash(data: named).prefix(4))
  }

  /// Reads `<name>+<hash>+<key>`; nil for anything else.
  package init?(text: String) {
    let parts = text.trimmingCharacters(in: .whitespacesAndNewlines)
      .split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3, let bytes = Data(base64Encoded: parts[2]),
      bytes.first == SealVerifier.algorithm,
      let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes.dropFirst())
    else { return nil }
    self.init(name: parts[0], key: key)
    guard hashText == parts[1] else { return nil }
  }

  var hashText: String {
    hash.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }

  /// The key as text, to be kept elsewhere.
  package var text: String {
    let bytes = Data([SealVerifier.algorithm]) + key.rawRepresentation
    return "\(name)+\(hashText)+\(bytes.base64EncodedString())"
  }

  func verifies(_ signature: some DataProtocol, of text: [UInt8]) -> Bool {
    key.isValidSignature(signature, for: text)
  }
}
