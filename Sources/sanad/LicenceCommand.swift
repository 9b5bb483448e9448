import ArgumentParser
import Foundation
import Kernel
import Operations
import People
import Proofs
import Regulations
import Storage
import Transport

/// Licences between a regulator and a provider that are two installations.
struct LicenceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "licence", abstract: "Ask for, grant and add licences.",
    subcommands: [LicenceRequestCommand.self, LicenceGrantCommand.self, LicenceAdd.self])

  /// The institution of a code, or the only one.
  static func institution(_ code: String?, _ office: Office) throws -> Institution {
    let all = office.institutions
    guard
      let found = code == nil && all.count == 1
        ? all.first
        : all.first(where: {
          $0.code == code
        })
    else {
      let known = all.map(\.code).joined(separator: ", ")
      throw ValidationError("say --institution with one of \(known)")
    }
    return found
  }
}

/// Writes what the regulator needs to license this provider.
struct LicenceRequestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "request",
    abstract: "Provider: print the file that the regulator's `licence grant` reads.")

  @Option(help: "The institution's code, where there are several.") var institution: String?

  func run() throws {
    let office = try Environment.office()
    defer { office.database.close() }
    let found = try LicenceCommand.institution(institution, office)
    print(try LicenceRequest.text(found, office), terminator: "")
  }
}

/// Licenses an outside provider and signs its licences.
struct LicenceGrantCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grant", abstract: "Regulator: license an outside provider from a file.",
    discussion: """
      The provider's DID document is read from the file that `provider.document` names, or fetched \
      from the address that its DID stands for; its keys are shown, to be compared. What was \
      granted before is signed no second time.
      """)

  @ArgumentParser.Argument(help: "The file (YAML, format: 1), as `licence request` writes it.")
  var file: String
  @Option(help: "The folder to write each signed licence to, as NUMBER-N.jwt.") var out: String?

  func run() throws {
    let office = try Environment.office()
    defer { office.database.close() }
    let grant = try LicenceGrant(try PackFolder.text(of: file), file: file)
    let folder = (file as NSString).deletingLastPathComponent
    let document = try grant.documentFile.map { name in
      let path = name.hasPrefix("/") || folder.isEmpty ? name : "\(folder)/\(name)"
      return try VerificationDocument.didDocument(try Verify.bytes(path), path)
    }
    let institution = try LicenceCommand.institution(nil, office)
    let known =
      try document
      ?? Fetching(Environment.transport()).didDocument(grant.did, reach: .anywhere)
    for line in RegulatorPin.lines(known) {
      FileHandle.standardError.write(Data("\(line)\n".utf8))
    }
    let signed =
      try office.performAndWait(
        GrantLicences(grant, document: known), by: .clock(institution.scope)
      ).output ?? []
    if let out {
      try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
    }
    for (offset, item) in signed.enumerated() {
      guard let out else {
        print(item.jwt)
        continue
      }
      let path = "\(out)/\(item.number)-\(offset + 1).jwt"
      try Data("\(item.jwt)\n".utf8).write(to: URL(fileURLWithPath: path))
      print("\(path): \(item.number) for \(item.subject)")
    }
  }
}

/// Takes over licences as the regulator signed them.
struct LicenceAdd: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Provider: take over licences that the regulator signed.",
    discussion: "All of the files are taken over, or none; what is here already is passed over.")

  @ArgumentParser.Argument(help: "Files with one signed licence (a compact token) each.")
  var files: [String]
  @Option(help: "The institution's code, where there are several.") var institution: String?

  func run() throws {
    let office = try Environment.office()
    defer { office.database.close() }
    let read = try files.map { (name: $0, bytes: try Verify.bytes($0)) }
    let found = try LicenceCommand.institution(institution, office)
    let added =
      try office.performAndWait(AddLicences(files: read), by: .clock(found.scope)).output ?? []
    for item in added {
      print("\(item.isNew ? "added" : "here already"): \(item.number) for \(item.subject)")
    }
  }
}
