import ArgumentParser
import Foundation
import Kernel
import Operations
import People
import Storage
import TestWorld
import Web

/// Plants worlds in a fresh database.
struct SeedCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "seed", abstract: "Plant a demo world, or a registration-day world.",
    subcommands: [SeedDemo.self, SeedSurge.self])

  /// A database that nothing was planted in yet.
  static func fresh() throws -> Database {
    let database = try Environment.openDatabase(create: true)
    guard try !Installation.exists(in: database) else {
      throw ValidationError(
        "\(database.name) is initialised already; choose another with SANAD_DATABASE")
    }
    return database
  }

  /// Gives tokens to people and writes one line a token: `token<TAB>login`.
  static func writeTokens(
    _ people: [(id: PersonID, login: String)], to file: String, label: String = "seed",
    in database: Database, from: Instant, days: Int = 5 * 365
  ) throws {
    var lines = ""
    let tokens = people.map { (id: $0.id, token: Tokens.make(), login: $0.login) }
    for entry in tokens { lines += "\(entry.token)\t\(entry.login)\n" }
    try database.writeAndWait { tx in
      for entry in tokens {
        try BearerToken.insert(
          digest: Digest.sha256(entry.token), person: entry.id, label: label, from: from,
          until: from.adding(seconds: Int64(days) * 86_400), in: tx)
      }
    }
    try PrivateFile.write(lines, to: file, replacing: true)
  }
}

/// The demo world: the Islamic University's first term of 1448 with invented people.
struct SeedDemo: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "Plant the demo world (invented people, public password).")

  @Option(help: "Write bearer tokens here, one line a person: token<TAB>login.")
  var tokens: String?
  @Flag(help: "Do nothing when the database is initialised already.") var ifMissing = false
  @Option(help: "What it is: provider, regulator, or both, as it then says.")
  var part = Installation.Part.both

  func run() throws {
    if ifMissing {
      let database = try Environment.openDatabase(create: true)
      defer { database.close() }
      if try Installation.exists(in: database) { return }
    }
    let database = try SeedCommand.fresh()
    defer { database.close() }
    var generator = SystemRandomNumberGenerator()
    let salt = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    let secret = try Secret.derive(MadinahWorld.password, salt: salt)
    try Installation.create(
      in: database, publicURL: Environment.publicURL, isDemo: true, part: part
    ) { tx in
      try MadinahWorld.plant(in: tx, ids: .system, secret: secret)
      // A provider alone has its regulator elsewhere.
      if part.regulates {
        try RegulatorWorld.plantBeside(in: tx, ids: .system, secret: secret)
      }
    }
    _ = try Environment.office()
    if let tokens {
      let people = try database.read { tx in
        try Institution.all(in: tx).flatMap { try Person.all($0.scope, in: tx) }
      }
      try SeedCommand.writeTokens(
        people.map { ($0.id, $0.login) }, to: tokens, in: database,
        from: MadinahWorld.plantedAt)
    }
    print("planted \(MadinahWorld.name) in \(database.name)")
    print("sign in as amna, linh (learners), khalid (instructor), sara (registrar),")
    print("hamad (committee), salman (results), abdulaziz (academic affairs), reem (e-learning")
    print("centre), salem (applies for licences), hind (the regulator's officer), tariq (its")
    print("assessor), admin; everybody's password is \(MadinahWorld.password)")
  }
}

/// A registration-day world: many learners, many sections, registration open today.
struct SeedSurge: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "surge", abstract: "Plant a registration-day world for load tests.")

  @Option(help: "Learners.") var learners = 5_000
  @Option(help: "Sections, each of a course of its own.") var sections = 200
  @Option(help: "Seats of a section.") var capacity = 50
  @Option(help: "Write bearer tokens here: token<TAB>learner.") var tokens: String
  @Option(help: "Write section ids here, one a line.") var sectionsFile: String

  func validate() throws {
    guard (1...200_000) ~= learners, (1...10_000) ~= sections, (1...100_000) ~= capacity else {
      throw ValidationError("learners 1-200000, sections 1-10000, capacity 1-100000")
    }
  }

  func run() throws {
    let database = try SeedCommand.fresh()
    defer { database.close() }
    let world = SurgeWorld(
      learners: learners, sections: sections, capacity: capacity, now: Clock.system.now)
    let planted = Planted()
    try Installation.create(in: database, publicURL: Environment.publicURL, isDemo: true) { tx in
      planted.result = try world.plant(in: tx, ids: .system)
    }
    _ = try Environment.office()
    guard let result = planted.result else { throw ValidationError("nothing was planted") }
    try SeedCommand.writeTokens(
      result.learners, to: tokens, in: database, from: Clock.system.now.adding(seconds: -60))
    let lines = result.sections.map { "\($0)\n" }.joined()
    guard FileManager.default.createFile(atPath: sectionsFile, contents: Data(lines.utf8)) else {
      throw ValidationError("\(sectionsFile) cannot be written")
    }
    print(
      "planted \(learners) learners and \(sections) sections of \(capacity) in \(database.name)")
  }

  // Written inside the one write, read after it: never at the same time.
  private final class Planted: @unchecked Sendable {
    var result: SurgeWorld.Planted?
  }
}
