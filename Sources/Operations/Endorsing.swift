import Credentials
import JSON
package import Kernel
import Licensing
import Proofs
import Registrar
import Regulations
import Storage

// The regulator signs its licences as credentials, because only those travel inside an award: one
// for the provider, one for each achievement of a programme (sa-nelc@1446, licence).

/// Both licences of an award as signed credentials.
struct Endorsements {
  let provider: LicenceCredential
  let programme: LicenceCredential
}

extension Work {
  /// The signed licences of a course's award; made now where this installation is the regulator too.
  func endorsements(
    provider: Licence, programme: Licence, course: Course, achievement: String
  ) throws -> Endorsements {
    let did = try Installation.did(publicURL: office.publicURL)
    return Endorsements(
      provider: try endorsement(provider, subject: did.text) { _ in
        .provider(did: did.text, activities: ["MicroCredential"])
      },
      programme: try endorsement(programme, subject: achievement) { parent in
        .programme(
          achievement: achievement, provider: did.text, parent: parent,
          maxCredits: ExactDecimal(mantissa: Int64(course.units)))
      })
  }

  /// One licence as it is signed for a subject; signed now unless it was before. `licensed` gets the
  /// number of the licence that it rests on.
  func endorsement(
    _ licence: Licence, subject: String, _ licensed: (String) -> Endorsement.Licensed
  ) throws -> LicenceCredential {
    let found = try LicenceCredential.find(licence.id, subject: subject, in: tx)
    let parent = try parentNow(of: licence)
    if let found, try parent == nil || self.parent(in: found) == parent?.number { return found }
    guard let signer = office.regulator else {
      throw OperationFault.stateConflict(
        "the regulator’s credential of licence \(licence.number) is not here for \(subject); "
          + "ask the regulator for it and add it with `sanad licence add FILE`")
    }
    try requirePresent(signer)
    let id: ID<LicenceCredentialTag> = self.id()
    let entry = try status(of: licence)
    let named =
      try parent?.number ?? licence.parent.flatMap { try Licence.find($0, in: tx)?.number }
    let zone = law.zone
    let endorsement = Endorsement(
      id: "urn:uuid:\(id)",
      regulator: Party(did: signer.did.text, name: office.regulatorName.ar),
      name: licence.kind == .provider
        ? "ترخيص جهة \(licence.number)" : "ترخيص برنامج \(licence.number)",
      number: licence.number, licensed: licensed(named ?? ""), from: zone.start(of: licence.from),
      until: zone.start(of: licence.until.adding(days: 1)),
      articles: [Endorsements.article], status: statusValue(entry, .licence))
    let made = LicenceCredential(
      id: id, licence: licence.id, subject: subject,
      jwt: try endorsement.jwt(key: signer.token, keyID: signer.tokenID), issuedAt: at,
      entry: (entry.list.of(LicenceStatusListTag.self), entry.position))
    if found == nil { try made.insert(in: tx) } else { try made.replace(in: tx) }
    _ = try recordAct(
      "EndorseLicence",
      facts: [
        ("licence", .text(licence.number)), ("credential", .text(id.description)),
        ("subject", .text(subject)),
      ])
    return made
  }

  /// The licence that has come into the place of the one a programme's rests on; nil where that one
  /// was not renewed, or not yet.
  private func parentNow(of licence: Licence) throws -> Licence? {
    guard let parent = licence.parent, try Licence.successor(of: parent, in: tx) != nil else {
      return nil
    }
    return try Licence.continuing(parent, on: max(law.day, licence.from), in: tx)
  }

  /// The number of the licence that a signed one says it rests on.
  private func parent(in signed: LicenceCredential) throws -> String? {
    let payload = Value.object(try JWT(reading: signed.jwt.utf8).payload)
    guard case .programme(_, _, let parent, _) = try Endorsement(reading: payload).licensed else {
      return nil
    }
    return parent
  }

  /// One place in the lists for a licence, whatever it is signed for.
  private func status(of licence: Licence) throws -> StatusEntry {
    if let entry = try LicenceCredential.entry(of: licence.id, in: tx) {
      return StatusEntry(list: entry.list.of(StatusListTag.self), position: entry.position)
    }
    let entry = try takeStatus(.licence, subject: licence.id.bytes)
    // A licence that is suspended already is so from the first snapshot on.
    let standing = try Licence.numbered(licence.number, at: at, in: tx)
    try setStatus(entry, .licence, standing?.status?.isInForce == false, ruling: nil)
    return entry
  }

  /// Signs a licence that was granted to a body of this installation: one credential for the
  /// provider, or one for each course of the programme, all at one place in the published list.
  /// Without the keys of both sides it is signed when an award first needs it.
  func sign(_ licence: Licence) throws {
    guard office.regulator != nil, office.issuer != nil else { return }
    let did = try Installation.did(publicURL: office.publicURL)
    guard let programme = licence.programme else {
      _ = try endorsement(licence, subject: did.text) { _ in
        .provider(did: did.text, activities: ["MicroCredential"])
      }
      return
    }
    for course in try Course.all(Scope(licence.institution), in: tx)
    where course.programme == programme {
      let achievement = Awarding.achievement(course.id, office.publicURL)
      _ = try endorsement(licence, subject: achievement) { parent in
        .programme(
          achievement: achievement, provider: did.text, parent: parent,
          maxCredits: ExactDecimal(mantissa: Int64(course.units)))
      }
    }
  }

  /// Publishes a licence's status as it stands now, with a snapshot that covers the present.
  func publishStatus(of licence: Licence, ruling: RulingID) throws {
    guard office.regulator != nil else { return }
    let standing = try Licence.numbered(licence.number, at: at, in: tx)
    guard let place = try LicenceCredential.entry(of: licence.id, in: tx) else { return }
    let entry = StatusEntry(list: place.list.of(StatusListTag.self), position: place.position)
    try setStatus(entry, .licence, standing?.status?.isInForce == false, ruling: ruling)
    try publish(entry.list, .licence)
  }
}

extension Endorsements {
  /// What licences of providers and programmes rest on.
  static let article = Licence.defaultArticle
}

extension Office {
  /// How the regulator is called, by the pack of its regulations.
  package var regulatorName: Localized {
    library.pack(Licence.instrument)?.authority
      ?? Localized(ar: "الجهة المرخصة", en: "Licensing authority", vi: "Cơ quan cấp phép")
  }
}
