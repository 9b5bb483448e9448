import ArgumentParser
import Foundation
import Kernel
import Operations
import People
import Rules
import Storage

/// Statements of learning activity: the programs that send and read them, what the regulator's checks
/// find of them, and what waits to be reported.
struct XAPICommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "xapi", abstract: "Statements of learning activity (xAPI): keep, check, report.",
    subcommands: [
      XAPIClientAdd.self, XAPIClientEnd.self, XAPIClientList.self, XAPIErase.self,
      XAPIRetention.self, Check.self, Facts.self, Waiting.self,
    ])

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
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

  struct Facts: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take what reporting lacks from a file, and queue what could not be reported.",
      discussion: """
        The file (YAML, format: 1) has people {login, mobile, nationality, born} and courses {code, \
        minutes, lessonMinutes}; docs/REPORTING.md has an example.
        """)

    @ArgumentParser.Argument(help: "The file with particulars and lengths.") var file: String
    @Option(help: "The institution's code; needed where there are several.")
    var institution: String?

    func run() throws {
      let facts = try ReportingFacts(try PackFolder.text(of: file), file: file)
      let office = try Environment.office()
      defer { office.database.close() }
      let scope = try XAPICommand.scope(institution, office)
      do {
        let decided = try office.performAndWait(SetReportingFacts(facts), by: .clock(scope))
        print("\(decided.output ?? 0) events are queued again")
      } catch let fault as OperationFault {
        throw ValidationError("\(file), \(fault.description)")
      }
    }
  }

  struct Waiting: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say what waits to be reported, and what could not be and why.")

    @Option(help: "The institution's code; needed where there are several.")
    var institution: String?

    func run() throws {
      let office = try Environment.office()
      defer { office.database.close() }
      let left = try office.unreported(try XAPICommand.scope(institution, office), limit: 50)
      print("\(left.waiting) wait, \(left.dead) could not be reported")
      for event in left.events { print("\(event.at.utcText) \(event.verb): \(event.fault)") }
    }
  }

  static func scope(_ code: String?, _ office: Office) throws -> Scope {
    let all = office.institutions
    let codes = all.map(\.code).joined(separator: ", ")
    guard
      let found = code.map({ code in all.first { $0.code == code } })
        ?? (all.count == 1 ? all.first : nil)
    else {
      throw ValidationError("say --institution with one of \(codes)")
    }
    return found.scope
  }
}
