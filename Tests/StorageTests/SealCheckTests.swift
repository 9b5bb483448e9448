import Foundation
import Kernel
import Storage
import Synchronization
import TestEngine
import Testing

/// Nothing new is signed over what is not as it was signed.
@Suite struct SealCheckTests {
  @Test(arguments: [
    "UPDATE journal_seal SET leaf = zeroblob(32) WHERE number = 299",
    "UPDATE journal_seal SET leaf = zeroblob(32) WHERE number = 305",
    "UPDATE journal_subtree SET hash = zeroblob(32)",
    "DELETE FROM journal_subtree",
    "DELETE FROM journal_seal WHERE number = 299",
    "DELETE FROM journal_seal WHERE number > 299",
    "UPDATE journal_seal SET number = 9223372036854775807 WHERE number = 305",
    "UPDATE journal_seal SET number = 1000000000000 WHERE number = 305",
    "UPDATE journal_seal SET number = number - 1000",
    "UPDATE journal_checkpoint SET size = 9223372036854775807 WHERE size = 305",
    "UPDATE journal_checkpoint SET root = zeroblob(32) WHERE size = 305",
    "UPDATE journal_checkpoint SET note = replace(note, '305', '304') WHERE size = 305",
    "DELETE FROM journal_checkpoint",
  ])
  func aChangedTreeIsNotSigned(_ sql: String) async throws {
    let journal = try SealedJournal(300)
    try await journal.seal()
    try journal.record(5)
    try await journal.seal()
    try journal.record(1)
    try journal.tamper(sql)
    func rows() throws -> [Int] {
      try journal.database.read { tx in
        [
          try tx.count("SELECT COUNT(*) FROM journal_seal"),
          try tx.count("SELECT COUNT(*) FROM journal_checkpoint"),
        ]
      }
    }
    let before = try rows()
    await #expect {
      try await journal.seal()
    } throws: { "\($0)".contains("sanad journal verify") }
    #expect(try rows() == before)
  }

  private final class Told: Sendable { let count = Mutex(0) }

  private let cut = """
    DELETE FROM journal_facts WHERE journal IN (SELECT id FROM journal WHERE seq > 3);
    DELETE FROM journal WHERE seq > 3; DELETE FROM journal_seal WHERE number > 3;
    DELETE FROM journal_checkpoint WHERE size > 3
    """

  /// An older state of the database is as it was signed; who signed the newer one knows better.
  @Test func aDatabasePutBackIsNoticed() async throws {
    let journal = try SealedJournal(3)
    let sealer = journal.sealer
    _ = try await sealer.run()
    try journal.record(2)
    #expect(try await sealer.run().checkpoint?.size == 5)
    try await sealer.stop()
    try journal.tamper(cut)
    try journal.record(3)
    await #expect { try await sealer.run() } throws: { "\($0)".contains("now only 3") }
    // Another server knows nothing of that, and signs another history.
    #expect(try await journal.seal().checkpoint?.size == 6)
    await #expect { try await sealer.run() } throws: { "\($0)".contains("first 5 entries") }
  }

  @Test func theSameFailureIsToldOnce() async throws {
    let journal = try SealedJournal(3)
    try await journal.seal()
    try journal.tamper("DELETE FROM journal_seal WHERE number = 3")
    let sealer = journal.sealer
    let told = Told()
    let task = Task {
      await sealer.runUntilCancelled(every: 0) { _ in told.count.withLock { $0 += 1 } }
    }
    try await Task.sleep(for: .milliseconds(200))
    task.cancel()
    await task.value
    #expect(told.count.withLock { $0 } == 1)
  }

  /// It goes on while there is more, and not for ever.
  @Test(arguments: [(600, 9_000), (0, 8_192)])
  func theLastSealTakesAllThatIsLeft(_ seconds: Int, _ covered: Int) async throws {
    let journal = try SealedJournal()
    for _ in 0..<3 { try journal.record(3_000) }
    let sealer = journal.sealer
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      await sealer.runUntilCancelled(every: 600, lastSeconds: seconds) { Issue.record($0) }
    }
    task.cancel()
    await task.value
    #expect(try journal.database.read { try $0.sealState() }.covered == covered)
  }
}

@Suite struct SealKeyFileTests {
  private static let name = "university.example/journal"

  private func mode(_ path: String) throws -> Int? {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return (attributes[.posixPermissions] as? NSNumber)?.intValue
  }

  @Test func aKeyIsMadeOnlyBeforeTheFirstCheckpoint() async throws {
    let journal = try SealedJournal(2)
    let place = try TestPlace(onSQLite: true)
    defer { place.remove() }
    let file = SealKeyFile(place.folder + "/journal.key", name: Self.name)
    let key = try file.key(for: journal.database)
    #expect(try mode(file.path) == 0o600)
    #expect(try file.key(for: journal.database).verifier.text == key.verifier.text)
    _ = try await Sealer(journal.database, key: key).run()
    #expect(try journal.database.read { try $0.sealedKey() } == key.verifier.text)
    #expect(try file.key(for: journal.database).verifier.text == key.verifier.text)
    try FileManager.default.removeItem(atPath: file.path)
    for _ in 0..<2 {
      #expect {
        _ = try file.key(for: journal.database)
      } throws: { "\($0)".contains("\(file.path) is missing") }
      #expect(!file.exists)
      // Sealed by an earlier version, which did not store the key's name.
      try journal.tamper("DELETE FROM setting WHERE name = 'journalKey'")
    }
  }

  @Test func anotherKeyIsRefused() async throws {
    let journal = try SealedJournal(2)
    try await journal.seal()
    let place = try TestPlace(onSQLite: true)
    defer { place.remove() }
    let file = SealKeyFile(place.folder + "/journal.key", name: Self.name)
    let other = try #require(SealKey.generate(name: Self.name))
    #expect(
      FileManager.default.createFile(
        atPath: file.path, contents: Data(other.text.utf8), attributes: [.posixPermissions: 0o600]))
    #expect {
      _ = try file.key(for: journal.database)
    } throws: { "\($0)".contains(file.path) && "\($0)".contains("SANAD_JOURNAL_KEY") }
    try journal.record(1)
    await #expect {
      try await Sealer(journal.database, key: other).run()
    } throws: { "\($0)".contains("SANAD_JOURNAL_KEY") }
    #expect(try journal.database.read { try $0.sealState() }.sealed == 2)
    // Neither where the key's name was not stored yet.
    try journal.tamper("DELETE FROM setting WHERE name = 'journalKey'")
    await #expect {
      try await Sealer(journal.database, key: other).run()
    } throws: { "\($0)".contains("not by our key") }
    try await journal.seal()
    #expect(try journal.database.read { try $0.sealedKey() } == journal.key.verifier.text)
  }
}
