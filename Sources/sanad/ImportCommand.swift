import ArgumentParser
import Foundation
import Operations
import Replay
import Storage

/// Imports real data.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Import real registrations.", subcommands: [Oulad.self])

  /// The Open University Learning Analytics Dataset (CC BY 4.0).
  struct Oulad: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "oulad", abstract: "Import the OULAD tables from a folder of CSV files.")

    @ArgumentParser.Argument(help: "The folder with courses.csv, studentInfo.csv and the others.")
    var directory: String

    func run() throws {
      let database = try Environment.openDatabase(create: true)
      defer { database.close() }
      let summary = try OuladImport().run(directory: directory, into: database) { line in
        FileHandle.standardError.write(Data("\(line)\n".utf8))
      }
      print(summary.description)
    }
  }
}
