package import Kernel

/// Who a DID is: the P-256 keys it lists and which of them may sign claims.
package struct DIDDocument: Sendable, Equatable {
  /// One key under its full name, `did#fragment`.
  package struct Method: Sendable, Equatable {
    package let id: String
    package let key: PublicKey
  }

  package let id: String
  package let methods: [Method]
  /// Names of the methods that may sign claims.
  package let assertionMethods: [String]

  /// Why a document is not taken.
  package enum Fault: String, Error, Sendable {
    case notAnObject, context, id, method, duplicateMethod, privateKey, assertionMethod
  }

  /// A document in which every key may sign: put the present key first and keep earlier ones, or
  /// what they signed can no longer be verified; take out a key that was stolen.
  package init(did: DID, keys: [PublicKey]) {
    id = did.text
    methods = keys.map { Method(id: did.keyID($0), key: $0) }
    assertionMethods = methods.map(\.id)
  }

  static let contexts = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/jwk/v1"]

  /// The document as it is published.
  package var value: Value {
    object([
      "@context": texts(Self.contexts),
      "id": .text(id),
      "verificationMethod": .list(
        methods.map { method in
          object([
            "id": .text(method.id), "type": .text("JsonWebKey"), "controller": .text(id),
            "publicKeyJwk": method.key.jwk,
          ])
        }),
      "assertionMethod": texts(assertionMethods),
    ])
  }

  /// Reads a document; keys of other kinds are passed over, a private key in it is refused.
  package init(reading value: Value) throws(Fault) {
    guard let members = value.members else { throw .notAnObject }
    guard let contexts = members["@context"]?.strings,
      same(contexts.first, Self.contexts.first)
    else { throw .context }
    guard let id = members["id"]?.string, DID(text: id) != nil else { throw .id }
    var methods: [Method] = []
    let listed = members["verificationMethod"].map { $0.elements ?? [.null] } ?? []
    for entry in listed { try Self.read(entry, of: id, into: &methods) }
    let listedAssertions = members["assertionMethod"].map { $0.elements ?? [.null] } ?? []
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
    guard same(type, "JsonWebKey") || same(type, "JsonWebKey2020"), same(controller, id),
      let jwk = entry["publicKeyJwk"]
    else { return }
    do {
      methods.append(Method(id: name, key: try PublicKey(jwk: jwk)))
    } catch .privateMember {
      throw .privateKey
    } catch {
      return
    }
  }

  /// The key of this name, if it may sign claims.
  package func assertionKey(_ keyID: String) -> PublicKey? {
    guard assertionMethods.contains(where: { same($0, keyID) }) else { return nil }
    return methods.first { same($0.id, keyID) }?.key
  }
}
