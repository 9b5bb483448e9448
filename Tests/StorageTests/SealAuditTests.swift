import Foundation
import Kernel
import Storage
import Testing

/// What somebody does to the file, and what the verification must say of it.
struct Tampering: Sendable, CustomTestStringConvertible {
  let sql: String
  let kind: SealProblem.Kind
  let number: Int
  var through: Int?

  init(_ kind: SealProblem.Kind, _ number: Int, through: Int? = nil, _ sql: String) {
    self.sql = sql
    self.kind = kind
    self.number = number
    self.through = through
  }

  var testDescription: String { sql }
}

@Suite struct SealAuditTests {
  /// A journal of 600 entries with checkpoints over 100, 400 and 600.
  private func journal() async throws -> SealedJournal {
    let journal = try SealedJournal()
    for count in [100, 300, 200] {
      try journal.record(count)
      try await journal.seal()
    }
    return journal
  }

  static let singles: [Tampering] = [
    Tampering(.changed, 57, "UPDATE journal SET public = CAST('Act58' AS BLOB) WHERE seq = 57"),
    Tampering(.changed, 57, "UPDATE journal SET public = CAST('Acs57' AS BLOB) WHERE seq = 57"),
    Tampering(
      .changed, 300,
      "UPDATE journal_facts SET facts = CAST('who 301' AS BLOB) WHERE \(SealedJournal.entry(300))"),
    Tampering(
      .changed, 600,
      "UPDATE journal_facts SET salt = zeroblob(16) WHERE \(SealedJournal.entry(600))"),
    Tampering(.column, 1, "UPDATE journal SET leaf = zeroblob(32) WHERE seq = 1"),
    Tampering(.column, 400, "UPDATE journal SET operation = 'Act399' WHERE seq = 400"),
    Tampering(.rewritten, 256, "UPDATE journal_seal SET leaf = zeroblob(32) WHERE number = 256"),
    Tampering(.moved, 30, "UPDATE journal SET seq = 5000 WHERE seq = 30"),
    Tampering(.moved, 30, "UPDATE journal_seal SET seq = 5000 WHERE number = 30"),
    Tampering(.replaced, 30, "UPDATE journal SET id = zeroblob(16) WHERE seq = 30"),
    Tampering(.replaced, 31, "UPDATE journal_seal SET journal = zeroblob(16) WHERE number = 31"),
    Tampering(
      .factsGone, 90,
      "UPDATE journal_facts SET journal = zeroblob(16) WHERE \(SealedJournal.entry(90))"),
    Tampering(.dropped, 101, "DELETE FROM journal WHERE seq = 101"),
    Tampering(.dropped, 600, "DELETE FROM journal WHERE seq = 600"),
    Tampering(
      .gap, 256,
      "DELETE FROM journal WHERE seq = 256; DELETE FROM journal_seal WHERE number = 256"),
    Tampering(
      .gap, 599, through: 600,
      "DELETE FROM journal WHERE seq > 598; DELETE FROM journal_seal WHERE number > 598"),
    Tampering(
      .checkpoint, 400, "UPDATE journal_checkpoint SET root = zeroblob(32) WHERE size = 400"),
    Tampering(.checkpoint, 400, "UPDATE journal_checkpoint SET at = at + 1 WHERE size = 400"),
    Tampering(.checkpoint, 401, "UPDATE journal_checkpoint SET size = 401 WHERE size = 400"),
    Tampering(
      .checkpoint, 400,
      "UPDATE journal_checkpoint SET note = replace(note, '400', '401') WHERE size = 400"),
    Tampering(
      .subtree, 1, through: 256,
      "UPDATE journal_subtree SET hash = zeroblob(32) WHERE level = 8 AND place = 0"),
    Tampering(
      .subtree, 1, through: 512, "UPDATE journal_subtree SET hash = zeroblob(32) WHERE level = 9"),
    Tampering(
      .gap, 600, through: .max - 1,
      "UPDATE journal_seal SET number = 9223372036854775807 WHERE number = 600"),
    Tampering(
      .checkpoint, .max, "UPDATE journal_checkpoint SET size = 9223372036854775807 WHERE size = 600"
    ),
    Tampering(.subtree, 257, through: 512, "DELETE FROM journal_subtree WHERE place = 1"),
  ]

