import Accounts
import Foundation
import Kernel
import Operations
import People
import Registrar
import Regulations
import Storage
import Stories
import TestEngine
import Testing

/// The packs, loaded once.
enum Packs {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path
  static let library = Result { try PackFolder.library(at: root + "/Regulations/packs") }
}

/// A planted world that is removed with the test.
final class World {
  let scene: Scene
  let place: TestPlace

  init(_ name: String = "madinah-1448-1", library: Library? = nil) throws {
    place = try TestPlace()
    scene = try Scene(
      world: name, library: try library ?? Packs.library.get(), at: place.address)
  }

  deinit {
    scene.close()
    place.remove()
  }

  var at: Instant { Instant(text: "2026-08-30T10:00:00+03:00") ?? scene.office.clock.now }

  func section(_ code: String, _ number: Int) throws -> Section {
    try scene.database.read { tx in
      let course = try #require(try Course.all(scene.scope, in: tx).first { $0.code == code })
      let term = try #require(try Term.all(scene.scope, in: tx).first)
      return try #require(
        try Section.of(course: course.id, term: term.id, in: tx).first { $0.number == number })
    }
  }
}

@Suite struct RaceTests {
  /// Sixteen learners at once for five seats: five get one, always.
  @Test(arguments: 0..<10) func neverOneSeatTooMany(_ round: Int) async throws {
    let world = try World()
    let section = try world.section("RSC105", 2)
    let (office, at) = (world.scene.office, world.at)
    let actors = try (1...16).map {
      try world.scene.actor("learner-0" + ($0 < 10 ? "0\($0)" : "\($0)"))
    }
    let granted = try await withThrowingTaskGroup(of: Bool.self) { group in
      for actor in actors {
        group.addTask {
          let learner = try #require(actor.person)
          let decided = try await office.perform(
            RegisterForSection(section: section.id, learner: learner), by: actor, at: at)
          return decided.ruling.outcome == .granted
        }
      }
      return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(granted == 5)
    #expect(try world.section("RSC105", 2).taken == 5)
  }

  /// The same payment notice from many threads is settled once, and the books balance.
  @Test func aPaymentIsSettledOnce() async throws {
    let world = try World()
    let section = try world.section("FQH112", 1)
    let (office, at) = (world.scene.office, world.at)
    let actor = try world.scene.actor("amna")
    let learner = try #require(actor.person)
    let made = try #require(
      try office.performAndWait(
        RegisterForSection(section: section.id, learner: learner), by: actor, at: at
      ).output)
    let settle = SettlePayment(
      gateway: "simulated", reference: "once", invoice: made.invoice,
      amount: Money(minor: 69_000, currency: .sar), paidAt: at)
    let new = try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<20 {
        group.addTask {
          try await office.perform(settle, by: actor, at: at).output == true
        }
      }
      return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(new == 1)
    try world.scene.database.read { tx in
      #expect(try Ledger.unbalanced(in: tx) == 0)
      #expect(try Ledger.owed(learner, in: tx) == 0)
      let cash = try Ledger.totals(in: tx).first { $0.account == "cash" }?.amount
      #expect(cash == 69_000)
    }
  }

  /// A tick that runs twice, or on two servers at once, does each thing once.
  @Test func theClockIsIdempotent() async throws {
    let world = try World()
    let section = try world.section("FQH112", 1)
    for number in 1...8 {
      let actor = try world.scene.actor("learner-00\(number)")
      let learner = try #require(actor.person)
      _ = try world.scene.office.performAndWait(
        RegisterForSection(section: section.id, learner: learner), by: actor, at: world.at)
    }
    let due = try #require(Instant(text: "2026-09-07T00:00:00+03:00"))
    let tick = Tick(world.scene.office, world.scene.scope, at: due)
    let counts = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<2 {
        group.addTask { try tick.run().filter { $0.operation == "ReleaseUnpaid" }.count }
      }
      return try await group.reduce(0, +)
    }
    #expect(counts == 8)
    #expect(try tick.run().isEmpty)
    #expect(try world.section("FQH112", 1).taken == 0)
  }
}

@Suite struct JournalTests {
  @Test func everyOperationLeavesARulingAndErasableFacts() throws {
    let world = try World()
    let section = try world.section("FQH112", 1)
    let actor = try world.scene.actor("amna")
    let learner = try #require(actor.person)
    let decided = try world.scene.office.performAndWait(
      RegisterForSection(section: section.id, learner: learner), by: actor, at: world.at)
    let entry = try #require(try world.scene.database.read { try $0.journalEntry(decided.id) })
    let publicPart = String(decoding: entry.publicPart, as: UTF8.self)
    #expect(publicPart.contains("sa-iu-ecourses@1447#III.1"))
    #expect(!publicPart.contains(learner.description))
    let facts = String(decoding: try #require(entry.facts), as: UTF8.self)
    #expect(facts.contains(learner.description))
  }

  @Test func whatIsForbiddenLeavesNothing() throws {
    let world = try World()
    let section = try world.section("FQH112", 1)
    let (amna, linh) = (try world.scene.actor("amna"), try world.scene.actor("linh"))
    #expect(throws: OperationFault.self) {
      try world.scene.office.performAndWait(
        RegisterForSection(section: section.id, learner: try #require(linh.person)), by: amna,
        at: world.at)
    }
    let count = try world.scene.database.read { try $0.count("SELECT COUNT(*) FROM journal") }
    #expect(count == 0)
  }

  @Test func anUndeterminedRulingOpensAQuestion() throws {
    let world = try World()
    let amna = try world.scene.actor("amna")
    let decided = try world.scene.office.performAndWait(
      RequestRefund(learner: try #require(amna.person)), by: amna, at: world.at)
    #expect(decided.ruling.outcome == .undetermined)
    #expect(decided.ruling.headline?.finding.article == "G.5")
    let open = try world.scene.database.read { try $0.count("SELECT COUNT(*) FROM open_question") }
    #expect(open == 1)
  }
}
