import ArgumentParser
import Foundation
import Kernel
import Operations
import People
import Storage

/// Takes what reporting lacks.
struct XAPIFacts: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "facts",
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
    let scope = try XAPIFacts.scope(institution, office)
    do {
      let decided = try office.performAndWait(SetReportingFacts(facts), by: .clock(scope))
      print("\(decided.output ?? 0) events are queued again")
    } catch let fault as OperationFault {
      throw ValidationError("\(file), \(fault.description)")
    }
  }

  fileprivate static func scope(_ code: String?, _ office: Office) throws -> Scope {
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

/// Says what waits to be reported.
struct XAPIWaiting: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "waiting",
    abstract: "Say what waits to be reported, and what could not be and why.")

  @Option(help: "The institution's code; needed where there are several.")
  var institution: String?

  func run() throws {
    let office = try Environment.office()
    defer { office.database.close() }
    let left = try office.unreported(try XAPIFacts.scope(institution, office), limit: 50)
    print("\(left.waiting) wait, \(left.dead) could not be reported")
    for event in left.events { print("\(event.at.utcText) \(event.verb): \(event.fault)") }
  }
}
