/// A question to the database as a value: its text, what is bound to it and how a row is read.
package struct Query<Held> {
  let sql: SQL
  let values: [Bind]
  let read: (Row) throws -> Held

  package init(_ sql: SQL, _ values: Bind..., read: @escaping (Row) throws -> Held) {
    self.sql = sql
    self.values = values
    self.read = read
  }
}

extension Transaction {
  /// The first row of a query.
  package func first<Held>(_ query: Query<Held>) throws -> Held? {
    try connection.first(query.sql, query.values, query.read)
  }

  /// All rows of a query.
  package func all<Held>(_ query: Query<Held>) throws -> [Held] {
    var rows: [Held] = []
    try connection.query(query.sql, query.values) { row in
      rows.append(try query.read(row))
      return true
    }
    return rows
  }

  /// Says that a query will be asked soon, so that its answer is on its way meanwhile. On PostgreSQL
  /// many such queries share a round trip, and an answer is used again until a table it was read
  /// from changes; on SQLite there is no way to save.
  package func expect<Held>(_ query: Query<Held>) throws {
    try connection.expect(query.sql, query.values)
  }

  /// The first row an expected query had when it was last answered, perhaps changed since: good for
  /// guessing what will be asked next, and for nothing else. Never waits.
  package func guess<Held>(_ query: Query<Held>) throws -> Held? {
    var found: Held?
    try connection.recall(query.sql, query.values) { row in
      found = try query.read(row)
      return false
    }
    return found
  }

  /// The number after the highest one, which the query finds; counted on while a group of writes
  /// lasts. Rows may be numbered in this way only.
  package func next(_ highest: SQL, atLeast least: Int = 0) throws -> Int {
    let key = UnsafeRawPointer(highest.text.utf8Start)
    let last = try connection.numbers[key] ?? count(highest)
    let (next, isOver) = last.addingReportingOverflow(1)
    guard !isOver else { throw StorageFault.failed("there are no numbers left") }
    connection.numbers[key] = max(next, least)
    return max(next, least)
  }
}
