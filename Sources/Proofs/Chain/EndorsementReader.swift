package import Kernel

/// Why a licence's credential is not taken: the member that is missing or not as the profile says.
package struct EndorsementFault: Error, Equatable, Sendable {
  package let member: String
}

extension Endorsement {
  /// Which link of the chain a credential is; nil for an ordinary endorsement.
  package static func kind(of credential: Value) -> Kind? {
    Kind.allCases.first { kind in
      credential["type"]?.strings?.contains { same($0, kind.type) } ?? false
    }
  }

  /// Reads a licence's credential whose signature was verified before.
  package init(reading credential: Value) throws(EndorsementFault) {
    guard let kind = Self.kind(of: credential) else { throw EndorsementFault(member: "type") }
    for type in ["VerifiableCredential", "EndorsementCredential"] {
      guard credential["type"]?.strings?.contains(where: { same($0, type) }) == true else {
        throw EndorsementFault(member: "type")
      }
    }
    guard let id = credential["id"]?.string else { throw EndorsementFault(member: "id") }
    guard let issuer = Award.issuerID(credential) else { throw EndorsementFault(member: "issuer") }
    guard let subject = credential["credentialSubject"],
      subject["type"]?.strings?.contains(where: { same($0, kind.subjectType) }) == true
    else { throw EndorsementFault(member: "credentialSubject") }
    guard let from = credential["validFrom"]?.string.flatMap({ Instant(stamp: $0) }) else {
      throw EndorsementFault(member: "validFrom")
    }
    // An end that cannot be read must not become no end.
    if let end = credential["validUntil"] {
      guard let end = end.string.flatMap({ Instant(stamp: $0) }) else {
        throw EndorsementFault(member: "validUntil")
      }
      until = end
    }
    if let entry = credential["credentialStatus"] {
      do { status = try StatusListEntry(reading: entry) } catch {
        throw EndorsementFault(member: "credentialStatus")
      }
    }
    self.id = id
    regulator = Party(did: issuer, name: credential["issuer"]?["name"]?.string ?? "")
    name = credential["name"]?.string ?? ""
    number = try Self.text("licenceNumber", of: subject)
    licensed = try Self.licensed(kind, subject)
    self.from = from
    articles = Self.articles(credential["termsOfUse"])
  }

  private static func licensed(_ kind: Kind, _ subject: Value) throws(EndorsementFault)
    -> Licensed
  {
    let id = try text("id", of: subject)
    switch kind {
    case .provider:
      guard let activities = subject["licensedActivity"]?.strings else {
        throw EndorsementFault(member: "licensedActivity")
      }
      if let action = subject["recognizedTo"] {
        guard same(action["action"]?.string, "issue") else {
          throw EndorsementFault(member: "recognizedTo")
        }
      }
      return .provider(did: id, activities: activities)
    case .programme:
      var limit: ExactDecimal?
      if let member = subject["maxCredits"] {
        guard case .number(let number) = member else {
          throw EndorsementFault(member: "maxCredits")
        }
        limit = number
      }
      return .programme(
        achievement: id, provider: try text("licensedProvider", of: subject),
        parent: try text("parentLicence", of: subject), maxCredits: limit)
    }
  }

  private static func text(_ name: String, of subject: Value) throws(EndorsementFault) -> String {
    guard let text = subject[name]?.string, !text.utf8.isEmpty else {
      throw EndorsementFault(member: name)
    }
    return text
  }

  private static func articles(_ terms: Value?) -> [String] {
    guard let terms else { return [] }
    return (terms.elements ?? [terms]).compactMap { $0["article"]?.string }
  }
}
