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

  func run() throws {
    let text = try PackFolder.text(of: file)
    let now = Clock.system.now
    let (accounts, plant) = try InstallationFile(text, file: file).plan(at: now, ids: .system) {
      login in
      let password = String(Tokens.make().prefix(20))
      let salt = Array(Tokens.make().utf8.prefix(16))
      return (password, try Secret.derive(password, salt: salt))
    }
    let (database, path) = try SeedCommand.fresh()
    defer { database.close() }
    let lines = accounts.map { "\($0.login)\t\($0.password)\n" }.joined()
    guard !FileManager.default.fileExists(atPath: passwords),
      FileManager.default.createFile(
        atPath: passwords, contents: Data(lines.utf8), attributes: [.posixPermissions: 0o600])
    else { throw ValidationError("\(passwords) exists already or cannot be written") }
    try Installation.create(
      in: database, publicURL: Environment.publicURL, isDemo: false, plant: plant)
    _ = try Installation.issuingKey(
      at: Environment.keyPath(path), publicURL: Environment.publicURL)
    print("initialised \(path) as \(Environment.publicURL) with \(accounts.count) people")
  }
}
