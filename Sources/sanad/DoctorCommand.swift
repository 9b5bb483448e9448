import ArgumentParser
import Foundation
import JSON
import Kernel
import Operations
import Storage

/// Examines an installation and says what to do; changes nothing.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Examine the installation; the exit status is 1 when a check fails.")

  @Flag(help: "Print the checks as JSON.") var json = false
  @Flag(help: "Leave out what takes long: indexes against tables, the journal's verification.")
  var quick = false

  func run() throws {
    let checks = Examination.run(quick: quick)
    if json {
      print(Examination.json(checks))
    } else {
      for line in Examination.lines(checks) { print(line) }
    }
    if checks.contains(where: { $0.outcome == .failed }) { throw ExitCode.failure }
  }
}

/// The doctor's checks on the installation that the environment names.
enum Examination {
  static func run(quick: Bool) -> [Doctor.Check] {
    let database: Database
    let file: SQLiteFile?
    do {
      let address = try Environment.address()
      if case .sqlite(let path) = address { file = try SQLiteFile(path) } else { file = nil }
      database = try Environment.openDatabase()
    } catch {
      return [
        .failed(
          "database", "it cannot be opened: \(error)",
          "check SANAD_DATABASE; restore the newest backup with `sanad restore`")
      ]
    }
    defer { database.close() }
    let publicURL = try? database.read { try $0.setting("publicURL") }
    guard let publicURL else {
      return [
        .failed(
          "database", "\(database.name) holds no installation",
          "initialise one with `sanad init`, or check SANAD_DATABASE")
      ]
    }
    let doctor = Doctor(database, file: file, now: Clock.system.now, quick: quick)
    return [.passed("database", "\(database.name), \(publicURL)")] + doctor.ofDatabase()
      + doctor.journal { try sealVerifier(publicURL) } + keys(doctor, publicURL) + packs(doctor)
      + [
        Doctor.check("documents", "check SANAD_DOCUMENTS") {
          doctor.documents(try Environment.documents())
        }
      ]
      + doctor.regulator(Environment.transport()) + [Doctor.fonts(), doctor.disk()]
  }

  private static func sealVerifier(_ publicURL: String) throws -> SealVerifier? {
    let file = SecretFile(try JournalKeyFile.path())
    guard file.exists else { return nil }
    // The doctor asks nobody.
    if try file.isSealed, try Environment.passphrase().given == nil { return nil }
    return try JournalKeyFile.verifier(nil, publicURL: publicURL)
  }

  private static func keys(_ doctor: Doctor, _ publicURL: String) -> [Doctor.Check] {
    let remedy = "check SANAD_ISSUER_KEY, SANAD_REGULATOR_KEY, SANAD_JOURNAL_KEY"
    do {
      let places = try Environment.keyPlaces()
      let journal = try JournalKeyFile.path()
      return doctor.keys(at: places) + [
        doctor.journalKey(at: journal, places.passphrase) {
          try JournalKeyFile.verifier(nil, publicURL: publicURL).text
        }
      ]
    } catch {
      return [.failed("keys", "they cannot be looked at: \(error)", remedy)]
    }
  }

  private static func packs(_ doctor: Doctor) -> [Doctor.Check] {
    let remedy = "check SANAD_PACKS"
    return [
      Doctor.check("packs", remedy) { doctor.packs(at: try Environment.packsPath()) },
      Doctor.check("zone", remedy) { doctor.zones(try Environment.library()) },
    ]
  }

  static func lines(_ checks: [Doctor.Check]) -> [String] {
    var lines: [String] = []
    for check in checks {
      let mark =
        switch check.outcome {
        case .passed: "passed        "
        case .failed: "FAILED        "
        case .notCheckable: "not checkable "
        }
      lines.append("\(mark)\(check.name): \(check.found)")
      if !check.remedy.isEmpty { lines.append("              to do: \(check.remedy)") }
    }
    let failed = checks.filter { $0.outcome == .failed }.count
    return lines + ["\(checks.count) checks, \(failed) failed"]
  }

  static func json(_ checks: [Doctor.Check]) -> [UInt8] {
    var json = JSONWriter(reserving: 2_048)
    json.beginObject()
    json.field("passed", !checks.contains { $0.outcome == .failed })
    json.key("checks")
    json.beginArray()
    for check in checks {
      json.beginObject()
      json.field("name", check.name)
      json.field("outcome", check.outcome.rawValue)
      json.field("found", check.found)
      if !check.remedy.isEmpty { json.field("remedy", check.remedy) }
      json.endObject()
    }
    json.endArray()
    json.endObject()
    return json.bytes
  }
}
