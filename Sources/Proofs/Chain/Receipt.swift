package import Kernel

/// The regulator's word that it registered an award at an instant: a time of issue that the
/// provider cannot choose.
package struct Receipt: Sendable {
  /// A URI of the credential itself, `urn:uuid:…`.
  package var id: String
  package var regulator: Party
  /// The award's id.
  package var award: String
  /// What was registered: `AwardDigest.of`.
  package var digests: [String]
  package var registeredAt: Instant
  /// The entry whose bit is set once the receipt is revoked, which reaches back.
  package var status: StatusListEntry?

  package init(
    id: String, regulator: Party, award: String, digests: [String], registeredAt: Instant,
    status: StatusListEntry?
  ) {
    self.id = id
    self.regulator = regulator
    self.award = award
    self.digests = digests
    self.registeredAt = registeredAt
    self.status = status
  }

  static let type = "RegistrationReceipt"
  /// The most that a registration may lie from the time of issue, a day in seconds.
  package static let tolerance: Int64 = 86_400
  static let contexts = ["https://www.w3.org/ns/credentials/v2", Namespace.url]

  /// The unsigned credential; `DataIntegrity.sign` adds its `eddsa-jcs-2022` proof.
  package var value: Value {
    object([
      "@context": texts(Self.contexts),
      "id": .text(id),
      "type": texts(["VerifiableCredential", Self.type]),
      "issuer": object(["id": .text(regulator.did), "name": .text(regulator.name)]),
      "validFrom": .text(registeredAt.utcText),
      "credentialSubject": object([
        "id": .text(award), "registeredDigest": texts(digests),
        "registeredAt": .text(registeredAt.utcText),
      ]),
      "credentialStatus": status?.value,
    ])
  }

  /// Why a receipt is not taken: the member that is missing or not as the profile says.
  package struct Fault: Error, Equatable, Sendable {
    package let member: String
  }

  /// Whether a credential calls itself a receipt.
  static func isOne(_ value: Value) -> Bool {
    value["type"]?.strings?.contains { same($0, type) } ?? false
  }

  /// Reads a receipt; whether its proof holds is for the verifier to see.
  package init(reading value: Value) throws(Fault) {
    guard Self.isOne(value) else { throw Fault(member: "type") }
    guard let id = value["id"]?.string else { throw Fault(member: "id") }
    guard let issuer = Award.issuerID(value) else { throw Fault(member: "issuer") }
    guard let subject = value["credentialSubject"], let award = subject["id"]?.string else {
      throw Fault(member: "credentialSubject")
    }
    guard let digests = subject["registeredDigest"]?.strings, !digests.isEmpty else {
      throw Fault(member: "registeredDigest")
    }
    guard let at = subject["registeredAt"]?.string.flatMap({ Instant(stamp: $0) }) else {
      throw Fault(member: "registeredAt")
    }
    if let entry = value["credentialStatus"] {
      do { status = try StatusListEntry(reading: entry) } catch {
        throw Fault(member: "credentialStatus")
      }
    }
    self.id = id
    regulator = Party(did: issuer, name: value["issuer"]?["name"]?.string ?? "")
    self.award = award
    self.digests = digests
    registeredAt = at
  }
}

/// What stands for an award in its receipt.
package enum AwardDigest {
  /// The SHA-256 of the award's JCS form, proof included.
  package static func bytes(of award: Value) throws(JCSFault) -> [UInt8] {
    HashAlgorithm.sha256.digest(try JCS.canonicalize(award))
  }

  /// Multihashes (SHA-256, multibase) of the award's JCS form, proof included, and of the bytes of
  /// its compact token; throws for a tree that has no JCS form.
  package static func of(award: Value?, jwt: String?) throws(JCSFault) -> [String] {
    var digests: [String] = []
    if let award { digests.append(Multihash.text(of: try JCS.canonicalize(award))) }
    if let jwt { digests.append(Multihash.text(of: Array(jwt.utf8))) }
    return digests
  }
}
