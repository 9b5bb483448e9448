import Foundation
import Kernel
import TestEngine
import Testing

@testable import Storage

/// An installation moves to an empty database with every row, or not at all.
@Suite struct CopyTests {
  /// Rows of every type, a licence whose parent has the higher id, and more rows than one batch.
  private func plant(_ database: Database) throws {
    try database.writeAndWait { tx in
      for number in 0..<1_203 { try tx.setSetting("é\(number)", "سند \(number)") }
      let institution = Bind.identity(0, 1)
      try tx.run(
        """
        INSERT INTO institution (id, code, name_ar, name_en, name_vi, unit_ar, unit_en, unit_vi,
          instrument, vat_number) VALUES ($1, 'iu', '', '', '', '', '', '', '', '')
        """, institution)
      try tx.run(
        """
        INSERT INTO programme (id, institution, code, title_ar, title_en, title_vi,
          is_micro_credential, is_e_learning) VALUES ($1, $2, 'p', '', '', '', 1, 0)
        """, .identity(0, 2), institution)
      for (id, parent) in [(9, nil), (3, 9), (1, 3)] as [(UInt64, UInt64?)] {
        try tx.run(
          """
          INSERT INTO licence (id, institution, kind, number, programme, parent, from_day,
            until_day) VALUES ($1, $2, $3, $4, $5, $6, -1, 9)
          """, .identity(0, id), institution, .text(parent == nil ? "provider" : "programme"),
          .text("L\(id)"), parent == nil ? .null : .identity(0, 2),
          .optional(parent) { .identity(0, $0) })
      }
      for number in 0..<600 {
        try tx.tell(
          topic: "t", key: "\(number)", payload: [0, 255], at: Instant(microseconds: .max))
      }
    }
  }

  private func copyAndCompare(_ source: borrowing TemporaryDatabase, _ target: TestPlace) throws {
    let database = try Database(at: target.address, create: true)
    defer { database.close() }
    let copied = try source.database.copy(to: database)
    #expect(copied.count == DatabaseCopy.tables.count)
    let rows = Dictionary(uniqueKeysWithValues: copied.map { ($0.name, $0.rows) })
    #expect(rows["setting"] == 1_203)
    #expect(rows["outbox"] == 600)
    #expect(rows["licence"] == 3)
    #expect(try database.read { try $0.setting("é1202") } == "سند 1202")
    // New rows get numbers above the copied ones.
    try database.writeAndWait { tx in
      try tx.tell(topic: "t", key: "new", payload: [], at: Instant(microseconds: 1))
    }
    let newest = try database.read { tx in
      try tx.first("SELECT key FROM outbox ORDER BY id DESC LIMIT 1") { $0.text(0) }
    }
    #expect(newest == "new")
    #expect {
      _ = try source.database.copy(to: database)
    } throws: { "\($0)".contains("not empty") }
  }

  @Test func withinTheEngine() throws {
    let source = try TemporaryDatabase()
    try plant(source.database)
    let target = try TestPlace()
    defer { target.remove() }
    try copyAndCompare(source, target)
  }

  @Test func fromAFileToTheEngineAndBack() throws {
    let source = try TemporaryDatabase(onSQLite: true)
    try plant(source.database)
    let target = try TestPlace()
    defer { target.remove() }
    try copyAndCompare(source, target)
    let there = try TemporaryDatabase()
    try plant(there.database)
    let file = try TestPlace(onSQLite: true)
    defer { file.remove() }
    try copyAndCompare(there, file)
  }

  @Test func theSameRowsHaveTheSameDigest() throws {
    let first = try TemporaryDatabase()
    let second = try TemporaryDatabase(onSQLite: true)
    try plant(first.database)
    try plant(second.database)
    let digests = try [first.database, second.database].map { database in
      let place = try TestPlace(onSQLite: true)
      defer { place.remove() }
      let target = try Database(at: place.address, create: true)
      defer { target.close() }
      return try database.copy(to: target).map(\.digest)
    }
    #expect(digests[0] == digests[1])
  }
}
