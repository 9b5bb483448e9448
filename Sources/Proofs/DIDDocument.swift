package import Kernel

/// Who a DID is: the public keys it lists and which of them may sign claims.
package struct DIDDocument: Sendable, Equatable {
  /// One key under its full name, `did#fragment`.
  package struct Method: Sendable, Equatable {
    package let id: String
    package let key: PublicKey
    /// From this instant on nothing it signs counts; nil for a key without end.
    package var expires: Instant?
    /// The same, because it was taken back.
    package var revoked: Instant?

    package init(id: String, key: PublicKey, expires: Instant? = nil, revoked: Instant? = nil) {
      self.id = id
      self.key = key
      self.expires = expires
      self.revoked = revoked
    }

    /// Whether what it signed at this instant counts.
    package func counts(at instant: Instant) -> Bool {
      [expires, revoked].allSatisfy { end in end.map { instant < $0 } ?? true }
    }
  }

  /// What somebody offers under a name, and where.
  package struct Service: Sendable, Equatable {
    /// `did#fragment`.
    package let id: String
    package let type: String
    /// The address; services with another kind of endpoint are not read.
    package let endpoint: String

    package init(id: String, type: String, endpoint: String) {
      self.id = id
      self.type = type
      self.endpoint = endpoint
    }

    /// Where a regulator takes awards to be registered.
    package static let receipts = "RegistrationReceipts"
  }

  package let id: String
  package let methods: [Method]
  /// Names of the methods that may sign claims.
  package let assertionMethods: [String]
  package let services: [Service]

  /// Why a document is not taken.
  package enum Fault: String, Error, Sendable {
    case notAnObject, context, id, method, duplicateMethod, privateKey, assertionMethod, service
  }

  /// A document in which every key may sign: put the present key first and keep earlier ones, or
  /// what they signed can no longer be verified; take out a key that was stolen.
  package init(did: DID, keys: [PublicKey]) {
    id = did.text
    methods = keys.map { Method(id: did.keyID($0), key: $0) }
    assertionMethods = methods.map(\.id)
    services = []
  }

  /// The same with methods as they are, and with what is offered.
  package init(did: DID, methods: [Method], services: [Service] = []) {
    id = did.text
    self.methods = methods
    assertionMethods = methods.map(\.id)
    self.services = services
  }

  /// The document of a `did:key`, which holds its one key itself; nil for other methods, and for a
  /// key of another kind than P-256, P-384 and Ed25519.
  package init?(didKey text: String) {
    let prefix = "did:key:".utf8
    guard text.utf8.count <= 500, text.utf8.starts(with: prefix),
      let written = String(text.utf8.dropFirst(prefix.count)),
      let key = PublicKey(multikey: written)
    else { return nil }
    id = text
    methods = [Method(id: text + "#" + written, key: key)]
    assertionMethods = methods.map(\.id)
    services = []
  }

  /// The key of this name, if it may sign claims and counts at this instant.
  package func assertionKey(_ keyID: String, at instant: Instant) -> PublicKey? {
    guard assertionMethods.contains(where: { same($0, keyID) }) else { return nil }
    return methods.first { same($0.id, keyID) && $0.counts(at: instant) }?.key
  }
}

// MARK: - Writing

extension DIDDocument {
  private static let context = "https://www.w3.org/ns/did/v1"

  /// Tokens are read with a JSON Web Key, linked-data proofs with a Multikey: each kind of key is
  /// published in the form that its readers look for.
  private static func isMultikey(_ key: PublicKey) -> Bool { key.kind == .ed25519 }

  /// The document as it is published.
  package var value: Value {
    var contexts = [Self.context]
    if methods.contains(where: { !Self.isMultikey($0.key) }) {
      contexts.append("https://w3id.org/security/jwk/v1")
    }
    if methods.contains(where: { Self.isMultikey($0.key) }) {
      contexts.append("https://w3id.org/security/multikey/v1")
    }
    return object([
      "@context": texts(contexts),
      "id": .text(id),
      "verificationMethod": .list(methods.map(entry)),
      "assertionMethod": texts(assertionMethods),
      "service": services.isEmpty
        ? nil
        : .list(
          services.map {
            object([
              "id": .text($0.id), "type": .text($0.type), "serviceEndpoint": .text($0.endpoint),
            ])
          }),
    ])
  }