  @Test(arguments: singles) func oneThingChangedIsNamed(_ tampering: Tampering) async throws {
    let journal = try await journal()
    #expect(try journal.verify().holds)
    try journal.tamper(tampering.sql)
    let report = try journal.verify()
    let first = try #require(report.problems.first)
    #expect(first.kind == tampering.kind)
    #expect(first.number == tampering.number)
    #expect(first.through == tampering.through ?? tampering.number)
    let isOfEntry = ![.gap, .checkpoint, .subtree].contains(first.kind)
    if isOfEntry, !tampering.sql.contains("journal = zero") || first.kind == .factsGone {
      #expect(first.entry == journal.ids[first.number - 1])
    }
  }

  /// Two entries that change places are both named.
  @Test func swappedInTheSequence() async throws {
    let journal = try await journal()
    try journal.tamper(
      """
      UPDATE journal SET seq = -1 WHERE seq = 70; UPDATE journal SET seq = 70 WHERE seq = 71;
      UPDATE journal SET seq = 71 WHERE seq = -1
      """)
    let problems = try journal.verify().problems
    #expect(problems.map(\.kind) == [.replaced, .replaced])
    #expect(problems.map(\.number) == [70, 71])
    #expect(problems.map(\.entry) == [journal.ids[69], journal.ids[70]])
  }

  /// Whoever also swaps the seals is betrayed by the tree.
  @Test func swappedWithTheirSeals() async throws {
    let journal = try await journal()
    try journal.tamper(
      """
      UPDATE journal_seal SET number = -1 WHERE number = 450;
      UPDATE journal_seal SET number = 450 WHERE number = 451;
      UPDATE journal_seal SET number = 451 WHERE number = -1
      """)
    let report = try journal.verify()
    let problem = try #require(report.problems.first)
    #expect(problem.kind == .tree && problem.number == 451)
    #expect(problem.entry == journal.ids[449])
    #expect(report.covered == 400)
  }

  /// Whoever recomputes every leaf is betrayed by the signed root, and the range is told.
  @Test(arguments: [(50, 1, 100), (300, 257, 400), (120, 101, 256), (512, 401, 512)])
  func rewrittenWithLeaves(_ number: Int, _ from: Int, _ through: Int) async throws {
    let journal = try await journal()
    try journal.tamper("UPDATE journal SET leaf = zeroblob(32) WHERE seq = \(number)")
    try journal.tamper("UPDATE journal_seal SET leaf = zeroblob(32) WHERE number = \(number)")
    let problem = try #require(try journal.verify().problems.first { $0.kind == .tree })
    #expect(problem.number == from && problem.through == through)
  }

  /// The end cut off, with its checkpoints: only a checkpoint kept elsewhere can tell.
  @Test func aTruncatedJournal() async throws {
    let journal = try await journal()
    let kept = try journal.checkpoint()
    #expect(try journal.verify(kept: kept).holds)
    try journal.tamper(
      """
      DELETE FROM journal_facts WHERE journal IN (SELECT id FROM journal WHERE seq > 400);
      DELETE FROM journal WHERE seq > 400; DELETE FROM journal_seal WHERE number > 400;
      DELETE FROM journal_subtree WHERE level = 9 OR place > 0;
      DELETE FROM journal_checkpoint WHERE size > 400
      """)
    #expect(try journal.verify().holds)
    let problem = try #require(try journal.verify(kept: kept).problems.first)
    #expect(problem.kind == .truncated && problem.number == 600 && problem.through == 400)
  }

  /// The end written anew and signed with the stolen key: the same.
  @Test func aForkedJournal() async throws {
    let journal = try await journal()
    let kept = try journal.checkpoint()
    try journal.tamper(
      """
      DELETE FROM journal_facts WHERE journal IN (SELECT id FROM journal WHERE seq > 599);
      DELETE FROM journal WHERE seq > 599; DELETE FROM journal_seal WHERE number > 599;
      DELETE FROM journal_checkpoint WHERE size > 400
      """)
    try journal.record(2)
    try await journal.seal()
    #expect(try journal.verify().holds)
    let problems = try journal.verify(kept: kept).problems
    #expect(problems.map(\.kind) == [.fork])
    #expect(problems.first?.through == 600)
  }

