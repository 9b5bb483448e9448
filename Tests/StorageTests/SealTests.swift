import Foundation
import Kernel
import Storage
import TestEngine
import Testing

/// A journal with a few entries, sealed or not.
final class SealedJournal {
  private static let instant = Instant(microseconds: 1_788_000_000_000_000)
  private let temporary: TemporaryDatabase
  let key: SealKey
  private(set) var ids: [RulingID] = []
  let amna: PersonID = IDs.system.make(at: instant)
  let linh: PersonID = IDs.system.make(at: instant)

  init(_ count: Int = 0, onSQLite: Bool = false) throws {
    temporary = try TemporaryDatabase(onSQLite: onSQLite)
    key = try #require(SealKey.generate(name: "university.example/journal"))
    try record(count)
  }

  var database: Database { temporary.database }

  /// Appends an act that may erase.
  func recordErasure() throws -> RulingID {
    try record(1, operation: "ErasePersonFacts")
    return try #require(ids.last)
  }

  /// Appends entries: every third about linh, the others about amna.
  func record(_ count: Int, operation: String? = nil) throws {
    let first = ids.count
    let new = (0..<count).map { _ in IDs.system.make(RulingTag.self, at: Self.instant) }
    let (amna, linh) = (amna, linh)
    try database.writeAndWait { tx in
      for (offset, id) in new.enumerated() {
        let number = first + offset + 1
        let operation = operation ?? "Act\(number)"
        try tx.record(
          JournalEntry(
            id: id, at: Self.instant.adding(seconds: Int64(number)),
            institution: InstitutionID(high: 1, low: 1), kind: .act, operation: operation,
            outcome: "granted", headline: "", publicPart: Array(operation.utf8),
            facts: Array("who \(number)".utf8), actor: amna,
            subject: number % 3 == 0 ? linh : amna,
            salt: (0..<16).map { UInt8(truncatingIfNeeded: number >> ($0 % 2 * 8)) }))
      }
    }
    ids += new
  }

  // One writer, whatever the engine: the sequence is the order of commits.
  var sealer: Sealer { Sealer(database, key: key, lookBack: 0) }

  @discardableResult func seal() async throws -> Sealer.Run {
    let sealer = sealer
    let run = try await sealer.run()
    try await sealer.stop()
    return run
  }

  func verify(
    _ other: Database? = nil, kept: Checkpoint? = nil, by verifier: SealVerifier? = nil
  ) throws -> SealReport {
    // The public part of these entries is the operation's name; the rest follows from its number.
    var audit = SealAudit(
      other ?? database, verifier: verifier ?? key.verifier, kept: kept, lookBack: 0
    ) { [ids, amna, linh] row in
      let number =
        Int(row.operation.dropFirst(3)) ?? (ids.firstIndex { $0 == row.journal } ?? -1) + 1
      let isSame =
        row.publicPart == Array(row.operation.utf8)
        && row.at == Self.instant.adding(seconds: Int64(number))
        && row.institution == InstitutionID(high: 1, low: 1) && row.kind == "act"
        && row.outcome == "granted" && row.headline.isEmpty
        && ids.indices.contains(number - 1) && row.id == ids[number - 1]
        && (row.facts == nil
          || row.actor == amna && row.subject == (number % 3 == 0 ? linh : amna))
      return isSame ? [] : [ColumnDifference("operation")]
    }
    return try audit.run()
  }

  /// Changes rows as somebody with a database tool would, past the program.
  func tamper(_ sql: String) throws { try temporary.place.execute(sql) }

  /// The row of `journal_facts` of an entry that nobody has moved.
  static func entry(_ number: Int) -> String {
    "journal = (SELECT id FROM journal WHERE seq = \(number))"
  }

  /// The file alone, with all that was committed, in a folder of its own.
  func copied() throws -> String {
    try tamper("PRAGMA wal_checkpoint(TRUNCATE)")
    let folder = temporary.folder + "-copy"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: temporary.folder + "/t.sqlite", toPath: folder + "/t.sqlite")
    return folder
  }

  func checkpoint() throws -> Checkpoint {
    let note = try #require(try database.read { try $0.newestCheckpoint() })
    return try Checkpoint(note: Array(note.utf8), verifier: key.verifier)
  }
}

@Suite struct SealTests {
  @Test(arguments: [1, 2, 255, 256, 257, 512, 1_000])
  func whatIsCommittedIsSealedAndProved(_ count: Int) async throws {
    let journal = try SealedJournal(count)
    let run = try await journal.seal()
    #expect(run.sealed == count)
    #expect(run.checkpoint?.size == count)
    let report = try journal.verify()
    #expect(report.holds)
    #expect(report.entries == count && report.covered == count && report.checkpoints == 1)
    for (offset, id) in journal.ids.enumerated() where offset % 97 == 0 || offset + 2 > count {
      let proof = try #require(try journal.database.read { try $0.inclusionProof(id) })
      #expect(proof.number == offset + 1 && proof.size == count)
      #expect(try proof.checkpoint(journal.key.verifier) == run.checkpoint)
    }
    let leaves = try journal.database.read { tx in
      try tx.all("SELECT leaf FROM journal_seal ORDER BY number") { $0.blob(0) }
    }
    #expect(run.checkpoint?.root == MemoryTree.root(leaves[...]))
    let subtrees = try journal.database.read {
      try $0.count("SELECT COUNT(*) FROM journal_subtree")
    }
    #expect(subtrees == [0, 1, 3][min(2, count / 256)] + (count == 1_000 ? 1 : 0))
  }