  private func entry(_ method: Method) -> Value {
    let multikey = Self.isMultikey(method.key) ? method.key.multikey : nil
    return object([
      "id": .text(method.id), "type": .text(multikey == nil ? "JsonWebKey" : "Multikey"),
      "controller": .text(id),
      "expires": method.expires.map { .text($0.utcText) },
      "revoked": method.revoked.map { .text($0.utcText) },
      "publicKeyMultibase": multikey.map { .text($0) },
      "publicKeyJwk": multikey == nil ? method.key.jwk : nil,
    ])
  }
}

// MARK: - Reading

extension DIDDocument {
  /// How many keys are read: each costs, and they are compared with one another.
  private static let most = 100

  /// Reads a document; keys of other kinds are passed over, a private key in it is refused.
  package init(reading value: Value) throws(Fault) {
    guard let members = value.members else { throw .notAnObject }
    guard let contexts = members["@context"]?.strings, same(contexts.first, Self.context) else {
      throw .context
    }
    guard let id = members["id"]?.string, DID(text: id) != nil else { throw .id }
    var methods: [Method] = []
    let listed = members["verificationMethod"].map { $0.elements ?? [.null] } ?? []
    guard listed.count <= Self.most else { throw .method }
    for entry in listed { try Self.read(entry, of: id, into: &methods) }
    let listedAssertions = members["assertionMethod"].map { $0.elements ?? [.null] } ?? []
    guard listedAssertions.count <= Self.most else { throw .assertionMethod }
    var assertions: [String] = []
    for entry in listedAssertions {
      if let name = entry.string {
        assertions.append(Self.full(name, of: id))
      } else if let name = entry["id"]?.string {
        try Self.read(entry, of: id, into: &methods)
        assertions.append(Self.full(name, of: id))
      } else {
        throw .assertionMethod
      }
    }
    self.id = id
    self.methods = methods
    self.assertionMethods = assertions
    services = try Self.services(members["service"], of: id)
  }

  /// The services whose endpoint is one address; those of other forms are passed over.
  private static func services(_ member: Value?, of id: String) throws(Fault) -> [Service] {
    let listed = member.map { $0.elements ?? [$0] } ?? []
    guard listed.count <= most else { throw .service }
    return listed.compactMap { entry in
      guard let name = entry["id"]?.string, let endpoint = entry["serviceEndpoint"]?.string,
        let type = entry["type"]?.strings?.first
      else { return nil }
      return Service(id: full(name, of: id), type: type, endpoint: endpoint)
    }
  }

  private static func full(_ name: String, of id: String) -> String {
    name.utf8.first == UInt8(ascii: "#") ? id + name : name
  }

  private static func read(_ entry: Value, of id: String, into methods: inout [Method])
    throws(Fault)
  {
    guard let written = entry["id"]?.string, let type = entry["type"]?.string,
      let controller = entry["controller"]?.string
    else { throw .method }
    let name = full(written, of: id)
    guard name.utf8.starts(with: (id + "#").utf8) else { throw .method }
    guard !methods.contains(where: { same($0.id, name) }) else { throw .duplicateMethod }
    let ends = try (expires: instant(entry["expires"]), revoked: instant(entry["revoked"]))
    guard entry["secretKeyMultibase"] == nil, entry["privateKeyMultibase"] == nil,
      entry["secretKeyJwk"] == nil, entry["privateKeyJwk"] == nil
    else { throw .privateKey }
    guard same(controller, id), let key = try key(of: entry, type) else { return }
    methods.append(Method(id: name, key: key, expires: ends.expires, revoked: ends.revoked))
  }

  private static func instant(_ value: Value?) throws(Fault) -> Instant? {
    guard let value else { return nil }
    guard let instant = value.string.flatMap({ Instant(text: $0) }) else { throw .method }
    return instant
  }

  /// The key of a method; nil when it is of a kind we do not verify with.
  private static func key(of entry: Value, _ type: String) throws(Fault) -> PublicKey? {
    if same(type, "Multikey") {
      return entry["publicKeyMultibase"]?.string.flatMap { PublicKey(multikey: $0) }
    }
    guard same(type, "JsonWebKey") || same(type, "JsonWebKey2020"),
      let jwk = entry["publicKeyJwk"]
    else { return nil }
    do { return try PublicKey(jwk: jwk) } catch .privateMember { throw .privateKey } catch {
      return nil
    }
  }
}
