import Crypto

/// A table as it was copied: as many rows and the same digest on both sides.
package struct CopiedTable: Sendable {
  package let name: String
  package let rows: Int
  /// SHA-256 over every value of every row in the order of the primary key.
  package let digest: [UInt8]
}

extension Database {
  /// Copies all rows into an empty database of either engine, in one write: all of it, or nothing.
  package func copy(
    to target: Database, tell: @escaping @Sendable (CopiedTable) -> Void = { _ in }
  ) throws -> [CopiedTable] {
    try target.writeAndWait { [self] there in
      try read { here in
        try DatabaseCopy(from: here.connection, to: there.connection).run(into: target.name, tell)
      }
    }
  }
}

/// A column as the engine's catalogue has it.
struct Column {
  let name: String
  /// The engine's own name of the type.
  let type: String
  /// The place in the primary key, from 1; 0 outside it.
  let keyPlace: Int

  var isInteger: Bool { ["INTEGER", "bigint"].contains(type) }
  var isText: Bool { ["TEXT", "text"].contains(type) }

  func read(_ row: Row, _ index: Int32) -> Bind {
    if row.isNull(index) { return .null }
    if isInteger { return .integer(row.integer(index)) }
    return isText ? .text(row.text(index)) : .blob(row.blob(index))
  }
}

/// Moves rows between two connections; names of tables and columns come from our own schema.
struct DatabaseCopy {
  let from: any Connection
  let to: any Connection

  private static let batch = 500
  /// Values of one statement; SQLite takes 32,766 and PostgreSQL 65,535.
  private static let valueLimit = 8_000

  init(from: any Connection, to: any Connection) {
    self.from = from
    self.to = to
  }

  /// The tables in the order of their creation: each refers only to itself and to earlier ones.
  static let tables: [String] = Migrations.all.reduce(into: []) { tables, migration in
    for statement in migration.script.split(separator: ";") {
      let words = statement.split(whereSeparator: { $0 == " " || $0 == "\n" || $0 == "(" })
      switch words.prefix(2) {
      case ["CREATE", "TABLE"]: tables += words.dropFirst(2).prefix(1).map(String.init)
      case ["DROP", "TABLE"]: tables.removeAll { $0 == words.last.map(String.init) }
      case ["ALTER", "TABLE"] where words.contains("RENAME"):
        // `ALTER TABLE a RENAME TO b`
        guard let place = tables.firstIndex(of: String(words[2])) else { continue }
        tables[place] = words.last.map(String.init) ?? tables[place]
      default: continue
      }
    }
  }