  @Test func aSecondRunAddsNothing() async throws {
    let journal = try SealedJournal(3)
    #expect(try await journal.seal().sealed == 3)
    let again = try await journal.seal()
    #expect(again.sealed == 0 && again.checkpoint == nil && !again.isElsewhere)
    try journal.record(2)
    #expect(try await journal.seal().checkpoint?.size == 5)
    #expect(try journal.verify().checkpoints == 2)
  }

  @Test func moreThanOneRunHolds() async throws {
    let journal = try SealedJournal()
    for _ in 0..<3 { try journal.record(3_000) }
    let run = try await journal.seal()
    #expect(run.hasMore && run.sealed == 8_192 && run.checkpoint?.size == 8_192)
    #expect(try await journal.seal().checkpoint?.size == 9_000)
    let report = try journal.verify()
    #expect(report.holds && report.covered == 9_000 && report.checkpoints == 2)
  }

  @Test func onlyOneOfSeveralServersSeals() async throws {
    let journal = try SealedJournal(3)
    // A clock that stands: a slow machine must not outlive the lease.
    let clock = Clock.fixed(Instant(microseconds: 1_788_000_000_000_000))
    let first = Sealer(journal.database, key: journal.key, clock: clock)
    let second = Sealer(journal.database, key: journal.key, clock: clock)
    #expect(try await first.run().sealed == 3)
    try journal.record(1)
    if journal.database.isShared { #expect(try await second.run().isElsewhere) }
    try await first.stop()
    #expect(try await second.run().sealed == 1)
    #expect(try journal.verify().holds)
  }

  /// Both sides of the lease's ten seconds; a file of SQLite's, which has one server, has no lease.
  @Test func aServerThatIsGoneIsFollowedByAnother() async throws {
    let journal = try SealedJournal(1)
    let start = Instant(microseconds: 1_788_000_000_000_000)
    _ = try await Sealer(journal.database, key: journal.key, clock: .fixed(start)).run()
    try journal.record(1)
    for (seconds, isBefore) in [(9, true), (10, false)] {
      let later = Clock.fixed(start.adding(seconds: Int64(seconds)))
      let run = try await Sealer(journal.database, key: journal.key, clock: later).run()
      #expect(run.isElsewhere == (isBefore && journal.database.isShared))
    }
    #expect(try journal.verify().covered == 2)
  }

  @Test func manySealersAtOnceNumberEachEntryOnce() async throws {
    let journal = try SealedJournal(700)
    let (database, key) = (journal.database, journal.key)
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask {
          let sealer = Sealer(database, key: key)
          _ = try? await sealer.run()
          try? await sealer.stop()
        }
      }
    }
    try await journal.seal()
    let report = try journal.verify()
    #expect(report.holds && report.entries == 700 && report.covered == 700)
  }

  /// A server that died after numbering and before signing.
  @Test func whatWasNumberedIsSignedLater() async throws {
    let journal = try SealedJournal(250)
    try await journal.seal()
    try journal.record(50)
    try await journal.seal()
    try journal.tamper("DELETE FROM journal_checkpoint WHERE size = 300")
    #expect(try journal.verify().covered == 250)
    let run = try await journal.seal()
    #expect(run.sealed == 0 && run.checkpoint?.size == 300)
    #expect(try journal.verify().holds)
  }

  /// Several writers may commit a lower sequence number after a higher one is sealed.
  @Test func latecomersAreSealedWhereSeveralWrite() async throws {
    let journal = try SealedJournal(3)
    try journal.tamper("UPDATE journal SET seq = 900 WHERE seq = 2")
    try await journal.seal()
    try journal.record(1)
    try journal.tamper(
      "UPDATE journal SET seq = 2 WHERE id NOT IN (SELECT journal FROM journal_seal)")
    #expect(try await journal.seal().sealed == 0)
    #expect(try journal.verify().problems.map(\.kind) == [.slippedIn])
    let several = Sealer(journal.database, key: journal.key, lookBack: 1_000)
    #expect(try await several.run().sealed == 1)
    #expect(try journal.verify().holds)
  }

  @Test func anUnknownOrUnsealedEntryHasNoProof() async throws {
    let journal = try SealedJournal(2)
    #expect(try journal.database.read { try $0.inclusionProof(journal.ids[0]) } == nil)
    try await journal.seal()
    #expect(try journal.database.read { try $0.inclusionProof(journal.ids[0]) } != nil)
    #expect(try journal.database.read { try $0.inclusionProof(RulingID(high: 1, low: 2)) } == nil)
    try journal.record(1)
    #expect(try journal.database.read { try $0.inclusionProof(journal.ids[2]) } == nil)
    #expect(try journal.verify().unsealed == 1)
  }

  @Test func theLoopSealsOnceMoreWhenItIsStopped() async throws {
    let journal = try SealedJournal(5)
    let sealer = journal.sealer
    let task = Task { await sealer.runUntilCancelled(every: 600) { Issue.record($0) } }
    task.cancel()
    await task.value
    let report = try journal.verify()
    #expect(report.holds && report.covered == 5)
    // The lease was given back.
    try journal.record(1)
    #expect(try await journal.sealer.run().sealed == 1)
  }
}

