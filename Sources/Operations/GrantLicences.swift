import Credentials
import Kernel
import Licensing
import People
package import Proofs
import Registrar
package import Regulations
import Storage

/// What a regulator licenses an outside provider to do, as its file says it (`format: 1`).
package struct LicenceGrant: Sendable {
  /// A licence's number and days, both included, its form and what its paper prints.
  struct Term: Sendable {
    let number: String
    let from: Day
    let until: Day
    let form: Licence.Form?
    let particulars: Licence.Particulars
    let place: String
  }

  /// One achievement that a programme licence covers.
  struct Achievement: Sendable {
    let id: String
    let maxCredits: ExactDecimal
  }

  /// A programme licence with what it covers.
  struct Programme: Sendable {
    let term: Term
    let title: Localized
    let achievements: [Achievement]
  }

  /// Under which name the provider issues.
  package let did: DID
  /// The file of the provider's DID document; nil where it is fetched.
  package let documentFile: String?
  let name: Localized
  let term: Term
  let activities: [String]
  let programmes: [Programme]

  /// Reads a file; throws `PackFault` with the place.
  package init(_ text: String, file: String) throws(PackFault) {
    let root = try Reader(yaml: text, file: file)
    try root.format1()
    try root.only("format", "provider", "licence", "programmes")
    let provider = try root.required("provider")
    try provider.only("did", "name", "document")
    guard let did = DID(text: try provider.text("did")) else {
      throw try provider.required("did").fault("must be a did:web, written did:web:host")
    }
    self.did = did
    documentFile = try provider.optional("document")?.text()
    name = try provider.localizedLine("name")
    let licence = try root.required("licence")
    try licence.only("number", "from", "until", "activities", "form", "printed", "decision")
    term = try Self.term(licence, .provider)
    var activities: [String] = []
    for item in try licence.list("activities") { activities.append(try item.word()) }
    self.activities = activities.isEmpty ? ["MicroCredential"] : activities
    var programmes: [Programme] = []
    for item in try root.list("programmes") { programmes.append(try Self.programme(item)) }
    self.programmes = programmes
  }

  private static func term(_ item: Reader, _ kind: Licence.Kind) throws(PackFault) -> Term {
    let form: Licence.Form? = try item.optional("form")?.choice()
    guard form.map({ $0.kind == kind }) ?? true else {
      throw item.fault("has a form that is none of a \(kind.rawValue)'s")
    }
    var particulars = Licence.Particulars()
    if let printed = item.optional("printed") {
      try printed.only("number", "from", "until")
      particulars.numberAsPrinted = try printed.optional("number")?.text()
      particulars.fromAsPrinted = try printed.optional("from")?.text()
      particulars.untilAsPrinted = try printed.optional("until")?.text()
    }
    if let decision = item.optional("decision") {
      try decision.only("body", "number", "printed")
      particulars.decisionBody = try decision.text("body")
      particulars.decision = try decision.text("number")
      particulars.decisionAsPrinted = try decision.optional("printed")?.text()
    }
    let term = Term(
      number: try item.word("number"), from: try item.required("from").day(),
      until: try item.required("until").day(), form: form, particulars: particulars,
      place: item.place)
    guard term.from <= term.until else { throw item.fault("ends before it begins") }
    return term
  }

  private static func programme(_ item: Reader) throws(PackFault) -> Programme {
    try item.only(
      "number", "from", "until", "title", "achievements", "form", "printed", "decision")
    var achievements: [Achievement] = []
    for entry in try item.list("achievements") {
      try entry.only("id", "maxCredits")
      let id = try entry.text("id")
      guard id.utf8.count <= 2_000, id.utf8.contains(UInt8(ascii: ":")),
        id.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
      else { throw entry.fault("has an 'id' that is no URI of ASCII characters") }
      let credits = try entry.required("maxCredits").decimal()
      guard credits.mantissa > 0 else { throw entry.fault("allows no credits") }
      achievements.append(Achievement(id: id, maxCredits: credits))
    }
    guard !achievements.isEmpty else { throw item.fault("covers no achievement") }
    return Programme(
      term: try term(item, .programme), title: try item.localizedLine("title"),
      achievements: achievements)
  }
}

