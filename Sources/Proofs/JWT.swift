package import JSON
package import Kernel

/// A JSON Web Token in compact form (RFC 7515, 7518, 7519): signed by us with ES256, verified also
/// with EdDSA (RFC 8037) and RS256.
package struct JWT: Sendable {
  package let header: Value.Members
  package let payload: Value.Members
  /// Header and payload as they were signed: `base64url.base64url`.
  package let signingInput: [UInt8]
  package let signature: [UInt8]

  /// Why bytes are no token.
  package enum Fault: Error, Equatable, Sendable {
    case tooLarge(limit: Int)
    case notThreeParts
    case notBase64URL(part: String)
    case notJSON(part: String, JSONFault)
    case notAnObject(part: String)
  }

  /// The most bytes a token may have.
  package static let limit = 512 << 10
  private static let limits = JSON.Limits(bytes: limit, depth: 32, values: 20_000)

  /// Takes a token apart; white space around it is dropped, since files end in a line feed. Nothing
  /// is believed yet: see `headerFault` and `isSigned(by:)`.
  package init(reading bytes: some Collection<UInt8>) throws(Fault) {
    guard bytes.count <= Self.limit else { throw .tooLarge(limit: Self.limit) }
    let text = Self.trimmed(Array(bytes))
    let dot = UInt8(ascii: ".")
    guard let first = text.firstIndex(of: dot), let second = text.lastIndex(of: dot),
      first < second, !text[(first + 1)..<second].contains(dot)
    else { throw .notThreeParts }
    header = try Self.object(text[..<first], "header")
    payload = try Self.object(text[(first + 1)..<second], "payload")
    guard let signature = Base64URL.decode(text[(second + 1)...]) else {
      throw .notBase64URL(part: "signature")
    }
    self.signature = signature
    signingInput = Array(text[..<second])
  }

  private static func trimmed(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
    var rest = bytes[...]
    while let first = rest.first, [0x20, 0x0A, 0x0D, 0x09].contains(first) { rest.removeFirst() }
    while let last = rest.last, [0x20, 0x0A, 0x0D, 0x09].contains(last) { rest.removeLast() }
    return rest
  }

  private static func object(_ part: ArraySlice<UInt8>, _ name: String) throws(Fault)
    -> Value.Members
  {
    guard let bytes = Base64URL.decode(part) else { throw .notBase64URL(part: name) }
    let value: Value
    do { value = try JSON.read(bytes, limits: limits) } catch { throw .notJSON(part: name, error) }
    guard let members = value.members else { throw .notAnObject(part: name) }
    return members
  }
}

// MARK: - Header

extension JWT {
  /// Why a header is not taken.
  package enum HeaderFault: String, Sendable, CaseIterable {
    /// Anything but exactly ES256, EdDSA or RS256, `none` above all.
    case algorithm
    /// Open Badges: `JWT` when there is a `typ` at all. The other dialect, `vc+jwt` (VC-JOSE-COSE),
    /// has other claims and is not read.
    case type
    /// Any `crit`: no extension is understood here, and `b64` is one.
    case critical
    /// A key with a private member stands in the header.
    case privateKey
    /// `kid` is there but is no text.
    case keyID
  }

  package var keyID: String? { header["kid"]?.string }
  package var algorithm: String? { header["alg"]?.string }

  /// The algorithms that are verified.
  static let algorithms = ["ES256", "EdDSA", "RS256"]

  /// What is wrong with the header, or nil. A `jwk`, `jku` or `x5u` in it is never used as a key:
  /// the signer would vouch for itself.
  package var headerFault: HeaderFault? {
    guard Self.algorithms.contains(where: { same(algorithm, $0) }) else { return .algorithm }
    if let type = header["typ"], !same(type.string, "JWT") { return .type }
    guard header["crit"] == nil, header["b64"] == nil else { return .critical }
    if let key = header["jwk"], PublicKey.isPrivate(key) { return .privateKey }
    if let keyID = header["kid"] {
      // A key itself in the place of its name.
      if PublicKey.isPrivate(keyID) { return .privateKey }
      if keyID.string == nil { return .keyID }
    }
    return nil
  }

  /// Whether the header is acceptable, names the one algorithm this kind of key has, and the
  /// signature was made with this key.
  package func isSigned(by key: PublicKey) -> Bool {
    headerFault == nil && same(algorithm, key.kind.algorithm)
      && key.verifies(signature, of: signingInput)
  }
}

// MARK: - Making one

extension JWT {
  /// Header and payload ready to be signed; the same facts always give the same bytes.
  package static func signingInput(payload: Value, keyID: String) -> [UInt8] {
    signingInput(written: JSON.write(payload), keyID: keyID)
  }

  /// The same of a payload that was written before.
  static func signingInput(written payload: [UInt8], keyID: String) -> [UInt8] {
    let header = Kernel.Value.object(
      Value.Members([
        ("alg", .text("ES256")), ("typ", .text("JWT")), ("kid", .text(keyID)),
      ]))
    let parts = [JSON.write(header), payload].map { Base64URL.encode($0) }
    return Array(parts.joined(separator: ".").utf8)
  }

  /// The header says ES256, and this key is no P-256 key.
  package struct OtherKeyFault: Error {}

  /// A signed token from what `signingInput` made; throws `OtherKeyFault` for a key of another kind.
  package static func sign(_ signingInput: [UInt8], with key: SigningKey) throws -> String {
    guard key.publicKey.kind == .p256 else { throw OtherKeyFault() }
    return String(decoding: signingInput, as: UTF8.self) + "."
      + Base64URL.encode(try key.sign(signingInput))
  }
}