@Suite struct ErasureTests {
  @Test func theForgottenAreGoneAndTheJournalHolds() async throws {
    let journal = try SealedJournal(12)
    try await journal.seal()
    let (linh, act) = (journal.linh, try journal.recordErasure())
    let proofBefore = try journal.database.read { try $0.inclusionProof(journal.ids[2]) }
    let count = try journal.database.writeAndWait { try $0.forgetFacts(of: linh, act: act) }
    #expect(count == 4)
    let report = try journal.verify()
    #expect(report.holds && report.erased == 4 && report.entries == 12)
    let entry = try #require(try journal.database.read { try $0.journalEntry(journal.ids[2]) })
    #expect(entry.facts == nil && entry.subject == nil && entry.actor == nil)
    // The proof still checks, without what was erased.
    let proof = try #require(try journal.database.read { try $0.inclusionProof(journal.ids[2]) })
    #expect(proof.facts == nil && proof.inner == proofBefore?.inner)
    #expect(try proof.checkpoint(journal.key.verifier) != nil)
    #expect(try journal.database.writeAndWait { try $0.forgetFacts(of: linh, act: act) } == 0)
  }

  /// Entries that the person made about others or about nobody stay: they are an office's record.
  @Test func whatIsAboutOthersStays() async throws {
    let journal = try SealedJournal(6)
    try journal.tamper("UPDATE journal_facts SET subject = NULL WHERE \(SealedJournal.entry(5))")
    let (amna, act) = (journal.amna, journal.ids[0])
    // Of 1, 2, 4 (about amna) 1 is the act itself; 5 is about nobody.
    #expect(try journal.database.writeAndWait { try $0.forgetFacts(of: amna, act: act) } == 2)
    let kept = try journal.database.read { tx in
      try journal.ids.map { try tx.journalEntry($0)?.facts != nil }
    }
    #expect(kept == [true, false, true, false, true, true])
  }

  @Test func factsErasedBeforeSealingHoldToo() async throws {
    let journal = try SealedJournal(6)
    let (linh, act) = (journal.linh, try journal.recordErasure())
    _ = try journal.database.writeAndWait { try $0.forgetFacts(of: linh, act: act) }
    try await journal.seal()
    #expect(try journal.verify().holds)
  }

  @Test func factsThatVanishWithoutAnActAreNamed() async throws {
    let journal = try SealedJournal(6)
    try await journal.seal()
    try journal.tamper("DELETE FROM journal_facts WHERE \(SealedJournal.entry(4))")
    let problem = try #require(try journal.verify().problems.first)
    #expect(problem.kind == .factsGone && problem.number == 4)
    #expect(problem.entry == journal.ids[3])
  }

  @Test func anErasureNeedsItsAct() async throws {
    let journal = try SealedJournal(6)
    try await journal.seal()
    let (linh, act) = (journal.linh, try journal.recordErasure())
    _ = try journal.database.writeAndWait { try $0.forgetFacts(of: linh, act: act) }
    #expect(try journal.verify().holds)
    try journal.tamper("UPDATE journal_erased SET act = zeroblob(16)")
    #expect(try journal.verify().problems.map(\.kind) == [.erasure, .erasure])
    try journal.tamper("UPDATE journal_erased SET inner_hash = zeroblob(32)")
    #expect(try journal.verify().problems.contains { $0.kind == .changed && $0.number == 3 })
  }

  /// Another act, or one that was there before the entry, erases nothing.
  @Test(arguments: [true, false]) func notEveryActErases(_ isSealed: Bool) async throws {
    let journal = try SealedJournal()
    let early = try journal.recordErasure()
    try journal.record(2)
    try await journal.seal()
    try journal.record(1)
    let (linh, act) = (journal.linh, try journal.recordErasure())
    if isSealed { try await journal.seal() }
    let other = journal.ids[3]
    _ = try journal.database.writeAndWait { try $0.forgetFacts(of: linh, act: act) }
    #expect(try journal.verify().holds)
    for (wrong, number) in [(early, 1), (other, 4)] {
      try journal.tamper(
        "UPDATE journal_erased SET act = (SELECT id FROM journal WHERE seq = \(number))")
      #expect(try journal.database.read { try $0.journalEntry(wrong) } != nil)
      #expect(try journal.verify().problems.map(\.kind) == [.erasure])
    }
  }
}
