import Foundation
import Kernel
import Proofs
import Storage
import TestEngine
import Testing

@testable import Operations

/// Key files in a folder of their own, for an installation that plays a part.
private struct Safe {
  let place: TestPlace
  let database: Database
  let part: Installation.Part

  init(_ part: Installation.Part = .both) throws {
    place = try TestPlace()
    database = try Database(at: place.address, create: true)
    self.part = part
    try Installation.create(
      in: database, publicURL: "http://127.0.0.1:8080", isDemo: true, part: part
    ) { _ in }
  }

  func places(_ passphrase: String? = nil, asked: String? = nil) -> KeyPlaces {
    KeyPlaces(
      issuer: place.folder + "/issuer.pem", regulator: place.folder + "/regulator.pem",
      passphrase: Passphrase(given: passphrase) { _ in asked })
  }

  func bytes(_ signer: Signer) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: places().path(signer))))
  }

  func set(_ signer: Signer, mode: Int) throws {
    try FileManager.default.setAttributes(
      [.posixPermissions: mode], ofItemAtPath: places().path(signer))
  }

  func doctor(_ passphrase: String? = nil) -> [Doctor.Check] {
    Doctor(database, file: nil, now: Clock.system.now, quick: true).keys(at: places(passphrase))
  }
}

@Suite struct KeyFilesTests {
  private func fault(_ work: () throws -> Void) -> String? {
    do {
      try work()
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test func withAPassphraseNewFilesAreSealed() throws {
    let safe = try Safe()
    let made = try Installation.keys(of: safe.database, at: safe.places("سرّ الجامعة"))
    for signer in Signer.allCases {
      #expect(KeyFile.isSealed(try safe.bytes(signer)))
      #expect(!String(decoding: try safe.bytes(signer), as: UTF8.self).contains("PRIVATE"))
    }
    let again = try Installation.keys(of: safe.database, at: safe.places("سرّ الجامعة"))
    #expect(again.issuer?.integrityID == made.issuer?.integrityID)
    #expect(again.regulator?.tokenID == made.regulator?.tokenID)
    // Somebody at a terminal may be asked instead.
    let asked = try Installation.keys(of: safe.database, at: safe.places(asked: "سرّ الجامعة"))
    #expect(asked.issuer?.tokenID == made.issuer?.tokenID)
  }

  @Test func aSealedFileOpensWithItsPassphraseOnly() throws {
    let safe = try Safe(.provider)
    _ = try Installation.keys(of: safe.database, at: safe.places("one"))
    let before = try safe.bytes(.issuer)
    for places in [safe.places("two"), safe.places(), safe.places(asked: "tw0")] {
      let told = fault { _ = try Installation.keys(of: safe.database, at: places) }
      #expect(told?.contains("issuer.pem") == true && told?.contains("passphrase") == true)
    }
    // One byte of what is sealed is another.
    var text = String(decoding: before, as: UTF8.self)
    let sealed = try #require(text.range(of: "\"sealed\":\""))
    text.replaceSubrange(
      sealed.upperBound..<text.index(after: sealed.upperBound),
      with: text[sealed.upperBound] == "A" ? "B" : "A")
    try SecretFile(safe.places().issuer).write(Array(text.utf8))
    #expect(fault { _ = try Installation.keys(of: safe.database, at: safe.places("one")) } != nil)
    try SecretFile(safe.places().issuer).write(before)
    #expect(fault { _ = try Installation.keys(of: safe.database, at: safe.places("one")) } == nil)
  }

  @Test(arguments: [(0o600, true), (0o400, true), (0o644, false), (0o640, false), (0o602, false)])
  func othersMayNotReadAKeyFile(_ mode: Int, _ isTaken: Bool) throws {
    let safe = try Safe(.provider)
    _ = try Installation.keys(of: safe.database, at: safe.places())
    try safe.set(.issuer, mode: mode)
    let told = fault { _ = try Installation.keys(of: safe.database, at: safe.places()) }
    #expect((told == nil) == isTaken)
    #expect(isTaken || told?.contains("chmod 600") == true)
    #expect((safe.doctor().first?.outcome == .passed) == isTaken)
  }

  @Test(arguments: [
    ("secret\n", "secret"), ("secret\r\n", "secret"), ("two words", "two words"), ("", nil),
    ("\n", nil), ("one\ntwo\n", nil),
  ])
  func aPassphraseIsOneLine(_ text: String, _ read: String?) throws {
    let place = try TestPlace()
    let path = place.folder + "/passphrase"
    try SecretFile(path).write(Array(text.utf8))
    #expect((try? Passphrase.read(from: path)) == read)
    // Credentials of systemd's show the group's bit; a file for everybody is none.
    for (mode, isTaken) in [(0o440, true), (0o604, false)] {
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
      #expect((try? Passphrase.read(from: path)) == (isTaken ? read : nil))
    }
  }

  @Test func protectingSealsOnceAndAnewOnlyWhenAsked() throws {
    let safe = try Safe(.provider)
    let path = safe.places().issuer
    let made = try Installation.keys(of: safe.database, at: safe.places())
    #expect(try !SecretFile(path).isSealed)
    #expect(try Passphrase.none.protect(path, with: "one", anew: false))
    #expect(try SecretFile(path).isSealed)
    #expect(try !Passphrase(given: "one").protect(path, with: "two", anew: false))
    #expect(throws: OperationFault.self) {
      try Passphrase(given: "wrong").protect(path, with: "two", anew: true)
    }
    #expect(try Passphrase(given: "one").protect(path, with: "two", anew: true))
    #expect(fault { _ = try Installation.keys(of: safe.database, at: safe.places("one")) } != nil)
    let opened = try Installation.keys(of: safe.database, at: safe.places("two"))
    #expect(opened.issuer?.tokenID == made.issuer?.tokenID)
  }

  /// The regulator's file beside a provider's is not opened, whatever it holds, and none is made.
  @Test func aProcessHoldsTheKeysOfItsPartOnly() throws {
    let provider = try Safe(.provider)
    var keys = try Installation.keys(of: provider.database, at: provider.places())
    #expect(keys.issuer != nil && keys.regulator == nil)
    #expect(!SecretFile(provider.places().regulator).exists)
    try SecretFile(provider.places().regulator).write(Array("no key at all".utf8))
    try provider.set(.regulator, mode: 0o644)
    keys = try Installation.keys(of: provider.database, at: provider.places())
    #expect(keys.issuer != nil && keys.regulator == nil)
    #expect(try Installation.report(on: provider.database, at: provider.places()).count == 1)
    let misplaced = provider.doctor()
    #expect(misplaced.map(\.name) == ["issuing key", "regulator's key"])
    #expect(misplaced.map(\.outcome) == [.passed, .failed])

    let regulator = try Safe(.regulator)
    keys = try Installation.keys(of: regulator.database, at: regulator.places())
    #expect(keys.issuer == nil && keys.regulator != nil)
    #expect(!SecretFile(regulator.places().issuer).exists)
    #expect(regulator.doctor().map(\.name) == ["regulator's key"])
  }

  @Test func theDoctorTellsOfEachKeyFile() throws {
    let safe = try Safe()
    #expect(safe.doctor().map(\.outcome) == [.notCheckable, .notCheckable])
    #expect(!SecretFile(safe.places().issuer).exists, "a doctor makes no keys")
    _ = try Installation.keys(of: safe.database, at: safe.places())
    #expect(safe.doctor().map(\.outcome) == [.passed, .passed])
    #expect(safe.doctor().allSatisfy { $0.found.contains("not sealed") })
    _ = try Passphrase.none.protect(safe.places().issuer, with: "one", anew: false)
    #expect(safe.doctor().map(\.outcome) == [.notCheckable, .passed])
    #expect(safe.doctor("one").map(\.outcome) == [.passed, .passed])
    #expect(safe.doctor("two").map(\.outcome) == [.failed, .passed])
    // The newest receipt names a key that is neither the present one nor a former one.
    let receipt = Array(#"{"proof":[{"verificationMethod":"did:web:elsewhere#1"}]}"#.utf8)
    let id = [UInt8](repeating: 1, count: 16)
    try safe.database.writeAndWait { tx in
      try tx.run(
        """
        INSERT INTO receipt (id, award, provider, registered_at, document, status_list,
          status_index) VALUES ($1, 'urn:x', 'did:x', 1, $2, $1, 1)
        """, .blob(id), .blob(receipt))
    }
    #expect(safe.doctor("one").map(\.outcome) == [.passed, .failed])
    try FileManager.default.removeItem(atPath: safe.places().regulator)
    #expect(safe.doctor("one").map(\.outcome) == [.passed, .failed])
  }

  @Test func theDoctorNamesMissingFonts() {
    #expect(Doctor.fonts(missing: []).outcome == .passed)
    let check = Doctor.fonts(missing: ["Amiri"])
    #expect(check.outcome == .failed && check.found.contains("Amiri"))
  }

  @Test func theJournalsKeyMayBeSealed() throws {
    let safe = try Safe()
    let path = safe.place.folder + "/journal.key"
    func file(_ passphrase: Passphrase) -> SealKeyFile {
      let (seal, open) = passphrase.seals(path)
      return SealKeyFile(path, name: "u.example/journal", seal: seal, open: open)
    }
    let key = try file(Passphrase(given: "one")).key(for: safe.database)
    #expect(try SecretFile(path).isSealed)
    #expect(try file(Passphrase(given: "one")).read().verifier.text == key.verifier.text)
    #expect(throws: OperationFault.self) { try file(Passphrase(given: "two")).read() }
    #expect(throws: OperationFault.self) { try file(.none).read() }
    let doctor = Doctor(safe.database, file: nil, now: Clock.system.now, quick: true)
    func check(_ passphrase: Passphrase) -> Doctor.Check {
      doctor.journalKey(at: path, passphrase) { try file(passphrase).read().verifier.text }
    }
    #expect(check(Passphrase(given: "one")).outcome == .passed)
    #expect(check(.none).outcome == .notCheckable)
    #expect(check(Passphrase(given: "two")).outcome == .failed)
  }
}
