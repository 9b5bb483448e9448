import Crypto
import Foundation
package import Kernel
package import LearningRecords
import Licensing
import People
import Regulations
import Storage

/// An administrator lets a program send or read records under one of the institution's licences; the
/// regulator's office does so under any licence it keeps. The secret is drawn before and never stored.
package struct AddRecordClient: Operation {
  package static let name = "AddRecordClient"

  let licence: String
  let title: String
  let rights: [RecordClient.Right]
  private let secret: [UInt8]
  /// What the client signs in with, shown once.
  package let password: String

  /// `licence` is a number as printed.
  package init(licence: String, title: String, rights: [RecordClient.Right], ids: IDs) {
    self.licence = licence
    self.title = title
    self.rights = rights
    password = Hex.text(ids.secret() + ids.secret())
    secret = Array(SHA256.hash(data: Array(password.utf8)))
  }

  package func run(_ work: Work) throws -> Decided<RecordClient> {
    try work.requireToLetIn()
    if let fault = Name.fault(inLine: title, limit: 200) {
      throw OperationFault.badInput("name", fault.description)
    }
    guard !title.isEmpty else { throw OperationFault.badInput("name", "give it a name") }
    guard !rights.isEmpty else { throw OperationFault.badInput("scope", "give it a scope") }
    guard let found = try Licence.numbered(licence, at: work.at, in: work.tx)?.licence,
      work.mayLetIn(for: found.institution)
    else { throw OperationFault.notFound("licence") }
    let id: RecordClientID = work.id()
    let client = RecordClient(
      id: id, institution: found.institution, licence: found.id, name: title,
      username: Hex.text(id.bytes), rights: rights, from: work.at)
    try client.insert(secret: secret, in: work.tx)
    let ruled = try work.recordAct(
      Self.name,
      facts: [
        ("client", .text(client.username)), ("licence", .text(found.number)),
        ("scopes", .list(rights.map(\.rawValue))),
      ])
    return Decided(Ruling([], at: work.at), ruled, client)
  }
}

/// An administrator, or the regulator's office, lets a program in no more.
package struct EndRecordClient: Operation {
  package static let name = "EndRecordClient"

  let client: RecordClientID

  package init(_ client: RecordClientID) { self.client = client }

  package func run(_ work: Work) throws -> Decided<RecordClientID> {
    try work.requireToLetIn()
    guard let found = try RecordClient.find(client, in: work.tx),
      work.mayLetIn(for: found.institution)
    else { throw OperationFault.notFound("client") }
    guard found.endedAt == nil else {
      throw OperationFault.stateConflict("this client has ended already")
    }
    try RecordClient.end(client, at: work.at, in: work.tx)
    work.office.records.forgetClients()
    let ruled = try work.recordAct(Self.name, facts: [("client", .text(found.username))])
    return Decided(Ruling([], at: work.at), ruled, client)
  }
}

extension Work {
  /// An administrator, or at the regulator who holds its office.
  fileprivate func requireToLetIn() throws {
    if institution.instrument == Licence.instrument {
      try require(.administrator, .regulator)
    } else {
      try require(.administrator)
    }
  }

  /// Whether the actor may decide which programs of an institution are let in: its own, or the
  /// regulator's office and the command line any.
  fileprivate func mayLetIn(for owner: InstitutionID) -> Bool {
    owner == institution.id || actor.person == nil
      || (institution.instrument == Licence.instrument && actor.holds(.regulator, at: at))
  }
}
