import Foundation
import Kernel
import Operations
import People
import Proofs
import Registrar
import Storage
import Stories
import TestEngine
import Testing

/// A world with one registration, and a doctor who looks at it.
private struct Patient {
  let world: World
  let place: TestPlace

  init() throws {
    world = try World()
    place = world.place
    let amna = try world.scene.actor("amna")
    _ = try world.scene.office.performAndWait(
      RegisterForSection(
        section: try world.section("FQH112", 1).id, learner: try #require(amna.person)),
      by: amna, at: world.at)
  }

  var file: SQLiteFile? {
    guard case .sqlite(let path) = place.address else { return nil }
    return try? SQLiteFile(path)
  }

  func doctor(at now: Instant? = nil, quick: Bool = false) -> Doctor {
    Doctor(world.scene.database, file: file, now: now ?? world.at, quick: quick)
  }

  func check(_ name: String, at now: Instant? = nil) throws -> Doctor.Check {
    try #require(doctor(at: now).ofDatabase().first { $0.name == name })
  }

  /// The names of the checks of the database that fail. The server that tests run on is told not to
  /// wait for the disk, and the doctor says so: that is left out.
  func failed() -> [String] {
    doctor().ofDatabase().filter { $0.outcome == .failed }.map(\.name).filter {
      TestPlace.server == nil || $0 != "durability"
    }
  }

  /// Takes the mark of a demonstration from the database.
  func makeReal() throws {
    try place.execute("UPDATE setting SET value = 'no' WHERE name = 'demo'")
  }
}

@Suite struct DoctorTests {
  @Test func nothingIsWrongWithAHealthyInstallation() throws {
    let patient = try Patient()
    let checks = patient.doctor().ofDatabase()
    #expect(patient.failed() == [])
    #expect(Set(checks.map(\.name)).count == checks.count && checks.count == 10)
    #expect(checks.filter { $0.outcome == .passed }.count >= 3)
  }

  /// One thing is broken behind the program's back, and exactly the check for it fails.
  @Test(arguments: [
    ("ledger", "UPDATE ledger_entry SET amount = amount + 1 WHERE account = 'receivable'"),
    ("seats", "UPDATE section SET taken = taken + 1 WHERE number = 1"),
    ("seats", "UPDATE registration SET state = 'dropped'"),
  ])
  func oneBrokenThingFailsOneCheck(_ name: String, _ sql: String) throws {
    let patient = try Patient()
    try patient.place.execute(sql)
    #expect(patient.failed() == [name])
    #expect(try !patient.check(name).remedy.isEmpty)
  }

  @Test(.enabled(if: TestPlace.server == nil)) func aReferenceThatLeadsNowhereIsFound() throws {
    let patient = try Patient()
    try patient.place.execute("UPDATE registration SET learner = zeroblob(16)")
    let check = try patient.check("foreign keys")
    #expect(check.outcome == .failed && check.found.contains("registration → person"))
  }

  /// The newest entry may be of this very instant, not of a later one; a demonstration's clock says
  /// nothing.
  @Test func theClockMayNotStandBeforeTheJournal() throws {
    let patient = try Patient()
    let before = patient.world.at.adding(seconds: -1)
    #expect(try patient.check("clock", at: before).outcome == .notCheckable)
    try patient.makeReal()
    #expect(try patient.check("clock", at: before).outcome == .failed)
    #expect(try patient.check("clock", at: patient.world.at).outcome == .passed)
  }

  /// Messages may wait an hour once something has ever been delivered.
  @Test func theOutboxMayNotStandStill() throws {
    let patient = try Patient()
    #expect(try patient.check("outbox").outcome == .passed, "what nothing delivers is not counted")
    let oldest = patient.world.at
    try patient.place.execute(
      """
      INSERT INTO outbox (topic, key, payload, queued_at, attempts)
      VALUES ('letter', 'x', zeroblob(1), \(oldest.microseconds), 0)
      """)
    #expect(try patient.check("outbox").outcome == .notCheckable)
    try patient.place.execute(
      """
      INSERT INTO outbox (topic, key, payload, queued_at, attempts, done_at)
      VALUES ('mail', 'x', zeroblob(1), 0, 1, 1)
      """)
    #expect(try patient.check("outbox", at: oldest.adding(seconds: 3_600)).outcome == .passed)
    #expect(try patient.check("outbox", at: oldest.adding(seconds: 3_601)).outcome == .failed)
    try patient.place.execute("UPDATE outbox SET done_at = 1")
    #expect(try patient.check("outbox", at: oldest.adding(seconds: 9_999)).outcome == .passed)
  }

