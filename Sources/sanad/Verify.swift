import ArgumentParser
import Foundation
import JSON
import Kernel
import Language
import Operations
import Paper
import Proofs
import Storage

/// Verifies a credential with its chain of authority, each step with what it found.
struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Verify a micro-credential: an award, a token, a bundle, a badge (PNG) or a page (PDF).",
    discussion: """
      Looks at the files, at this installation's own tables and, unless --offline is given, at \
      what issuer and regulator publish: DID documents and status lists, on the public internet \
      only, but for hosts of regulators that are pinned here or named with --trust.
      Exit status: 0 when it is valid, 1 when it is not, 2 when something could not be checked.
      """)

  @ArgumentParser.Argument(
    help: "The credential, and any receipts, status lists and DID documents that came with it.")
  var files: [String]
  @Flag(help: "Take the regulator's keys from the bundle: whoever made it may have made them.")
  var bundle = false
  @Option(
    help:
      "A regulator to believe: its DID document's file, or its DID; else this installation's own.")
  var trust: [String] = []
  @Option(help: "Judge as of this instant; now when left out.") var at: String?
  @Flag(help: "Use only what the files hold.") var offline = false
  @Flag(help: "Print the report as JSON.") var json = false

  func run() throws {
    let now = try at.map { try instant($0, option: "--at") } ?? Clock.system.now
    let office = offline ? nil : try? Environment.office()
    var trusted = try trusted()
    if trust.isEmpty { trusted = try office?.trust ?? trusted }
    trusted.acceptsBundledKeys = bundle
    let speech = try Environment.speech()
    let own = office?.sources ?? .offline
    let network =
      offline
      ? nil
      : NetworkSources(
        Environment.transport(), beside: own,
        named: trusted.dids + trusted.documents.map(\.id), at: now)
    let presented = Presented(
      files: try files.map { (name: $0, bytes: try Verify.unpacked($0, speech)) })
    let report = Verification.verify(
      presented, at: now, trust: trusted, sources: network?.sources ?? own)
    for fault in network?.faults ?? [] {
      FileHandle.standardError.write(Data("not to be had: \(fault)\n".utf8))
    }
    if json {
      print(VerificationDocument.json(report, speech))
    } else {
      for line in VerificationDocument.lines(report, speech) { print(line) }
    }
    guard report.isValid else { throw ExitCode(report.verdict == .unknown ? 2 : 1) }
  }

  /// Documents of regulators from files, and bare DIDs.
  private func trusted() throws -> Trust {
    var trusted = Trust()
    for item in trust {
      if item.utf8.starts(with: "did:".utf8) {
        trusted.dids.append(item)
      } else {
        trusted.documents.append(
          try VerificationDocument.didDocument(try Verify.bytes(item), item))
      }
    }
    return trusted
  }

  /// A file's credential: of a picture what is baked in, of a page what is attached.
  private static func unpacked(_ path: String, _ speech: Speech) throws -> [UInt8] {
    do { return try CredentialFile.unpack(try bytes(path)) } catch let fault as FileFault {
      throw ValidationError("\(path): \(speech(fault.key))")
    }
  }

  static func bytes(_ path: String) throws -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path), data.count <= 20 << 20 else {
      throw ValidationError("\(path) cannot be read, or has more than 20 MiB")
    }
    return Array(data)
  }
}
