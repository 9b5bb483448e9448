import ArgumentParser
import Credentials
import Foundation
import Kernel
import Operations
import People
import Proofs
import Registrar
import Storage
import TestWorld

/// The day of graduation: approved results of many learners become registered awards in one
/// installation that plays both parts, as `sanad issue` does it.
struct GraduationBench: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "graduation")
  @Option var database: String
  @Option var packs = "Regulations/packs"
  @Option var awards = 50_000
  @Option var inSection = 1_000

  private static let publicURL = "http://127.0.0.1:8080"

  func run() throws {
    guard let address = DatabaseAddress(database) else {
      throw ValidationError("the database is no sqlite: or postgres: address")
    }
    let store = try Database(at: address, create: true)
    defer { store.close() }
    let now = Clock.system.now
    let planted = Planted()
    let world = SurgeWorld(
      learners: awards, sections: (awards + inSection - 1) / inSection, capacity: inSection,
      now: now)
    try Installation.create(in: store, publicURL: Self.publicURL, isDemo: true, part: .both) {
      planted.world = try world.plant(in: $0, ids: .system)
    }
    guard let plan = planted.world else { throw ValidationError("nothing was planted") }
    let centre = try pass(plan, in: store, at: now)
    guard let issuer = IssuerKeys.generate(try Installation.did(publicURL: Self.publicURL)),
      let regulator = IssuerKeys.generate(
        try Installation.regulatorDID(publicURL: Self.publicURL, .both))
    else { throw ValidationError("there are no random numbers") }
    let office = try Office(
      database: store, library: try PackFolder.library(at: packs), clock: .system, issuer: issuer,
      regulator: regulator)
    let actor = try store.read { try Actor.load(centre, in: $0) }
    let (begin, used) = (Clock.system.now, CPU.seconds())
    let done = try IssueAll(office, by: actor).run(plan.sections)
    let seconds = Double(Clock.system.now.microseconds - begin.microseconds) / 1_000_000
    let processor = CPU.seconds() - used
    if let failure = done.failures.first { throw failure }
    guard done.registered == awards, try isValid(plan, office) else {
      throw ValidationError("of \(awards) awards \(done.registered) were registered")
    }
    print(
      String(
        format: "%d awards registered in %.1f s, %.0f/s, %.2f ms CPU each, peak %d MiB", awards,
        seconds, Double(awards) / seconds, 1_000 * processor / Double(awards), Self.peak()))
  }

  /// Confirmed registrations with approved results, and somebody who issues.
  private func pass(_ plan: SurgeWorld.Planted, in store: Database, at now: Instant) throws
    -> Person
  {
    let inSection = inSection
    return try store.writeAndWait { tx in
      guard let institution = try Institution.all(in: tx).first else {
        throw ValidationError("nothing was planted")
      }
      for (number, id) in plan.sections.enumerated() {
        guard let section = try Section.find(id, institution.scope, in: tx) else { continue }
        for learner in plan.learners.dropFirst(number * inSection).prefix(inSection) {
          let registration = Registration(
            id: IDs.system.make(at: now), section: id, course: section.course, term: section.term,
            learner: learner.id, units: 3, state: .confirmed, registeredAt: now, dueAt: now,
            isPaid: true, ruling: IDs.system.make(at: now))
          try registration.insert(institution.scope, in: tx)
          try CourseResult(
            registration: registration.id, symbol: "B", mark: Mark(clampedMillionths: 82_500_000),
            passed: true, isApproved: true, body: "bench", number: "1", at: now,
            ruling: IDs.system.make(at: now)
          ).record(in: tx)
        }
      }
      let person = Person(
        id: IDs.system.make(at: now), institution: institution.id, login: "bench-centre",
        nameAr: "مركز التعلم", nameEn: "Centre", tongue: .arabic, buyer: .resident,
        identifierKind: .passport, identifier: "C1")
      try person.insert(secret: nil, at: now, in: tx)
      try Grant(
        id: IDs.system.make(at: now), person: person.id, role: .eLearningCentre,
        institution: institution.id, from: now.adding(seconds: -60)
      ).insert(at: now, in: tx)
      return person
    }
  }

  /// Whether a sample of the awards verifies as a stranger would verify it.
  private func isValid(_ plan: SurgeWorld.Planted, _ office: Office) throws -> Bool {
    try stride(from: 0, to: awards, by: max(awards / 20, 1)).allSatisfy { place in
      let found = try office.database.read { try Credential.of(plan.learners[place].id, in: $0) }
      return try found.first.flatMap { try office.verify($0, at: office.clock.now) }?.isValid
        ?? false
    }
  }

  /// The most memory this process has held, in MiB.
  private static func peak() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return (line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) / 1_024
  }

  // Written inside the one write, read after it: never at the same time.
  private final class Planted: @unchecked Sendable {
    var world: SurgeWorld.Planted?
  }
}
