import ArgumentParser
import Foundation
import JSON
import Kernel
import Language
import Operations
import People
import Regulations
import Storage

/// The journal, sealed: what was recorded cannot be changed unnoticed.
struct JournalCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "journal",
    abstract: "Seal, verify and prove the journal; erase a person's facts from it.",
    subcommands: [
      JournalVerify.self, JournalProve.self, JournalSeal.self, JournalKey.self,
      JournalErase.self,
    ])

  /// The database and where its installation is reached.
  static func open() throws -> (database: Database, publicURL: String) {
    let database = try Environment.openDatabase()
    guard let publicURL = try database.read({ try $0.setting("publicURL") }) else {
      throw ValidationError("\(database.name) is empty; `sanad seed demo` plants a demo world")
    }
    return (database, publicURL)
  }
}

/// Verifies every entry, the tree and the checkpoints.
struct JournalVerify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Find what was changed, dropped or reordered; the exit status is 1 then.")

  @Option(help: "A checkpoint kept elsewhere (a file): the journal must still agree with it.")
  var from: String?
  @Option(help: "The journal's public key; the key's file by default.") var key: String?
  @Flag(help: "Print the report as JSON.") var json = false

  func run() throws {
    let (database, publicURL) = try JournalCommand.open()
    defer { database.close() }
    let verifier = try JournalKeyFile.verifier(key, publicURL: publicURL)
    var audit = SealAudit(
      database, verifier: verifier, kept: try from.map { try kept($0, verifier) },
      columns: JournalColumns.differences)
    let report = try audit.run { done, all in
      guard all > 100_000, done % 100_000 == 0 else { return }
      FileHandle.standardError.write(Data("\(done) / \(all)\n".utf8))
    }
    if json {
      print(SealDocument.json(report))
    } else {
      for line in SealDocument.lines(report, try Environment.speech()) { print(line) }
    }
    if !report.holds { throw ExitCode.failure }
  }

  private func kept(_ file: String, _ verifier: SealVerifier) throws -> Checkpoint {
    guard let data = FileManager.default.contents(atPath: file), data.count <= 1 << 16 else {
      throw ValidationError("\(file) cannot be read")
    }
    do {
      return try Checkpoint(note: Array(data), verifier: verifier)
    } catch {
      let speech = try Environment.speech()
      throw ValidationError("\(file): \(speech("sealing.fault.\(error.rawValue)"))")
    }
  }
}

/// Proves to somebody elsewhere that an entry is in the journal.
struct JournalProve: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prove",
    abstract: "Print the inclusion proof of an entry under the newest checkpoint.")

  @ArgumentParser.Argument(help: "The entry's id, as on the page of its ruling.") var entry: String
  @Flag(help: "Print the proof as JSON; docs/how-to/check-a-proof.py reads it.") var json = false
  @Flag(help: "Put salt and facts into the JSON: personal data, for whom they concern.")
  var facts = false

  func run() throws {
    guard let id = RulingID(text: entry) else {
      throw ValidationError("the entry must be an id like 018f6f2e-…")
    }
    let (database, publicURL) = try JournalCommand.open()
    defer { database.close() }
    guard let proof = try database.read({ try $0.inclusionProof(id) }) else {
      throw ValidationError(
        "no checkpoint covers \(entry): it is unknown, or `sanad journal seal` has to run first")
    }
    if json { return print(SealDocument.json(proof, facts: facts)) }
    let speech = try Environment.speech()
    let verifier = try JournalKeyFile.verifier(nil, publicURL: publicURL)
    let holds = try proof.checkpoint(verifier) != nil
    print(
      speech(
        holds ? "sealing.proved" : "sealing.unproved",
        ["entry": .text(entry), "number": .integer(proof.number), "size": .integer(proof.size)]))
    print(proof.note)
    if !holds { throw ExitCode.failure }
  }
}

/// Seals what is committed; `serve` does it by itself.
struct JournalSeal: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "seal", abstract: "Seal what is committed and sign a checkpoint, now.")

  @Flag(help: "Print the newest checkpoint, to be kept elsewhere.") var checkpoint = false

  func run() async throws {
    let (database, publicURL) = try JournalCommand.open()
    defer { database.close() }
    let sealer = Sealer(
      database, key: try JournalKeyFile.key(publicURL: publicURL, for: database))
    var sealed = 0
    var last = try await sealer.run()
    sealed += last.sealed
    while last.hasMore {
      last = try await sealer.run()
      sealed += last.sealed
    }
    try await sealer.stop()
    let speech = try Environment.speech()
    if last.isElsewhere {
      throw ValidationError(speech("sealing.elsewhere"))
    }
    if checkpoint {
      let note = try database.read { try $0.newestCheckpoint() }
      return print(note ?? "", terminator: "")
    }
    let state = try database.read { try $0.sealState() }
    print(
      speech("sealing.done", ["count": .integer(sealed), "size": .integer(state.covered)]))
  }
}

/// Prints the public key of the checkpoints.
struct JournalKey: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key", abstract: "Print the public key that checkpoints are signed with.")

  func run() throws {
    let (database, publicURL) = try JournalCommand.open()
    defer { database.close() }
    print(try JournalKeyFile.key(publicURL: publicURL, for: database).verifier.text)
  }
}

/// Erases a person's facts: an act of an administrator.
struct JournalErase: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "erase", abstract: "Erase a person's facts from the journal; it still verifies.")

  @ArgumentParser.Argument(help: "The person's login.") var person: String
  @Option(help: "The administrator who does it, by login.") var by: String
  @Option(help: "The decision this rests on, without names.") var decision: String

  func run() throws {
    let office = try Environment.office()
    defer { office.database.close() }
    let (found, actor) = try office.database.read { tx in
      guard let found = try Person.login(person, in: tx)?.0 else {
        throw OperationFault.notFound("login \(person)")
      }
      guard let acting = try Person.login(by, in: tx)?.0 else {
        throw OperationFault.notFound("login \(by)")
      }
      return (found, try Actor.load(acting, in: tx))
    }
    let done = try office.erase(
      found.id, decision: decision, by: actor, at: office.clock.now)
    print(
      try Environment.speech()(
        "sealing.erased",
        ["count": .integer(done.output?.entries ?? 0), "entry": .text(done.id.description)]))
  }
}