  /// Half a gibibyte must be free, and as much again as the database has.
  @Test(arguments: [
    (512, 1, true), (511, 1, false), (2_048, 2_048, true), (2_047, 2_048, false),
  ])
  func thereIsRoomForOneMoreCopy(_ free: Int, _ database: Int, _ passes: Bool) {
    let check = Doctor.disk(free: free << 20, database: database << 20)
    #expect(check.outcome == (passes ? .passed : .failed))
  }

  // MARK: - Journal and keys

  @Test func aChangedEntryIsNamed() async throws {
    let patient = try Patient()
    let key = try #require(SealKey.generate(name: "university.example/journal"))
    let unsealed = patient.doctor().journal { key.verifier }
    #expect(unsealed.first?.outcome == .failed)
    _ = try await Sealer(patient.world.scene.database, key: key).run()
    #expect(patient.doctor().journal { key.verifier }.map(\.outcome) == [.passed, .passed])
    let without = patient.doctor().journal { nil }
    #expect(without.map(\.outcome) == [.passed, .notCheckable])
    #expect(patient.doctor(quick: true).journal { key.verifier }.last?.outcome == .notCheckable)
    try patient.place.execute("UPDATE journal SET outcome = 'refused' WHERE seq = 1")
    let changed = patient.doctor().journal { key.verifier }
    #expect(changed.map(\.outcome) == [.passed, .failed])
    #expect(changed.last?.found.contains("at 1") == true)
  }

  /// Entries may wait ten minutes for their seal.
  @Test func theSealMayNotStandStill() async throws {
    let patient = try Patient()
    let key = try #require(SealKey.generate(name: "university.example/journal"))
    _ = try await Sealer(patient.world.scene.database, key: key).run()
    let amna = try patient.world.scene.actor("amna")
    _ = try patient.world.scene.office.performAndWait(
      RequestRefund(learner: try #require(amna.person)), by: amna, at: patient.world.at)
    let at = patient.world.at
    func sealed(_ now: Instant) -> Doctor.Outcome? {
      patient.doctor(at: now, quick: true).journal { key.verifier }.first?.outcome
    }
    #expect(sealed(at.adding(seconds: 600)) == .passed)
    #expect(sealed(at.adding(seconds: 601)) == .failed)
    // What came later does not make the oldest younger.
    _ = try patient.world.scene.office.performAndWait(
      RequestRefund(learner: try #require(amna.person)), by: amna, at: at.adding(seconds: 500))
    #expect(sealed(at.adding(seconds: 600)) == .passed)
    #expect(sealed(at.adding(seconds: 601)) == .failed)
  }

  /// What was signed last must name the present key or a former one.
  @Test func theIssuingKeyMustBeTheOneThatSigned() throws {
    let patient = try Patient()
    let folder = patient.place.folder + "/doctor"
    let places = KeyPlaces(
      issuer: folder + ".issuer.pem", regulator: folder + ".regulator.pem", passphrase: .none)
    func key() -> Doctor.Check? { patient.doctor().keys(at: places).first }
    let keys = try Installation.keys(of: patient.world.scene.database, at: places)
    let issuer = try #require(keys.issuer)
    func credential(signedBy keyID: String) throws {
      try patient.place.execute("DELETE FROM credential_form")
      try patient.place.execute("DELETE FROM credential")
      try patient.place.execute(
        """
        INSERT INTO credential (id, institution, registration, learner, course, term, issued_at,
          ruling, state)
        SELECT id, institution, id, learner, course, term, 1, ruling, 'signed' FROM registration
        """)
      try patient.place.execute(
        """
        INSERT INTO credential_form (credential, jwt, key_id)
        SELECT id, '', '\(keyID)' FROM credential
        """)
    }
    #expect(key()?.outcome == .passed)
    try credential(signedBy: issuer.tokenID)
    #expect(key()?.outcome == .passed)
    try credential(signedBy: "did:web:elsewhere#1")
    #expect(key()?.outcome == .failed)
    try patient.place.execute(
      """
      INSERT INTO former_key (id, did, multikey, retired_at)
      VALUES ('did:web:elsewhere#1', '\(issuer.did.text)',
        '\(try #require(SigningKey.generate(.p256)?.publicKey.multikey))', 1)
      """)
    #expect(key()?.outcome == .passed)
    try FileManager.default.removeItem(atPath: places.issuer)
    #expect(key()?.outcome == .failed)
    #expect(!FileManager.default.fileExists(atPath: places.issuer))
  }

  @Test func packsAreThereAndTheirExamplesHold() throws {
    let patient = try Patient()
    let packs = patient.doctor().packs(at: Packs.root + "/Regulations/packs")
    #expect(packs.outcome == .passed, "\(packs.found)")
    #expect(patient.doctor().packs(at: patient.place.folder + "/none").outcome == .failed)
    #expect(patient.doctor().zones(try Packs.library.get()).outcome == .passed)
  }
}
