import Kernel

/// What no document from outside may hold, wherever it stands in it.
enum SafetyCheck {
  /// Why a document is not looked into any further.
  enum Fault: Equatable {
    /// A secret is out, whatever else the document says.
    case privateKey
    /// A member whose name is not plain ASCII. No term we know has another name, and é can be
    /// written in two ways that look the same.
    case memberName(String)
    /// A JSON-LD keyword, which could make JSON say one thing and linked data another.
    case keyword(String)
  }

  /// The first fault of a document, or nil. Its own `@context` is no fault, nor is that of a proof
  /// over canonical JSON, which repeats it, or of an endorsement that is embedded: of neither is
  /// anything read that such a context could turn round.
  static func fault(in document: Value) -> Fault? {
    guard let members = document.members else { return fault(below: document) }
    if isPrivate(members) { return .privateKey }
    for (name, value) in members.pairs where !same(name, "@context") {
      if let fault = fault(ofName: name, isText: false) { return fault }
      if let fault = fault(below: value, mayHaveContext: hasContext(name)) { return fault }
    }
    return nil
  }

  private static func hasContext(_ name: String) -> Bool {
    same(name, "proof") || same(name, "endorsement")
  }

  private static func fault(below value: Value, mayHaveContext: Bool = false) -> Fault? {
    switch value {
    case .list(let elements):
      for element in elements {
        if let fault = fault(below: element, mayHaveContext: mayHaveContext) { return fault }
      }
    case .object(let members):
      if isPrivate(members) { return .privateKey }
      let isText = isText(members)
      for (name, value) in members.pairs where !(mayHaveContext && same(name, "@context")) {
        if let fault = fault(ofName: name, isText: isText) { return fault }
        if let fault = fault(below: value, mayHaveContext: hasContext(name)) { return fault }
      }
    default: break
    }
    return nil
  }

  private static func fault(ofName name: String, isText: Bool) -> Fault? {
    let bytes = name.utf8
    guard bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return .memberName(name) }
    return bytes.first == UInt8(ascii: "@") && !isText ? .keyword(name) : nil
  }

  /// A text with its language: the one object of keywords that the data model has (VCDM 2.0, 11.1).
  private static func isText(_ members: Value.Members) -> Bool {
    guard members.pairs.count <= 3, members.pairs.first?.name.utf8.first == UInt8(ascii: "@") else {
      return false
    }
    return members["@value"]?.string != nil
      && members.pairs.allSatisfy { name, value in
        ["@value", "@language", "@direction"].contains { same($0, name) } && value.string != nil
      }
  }

  private static let secrets = [
    "privateKeyJwk", "privateKeyMultibase", "privateKeyBase58", "privateKeyHex", "privateKeyPem",
    "secretKeyJwk", "secretKeyMultibase",
  ]

  private static func isPrivate(_ members: Value.Members) -> Bool {
    var isKey = false
    for (name, _) in members.pairs {
      let bytes = name.utf8
      if bytes.count == 3, same(name, "kty") { isKey = true }
      if bytes.count >= 12, secrets.contains(where: { same($0, name) }) { return true }
    }
    return isKey && PublicKey.isPrivate(.object(members))
  }
}
