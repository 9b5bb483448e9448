import ArgumentParser
import Foundation
import Kernel
import Operations
import Proofs
import Storage

/// Verifies a credential's file, each step with what it found.
struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Verify a micro-credential (a compact JWT in a file).")

  @ArgumentParser.Argument(help: "The credential's file.") var file: String
  @Option(help: "DID documents to trust (JSON files); this installation's own by default.")
  var did: [String] = []
  @Option(help: "Judge as of this instant; now when left out.") var on: String?
  @Flag(help: "Print the report as JSON.") var json = false

  func run() throws {
    guard let data = FileManager.default.contents(atPath: file), data.count <= 1 << 20 else {
      throw ValidationError("\(file) cannot be read")
    }
    let at = try on.map { try instant($0, option: "--on") } ?? Clock.system.now
    let documents = try DocumentSource.documents(files: did)
    let text = data.drop { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
    let trimmed = Array(text.reversed().drop { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D }.reversed())
    let report = Verification.verify(trimmed, at: at) { name in
      documents.first { $0.id == name }
    }
    let speech = try Environment.speech()
    if json {
      print(VerificationDocument.json(report, speech))
    } else {
      for line in VerificationDocument.lines(report, speech) { print(line) }
    }
    if !report.isValid { throw ExitCode.failure }
  }
}

/// Where DID documents come from without a network.
enum DocumentSource {
  static func documents(files: [String]) throws -> [DIDDocument] {
    guard files.isEmpty else {
      return try files.map { file in
        guard let data = FileManager.default.contents(atPath: file) else {
          throw ValidationError("\(file) cannot be read")
        }
        return try VerificationDocument.didDocument(Array(data), file)
      }
    }
    let key = try Environment.keyPath()
    guard FileManager.default.fileExists(atPath: key) else {
      throw ValidationError(
        "no DID document: name the issuer's with --did FILE (served at /.well-known/did.json)")
    }
    // The address is fixed in the installation; the environment speaks only where there is none yet.
    let stored = try? Environment.openDatabase().read { try $0.setting("publicURL") }
    let issuing = try Installation.issuingKey(
      at: key, publicURL: stored ?? Environment.publicURL)
    return [DIDDocument(did: issuing.did, keys: [issuing.key.publicKey])]
  }
}
