package import Kernel

/// A licence as the regulator signs it and an award carries it: an Open Badges
/// EndorsementCredential of a provider, or of one achievement of a programme.
package struct Endorsement: Sendable {
  /// Which link of the chain a licence is.
  package enum Kind: String, Sendable, CaseIterable {
    case provider, programme

    /// The credential's own type.
    package var type: String {
      self == .provider ? "ProviderLicenceCredential" : "ProgrammeLicenceCredential"
    }

    var subjectType: String { self == .provider ? "LicensedProvider" : "LicensedProgramme" }
  }

  /// What is licensed.
  package enum Licensed: Sendable {
    /// A provider, and what it may issue, in Open Badges' words such as `MicroCredential`.
    case provider(did: String, activities: [String])
    /// One achievement with its version, whose awards may be worth at most so many credits. A
    /// programme of several courses has a credential for each. `parent` is the number (or the
    /// credential's id) of the provider's licence that this one rests on.
    case programme(
      achievement: String, provider: String, parent: String, maxCredits: ExactDecimal?)
  }

  /// A URI of the credential itself, `urn:uuid:…`.
  package var id: String
  package var regulator: Party
  /// What people call the credential.
  package var name: String
  package var number: String
  package var licensed: Licensed
  /// The licence is in force from the first instant up to the second; nil for one without end.
  package var from: Instant
  package var until: Instant?
  /// Citations of the articles it rests on.
  package var articles: [String]
  /// The entry whose bit is set while the licence is suspended, and for ever once it is revoked.
  package var status: StatusListEntry?

  package init(
    id: String, regulator: Party, name: String, number: String, licensed: Licensed, from: Instant,
    until: Instant?, articles: [String], status: StatusListEntry?
  ) {
    self.id = id
    self.regulator = regulator
    self.name = name
    self.number = number
    self.licensed = licensed
    self.from = from
    self.until = until
    self.articles = articles
    self.status = status
  }

  package var kind: Kind {
    switch licensed {
    case .provider: .provider
    case .programme: .programme
    }
  }

  static let contexts = Award.contexts + [Namespace.url]
  /// The purpose of a licence's status entry.
  package static let statusPurpose = "suspension"
}

// MARK: - Building

extension Endorsement {
  /// The unsigned credential; the same facts always make the same one.
  package var value: Value {
    object([
      "@context": texts(Self.contexts),
      "id": .text(id),
      "type": texts(["VerifiableCredential", "EndorsementCredential", kind.type]),
      "name": .text(name),
      "issuer": object([
        "id": .text(regulator.did), "type": texts(["Profile"]), "name": .text(regulator.name),
      ]),
      "validFrom": .text(from.utcText),
      "validUntil": until.map { .text($0.utcText) },
      "credentialSubject": subject,
      "credentialStatus": status?.value,
      "termsOfUse": articles.isEmpty
        ? nil
        : .list(
          articles.map { object(["type": .text("RegulationRule"), "article": .text($0)]) }),
    ])
  }

  private var subject: Value {
    let types = texts(["EndorsementSubject", kind.subjectType])
    switch licensed {
    case .provider(let did, let activities):
      return object([
        "id": .text(did), "type": types, "licenceNumber": .text(number),
        "licensedActivity": texts(activities),
        "recognizedTo": object([
          "type": .text("RecognizedAction"), "action": .text("issue"),
          "recognizedBy": .text(regulator.did),
        ]),
      ])
    case .programme(let achievement, let provider, let parent, let maxCredits):
      return object([
        "id": .text(achievement), "type": types, "licenceNumber": .text(number),
        "licensedProvider": .text(provider), "parentLicence": .text(parent),
        "maxCredits": maxCredits.map { .number($0) },
      ])
    }
  }

  /// The exact bytes of the token (ES256), to be journaled before they are signed.
  package func signingInput(keyID: String) throws(JWT.Incomplete) -> [UInt8] {
    JWT.signingInput(payload: try JWT.payload(of: value), keyID: keyID)
  }

  /// The licence as a signed token, which is how an award carries it.
  package func jwt(key: SigningKey, keyID: String) throws -> String {
    try JWT.sign(try signingInput(keyID: keyID), with: key)
  }
}