  @Test func aCheckpointByAnotherKeyIsNotBelieved() async throws {
    let journal = try await journal()
    let other = try #require(SealKey.generate(name: "university.example/journal"))
    let report = try journal.verify(by: other.verifier)
    #expect(report.problems.map(\.kind) == [.checkpoint, .checkpoint, .checkpoint])
    #expect(report.problems.first?.what == "unsigned")
    #expect(report.covered == 0)
  }

  @Test func anEntrySlippedInIsNamed() async throws {
    let journal = try await journal()
    try journal.tamper("DELETE FROM journal_seal WHERE number = 77")
    let problems = try journal.verify().problems
    #expect(problems.map(\.kind) == [.gap, .slippedIn])
    #expect(problems.last?.entry == journal.ids[76])
  }

  /// A number that the tree never reaches seals nothing.
  @Test func anEntrySlippedInWithANumberOfItsOwnIsNamed() async throws {
    let journal = try await journal()
    try journal.record(1)
    try journal.tamper(
      """
      UPDATE journal SET seq = -5 WHERE seq = 601; INSERT INTO journal_seal
        (number, journal, seq, leaf) SELECT -1, id, seq, leaf FROM journal WHERE seq = -5
      """)
    let problems = try journal.verify().problems
    #expect(problems.map(\.kind) == [.slippedIn])
    #expect(problems.first?.entry == journal.ids[600])
  }

  @Test func manyProblemsAreCountedAndAHundredTold() async throws {
    let journal = try await journal()
    try journal.tamper("UPDATE journal_facts SET salt = zeroblob(16)")
    let report = try journal.verify()
    #expect(report.problemCount == 600 && report.problems.count == 100)
  }

  /// A byte of an entry's row or of its facts' row, changed in the file itself.
  @Test(arguments: [0x01, 0x20, 0x80] as [UInt8])
  func aChangedByteOnDiskIsNoticed(_ mask: UInt8) async throws {
    let journal = try SealedJournal(20, onSQLite: true)
    try await journal.seal()
    let folder = try journal.copied()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let file = URL(fileURLWithPath: folder + "/t.sqlite")
    let bytes = try Data(contentsOf: file)
    // Before the text lie id, instant, institution and the row's header; after it the leaf.
    let entry = try #require(bytes.range(of: Data("Act7grantedAct7".utf8)))
    // Before the text lie the entry's id, salt, actor and subject.
    let facts = try #require(bytes.range(of: Data("who 7".utf8)))
    let places = Array((entry.lowerBound - 54)..<(entry.upperBound + 32))
    for place in places + Array((facts.lowerBound - 64)..<facts.upperBound) {
      var changed = bytes
      // 1 also turns the mark of a text into that of bytes and back.
      changed[place] ^= mask
      try changed.write(to: file)
      let database = try Database(path: file.path, create: false)
      defer { database.close() }
      let report = try journal.verify(database)
      #expect(!report.holds, "byte \(place)")
      #expect(report.problems.contains { $0.number == 7 }, "byte \(place)")
    }
  }

  /// The number of a seal, changed in the file itself: a row that no search finds any more.
  @Test(arguments: [1, 9, 20]) func aChangedNumberOnDiskIsNamed(_ number: Int) async throws {
    let journal = try SealedJournal(20, onSQLite: true)
    try await journal.seal()
    let id = journal.ids[number - 1]
    let folder = try journal.copied()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let file = URL(fileURLWithPath: folder + "/t.sqlite")
    var bytes = try Data(contentsOf: file)
    // A seal's row: its length, its number, then what tells its columns (9 for a sequence of 1), and
    // the entry's id.
    let row = try #require(
      [1, 9].compactMap { bytes.range(of: Data([5, 0, 44, $0, 76] + id.bytes)) }.first)
    bytes[row.lowerBound - 1] = 99
    try bytes.write(to: file)
    let database = try Database(path: file.path, create: false)
    defer { database.close() }
    let problem = try #require(try journal.verify(database).problems.first)
    #expect(problem.kind == .moved && problem.number == number && problem.entry == id)
  }

  @Test func anEmptyJournalHolds() throws {
    let report = try SealedJournal().verify()
    #expect(report.holds && report.entries == 0)
  }
}
