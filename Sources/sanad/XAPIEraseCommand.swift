import ArgumentParser
import Foundation
import JSON
import Kernel
import LearningRecords
import Operations
import People
import Storage

/// Makes what is recorded about a person unreadable for ever.
struct XAPIErase: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "erase", abstract: "Make what is recorded about a person unreadable for ever.",
    discussion: """
      The person's key is destroyed: statements keep their places and cannot be read again, not \
      even here; documents kept for the person go. The person is given as an agent of xAPI in a \
      file, so that nobody's address stands among the commands: {"mbox": "mailto:…"} or {"account": \
      {"homePage": "…", "name": "…"}}.
      """)

  @ArgumentParser.Argument(help: "A file with the agent as JSON, or - for the standard input.")
  var file: String
  @Option(help: "The decision that this rests on; it is journaled.") var decision: String
  @Option(help: "The institution's code; needed where there are several.")
  var institution: String?

  func run() throws {
    let data =
      file == "-"
      ? FileHandle.standardInput.readDataToEndOfFile() : FileManager.default.contents(atPath: file)
    guard let data else { throw ValidationError("\(file) cannot be read") }
    let agent: Value
    do { agent = try JSON.read(Array(data)) } catch {
      throw ValidationError("\(file) is no JSON: \(error)")
    }
    let office = try Environment.office()
    defer { office.database.close() }
    let scope = try XAPICommand.scope(institution, office)
    do {
      let done = try office.performAndWait(
        EraseRecords(agent: agent, decision: decision), by: .clock(scope))
      print("\(done.output ?? 0) statements can be read no more")
    } catch let fault as OperationFault {
      throw ValidationError(fault.description)
    }
  }
}
