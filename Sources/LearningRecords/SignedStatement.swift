import Crypto
import Foundation
import JSON
import Kernel
import Proofs
import _CryptoExtras

/// A signature over a statement: a compact JWS whose payload says the same as the statement (xAPI
/// 1.0.3, 2.6). Where the header carries a certificate, its key must have made the signature; whether
/// the certificate is to be trusted is not the store's to say.
struct SignedStatement {
  private let payload: Value

  /// Reads a signature and holds it to its certificate: once, however many statements name it.
  init(_ bytes: [UInt8]) throws(InputFault) {
    let dot = UInt8(ascii: ".")
    let parts = bytes.split(separator: dot, maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count == 3, let header = Self.read(parts[0]), let payload = Self.read(parts[1]),
      let signature = Base64URL.decode(parts[2]), !signature.isEmpty
    else { throw Self.fault("This is no JWS in compact form over a statement.") }
    self.payload = payload
    let algorithm = header["alg"]?.string ?? ""
    guard ["RS256", "RS384", "RS512"].contains(where: { Name.same($0, algorithm) }) else {
      throw Self.fault("The algorithm of a signature is RS256, RS384 or RS512.")
    }
    guard let chain = header["x5c"] else { return }
    guard let first = chain.elements?.first?.string,
      let certificate = Data(base64Encoded: first),
      let key = Self.publicKey(of: Array(certificate)),
      Self.verifies(signature, of: parts[0] + [dot] + parts[1], key, algorithm)
    else { throw Self.fault("The signature was not made with the key of its certificate.") }
  }

  /// Refuses a statement that is not the one signed.
  func check(_ statement: Value) throws(InputFault) {
    guard StatementBody.agree(payload, statement) else {
      throw Self.fault("What is signed is not this statement.")
    }
  }

  private static func fault(_ problem: String) -> InputFault {
    InputFault("attachments", problem)
  }

  private static func read(_ part: ArraySlice<UInt8>) -> Value? {
    Base64URL.decode(part).flatMap { try? JSON.read($0, limits: StatementBody.limits) }
  }

  private static func verifies(
    _ signature: [UInt8], of bytes: ArraySlice<UInt8>, _ key: _RSA.Signing.PublicKey,
    _ algorithm: String
  ) -> Bool {
    let proof = _RSA.Signing.RSASignature(rawRepresentation: signature)
    let padding = _RSA.Signing.Padding.insecurePKCS1v1_5
    switch algorithm {
    case "RS256":
      return key.isValidSignature(proof, for: SHA256.hash(data: Data(bytes)), padding: padding)
    case "RS384":
      return key.isValidSignature(proof, for: SHA384.hash(data: Data(bytes)), padding: padding)
    default:
      return key.isValidSignature(proof, for: SHA512.hash(data: Data(bytes)), padding: padding)
    }
  }

  /// The RSA key of a certificate (X.509): the seventh part of what is signed in it, or the sixth where
  /// no version is written.
  private static func publicKey(of certificate: [UInt8]) -> _RSA.Signing.PublicKey? {
    var outer = DER(certificate[...])
    guard var whole = outer.enter(0x30), var signed = whole.enter(0x30) else { return nil }
    if signed.next == 0xA0 { _ = signed.take() }
    for _ in 0..<5 { guard signed.take() != nil else { return nil } }
    guard let key = signed.take() else { return nil }
    return try? _RSA.Signing.PublicKey(derRepresentation: Data(key))
  }

  /// Walks over the elements of DER.
  private struct DER {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    var next: UInt8? { rest.first }

    /// The next element whole, which is left behind.
    mutating func take() -> ArraySlice<UInt8>? {
      guard let (head, length) = measure(), rest.count >= head + length else { return nil }
      let element = rest.prefix(head + length)
      rest = rest.dropFirst(head + length)
      return element
    }

    /// What is inside of the next element, if it has this tag.
    mutating func enter(_ tag: UInt8) -> DER? {
      guard rest.first == tag, let (head, _) = measure(), let element = take() else { return nil }
      return DER(element.dropFirst(head))
    }

    private func measure() -> (head: Int, length: Int)? {
      guard let first = rest.dropFirst().first else { return nil }
      guard first >= 0x80 else { return (2, Int(first)) }
      let count = Int(first & 0x7F)
      guard (1...3).contains(count), rest.count >= 2 + count else { return nil }
      let length = rest.dropFirst(2).prefix(count).reduce(0) { $0 << 8 | Int($1) }
      return (2 + count, length)
    }
  }
}