  /// The tables' places in that order.
  static let places = Dictionary(
    tables.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })

  /// Where a row refers to another of its own table, which must be there before it.
  static let ownParent = ["licence": "parent"]

  /// Copies every table within the two open transactions.
  func run(into name: String, _ tell: (CopiedTable) -> Void) throws -> [CopiedTable] {
    // One side waits as long as the other works.
    for case let connection as PostgresConnection in [from, to] { try connection.takeTime() }
    try requireEmpty(name)
    return try DatabaseCopy.tables.map {
      let copied = try table($0)
      tell(copied)
      return copied
    }
  }

  func requireEmpty(_ name: String) throws {
    for table in DatabaseCopy.tables {
      let isEmpty = try to.rows(text: "SELECT 1 FROM \(table) LIMIT 1") { _ in true }.isEmpty
      guard isEmpty else {
        throw StorageFault.schema("\(name) is not empty: its table \(table) has rows")
      }
    }
  }

  /// Copies a table and reads it again where it went.
  func table(_ name: String) throws -> CopiedTable {
    let (here, there) = (try from.columns(of: name), try to.columns(of: name))
    guard here.map(\.name) == there.map(\.name) else {
      throw StorageFault.schema("the table \(name) has other columns there")
    }
    var waiting: [[Bind]] = []
    let source = try scan(name, here, in: from) { rows in
      if DatabaseCopy.ownParent[name] == nil {
        try insert(rows, into: name, there)
      } else {
        waiting += rows
      }
    }
    try insert(parentsFirst(waiting, name, here), into: name, there)
    if let key = there.first(where: { $0.keyPlace == 1 }), key.isInteger {
      try to.continueNumbers(of: name, key: key.name)
    }
    let target = try scan(name, there, in: to) { _ in }
    guard source.rows == target.rows, source.digest == target.digest else {
      throw StorageFault.schema("the table \(name) is not the same there: nothing was copied")
    }
    return source
  }

  /// Reads a table in the order of its key, some rows at a time.
  private func scan(
    _ name: String, _ columns: [Column], in connection: any Connection,
    _ each: ([[Bind]]) throws -> Void
  ) throws -> CopiedTable {
    let key = columns.enumerated().filter { $0.element.keyPlace > 0 }
      .sorted { $0.element.keyPlace < $1.element.keyPlace }
    let keyNames = key.map(\.element.name).joined(separator: ", ")
    let select = "SELECT \(columns.map(\.name).joined(separator: ", ")) FROM \(name)"
    let above = (1...max(key.count, 1)).map { "$\($0)" }.joined(separator: ", ")
    let order = " ORDER BY \(keyNames) LIMIT \(DatabaseCopy.batch)"
    var (count, hash) = (0, SHA256())
    var last: [Bind]?
    while true {
      let text = last == nil ? select + order : "\(select) WHERE (\(keyNames)) > (\(above))\(order)"
      let rows = try connection.rows(text: text, last ?? []) { row in
        columns.enumerated().map { $0.element.read(row, Int32(clamping: $0.offset)) }
      }
      for row in rows {
        for value in row { DatabaseCopy.add(value, to: &hash) }
      }
      count += rows.count
      try each(rows)
      guard rows.count == DatabaseCopy.batch, let end = rows.last else { break }
      last = key.map { end[$0.offset] }
    }
    return CopiedTable(name: name, rows: count, digest: Array(hash.finalize()))
  }

  private static func add(_ value: Bind, to hash: inout SHA256) {
    func add(_ tag: UInt8, _ bytes: [UInt8]) {
      hash.update(data: [tag])
      withUnsafeBytes(of: UInt64(bytes.count).bigEndian) { hash.update(data: Array($0)) }
      hash.update(data: bytes)
    }
    switch value {
    case .null: add(0, [])
    case .integer(let value): add(1, withUnsafeBytes(of: value.bigEndian) { Array($0) })
    case .text(let text): add(2, Array(text.utf8))
    case .blob(let bytes): add(3, bytes)
    case .identity(let high, let low):
      add(3, withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Array($0) })
    }
  }

  private func insert(_ rows: [[Bind]], into name: String, _ columns: [Column]) throws {
    let names = columns.map(\.name).joined(separator: ", ")
    let size = max(DatabaseCopy.valueLimit / max(columns.count, 1), 1)
    for start in stride(from: 0, to: rows.count, by: size) {
      let part = rows[start..<min(start + size, rows.count)]
      var number = 0
      let places = part.map { _ in
        let row = columns.map { column in
          number += 1
          // The type is said because a column of nulls alone would have none.
          return "CAST($\(number) AS \(column.type))"
        }
        return "(\(row.joined(separator: ", ")))"
      }
      let text = "INSERT INTO \(name) (\(names)) VALUES \(places.joined(separator: ", "))"
      try to.query(text: text, part.flatMap { $0 }) { _ in true }
    }
  }

  /// Rows of a table that refers to itself, each after the one it refers to.
  private func parentsFirst(_ rows: [[Bind]], _ name: String, _ columns: [Column]) -> [[Bind]] {
    guard let parent = columns.firstIndex(where: { $0.name == DatabaseCopy.ownParent[name] }),
      let key = columns.firstIndex(where: { $0.keyPlace == 1 })
    else { return rows }
    var (waiting, ordered) = (rows, [[Bind]]())
    var placed: Set<[UInt8]> = []
    while !waiting.isEmpty {
      let ready = waiting.filter { row in
        guard case .blob(let id) = row[parent] else { return true }
        return placed.contains(id)
      }
      // What refers to nothing that is here is left to the database's own check.
      if ready.isEmpty { return ordered + waiting }
      for case .blob(let id) in ready.map({ $0[key] }) { placed.insert(id) }
      ordered += ready
      waiting.removeAll { row in
        guard case .blob(let id) = row[key] else { return false }
        return placed.contains(id)
      }
    }
    return ordered
  }
}
