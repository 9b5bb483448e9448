import ArgumentParser
import Foundation
import Kernel
import Operations
import People
import Storage

/// Gives people bearer tokens for the API.
struct TokenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "token", abstract: "Give people bearer tokens for the API, in a file.",
    discussion: """
      The file gets one line a person, token<TAB>login, and mode 0600. The database keeps only a \
      digest: a lost token cannot be shown again. A new password ends a person's tokens.
      """)

  @ArgumentParser.Argument(help: "Sign-in names.") var logins: [String]
  @Option(help: "The file to write; it must not be there yet.") var out: String
  @Option(help: "How many days the tokens hold, 1 to 366.") var days = 90

  func validate() throws {
    guard !logins.isEmpty else { throw ValidationError("name at least one person") }
    guard (1...366) ~= days else { throw ValidationError("--days must be 1 to 366") }
  }

  func run() throws {
    let office = try Environment.office()
    defer { office.database.close() }
    guard !FileManager.default.fileExists(atPath: out) else {
      throw ValidationError("\(out) is there already; name another file")
    }
    let people = try office.database.read { tx in
      try logins.map { login in
        guard let found = try Person.login(login, in: tx) else {
          throw ValidationError("nobody signs in as \(login)")
        }
        return (id: found.0.id, login: login)
      }
    }
    try SeedCommand.writeTokens(
      people, to: out, label: "token", in: office.database, from: office.clock.now, days: days)
    print("\(people.count) tokens in \(out), good for \(days) days")
  }
}
