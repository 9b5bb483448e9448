import Foundation
import Kernel
import Operations
import People
import Registrar
import Storage
import Stories
import Testing

/// A planted world whose journal holds a registration, an undetermined ruling and an act.
private struct SealedWorld {
  let world: World
  let key: SealKey
  let entries: [RulingID]

  init() async throws {
    world = try World()
    key = try #require(SealKey.generate(name: "university.example/journal"))
    let office = world.scene.office
    let (amna, admin) = (try world.scene.actor("amna"), try world.scene.actor("admin"))
    let learner = try #require(amna.person)
    let register = RegisterForSection(
      section: try world.section("FQH112", 1).id, learner: learner)
    let set = SetParameter(
      pack: "sa-iu-ecourses", key: "attendance.beforeRegistration", value: "outside",
      from: Day(number: 20_700), decision: "no. 1")
    var entries = [try office.performAndWait(register, by: amna, at: world.at).id]
    entries.append(
      try office.performAndWait(RequestRefund(learner: learner), by: amna, at: world.at).id)
    if let act = try? office.performAndWait(set, by: admin, at: world.at).id {
      entries.append(act)
    }
    self.entries = entries
    _ = try await Sealer(world.scene.database, key: key).run()
  }

  func verify() throws -> SealReport {
    var audit = SealAudit(
      world.scene.database, verifier: key.verifier, columns: JournalColumns.differences)
    return try audit.run()
  }
}

@Suite struct JournalSealTests {
  @Test func realEntriesHold() async throws {
    let sealed = try await SealedWorld()
    let report = try sealed.verify()
    #expect(report.problems == [])
    #expect(report.entries == sealed.entries.count && report.unsealed == 0)
  }

  /// Each column beside the sealed parts, changed alone.
  @Test(
    arguments: [
      ("at", "UPDATE journal SET at = at + 1 WHERE seq = 1"),
      ("institution", "UPDATE journal SET institution = zeroblob(16) WHERE seq = 1"),
      ("kind", "UPDATE journal SET kind = 'act' WHERE seq = 1"),
      ("operation", "UPDATE journal SET operation = 'RegisterForSectiom' WHERE seq = 1"),
      ("outcome", "UPDATE journal SET outcome = 'refused' WHERE seq = 1"),
      ("headline", "UPDATE journal SET headline = '' WHERE seq = 1"),
      ("leaf", "UPDATE journal SET leaf = zeroblob(32) WHERE seq = 1"),
      (
        "actor",
        """
        UPDATE journal_facts SET actor = NULL
        WHERE journal = (SELECT id FROM journal WHERE seq = 1)
        """
      ),
      (
        "subject",
        """
        UPDATE journal_facts SET subject = zeroblob(16)
        WHERE journal = (SELECT id FROM journal WHERE seq = 1)
        """
      ),
    ] as [(String, SQL)])
  func aChangedColumnIsNamed(_ column: String, _ sql: SQL) async throws {
    let sealed = try await SealedWorld()
    try sealed.world.scene.database.writeAndWait { try $0.run(sql) }
    let problems = try sealed.verify().problems
    #expect(problems.map(\.kind) == [.column])
    #expect(problems.map(\.what) == [column])
    #expect(problems.first?.entry == sealed.entries.first)
    // Who it was is never told.
    if column == "actor" || column == "subject" { #expect(problems.first?.values == nil) }
  }

  /// An entry of the first version names neither id nor institution nor kind in its public part.
  @Test func entriesOfTheFirstVersionHold() async throws {
    let sealed = try await SealedWorld()
    let database = sealed.world.scene.database
    let institution = sealed.world.scene.scope.institution
    let old = JournalEntry(
      id: IDs.system.make(at: sealed.world.at), at: sealed.world.at, institution: institution,
      kind: .act, operation: "Old", outcome: "granted", headline: "",
      publicPart: Array(
        #"{"operation":"Old","outcome":"granted","at":\#(sealed.world.at.microseconds),"grounds":[]}"#
          .utf8),
      facts: Array(#"{"facts":{},"values":[]}"#.utf8), actor: nil, subject: nil,
      salt: Array(repeating: 1, count: 16))
    try database.writeAndWait { try $0.record(old) }
    let run = try await Sealer(database, key: sealed.key, clock: later()).run()
    #expect(run.sealed == 1)
    #expect(try sealed.verify().problems == [])
  }

  /// A clock at which every lease has ended.
  private func later() -> Clock { .fixed(Clock.system.now.adding(seconds: 60)) }

  @Test func anAdministratorErasesAPersonsFacts() async throws {
    let sealed = try await SealedWorld()
    let (scene, at) = (sealed.world.scene, sealed.world.at)
    let amna = try scene.actor("amna")
    let person = try #require(amna.person)
    let erase = ErasePersonFacts(person: person, decision: "no. 7")
    #expect(throws: OperationFault.self) {
      try scene.office.performAndWait(erase, by: amna, at: at)
    }
    #expect(throws: OperationFault.self) {
      try scene.office.performAndWait(
        ErasePersonFacts(person: person, decision: ""), by: try scene.actor("admin"), at: at)
    }
    let done = try scene.office.performAndWait(erase, by: try scene.actor("admin"), at: at)
    #expect(done.output?.entries == 2)
    let report = try sealed.verify()
    #expect(report.holds && report.erased == 2)
    let (erased, act) = try scene.database.read { tx in
      (try tx.journalEntry(sealed.entries[0]), try tx.journalEntry(done.id))
    }
    #expect(erased?.facts == nil && erased?.subject == nil)
    let said = String(decoding: act?.facts ?? [], as: UTF8.self)
    #expect(said.contains("no. 7") && !said.contains(person.description))
  }
}
