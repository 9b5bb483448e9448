import ArgumentParser
import Casework
import Foundation
import Kernel
import Licensing
import Operations
import People
import Regulations
import Storage

/// A hundred thousand cases and licences: planting them, the bare statements behind queue and search,
/// and the clock over those that have run out.
struct CasesBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cases", subcommands: [Plant.self, Floor.self, RunClock.self])

  struct Place: ParsableArguments {
    @Option(help: "sqlite:PATH or postgres:CONNINFO, planted by `sanad seed demo`.")
    var database: String
    @Option var packs = "Regulations/packs"

    func open() throws -> Database {
      guard let address = DatabaseAddress(database) else {
        throw ValidationError("the database is no sqlite: or postgres: address")
      }
      return try Database(at: address, create: false)
    }
  }

  /// The instant at which the world is planted and looked at.
  static let now = Instant(text: "2026-09-02T14:00:00+03:00")

  /// Plants the rows and lets an officer in: the cookie of the pages is printed.
  struct Plant: ParsableCommand {
    @OptionGroup var place: Place
    @Option var cases = 100_000
    @Option var licences = 100_000

    func run() throws {
      let store = try place.open()
      defer { store.close() }
      let library = try PackFolder.library(at: place.packs)
      guard let now = CasesBench.now else { return }
      let world = try store.read { try CasesWorld(library, in: $0, now: now) }
      try world.plant(cases: cases, licences: licences, in: store)
      let cookie = "bench-cases"
      try store.writeAndWait { tx in
        guard let officer = world.officers.first else { return }
        try WebSession.insert(
          digest: Digest.sha256(cookie), person: officer, csrf: cookie, from: now,
          until: now.adding(seconds: 86_400), in: tx)
      }
      print(cookie)
    }
  }

  /// The bare statements on the same rows, medians of thirty in milliseconds.
  struct Floor: ParsableCommand {
    @OptionGroup var place: Place

    func run() throws {
      let store = try place.open()
      defer { store.close() }
      let office = try store.read { tx in
        try Institution.all(in: tx).first { $0.instrument == Licence.instrument }
      }
      guard let office else { throw ValidationError("nothing was planted") }
      let filed = CasePlace(
        instrument: Licence.instrument, procedure: "preliminary-approval", state: "filed")
      let queue = try median {
        try store.read {
          try CaseFile.queue(office.scope, .office, filed, after: nil, limit: 51, in: $0).count
        }
      }
      let searches = try ["الإسلاميه المدينة", "qurʼan 99999", "nowhere"].map { query in
        try median {
          try store.read {
            try Licence.found(by: Licence.Search(query, programme: ""), limit: 51, in: $0).count
          }
        }
      }
      print(queue, searches.joined(separator: "/"))
    }

    private func median(_ work: () throws -> Int) throws -> String {
      var times: [Double] = []
      for _ in 0..<30 {
        let begin = Clock.system.now.microseconds
        _ = try work()
        times.append(Double(Clock.system.now.microseconds - begin) / 1_000)
      }
      return String(format: "%.1f", times.sorted()[15])
    }
  }

  /// The clock a day later, when some have run out, and after all have.
  struct RunClock: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "tick")
    @OptionGroup var place: Place

    func run() throws {
      let store = try place.open()
      defer { store.close() }
      let office = try Office(
        database: store, library: PackFolder.library(at: place.packs), clock: .system, issuer: nil)
      guard let now = CasesBench.now,
        let scope = office.institutions.first(where: { $0.instrument == Licence.instrument })?.scope
      else { throw ValidationError("nothing was planted") }
      var lines: [String] = []
      for days: Int64 in [0, 3, 40] {
        let (begin, used) = (Clock.system.now.microseconds, CPU.seconds())
        let done = try Tick(office, scope, at: now.adding(seconds: days * 86_400)).run()
        let seconds = Double(Clock.system.now.microseconds - begin) / 1_000_000
        lines.append(
          String(
            format: "%d run out: %.1f s (%.1f s CPU)", done.count, seconds, CPU.seconds() - used))
      }
      print(lines.joined(separator: "; "))
    }
  }
}
