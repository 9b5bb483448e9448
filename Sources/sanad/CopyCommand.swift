import ArgumentParser
import Foundation
import Storage

/// Moves an installation's data to an empty database, of the same engine or the other.
struct CopyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "copy",
    abstract: "Copy an installation's database into an empty one, of either engine.",
    discussion: """
      Stop serving first: what is written meanwhile stays behind. All tables are copied in one \
      write and read again; each must have as many rows and the same digest on both sides, or \
      nothing is copied. Key files are not in the database: take them along, or name them with \
      SANAD_ISSUER_KEY and SANAD_JOURNAL_KEY. Let passwords stand in ~/.pgpass or PGPASSWORD, \
      not in the command.
      """)

  @Option(help: "Where it is: sqlite:PATH or postgres:CONNINFO.") var from: String
  @Option(help: "Where it shall be: a new file or an empty database.") var to: String
  @Flag(help: "Report as JSON: one object a table.") var json = false

  func run() throws {
    let (origin, end) = (try address(from, "--from"), try address(to, "--to"))
    let source = try Database(at: origin, create: false)
    defer { source.close() }
    let target = try Database(at: end, create: true)
    defer { target.close() }
    let isJSON = json
    let tables = try source.copy(to: target) { table in
      if !isJSON { print("\(CopyCommand.line(table))") }
    }
    if json {
      for table in tables {
        let digest = CopyCommand.hex(table.digest)
        print(#"{"table":"\#(table.name)","rows":\#(table.rows),"digest":"\#(digest)"}"#)
      }
    } else {
      let rows = tables.reduce(0) { $0 + $1.rows }
      print("copied \(rows) rows of \(tables.count) tables from \(source.name) to \(target.name)")
    }
  }

  private func address(_ text: String, _ option: String) throws -> DatabaseAddress {
    guard let address = DatabaseAddress(text) else {
      throw ValidationError("\(option) must be written sqlite:PATH or postgres:CONNINFO")
    }
    return address
  }

  private static func line(_ table: CopiedTable) -> String {
    let name = table.name.padding(toLength: 22, withPad: " ", startingAt: 0)
    return "\(name) \(String(table.rows).leftPadded(10)) rows  \(hex(table.digest).prefix(16))"
  }

  private static func hex(_ bytes: [UInt8]) -> String {
    bytes.map { byte in
      String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }.joined()
  }
}

extension String {
  fileprivate func leftPadded(_ width: Int) -> String {
    String(repeating: " ", count: max(width - count, 0)) + self
  }
}
