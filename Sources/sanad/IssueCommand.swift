import ArgumentParser
import Foundation
import JSON
import Kernel
import Language
import Operations
import People
import Registrar
import Regulations
import Storage

/// Issues the credentials of a whole term.
struct IssueCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "issue",
    abstract: "Issue the credentials of everybody who passed: one ruling for each learner.",
    discussion: """
      What stands already is passed over, so the command may be run again. The exit status is 1 \
      when something was kept back; the clock goes on with what was issued.
      """)

  @Option(help: "The term's code.") var term: String
  @Option(help: "Of this course only, by code.") var course: String?
  @Option(help: "Who issues, by login: somebody of the e-learning centre.") var by: String
  @Flag(help: "Print the counts as JSON.") var json = false

  func run() throws {
    let office = try Environment.office()
    defer { office.database.close() }
    let (actor, sections) = try office.database.read { tx in
      guard let person = try Person.login(by, in: tx)?.0 else {
        throw OperationFault.notFound("login \(by)")
      }
      let actor = try Actor.load(person, in: tx)
      return (actor, try chosen(actor.scope, tx))
    }
    let isShown = !json && isatty(STDERR_FILENO) == 1
    let done = try IssueAll(office, by: actor).run(sections) { progress in
      guard isShown else { return }
      FileHandle.standardError.write(Data("\r\(progress.issued) / \(progress.registered)".utf8))
    }
    if isShown { FileHandle.standardError.write(Data("\r".utf8)) }
    try tell(done)
    for failure in done.failures.prefix(10) {
      FileHandle.standardError.write(Data("\(failure)\n".utf8))
    }
    if !done.failures.isEmpty || done.refused > 0 { throw ExitCode.failure }
  }

  private func chosen(_ scope: Scope, _ tx: Transaction) throws -> [SectionID] {
    guard let found = try Term.all(scope, in: tx).first(where: { Name.same($0.code, term) }) else {
      throw OperationFault.notFound("term \(term)")
    }
    var sections = try Section.of(term: found.id, in: tx)
    if let course {
      guard let only = try Course.all(scope, in: tx).first(where: { Name.same($0.code, course) })
      else { throw OperationFault.notFound("course \(course)") }
      sections.removeAll { $0.course != only.id }
    }
    return sections.map(\.id)
  }

  private func tell(_ done: IssueAll.Progress) throws {
    if json {
      var json = JSONWriter(reserving: 256)
      json.beginObject()
      json.field("issued", done.issued)
      json.field("signed", done.signed)
      json.field("registered", done.registered)
      json.field("refused", done.refused)
      json.field("failed", done.failures.count)
      json.endObject()
      return print(json.bytes)
    }
    print(
      try Environment.speech()(
        "keys.issued",
        [
          "issued": .integer(done.issued), "signed": .integer(done.signed),
          "registered": .integer(done.registered), "refused": .integer(done.refused),
          "failed": .integer(done.failures.count),
        ]))
  }
}
