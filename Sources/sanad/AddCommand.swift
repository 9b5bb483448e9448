import ArgumentParser
import Foundation
import Kernel
import Operations
import People
import Storage
import Web

/// Adds to an installation what its university wrote in a file and is not there yet.
struct AddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Add people, grants, programmes, licences, courses, terms, sections from a file.",
    discussion: """
      The file has the format of `sanad init`. What is in the installation already must be the \
      same and is passed over; everything else is added in one write, or nothing is.
      """)

  @ArgumentParser.Argument(help: "The installation file (YAML, format: 1).") var file: String
  @Option(help: "Write the new people's passwords here (mode 0600): login<TAB>password.")
  var passwords: String?

  func run() throws {
    let office = try Environment.office()
    defer { office.database.close() }
    let read = try InstallationFile(try PackFolder.text(of: file), file: file)
    let institution = try read.institution(among: office.institutions)
    let new = try office.database.read { tx in
      try read.additions.people.map(\.login).filter { try Person.login($0, in: tx) == nil }
    }
    guard new.isEmpty || passwords != nil else {
      throw ValidationError("\(new.count) people are new: say --passwords FILE")
    }
    let accounts = try Passwords.derive(for: new)
    if let passwords, !new.isEmpty { try accounts.write(to: passwords) }
    let added: AddToInstallation.Output
    do {
      added =
        try office.performAndWait(
          AddToInstallation(read.additions, secrets: accounts.secrets),
          by: .clock(institution.scope)
        ).output ?? []
    } catch {
      // Nobody got these passwords.
      if let passwords, !new.isEmpty { try? FileManager.default.removeItem(atPath: passwords) }
      guard case OperationFault.stateConflict(let what) = error else { throw error }
      print(what)
      return
    }
    let counts = added.map { "\($0.count) \($0.kind)" }.joined(separator: ", ")
    print("added to \(institution.code): \(counts)")
  }
}

/// First passwords of new people, with what is stored of them.
struct Passwords {
  private(set) var lines = ""
  private(set) var secrets: [String: Secret] = [:]

  /// Makes one for each sign-in name; each takes a moment, so progress is told.
  static func derive(for logins: [String]) throws -> Passwords {
    var made = Passwords()
    for (offset, login) in logins.enumerated() {
      let (password, secret) = try SignInSecret.make()
      made.lines += "\(login)\t\(password)\n"
      made.secrets[login] = secret
      if (offset + 1) % 50 == 0 {
        FileHandle.standardError.write(
          Data("\(offset + 1) of \(logins.count) passwords\n".utf8))
      }
    }
    return made
  }

  /// Writes them for their owner's eyes; an existing file is never overwritten.
  func write(to path: String) throws {
    try PrivateFile.write(lines, to: path, replacing: false)
  }
}