/// The regulator licenses a provider that has an installation of its own, and signs the licences for
/// it to carry in its awards (sa-nelc@1446, licence). What was granted before is given again.
package struct GrantLicences: Operation {
  package static let name = "GrantLicences"

  /// A signed licence: its number, whom or what it is for, and the compact token.
  package typealias Output = [(number: String, subject: String, jwt: String)]

  let grant: LicenceGrant
  let document: DIDDocument

  /// `document` is the provider's own, as the regulator looked at it.
  package init(_ grant: LicenceGrant, document: DIDDocument) {
    self.grant = grant
    self.document = document
  }

  package func run(_ work: Work) throws -> Decided<Output> {
    try work.require(.regulator)
    guard let keys = work.office.regulator, work.office.issuer == nil else {
      throw OperationFault.stateConflict(
        "outside providers are licensed by an installation of part regulator; this one is not")
    }
    guard document.id.utf8.elementsEqual(grant.did.text.utf8) else {
      throw OperationFault.badInput(
        "provider.document", "is of \(document.id), not of \(grant.did.text)")
    }
    guard keys.did != grant.did, !document.assertionMethods.isEmpty else {
      throw OperationFault.badInput(
        "provider.document", "names no key of its own that signs claims")
    }
    try KnownDID.set(document, .provider, at: work.at, in: work.tx)
    let provider = Provider(
      did: grant.did.text, institution: work.institution.id, name: grant.name)
    try provider.set(at: work.at, in: work.tx)

    let licence = try row(grant.term, provider, programme: nil, parent: nil, work)
    var signed: Output = []
    let first = try work.endorsement(licence, subject: provider.did) { _ in
      .provider(did: provider.did, activities: grant.activities)
    }
    signed.append((licence.number, provider.did, first.jwt))
    for programme in grant.programmes {
      let row = try row(
        programme.term, provider, programme: programme.title, parent: licence, work)
      for achievement in programme.achievements {
        let made = try work.endorsement(row, subject: achievement.id) { parent in
          .programme(
            achievement: achievement.id, provider: provider.did, parent: parent,
            maxCredits: achievement.maxCredits)
        }
        signed.append((row.number, achievement.id, made.jwt))
      }
    }
    let id = try work.recordAct(
      Self.name,
      facts: [
        ("provider", .text(provider.did)), ("licences", .list(signed.map(\.number))),
        ("subjects", .list(signed.map(\.subject))),
      ])
    return Decided(Ruling([], at: work.at), id, signed)
  }

  /// The licence in the register, made where it is new.
  private func row(
    _ term: LicenceGrant.Term, _ provider: Provider, programme title: Localized?,
    parent: Licence?, _ work: Work
  ) throws -> Licence {
    if let found = try Licence.number(term.number, work.scope, in: work.tx) {
      let holder = try Provider.holder(of: found.id, in: work.tx)
      guard holder?.did.utf8.elementsEqual(provider.did.utf8) == true,
        found.from == term.from, found.until == term.until, found.parent == parent?.id
      else {
        throw OperationFault.badInput(
          term.place,
          "the licence \(term.number) is in the register already with other days or for another "
            + "provider; a renewed licence has a number of its own")
      }
      // Its holder may have another name since.
      try found.index(work.office.institutions, in: work.tx)
      return found
    }
    let programme = try title.map { title -> ProgrammeID in
      // A programme is known here by its licence: providers choose their codes freely.
      let programme = Programme(
        id: work.id(), institution: work.institution.id, code: term.number, title: title,
        isMicroCredential: true, isELearning: true)
      try programme.insert(in: work.tx)
      return programme.id
    }
    let licence = Licence(
      id: work.id(), institution: work.institution.id,
      kind: programme == nil ? .provider : .programme, number: term.number,
      programme: programme, parent: parent?.id, from: term.from, until: term.until,
      form: term.form)
    try licence.grant(
      term.particulars, from: work.law.zone.start(of: licence.from),
      on: Licence.Grounds(article: Endorsements.article, reason: "granted"), recordedAt: work.at,
      in: work.tx)
    try provider.hold(licence.id, in: work.tx)
    try licence.index(work.office.institutions, in: work.tx)
    return licence
  }
}
