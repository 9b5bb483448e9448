import ArgumentParser
import Foundation
import JSON
import Kernel
import LearningRecords
import Operations
import People
import Storage

/// Lets a program in.
struct XAPIClientAdd: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "client", abstract: "Let a program send or read records under a licence.",
    discussion: """
      Prints the user name and the password of HTTP Basic, once: the database keeps a digest. \
      Statements go to /xapi/1.0.3 (or /xapi) and /xapi/2.0.
      """)

  @Option(help: "The licence's number as printed.") var licence: String
  @Option(help: "What people call the program.") var name: String
  @Option(help: "What it may do; several times for several scopes.") var scope: [String]
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let office = try Environment.office()
    defer { office.database.close() }
    let rights = try scope.map { text in
      guard let right = RecordClient.Right(rawValue: text) else {
        let known = RecordClient.Right.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("--scope \(text): the scopes are \(known)")
      }
      return right
    }
    guard let institution = office.institutions.first else {
      throw ValidationError("the installation has no institution yet")
    }
    let operation = AddRecordClient(
      licence: licence, title: name, rights: rights, ids: office.ids)
    let decided = try office.performAndWait(operation, by: .clock(Scope(institution.id)))
    guard let client = decided.output else { return }
    guard json else {
      print("username \(client.username)")
      print("password \(operation.password)")
      return
    }
    var out = JSONWriter()
    out.beginObject()
    out.field("username", client.username)
    out.field("password", operation.password)
    out.endObject()
    print(String(decoding: out.bytes, as: UTF8.self))
  }
}

/// Lets a program in no more.
struct XAPIClientEnd: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "end-client", abstract: "Let a program in no more.")

  @ArgumentParser.Argument(help: "Its user name.") var username: String

  func run() throws {
    let office = try Environment.office()
    defer { office.database.close() }
    guard let institution = office.institutions.first,
      let found = try office.database.all(RecordClient.query(username: username)).first?.client
    else { throw ValidationError("there is no client \(username)") }
    _ = try office.performAndWait(
      EndRecordClient(found.id), by: .clock(Scope(institution.id)))
    print("\(found.name) (\(username)) is let in no more")
  }
}

/// Lists the programs that are let in.
struct XAPIClientList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clients", abstract: "List the programs that send or read records.")

  func run() throws {
    let office = try Environment.office()
    defer { office.database.close() }
    for institution in office.institutions {
      let clients = try office.database.read {
        try RecordClient.all(Scope(institution.id), in: $0)
      }
      for client in clients {
        let rights = client.rights.map(\.rawValue).joined(separator: " ")
        let end = client.endedAt.map { ", ended \($0.utcText)" } ?? ""
        print("\(client.username)  \(institution.code)  \(client.name)  [\(rights)]\(end)")
      }
    }
  }
}
