import ArgumentParser
import Foundation
import Kernel
import Language
import Operations
import Regulations
import Storage
import Transport

/// What the environment says, read in this one place.
enum Environment {
  static func value(_ name: String) -> String? {
    ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// `sqlite:PATH` or `postgres:CONNINFO`; by default `var/sanad.sqlite` below the working folder.
  static func address() throws -> DatabaseAddress {
    guard let text = value("SANAD_DATABASE") else { return .sqlite(path: "var/sanad.sqlite") }
    guard let address = DatabaseAddress(text) else {
      throw ValidationError("SANAD_DATABASE must be written sqlite:PATH or postgres:CONNINFO")
    }
    return address
  }

  /// Opens the database; with `create` a missing file is made, and the folder it lies in.
  static func openDatabase(create: Bool = false) throws -> Database {
    let address = try address()
    if create, case .sqlite(let path) = address {
      let folder = (path as NSString).deletingLastPathComponent
      if !folder.isEmpty {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      }
    }
    return try Database(at: address, create: create)
  }

  /// How other installations are reached; `SANAD_CA_FILE` names the authorities that are believed.
  static func transport() -> Transport { .curl(caFile: value("SANAD_CA_FILE")) }

  /// How mail leaves; nil where `SANAD_MAIL` names no file with the settings.
  static func mail(_ office: Office) throws -> MailDelivery? {
    guard let path = value("SANAD_MAIL") else { return nil }
    let settings = try MailSettings(
      text: try PackFolder.text(of: path), file: path, publicURL: office.publicURL)
    return MailDelivery(
      office, try texts(), .smtp(settings.server, caFile: value("SANAD_CA_FILE")),
      from: settings.from)
  }

  /// How activity is reported; nil where `SANAD_XAPI` names no file with the settings.
  static func reporting(_ office: Office) throws -> StatementDelivery? {
    guard let path = value("SANAD_XAPI") else { return nil }
    let settings = try StatementSettings(text: try PackFolder.text(of: path), file: path)
    return StatementDelivery(office, transport(), settings)
  }

  static var publicURL: String { value("SANAD_PUBLIC_URL") ?? "http://127.0.0.1:8080" }

  /// The folder `Regulations` with packs and locales: beside the working folder or the program.
  static func regulations() throws -> String {
    let program = URL(fileURLWithPath: CommandLine.arguments.first ?? "").resolvingSymlinksInPath()
    var candidates = ["Regulations"]
    var folder = program.deletingLastPathComponent()
    for _ in 0..<5 {
      candidates.append(folder.appendingPathComponent("Regulations").path)
      candidates.append(folder.appendingPathComponent("share/sanad/Regulations").path)
      folder = folder.deletingLastPathComponent()
    }
    let found = candidates.first { FileManager.default.fileExists(atPath: "\($0)/locales") }
    guard let found else {
      throw ValidationError("the folder Regulations is not found; run from the project's folder")
    }
    return found
  }

  static func packsPath() throws -> String {
    try value("SANAD_PACKS") ?? regulations() + "/packs"
  }

  static func library() throws -> Library { try PackFolder.library(at: packsPath()) }

  static func texts() throws -> Texts { try PackFolder.texts(at: regulations() + "/locales") }

  static var tongue: Tongue {
    Tongue(rawValue: String((value("SANAD_LANG") ?? "en").prefix(2))) ?? .english
  }

  static func speech() throws -> Speech { Speech(tongue, try texts()) }

  /// The database and the office on it, with the issuing key beside the file.
  static func office(clock: (Database) throws -> Clock = Environment.clock(of:)) throws -> Office {
    let database = try openDatabase()
    let publicURL = try database.read { try $0.setting("publicURL") }
    guard let publicURL else {
      throw ValidationError("\(database.name) is empty; `sanad seed demo` plants a demo world")
    }
    if let asked = value("SANAD_PUBLIC_URL"), asked != publicURL {
      throw ValidationError(
        "SANAD_PUBLIC_URL is \(asked), but this installation was initialised as \(publicURL)")
    }
    let keys = try Installation.keys(of: database, at: keyPlaces())
    return try Office(
      database: database, library: try library(), clock: try clock(database),
      issuer: keys.issuer, regulator: keys.regulator, documents: try documents())
  }

  /// The system's clock; on demonstration data that of the server that last ran there, so that what a
  /// command does does not lie in its future.
  static func clock(of database: Database) throws -> Clock {
    let ahead = try database.read { tx in
      try tx.setting("demo") == "yes"
        ? try tx.setting(DemoClock.setting).flatMap { Int64($0) } : nil
    }
    guard let ahead else { return .system }
    let (start, isOver) = Clock.system.now.microseconds.addingReportingOverflow(ahead)
    return isOver ? .system : .starting(at: Instant(microseconds: start))
  }

  /// Where the files of cases lie: `SANAD_DOCUMENTS`, or beside the database's file.
  static func documents() throws -> DocumentStore {
    if let folder = value("SANAD_DOCUMENTS") { return DocumentStore(folder) }
    guard case .sqlite(let path) = try address() else {
      return DocumentStore("var/sanad.documents")
    }
    return DocumentStore((path as NSString).deletingPathExtension + ".documents")
  }

  /// Where the key files lie and what opens them.
  static func keyPlaces() throws -> KeyPlaces {
    KeyPlaces(
      issuer: try keyPath(), regulator: try regulatorKeyPath(), passphrase: try passphrase())
  }

  /// The passphrase in the file that `SANAD_KEY_PASSPHRASE_FILE` names; without one a person is
  /// asked in the terminal, once.
  static func passphrase() throws -> Passphrase {
    Passphrase(
      given: try value("SANAD_KEY_PASSPHRASE_FILE").map { try Passphrase.read(from: $0) },
      asks: { _ in asked })
  }

  private static let asked = Terminal.secret("passphrase of the key files: ")

  /// `SANAD_REGULATOR_KEY`, or beside the database's file.
  private static func regulatorKeyPath() throws -> String {
    if let path = value("SANAD_REGULATOR_KEY") { return path }
    guard case .sqlite(let path) = try address() else { return "var/sanad.regulator.pem" }
    return (path as NSString).deletingPathExtension + ".regulator.pem"
  }

  /// `SANAD_ISSUER_KEY`, or beside the database's file.
  static func keyPath() throws -> String {
    if let path = value("SANAD_ISSUER_KEY") { return path }
    guard case .sqlite(let path) = try address() else { return "var/sanad.issuer.pem" }
    return (path as NSString).deletingPathExtension + ".issuer.pem"
  }
}

/// Reads `--on`, `--clock` and the like.
func instant(_ text: String, option: String) throws -> Instant {
  guard let instant = Instant(text: text) else {
    throw ValidationError("\(option) must be an instant with its offset: 2026-09-06T10:00:00+03:00")
  }
  return instant
}

/// Prints bytes and a line end.
func print(_ bytes: [UInt8]) { print(String(decoding: bytes, as: UTF8.self)) }

extension Environment {
  /// The folder with the web's Assets and openapi.yaml.
  static func webFolder() throws -> String {
    let regulations = try regulations()
    let beside = (regulations as NSString).deletingLastPathComponent
    let candidates = [
      "Sources/Web", beside.isEmpty ? "Sources/Web" : "\(beside)/Sources/Web",
      "\(beside)/Web",
    ]
    guard
      let found = candidates.first(where: {
        FileManager.default.fileExists(atPath: "\($0)/Assets/site.css")
      })
    else { throw ValidationError("the folder Sources/Web is not found") }
    return found
  }
}
