package import Kernel

/// A published snapshot of a status list: `BitstringStatusListCredential` (section 2.2). Whether it
/// is signed by who issued the credential it judges is for the verifier to see.
package struct StatusListCredential: Sendable {
  package let id: String
  package let issuer: String
  package let purposes: [String]
  package let list: StatusList
  /// When the snapshot was true: from the first instant up to the second; nil for no bound.
  package let validFrom: Instant?
  package let validUntil: Instant?

  private static let type = "BitstringStatusListCredential"
  private static let subjectType = "BitstringStatusList"

  /// The unsigned credential of a list; nil only when there is no memory.
  package static func build(
    id: String, issuer: String, purpose: String, list: StatusList, validFrom: Instant,
    validUntil: Instant
  ) -> Value? {
    guard let encoded = list.encoded else { return nil }
    return object([
      "@context": texts([VCDM.context]),
      "id": .text(id),
      "type": texts(["VerifiableCredential", type]),
      "issuer": .text(issuer),
      "validFrom": .text(validFrom.utcText),
      "validUntil": .text(validUntil.utcText),
      "credentialSubject": object([
        "id": .text(id + "#list"), "type": .text(subjectType), "statusPurpose": .text(purpose),
        "encodedList": .text(encoded),
      ]),
    ])
  }

  /// Reads a credential whose proof was verified before; what is remembered need not be unpacked
  /// again.
  package init(reading value: Value, memory: SignatureMemory? = nil) throws(StatusListFault) {
    guard let id = value["id"]?.string, VCDM.isURL(id) else { throw .member("id") }
    for name in ["VerifiableCredential", Self.type] {
      guard value["type"]?.strings?.contains(where: { same($0, name) }) == true else {
        throw .member("type")
      }
    }
    guard let issuer = value["issuer"]?.string ?? value["issuer"]?["id"]?.string else {
      throw .member("issuer")
    }
    guard let subject = value["credentialSubject"],
      subject["type"]?.strings?.contains(where: { same($0, Self.subjectType) }) == true
    else { throw .member("credentialSubject") }
    guard let purposes = subject["statusPurpose"]?.strings, !purposes.isEmpty else {
      throw .member("statusPurpose")
    }
    guard let encoded = subject["encodedList"]?.string else { throw .member("encodedList") }
    self.id = id
    self.issuer = issuer
    self.purposes = purposes
    validFrom = try Self.instant("validFrom", in: value)
    validUntil = try Self.instant("validUntil", in: value)
    if let memory {
      list = try memory.list(encoded)
    } else {
      list = try StatusList(encoded: encoded)
    }
  }

  private static func instant(_ name: String, in value: Value) throws(StatusListFault) -> Instant? {
    guard let member = value[name] else { return nil }
    guard let instant = member.string.flatMap({ Instant(text: $0) }) else { throw .member(name) }
    return instant
  }

  /// Whether the snapshot speaks of this instant.
  package func covers(_ instant: Instant) -> Bool {
    (validFrom.map { $0 <= instant } ?? true) && (validUntil.map { instant < $0 } ?? true)
  }

  /// The bit of an entry: true means that its purpose has come about, for example revoked.
  package func bit(of entry: StatusListEntry) throws(StatusListFault) -> Bool {
    guard same(id, entry.list) else { throw .otherList }
    guard purposes.contains(where: { same($0, entry.purpose) }) else { throw .otherPurpose }
    guard let bit = list.bit(entry.index) else {
      throw .beyond(index: entry.index, count: list.count)
    }
    return bit
  }
}
