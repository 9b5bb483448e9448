import ArgumentParser
import Foundation
import Kernel
import Operations
import Rules

/// Holds statements in files against the regulator's checks.
struct XAPICheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Hold statements against the regulator's checks, one by one.",
    discussion: """
      A file is a statement, a list of statements, or a store's answer; several are judged \
      together. Nothing is stored and nothing is asked of anybody.
      Exit status: 0 when no check failed, 1 when one did, 2 when a file or a parameter cannot be \
      read.
      """)

  @ArgumentParser.Argument(help: "Files of statements, as JSON.") var files: [String]
  @Option(help: "A parameter read otherwise, NAME=VALUE; may be given several times.")
  var parameter: [String] = []
  @Flag(
    inversion: .prefixedNo,
    help: "Whether they come from the test before a provider goes live; unknown when left out.")
  var staging: Bool?
  @Flag(help: "Print the report as JSON.") var json = false

  func run() throws {
    let report: StatementReport
    do {
      report = try StatementReport(
        try files.map { (name: $0, bytes: try Self.bytes($0)) }, settings: parameter,
        isStaging: staging, under: try Environment.library(), at: Clock.system.now)
    } catch let fault as FactFault {
      FileHandle.standardError.write(Data("\(fault.description)\n".utf8))
      throw ExitCode(2)
    }
    let speech = try Environment.speech()
    if json {
      print(report.json(speech))
    } else {
      for line in report.lines(speech) { print(line) }
    }
    if report.hasFailed { throw ExitCode(1) }
  }

  private static func bytes(_ path: String) throws(FactFault) -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw FactFault(path, "cannot be read")
    }
    return Array(data)
  }
}
