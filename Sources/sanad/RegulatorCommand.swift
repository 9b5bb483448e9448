import ArgumentParser
import Foundation
import Kernel
import Operations
import People
import Proofs
import Storage
import Transport

/// The regulator of a provider, where it is another installation.
struct RegulatorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "regulator", abstract: "Say which regulator this provider believes.",
    subcommands: [RegulatorPin.self])
}

/// Believes a regulator's document.
struct RegulatorPin: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pin", abstract: "Believe a regulator by its DID document.",
    discussion: """
      Shows the document's keys with their fingerprints and asks. Compare them with what the \
      regulator tells you on another way; whoever is pinned here licenses what you issue.
      """)

  @ArgumentParser.Argument(
    help: "The document's file, the regulator's DID (did:web:…), or its address (https://…).")
  var source: String
  @Flag(help: "Do not ask.") var yes = false

  func run() throws {
    let office = try Environment.office()
    defer { office.database.close() }
    let document = try RegulatorPin.document(source)
    for line in RegulatorPin.lines(document) { print(line) }
    guard yes || RegulatorPin.agrees() else {
      print("nothing was changed")
      throw ExitCode.failure
    }
    guard let scope = office.institutions.first?.scope else {
      throw ValidationError("this installation has no institution")
    }
    let done = try office.performAndWait(PinRegulator(document), by: .clock(scope))
    print(done.output == true ? "pinned \(document.id)" : "it was pinned already")
  }

  /// What a document says, for people to compare: its name, keys with fingerprints, services.
  static func lines(_ document: DIDDocument) -> [String] {
    [document.id]
      + document.methods.map { "  \($0.key.kind) \($0.key.thumbprint)" + until($0) }
      + document.services.map { "  \($0.type): \($0.endpoint)" }
  }

  private static func until(_ method: DIDDocument.Method) -> String {
    let ends = [method.expires, method.revoked].compactMap(\.self)
    return ends.min().map { ", until \($0.utcText)" } ?? ""
  }

  private static func agrees() -> Bool {
    print("Believe this regulator? [y/N] ", terminator: "")
    fflush(nil)
    return ["y", "yes"].contains(readLine(strippingNewline: true)?.lowercased() ?? "")
  }

  /// A document from a file, or from where it is published.
  static func document(_ source: String) throws -> DIDDocument {
    if FileManager.default.fileExists(atPath: source) {
      return try VerificationDocument.didDocument(try Verify.bytes(source), source)
    }
    var base = source
    for ending in ["/.well-known/did.json", "/did.json"] where base.hasSuffix(ending) {
      base.removeLast(ending.count)
      break
    }
    guard let did = DID(text: source) ?? DID(publicURL: base) else {
      throw ValidationError(
        "\(source) is no file here, no did:web and no https:// address of a DID document")
    }
    return try Fetching(Environment.transport()).didDocument(did, reach: .anywhere)
  }
}
