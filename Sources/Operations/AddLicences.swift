import Credentials
import JSON
import Kernel
import Licensing
import People
import Proofs
import Registrar
import Regulations
import Storage

/// A provider takes over licences as its regulator, another installation, signed them: all of a
/// call's files or none (sa-nelc@1446, licence).
package struct AddLicences: Operation {
  package static let name = "AddLicences"

  /// What came of each file, in the order in which they were taken.
  package typealias Output = [(number: String, subject: String, isNew: Bool)]

  let files: [(name: String, bytes: [UInt8])]

  /// Each file holds one compact token.
  package init(files: [(name: String, bytes: [UInt8])]) { self.files = files }

  /// A token that its regulator signed, with what it says.
  private struct Signed {
    let file: String
    let jwt: String
    let licence: Endorsement
  }

  package func run(_ work: Work) throws -> Decided<Output> {
    guard work.actor.person == nil else {
      throw OperationFault.forbidden("licences are added on the machine itself")
    }
    guard work.office.regulator == nil else {
      throw OperationFault.stateConflict("this installation is its own regulator")
    }
    let regulators = try KnownDID.all(.regulator, in: work.tx)
    guard !regulators.isEmpty else {
      throw OperationFault.stateConflict(
        "no regulator is pinned here; look at its document and run `sanad regulator pin` first")
    }
    let signed = try files.map { try read($0.name, $0.bytes, regulators, work) }
    var output: Output = []
    // What a programme's licence rests on comes first.
    for kind in Endorsement.Kind.allCases {
      for item in signed where item.licence.kind == kind { output.append(try add(item, work)) }
    }
    let id = try work.recordAct(
      Self.name,
      facts: [
        ("licences", .list(output.map(\.number))), ("subjects", .list(output.map(\.subject))),
        ("new", .integer(output.count { $0.isNew })),
      ])
    return Decided(Ruling([], at: work.at), id, output)
  }

  private func read(
    _ name: String, _ bytes: [UInt8], _ regulators: [DIDDocument], _ work: Work
  ) throws -> Signed {
    let token: JWT
    do { token = try JWT(reading: bytes) } catch {
      throw OperationFault.badInput(
        name, "is no compact token (\(error)); give the .jwt file that the regulator made")
    }
    // The same without white space around it.
    let jwt =
      String(decoding: token.signingInput, as: UTF8.self) + "."
      + Base64URL.encode(token.signature)
    let credential = Value.object(token.payload)
    guard Endorsement.kind(of: credential) != nil else {
      throw OperationFault.badInput(name, "is no licence of a provider or programme")
    }
    let issuer = Award.issuerID(credential) ?? ""
    guard regulators.contains(where: { $0.id.utf8.elementsEqual(issuer.utf8) }) else {
      throw OperationFault.badInput(
        name,
        "names the regulator \(issuer.prefix(200)), which is not pinned here; pinned are "
          + regulators.map(\.id).joined(separator: ", "))
    }
    do {
      _ = try Verification.signer(
        of: .text(jwt), at: work.at, trust: Trust(documents: regulators))
    } catch {
      throw OperationFault.badInput(
        name,
        "was not signed by the pinned regulator (\(error)); if it has new keys, pin its "
          + "newest document")
    }
    do { return Signed(file: name, jwt: jwt, licence: try Endorsement(reading: credential)) } catch
    {
      throw OperationFault.badInput(name, "lacks \(error.member), or has it in another form")
    }
  }

  private func add(_ item: Signed, _ work: Work) throws -> Output.Element {
    let licence = item.licence
    func fault(_ problem: String) -> OperationFault { .badInput(item.file, problem) }
    let own = try Installation.did(publicURL: work.office.publicURL).text
    let zone = work.law.zone
    guard let end = licence.until else { throw fault("has no end, which licences here have") }
    let days = (from: zone.day(of: licence.from), until: zone.day(of: end.adding(seconds: -1)))
    guard work.at < end else { throw fault("ended on \(days.until)") }
    let subject: String
    var programme: ProgrammeID?
    var parent: LicenceID?
    switch licence.licensed {
    case .provider(let did, let activities):
      guard did.utf8.elementsEqual(own.utf8) else {
        throw fault("is for \(did.prefix(200)); this installation is \(own)")
      }
      guard activities.contains("MicroCredential") else {
        throw fault("does not let its provider issue a MicroCredential")
      }
      subject = did
    case .programme(let achievement, let provider, let number, let credits):
      guard provider.utf8.elementsEqual(own.utf8) else {
        throw fault("is for a programme of \(provider.prefix(200)); this installation is \(own)")
      }
      let course = try course(achievement, work)
      guard let course else {
        throw fault("covers \(achievement.prefix(200)), which is no achievement of ours")
      }
      if let credits, credits < ExactDecimal(mantissa: Int64(course.units)) {
        throw fault("allows \(credits) credits; \(course.code) has \(course.units)")
      }
      guard let found = try providerLicence(number, own, work) else {
        throw fault("rests on \(number.prefix(200)), which is not here; add that licence too")
      }
      (subject, programme, parent) = (achievement, course.programme, found)
    }
    let row = try row(
      Licence(
        id: work.id(), institution: work.institution.id,
        kind: programme == nil ? .provider : .programme, number: licence.number,
        programme: programme, parent: parent, from: days.from, until: days.until), work, fault)
    let isNew = try keep(item.jwt, of: row, subject, work)
    return (licence.number, subject, isNew)
  }

  /// The course whose achievement an address is.
  private func course(_ achievement: String, _ work: Work) throws -> Course? {
    try Course.all(work.scope, in: work.tx).first { course in
      achievement.utf8.elementsEqual(
        Awarding.achievement(course.id, work.office.publicURL).utf8)
    }
  }

  /// A provider licence here, by its number or by the id of the credential that was added.
  private func providerLicence(_ name: String, _ own: String, _ work: Work) throws -> LicenceID? {
    if let found = try Licence.number(name, work.scope, in: work.tx) {
      return found.kind == .provider ? found.id : nil
    }
    for (licence, _) in try Licence.register(work.scope, at: work.at, in: work.tx)
    where licence.kind == .provider {
      guard let held = try LicenceCredential.find(licence.id, subject: own, in: work.tx),
        let token = try? JWT(reading: held.jwt.utf8),
        token.payload["id"]?.string?.utf8.elementsEqual(name.utf8) == true
      else { continue }
      return licence.id
    }
    return nil
  }

  /// The licence in the register; the one of the same number must say the same.
  private func row(_ new: Licence, _ work: Work, _ fault: (String) -> OperationFault) throws
    -> Licence
  {
    if let found = try Licence.number(new.number, work.scope, in: work.tx) {
      guard found.kind == new.kind, found.programme == new.programme,
        found.from == new.from, found.until == new.until, found.parent == new.parent
      else {
        throw fault(
          "says otherwise than the register here: \(new.number) from \(found.from) through "
            + "\(found.until) there, from \(new.from) through \(new.until) here, for the same "
            + "programme and resting on the same licence")
      }
      return found
    }
    do {
      try new.grant(
        from: work.law.zone.start(of: new.from),
        on: Licence.Grounds(article: Endorsements.article, reason: "as the regulator signed it"),
        recordedAt: work.at, in: work.tx)
      try work.tx.settle()
    } catch StorageFault.constraint {
      throw fault("has the number \(new.number), which another institution holds here")
    }
    try new.index(work.office.institutions, in: work.tx)
    return new
  }

  /// Keeps the signed form; false when the very same is here already.
  private func keep(_ jwt: String, of licence: Licence, _ subject: String, _ work: Work) throws
    -> Bool
  {
    let new = LicenceCredential(
      id: work.id(), licence: licence.id, subject: subject, jwt: jwt, issuedAt: work.at,
      entry: nil)
    guard let found = try LicenceCredential.find(licence.id, subject: subject, in: work.tx) else {
      try new.insert(in: work.tx)
      return true
    }
    if found.jwt.utf8.elementsEqual(jwt.utf8) { return false }
    try new.replace(in: work.tx)
    return true
  }
}
