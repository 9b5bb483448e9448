import Credentials
import JSON
import Kernel
import Operations
import People
import Proofs
import Registrar
import Regulations
import Storage
import Testing

// A learner's credential at the end of a term, as tests of credentials begin.
extension World {
  /// What `passed` brings about, issued; with `signed` false it stops before the signature.
  func award(
    _ login: String = "amna", signed: Bool = true, meanwhile: () async throws -> Void = {}
  ) async throws -> CredentialID {
    let registration = try await passed(login, meanwhile: meanwhile)
    let issued = try await office.perform(
      IssueCredential(registration: registration), by: try actor("reem"))
    if signed { await office.finishAwards(scope) }
    return try #require(issued.output)
  }

  /// Registers and pays a learner, approves marks and result: FQH112 with A+, ready to be issued at
  /// nine in the morning of 7 January 2027; `meanwhile` is what else happens in the term.
  func passed(_ login: String = "amna", meanwhile: () async throws -> Void = {}) async throws
    -> RegistrationID
  {
    let (course, term) = (try course("FQH112").id, try term().id)
    try go(to: "2026-08-24T09:00:00+03:00")
    let (registration, invoice) = try await register(login, "FQH112")
    try await pay(invoice, by: login, reference: "award-\(login)")
    try await meanwhile()
    try go(to: "2026-12-22T09:00:00+03:00")
    if try office.database.read({ try AssessmentPlan.find(course: course, term: term, in: $0) })
      == nil
    {
      let components = [("coursework", 60), ("final", 40)].map { code, weight in
        AssessmentPlan.Component(
          code: code, title: code, weight: weight, isRequired: true, minimum: nil, outcome: nil)
      }
      _ = try await office.perform(
        SubmitAssessmentPlan(course: course, term: term, components: components),
        by: try actor("khalid"))
      _ = try await office.perform(
        ApproveAssessmentPlan(course: course, term: term), by: try actor("abdulaziz"))
    }
    let base = "/api/v1/registrations/\(registration)"
    for component in ["coursework", "final"] {
      try await post("\(base)/marks", by: "khalid", #"{"component":"\#(component)","mark":96}"#)
    }
    try go(to: "2027-01-05T09:00:00+03:00")
    let approved = try await post("\(base)/results", by: "salman", #"{"number":"R-1"}"#)
    #expect(approved.status == 201, "\(approved.body)")
    try go(to: "2027-01-07T09:00:00+03:00")
    return try #require(RegistrationID(text: registration))
  }

  func credential(_ id: CredentialID) throws -> Credential {
    try #require(try office.database.read { try Credential.find(id, in: $0) })
  }

  func bundle(_ id: CredentialID) throws -> Bundle {
    try #require(try office.bundle(of: try credential(id), at: office.clock.now))
  }

  /// Makes it as it stood before the regulator answered.
  func forgetReceipt(of id: CredentialID) async throws {
    try await office.database.write { tx in
      try tx.run("DELETE FROM credential_receipt WHERE credential = $1", .id(id))
      try tx.run("DELETE FROM receipt WHERE award = $1", .text("urn:uuid:\(id)"))
      try tx.run("UPDATE credential SET state = 'signed' WHERE id = $1", .id(id))
    }
  }

  /// The award signed anew by its own issuer after a change: the key is right, the words are new.
  func resigned(_ id: CredentialID, _ change: (inout Value) -> Void) throws -> [UInt8] {
    var award = try #require(try bundle(id).award)
    award = award.without("proof")
      .setting(["id"], .text("urn:uuid:01a2eebc-7d60-70f1-98a7-481c67c55675"))
    change(&award)
    let keys = try #require(office.issuer)
    return JSON.write(
      try DataIntegrity.sign(
        award, suite: .eddsaRDFC, key: keys.integrity, verificationMethod: keys.integrityID,
        created: office.clock.now))
  }
}

extension Value {
  func without(_ name: String) -> Value {
    .object(Members((members?.pairs ?? []).filter { !Name.same($0.name, name) }))
  }

  /// The same tree with another value at a path of member names.
  func setting(_ path: [String], _ value: Value?) -> Value {
    guard let name = path.first else { return value ?? .null }
    let pairs = (members?.pairs ?? []).compactMap { pair -> (name: String, value: Value)? in
      guard Name.same(pair.name, name) else { return pair }
      if path.count == 1 { return value.map { (name, $0) } }
      return (name, pair.value.setting(Array(path.dropFirst()), value))
    }
    return .object(Members(pairs))
  }
}
