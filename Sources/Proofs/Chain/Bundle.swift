package import JSON
package import Kernel

/// One JSON file with everything that verifying an award without a network takes.
package struct Bundle: Sendable {
  /// The award with its proof, and its twin, a compact token; one of the two may be missing.
  package var award: Value?
  package var jwt: String?
  package var receipt: Value?
  /// Signed snapshots: credentials with their proof, or compact tokens as text.
  package var statusLists: [Value]
  package var didDocuments: [Value]

  package init(
    award: Value?, jwt: String?, receipt: Value?, statusLists: [Value], didDocuments: [Value]
  ) {
    self.award = award
    self.jwt = jwt
    self.receipt = receipt
    self.statusLists = statusLists
    self.didDocuments = didDocuments
  }

  static let type = "CredentialBundle"
  /// How many snapshots and documents are looked at.
  static let most = 64

  /// What a bundle may ask of us: four mebibytes.
  package static let limits = JSON.Limits(bytes: 4 << 20, depth: 48, values: 100_000)

  /// The bundle as a tree.
  package var value: Value {
    object([
      "format": .number(ExactDecimal(mantissa: 1)),
      "type": .text(Self.type),
      "award": award,
      "jwt": jwt.map { .text($0) },
      "receipt": receipt,
      "statusLists": .list(statusLists),
      "didDocuments": .list(didDocuments),
    ])
  }

  /// The file's bytes.
  package var bytes: [UInt8] { JSON.write(value) }

  /// Why a tree is no bundle: the member that is missing or not what it must be.
  package struct Fault: Error, Equatable, Sendable {
    package let member: String
  }

  static func isOne(_ value: Value) -> Bool { same(value["type"]?.string, type) }

  /// Reads a bundle of format 1; its parts are judged by the verifier.
  package init(reading value: Value) throws(Fault) {
    guard Self.isOne(value) else { throw Fault(member: "type") }
    guard case .number(let format)? = value["format"], format.integer == 1 else {
      throw Fault(member: "format")
    }
    award = try Self.document("award", in: value)
    receipt = try Self.document("receipt", in: value)
    if let member = value["jwt"] {
      guard case .text(let text) = member else { throw Fault(member: "jwt") }
      jwt = text
    }
    guard award != nil || jwt != nil else { throw Fault(member: "award") }
    statusLists = try Self.list("statusLists", in: value)
    didDocuments = try Self.list("didDocuments", in: value)
  }

  private static func document(_ name: String, in value: Value) throws(Fault) -> Value? {
    guard let member = value[name] else { return nil }
    guard member.members != nil else { throw Fault(member: name) }
    return member
  }

  private static func list(_ name: String, in value: Value) throws(Fault) -> [Value] {
    guard let member = value[name] else { return [] }
    guard let elements = member.elements, elements.count <= most else {
      throw Fault(member: name)
    }
    return elements
  }
}
