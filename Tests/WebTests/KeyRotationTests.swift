import Credentials
import Foundation
import JSON
import Kernel
import Licensing
import Operations
import People
import Proofs
import Storage
import Testing

// Keys are replaced while awards stand that the former ones signed.
extension World {
  fileprivate var places: KeyPlaces {
    KeyPlaces(
      issuer: folder + "/issuer.pem", regulator: folder + "/regulator.pem",
      passphrase: .none)
  }

  /// An office of a process that was started now.
  fileprivate func started() throws -> Office {
    let keys = try Installation.keys(of: office.database, at: places)
    return try Office(
      database: office.database, library: office.library, clock: office.clock,
      issuer: keys.issuer, regulator: keys.regulator)
  }

  fileprivate func rotate(_ signer: Signer, leaked: Bool = false) throws -> KeyRotation.Done {
    try KeyRotation(try started(), signer, at: places).run(by: try actor("admin"), leaked: leaked)
  }

  fileprivate func verdict(_ bytes: [UInt8], _ office: Office) throws -> VerificationReport {
    try office.verify(files: [("award", bytes)], at: office.clock.now)
  }
}

@Suite struct KeyRotationTests {
  @Test(arguments: [Signer.issuer, .regulator], [false, true])
  func whatWasSignedBeforeStillVerifies(_ signer: Signer, leaked: Bool) async throws {
    try await World.run { world in
      let id = try await world.award()
      let before = try world.bundle(id).bytes
      try world.go(to: "2027-01-07T15:00:00+03:00")
      let former = try world.started()
      let done = try world.rotate(signer, leaked: leaked)
      let office = try world.started()
      let keys =
        signer == .issuer
        ? (former.issuer, office.issuer) : (former.regulator, office.regulator)
      #expect(keys.0?.integrityID != keys.1?.integrityID)
      #expect(keys.1?.integrityID == done.next.integrityID)
      // The award, the snapshots and the licences in it were signed by the former keys.
      let report = try world.verdict(before, office)
      #expect(report.isValid, "\(report.steps)")
      let document = try #require(try office.didDocument(done.next.did.text))
      #expect(document.methods.count == 4)
      #expect(document.methods.filter { $0.revoked != nil }.count == (leaked ? 2 : 0))
      #expect(document.methods.first?.id == done.next.tokenID)
    }
  }

  /// What a process signs that still holds the former keys.
  @Test func aRetiredKeySignsNothingMore() async throws {
    try await World.run { world in
      _ = try await world.award()
      try world.go(to: "2027-01-07T15:00:00+03:00")
      _ = try world.rotate(.issuer)
      _ = try world.rotate(.regulator)
      let told = await #expect(throws: OperationFault.self) {
        _ = try await world.award("linh", signed: false)
      }
      #expect("\(String(describing: told))".contains("start it again"))
    }
  }

  @Test func newAwardsAreValidUnderNewKeys() async throws {
    try await World.run { world in
      let registration = try await world.passed("linh")
      _ = try await world.award()
      try world.go(to: "2027-01-07T15:00:00+03:00")
      let done = try world.rotate(.regulator, leaked: true)
      // Both licences, which the leaked key had signed.
      #expect(done.licences == 2)
      _ = try world.rotate(.issuer, leaked: true)
      let office = try world.started()
      try world.go(to: "2027-01-07T16:00:00+03:00")
      let issued = try await office.perform(
        IssueCredential(registration: registration), by: try world.actor("reem"))
      await office.finishAwards(world.scope)
      let credential = try world.credential(try #require(issued.output))
      #expect(credential.state == .registered)
      let report = try #require(try office.verify(credential, at: office.clock.now))
      #expect(report.isValid, "\(report.steps)")
    }
  }

  /// Whoever has the leaked key makes an award of today: it is refused.
  @Test(arguments: [(false, true), (true, false)])
  func whatALeakedKeySignsAfterwardsIsRefused(_ leaked: Bool, _ isBound: Bool) async throws {
    try await World.run { world in
      let id = try await world.award()
      try world.go(to: "2027-01-07T15:00:00+03:00")
      _ = try world.rotate(.issuer, leaked: leaked)
      try world.go(to: "2027-01-07T16:00:00+03:00")
      // The world's own office still holds the former keys.
      let forged = try world.resigned(id) { award in
        award = award.setting(["validFrom"], .text("2027-01-07T16:00:00+03:00"))
      }
      let office = try world.started()
      let step = try world.verdict(forged, office).steps.first { $0.code == .keyBinding }
      #expect(step?.outcome == (isBound ? .passed : .failed))
      #expect(isBound || step?["reason"] == "ended")
    }
  }

  @Test func theActIsJournaledAndTheFormerKeysAreKeptApart() async throws {
    try await World.run { world in
      _ = try await world.award()
      try world.go(to: "2027-01-07T15:00:00+03:00")
      let former = try Data(contentsOf: URL(fileURLWithPath: world.places.issuer))
      let done = try world.rotate(.issuer)
      #expect(try Data(contentsOf: URL(fileURLWithPath: done.former)) == former)
      for path in [done.former, world.places.issuer] {
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect((mode as? NSNumber)?.intValue == 0o600)
      }
      let stored = try world.office.database.read { tx in
        try tx.first("SELECT operation, kind FROM journal WHERE id = $1", .id(done.act)) {
          ($0.text(0), $0.text(1))
        }
      }
      #expect(stored?.0 == "RotateKeys" && stored?.1 == "act")
      let report = try Installation.report(on: world.office.database, at: world.places)
      #expect(report.first?.present.contains(done.next.tokenID) == true)
      #expect(report.first?.former.count == 2)
    }
  }

  @Test func onlyAnAdministratorRotates() async throws {
    try await World.run { world in
      let before = try world.started().issuer?.tokenID
      #expect(throws: OperationFault.self) {
        try KeyRotation(try world.started(), .issuer, at: world.places)
          .run(by: try world.actor("reem"), leaked: false)
      }
      #expect(try world.started().issuer?.tokenID == before)
      #expect(!FileManager.default.fileExists(atPath: world.places.issuer + ".next"))
    }
  }

  /// What was decided under the former keys is signed before they go; what cannot be holds them.
  @Test func whatWasDecidedIsSignedFirst() async throws {
    try await World.run { world in
      let id = try await world.award(signed: false)
      #expect(try world.credential(id).state == .intended)
      let done = try world.rotate(.issuer)
      #expect(try world.credential(id).state == .registered)
      let office = try world.started()
      #expect(office.issuer?.tokenID == done.next.tokenID)
      let report = try #require(try office.verify(try world.credential(id), at: office.clock.now))
      #expect(report.isValid, "\(report.steps)")
    }
  }

  /// The machine stopped after the act was recorded and before the files changed places.
  @Test func anInterruptedRotationIsFinishedAtTheNextStart() async throws {
    try await World.run { world in
      let former = try Data(contentsOf: URL(fileURLWithPath: world.places.issuer))
      let done = try world.rotate(.issuer)
      let next = try Data(contentsOf: URL(fileURLWithPath: world.places.issuer))
      try FileManager.default.removeItem(atPath: done.former)
      for (data, path) in [
        (former, world.places.issuer), (next, world.places.issuer + ".next"),
      ] {
        try data.write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
      }
      #expect(try world.started().issuer?.tokenID == done.next.tokenID)
      #expect(FileManager.default.fileExists(atPath: done.former))
      // Without them there is nothing to sign with.
      try former.write(to: URL(fileURLWithPath: world.places.issuer))
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o600], ofItemAtPath: world.places.issuer)
      #expect(throws: OperationFault.self) { try world.started() }
    }
  }
}
