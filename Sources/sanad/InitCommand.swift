import ArgumentParser
import Foundation
import Kernel
import Operations
import People
import Regulations
import Storage
import Web

/// Initialises a real installation from a file its university wrote.
struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Initialise an installation from a file: institution, people, courses, terms.")

  @ArgumentParser.Argument(help: "The installation file (YAML, format: 1).") var file: String
  @Option(help: "Write the first passwords here (mode 0600): login<TAB>password.")
  var passwords: String
  @Option(
    help: "What it is: provider (issues), regulator (licenses, registers), or both, as it then says.")
  var part = Installation.Part.provider

  func run() throws {
    let text = try PackFolder.text(of: file)
    let now = Clock.system.now
    let read = try InstallationFile(text, file: file)
    let accounts = try Passwords.derive(for: read.additions.people.map(\.login))
    let plant = try read.planting(at: now, ids: .system, secrets: accounts.secrets)
    let database = try SeedCommand.fresh()
    defer { database.close() }
    try accounts.write(to: passwords)
    try Installation.create(
      in: database, publicURL: Environment.publicURL, isDemo: false, part: part, plant: plant)
    // The keys its part needs are made with it.
    _ = try Environment.office()
    print(
      "initialised \(database.name) as \(Environment.publicURL) with \(read.additions.people.count) people"
    )
  }
}

extension Installation.Part: ExpressibleByArgument {}
