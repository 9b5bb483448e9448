import Foundation
import TestEngine
import Testing

@testable import Storage

/// What is committed comes into the file beside the writer, and the log begins anew.
@Suite struct LogTests {
  private static let sizes = SQLiteLog.Sizes(enough: 40, rest: 20, most: 200)

  private func written(
    _ times: Range<Int>, _ writer: SQLiteConnection
  ) throws {
    for number in times {
      try writer.begin()
      try writer.change(
        "INSERT INTO setting (name, value) VALUES ($1, $2)",
        [.text("n\(number)"), .text(String(repeating: "x", count: 5_000))])
      try writer.commit()
    }
  }

  /// How many frames the log has room for: it keeps its length when it begins anew.
  private func frames(_ path: String) throws -> Int {
    let size = try FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int
    return (size ?? 0) / 4_120
  }

  private func opened(_ path: String) throws -> SQLiteConnection {
    let writer = try SQLiteConnection(path: path, mode: .writer, log: Self.sizes)
    try writer.change("CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT)", [])
    return writer
  }

  @Test func theLogStaysShortAndNothingIsLost() throws {
    let place = try TestPlace(onSQLite: true)
    defer { place.remove() }
    let path = place.folder + "/log.sqlite"
    do {
      let writer = try opened(path)
      try written(0..<1_000, writer)
      // A thousand commits of at least three frames; the last one may go beyond the bound.
      #expect(try frames(path) < Self.sizes.most + 20)
    }
    // After the writer is gone there is no log any more, and every row is in the file.
    #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
    let reader = try SQLiteConnection(path: path, mode: .reader)
    #expect(try reader.first("SELECT COUNT(*) FROM setting", []) { $0.int(0) } == 1_000)
    #expect(try SQLiteFile(path).damage(quick: false).isEmpty)
  }

  @Test func aReaderOfAnOldStateHoldsTheLogOnlyAsLongAsItReads() throws {
    let place = try TestPlace(onSQLite: true)
    defer { place.remove() }
    let path = place.folder + "/log.sqlite"
    let writer = try opened(path)
    try written(0..<10, writer)
    let reader = try SQLiteConnection(path: path, mode: .reader)
    try reader.begin()
    let count: () throws -> Int? = {
      try reader.first("SELECT COUNT(*) FROM setting", []) { $0.int(0) }
    }
    #expect(try count() == 10)
    try written(10..<400, writer)
    // What it reads is what it read first; the log had to grow, and nobody waits for the reader.
    #expect(try count() == 10)
    let held = try frames(path)
    #expect(held > 1_000)
    try reader.commit()
    try written(400..<1_000, writer)
    #expect(try count() == 1_000)
    #expect(try frames(path) < held + Self.sizes.most)
  }
}
