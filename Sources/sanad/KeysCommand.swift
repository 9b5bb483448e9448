import ArgumentParser
import Foundation
import JSON
import Kernel
import Language
import Operations
import People
import Proofs
import Regulations
import Storage

/// The keys an installation signs with.
struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys",
    abstract: "Show the signing keys, protect their files with a passphrase, make new ones.",
    discussion: """
      The passphrase is read from the file that SANAD_KEY_PASSPHRASE_FILE names, or asked for in \
      the terminal.
      """,
    subcommands: [KeysShow.self, KeysProtect.self, KeysRotate.self])
}

/// Tells what lies in the key files; never a secret.
struct KeysShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show the present keys, the former ones, and where they lie.")

  @Flag(help: "Print them as JSON.") var json = false

  func run() throws {
    let database = try Environment.openDatabase()
    defer { database.close() }
    let reports = try Installation.report(on: database, at: try Environment.keyPlaces())
    if json { return print(Self.document(reports)) }
    let speech = try Environment.speech()
    for report in reports {
      print(
        speech(
          report.isSealed ? "keys.file.sealed" : "keys.file.plain",
          ["signer": .text(speech("keys.\(report.signer.rawValue)")), "path": .text(report.path)]))
      for name in report.present {
        print("  " + speech("keys.present", ["key": .text(name)]))
      }
      for key in report.former {
        print(
          "  "
            + speech(
              key.method.revoked == nil ? "keys.retired" : "keys.revoked",
              ["key": .text(key.method.id), "at": .text(key.retiredAt.utcText)]))
      }
    }
  }

  private static func document(_ reports: [KeyFileReport]) -> [UInt8] {
    var json = JSONWriter(reserving: 2_048)
    json.beginArray()
    for report in reports {
      json.beginObject()
      json.field("signer", report.signer.rawValue)
      json.field("did", report.did)
      json.field("path", report.path)
      json.field("sealed", report.isSealed)
      json.key("present")
      json.beginArray()
      for name in report.present { json.string(name) }
      json.endArray()
      json.key("former")
      json.beginArray()
      for key in report.former {
        json.beginObject()
        json.field("key", key.method.id)
        json.field("retiredAt", key.retiredAt.utcText)
        if let revoked = key.method.revoked { json.field("revoked", revoked.utcText) }
        json.endObject()
      }
      json.endArray()
      json.endObject()
    }
    json.endArray()
    return json.bytes
  }
}

/// Seals key files with a passphrase.
struct KeysProtect: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "protect",
    abstract: "Seal the key files with a passphrase; issuer's, regulator's and the journal's.")

  @Option(help: "Seal with the passphrase in this file, also what is sealed with another one.")
  var newPassphraseFile: String?

  func run() throws {
    let database = try Environment.openDatabase()
    defer { database.close() }
    let places = try Environment.keyPlaces()
    let next = try newPassphrase(places.passphrase)
    let speech = try Environment.speech()
    let signers = try Installation.report(on: database, at: places).map(\.path)
    for path in signers + [try JournalKeyFile.path()] where SecretFile(path).exists {
      let isNew = try places.passphrase.protect(path, with: next, anew: newPassphraseFile != nil)
      print(speech(isNew ? "keys.sealed" : "keys.alreadySealed", ["path": .text(path)]))
    }
    print(speech("keys.remember"))
  }

  private func newPassphrase(_ known: Passphrase) throws -> String {
    if let file = newPassphraseFile { return try Passphrase.read(from: file) }
    if let given = known.given { return given }
    guard let first = Terminal.secret("new passphrase: ") else {
      throw ValidationError("give a passphrase: SANAD_KEY_PASSPHRASE_FILE names its file")
    }
    guard let second = Terminal.secret("once more: "), Name.same(first, second) else {
      throw ValidationError("the two passphrases differ; nothing was changed")
    }
    return first
  }
}

/// Puts new keys in the place of those in use.
struct KeysRotate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rotate",
    abstract: "Make new keys; what the former ones signed still verifies.",
    discussion: """
      Start every `sanad serve` of the installation again afterwards: until then it signs nothing. \
      The former keys are kept beside the new ones, to be put into a safe or destroyed.
      """)

  @ArgumentParser.Argument(help: "Whose keys: issuer or regulator.") var signer: Signer
  @Option(help: "The administrator who does it, by login.") var by: String
  @Flag(help: "A key leaked: what it signs from now on counts no more.") var revoke = false

  func run() throws {
    let office = try Environment.office()
    defer { office.database.close() }
    let actor = try office.database.read { tx in
      guard let acting = try Person.login(by, in: tx)?.0 else {
        throw OperationFault.notFound("login \(by)")
      }
      return try Actor.load(acting, in: tx)
    }
    let done = try KeyRotation(office, signer, at: try Environment.keyPlaces())
      .run(by: actor, leaked: revoke)
    let speech = try Environment.speech()
    print(
      speech(
        "keys.rotated",
        [
          "key": .text(done.next.integrityID), "token": .text(done.next.tokenID),
          "entry": .text(done.act.description),
        ]))
    if done.licences > 0 {
      print(speech("keys.licences", ["count": .integer(done.licences)]))
    }
    print(speech("keys.former", ["path": .text(done.former)]))
    print(speech("keys.restart"))
  }
}

extension Signer: ExpressibleByArgument {}
