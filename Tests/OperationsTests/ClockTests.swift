import Accounts
import Kernel
import People
import Registrar
import Regulations
import Storage
import Stories
import TestWorld
import Testing

@testable import Operations

/// An operation whose matter the law leaves open, done again and again.
private struct AskAgain: Operation {
  static let name = "AskAgain"
  let about: [UInt8]

  func run(_ work: Work) throws -> Decided<Bool> {
    let finding = Finding("Test/Silent", .undetermined, "IV.2", "", [])
    let ruling = work.law.ruling(finding)
    return Decided(ruling, try work.record(ruling, Self.name, subject: nil, about: about), nil)
  }
}

@Suite struct ClockTests {
  private func questions(_ world: World) throws -> Int {
    try world.scene.database.read { try $0.count("SELECT COUNT(*) FROM open_question") }
  }

  @Test func theClockAsksAPersonOnce() throws {
    let world = try World()
    let office = world.scene.office
    let clock = Actor.clock(world.scene.scope)
    let (first, second) = ([UInt8](repeating: 1, count: 16), [UInt8](repeating: 2, count: 16))
    _ = try office.performAndWait(AskAgain(about: first), by: clock, at: world.at)
    #expect(throws: OperationFault.self) {
      try office.performAndWait(AskAgain(about: first), by: clock, at: world.at)
    }
    #expect(try questions(world) == 1)
    // Something else is another question, and a person may always ask.
    _ = try office.performAndWait(AskAgain(about: second), by: clock, at: world.at)
    _ = try office.performAndWait(
      AskAgain(about: first), by: world.scene.actor("sara"), at: world.at)
    #expect(try questions(world) == 3)
  }

  /// More due than one batch holds, of two institutions: each clock does its own, all of it.
  @Test func everyBatchAndOnlyItsOwnInstitution() throws {
    let world = try World()
    let now = world.at
    let surge = SurgeWorld(learners: Tick.batch + 20, sections: 20, capacity: 100, now: now)
    let planted = try world.scene.database.writeAndWait { try surge.plant(in: $0, ids: .system) }
    let office = try Office(
      database: world.scene.database, library: Packs.library.get(), clock: .fixed(now),
      issuer: nil)
    let other = try #require(office.institutions.first { $0.code == "surge" })
    let operations = planted.learners.enumerated().map { place, learner in
      RegisterForSection(section: planted.sections[place % 20], learner: learner.id)
    }
    let made = office.performTogether(operations, by: .clock(other.scope), at: now)
    #expect(made.allSatisfy { (try? $0.get().ruling.outcome) == .granted })
    let due = now.adding(seconds: 15 * 86_400)
    let own = try Tick(office, world.scene.scope, at: due).run()
    #expect(!own.contains { $0.operation == "ReleaseUnpaid" })
    let done = try Tick(office, other.scope, at: due).run()
    #expect(done.filter { $0.operation == "ReleaseUnpaid" }.count == Tick.batch + 20)
    #expect(try Tick(office, other.scope, at: due).run().isEmpty)
    #expect(try world.scene.database.read { try Ledger.unbalanced(in: $0) } == 0)
  }
}

@Suite struct PaceTests {
  private typealias Sample = (done: [(count: Int, milliseconds: Int)], size: Int)

  private static let samples: [Sample] = [
    ([(64, 20)], 64), ([(64, 40)], 32), ([(64, 30)], 42), ([(64, 1_000)], 32), ([(64, 10)], 128),
    ([(64, 0)], 128), ([(64, 0), (128, 0)], 192), ([(64, 900), (32, 900), (16, 900)], 16),
    ([(1, 20)], 32),
  ]

  /// As many as fit into the time wanted, never fewer than half or more than twice as before, and
  /// within bounds.
  @Test(arguments: samples.indices) func chunksTakeTheTimeWanted(_ number: Int) throws {
    let sample = Self.samples[number]
    var now = ContinuousClock.now
    var pace = Pace(at: now)
    for (count, milliseconds) in sample.done {
      now = now.advanced(by: .milliseconds(milliseconds))
      pace.done(count, at: now)
    }
    #expect(pace.size == sample.size)
  }
}

@Suite struct WeighingTests {
  /// Batch after batch gives what one look at all gives.
  @Test func whatIsWeighedIsReadInBatches() throws {
    let world = try World()
    let now = world.at
    let surge = SurgeWorld(learners: 7, sections: 1, capacity: 10, now: now)
    let planted = try world.scene.database.writeAndWait { try surge.plant(in: $0, ids: .system) }
    let office = try Office(
      database: world.scene.database, library: Packs.library.get(), clock: .fixed(now),
      issuer: nil)
    let scope = try #require(office.institutions.first { $0.code == "surge" }).scope
    let section = try #require(planted.sections.first)
    for learner in planted.learners {
      _ = try office.performAndWait(
        RegisterForSection(section: section, learner: learner.id), by: .clock(scope), at: now)
    }
    try world.scene.database.writeAndWait { tx in
      try tx.run("UPDATE registration SET bar = 'barred' WHERE section = $1", .id(section))
    }
    try world.scene.database.read { tx in
      var found: [[RegistrationID]] = []
      while case let batch = try Registration.toWeigh(
        scope, after: found.last?.last, limit: 3, in: tx), !batch.isEmpty
      {
        found.append(batch.map(\.id))
      }
      #expect(found.map(\.count) == [3, 3, 1])
      #expect(found.flatMap { $0 } == found.flatMap { $0 }.sorted())
      #expect(Set(found.flatMap { $0 }).count == 7)
    }
    // Nobody was absent: the clock ends every bar, beyond the first batch too.
    let done = try Tick(office, scope, at: now).run()
    #expect(done.filter { $0.operation == "WeighBar" && $0.outcome == "none" }.count == 7)
  }
}

@Suite struct RightsTests {
  /// A role that ended between the request's head and its body is no role any more.
  @Test func rightsAreThoseOfTheTransaction() throws {
    let world = try World()
    let sara = try world.scene.actor("sara")
    let person = try #require(sara.person)
    let section = try world.section("FQH112", 1)
    try world.scene.database.writeAndWait { tx in
      try tx.run("UPDATE grant_row SET until_at = 0 WHERE person = $1", .id(person))
    }
    let amna = try #require(try world.scene.actor("amna").person)
    #expect(throws: OperationFault.self) {
      try world.scene.office.performAndWait(
        RegisterForSection(section: section.id, learner: amna), by: sara, at: world.at)
    }
  }
}

@Suite struct WindowBoundTests {
  /// A window belongs to its term: a year before or after it is a slip of the pen.
  @Test(arguments: [(-366, true), (-367, false)]) func aWindowStaysNearItsTerm(
    _ days: Int, _ isRight: Bool
  ) throws {
    let world = try World()
    let term = try #require(
      try world.scene.database.read { try Term.all(world.scene.scope, in: $0).first })
    let day = term.studyStarts.adding(days: days)
    let move = MoveWindow(
      term: term.id, kind: .registration, from: day, through: day, decision: "no. 1")
    let sara = try world.scene.actor("sara")
    if isRight {
      _ = try world.scene.office.performAndWait(move, by: sara, at: world.at)
    } else {
      #expect(throws: OperationFault.self) {
        try world.scene.office.performAndWait(move, by: sara, at: world.at)
      }
    }
  }
}
